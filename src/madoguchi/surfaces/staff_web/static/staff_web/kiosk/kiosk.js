/*
 * The kiosk's script. Pages are fetched and exchanged inside this one, so that a broken network never shows the
 * browser's error page; a press counts once; after a while the page goes back to the start by itself; codes come
 * from a keyboard-wedge scanner anywhere on the page, or from the camera. Without this script the pages work as pages.
 */
(() => {
  "use strict";
  const TIMEOUT_MS = 8000;
  const RETRY_MS = 3000;
  const WARN_SECONDS = 10;
  const SCAN_GAP_MS = 120;
  const SCAN_LEAST = 6;
  const CAMERA_EVERY_MS = 200;
  const PATIENCE_MS = 400;
  const PRINTER_EVERY_MS = 30_000;
  const SCREEN_PX = 640;
  const SMALLEST = 0.8;
  const STEP = 0.02;

  let busy = false;
  let touchedAt = performance.now();
  let shownAt = performance.now();
  let printed = false;
  let typed = "";
  let typedAt = 0;
  let stream = null;
  let lastCode = "";

  const page = () => document.getElementById("kiosk");
  const piece = (name) => page().querySelector(`[data-${name}]`);
  const text = (name) => page().querySelector(`template[data-text="${name}"]`)?.innerHTML ?? "";
  const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const seconds = (name) => Number(page().getAttribute(`data-${name}`) ?? 0);

  function setBusy(now) {
    busy = now;
    page().classList.toggle("kiosk-is-busy", now);
    if (!now && piece("waiting")) {
      piece("waiting").hidden = true;
    }
  }

  function show(fresh, document_) {
    stopCamera();
    page().replaceWith(fresh);
    document.documentElement.lang = document_.documentElement.lang;
    document.title = document_.title;
    printed = false;
    lastCode = "";
    shownAt = touchedAt = performance.now();
    window.scrollTo(0, 0);
    offerCamera();
    fit();
    document.getElementById("main").focus({ preventScroll: true });
  }

  /* Nobody looks for what is below the edge of a kiosk: where a language needs more room (readings over the letters,
     long words), the whole page becomes a little smaller. The targets keep their 88 pixels. */
  function fit() {
    const root = document.documentElement;
    root.style.fontSize = "";
    if (window.innerWidth < SCREEN_PX) {
      return;
    }
    const natural = Number.parseFloat(getComputedStyle(root).fontSize);
    for (let share = 1 - STEP; share >= SMALLEST && root.scrollHeight > window.innerHeight; share -= STEP) {
      root.style.fontSize = `${natural * share}px`;
    }
  }

  /* One request; the page that came, or null where nothing came. */
  async function ask(address, options) {
    const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.status === 403) {
      // Stopped by staff, or somebody cleared the cookies: the page that says so comes from the server.
      location.assign(page().dataset.start);
      return null;
    }
    const document_ = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = document_.getElementById("kiosk");
    if (!answer.ok || !fresh) {
      throw new Error(`answered ${answer.status}`);
    }
    return [fresh, document_];
  }

  async function go(address, options, { quiet = false } = {}) {
    if (busy) {
      return;
    }
    setBusy(true);
    const patience = setTimeout(() => {
      if (busy && !quiet && piece("waiting")) {
        piece("waiting").hidden = false;
      }
    }, PATIENCE_MS);
    try {
      const found = await ask(address, options);
      if (found) {
        show(...found);
      }
    } catch (problem) {
      if (options?.method === "POST" && problem.name === "Error") {
        piece("failed").hidden = false;
      } else if (!quiet || !navigator.onLine) {
        await again(address, options);
      } else {
        await again(page().dataset.start);
      }
    } finally {
      clearTimeout(patience);
      setBusy(false);
    }
  }

  /* The network is away: the page says so and asks again until it is back. What was pressed carries the key of its
     page, so that asking again never gives a second number. */
  async function again(address, options) {
    const until = performance.now() + 30_000;
    piece("offline").hidden = false;
    for (;;) {
      await wait(RETRY_MS);
      // Whoever pressed has gone by now: nobody is given a number that nobody takes.
      const given = performance.now() < until ? [address, options] : [page().dataset.start];
      try {
        const found = await ask(...given);
        if (found) {
          show(...found);
        }
        return;
      } catch {
        /* still away */
      }
    }
  }

  const home = (options) => go(page().dataset.start, undefined, options);

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("a, button");
    if (!pressed || !page().contains(pressed)) {
      return;
    }
    if (pressed.matches("a")) {
      event.preventDefault();
      go(pressed.href);
    } else if (pressed.matches("[data-sign], [data-erase]")) {
      const field = document.getElementById("typed");
      field.value = pressed.matches("[data-erase]")
        ? field.value.slice(0, -1)
        : (field.value + pressed.dataset.sign).slice(0, field.maxLength);
    } else if (pressed.matches("button[data-camera]")) {
      stream ? stopCamera() : startCamera();
    } else if (pressed.matches("button[data-again][type=button]")) {
      piece("failed").hidden = true;
      home();
    }
  });

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.matches("[data-print]")) {
      print(event.target, false);
      return;
    }
    const content = new FormData(event.target, event.submitter);
    go(event.target.action, { method: "POST", body: new URLSearchParams(content) });
  });

  /* --- paper ------------------------------------------------------------------------------------------------ */
  async function print(form, first) {
    if (printed && first) {
      return;
    }
    printed = true;
    const says = piece("print-says");
    const button = form.querySelector("button");
    touchedAt = performance.now();
    if (form.dataset.print === "browser") {
      window.print();
      says.innerHTML = text("take_paper");
      button.textContent = button.dataset.again;
      return;
    }
    says.innerHTML = text("printing");
    button.disabled = true;
    const content = new URLSearchParams(new FormData(form));
    if (first) {
      content.set("first", "1");
    }
    let cameOut = false;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: content,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(TIMEOUT_MS * 2),
      });
      cameOut = answer.ok && (await answer.json()).came_out;
    } catch {
      /* no answer is no paper: the number stays, and can be printed again */
    }
    says.innerHTML = text(cameOut ? "take_paper" : "no_paper");
    button.disabled = false;
    button.textContent = button.dataset.again;
    touchedAt = performance.now();
  }

  /* --- time --------------------------------------------------------------------------------------------------- */
  function tick() {
    const idle = (performance.now() - touchedAt) / 1000;
    const printAfter = seconds("print-after");
    const form = page().querySelector("form[data-print]");
    if (printAfter && form && !printed && (performance.now() - shownAt) / 1000 >= printAfter) {
      print(form, true);
    }
    const left = Math.ceil(seconds("back-after") - idle);
    const leaving = seconds("back-after") > 0 && left <= WARN_SECONDS && !busy;
    if (piece("leaving")) {
      piece("leaving").hidden = !leaving;
    }
    if (leaving) {
      piece("leaving-text").innerHTML = text("again").replace("{seconds}", Math.max(0, left));
      if (left <= 0) {
        home({ quiet: true });
      }
    } else if (seconds("refresh") && idle > seconds("refresh") && !busy && !stream) {
      go(location.pathname + `?language=${document.querySelector("#kiosk [name=language]")?.value ?? "ja"}`, undefined, {
        quiet: true,
      });
    }
  }

  /* While the first page stands there: how is the printer? In the background, so that nobody waits for it. */
  async function lookAfterPrinter() {
    const { printer, paper } = page().dataset;
    if (!printer || busy) {
      return;
    }
    try {
      const answer = await fetch(printer, {
        method: "POST",
        body: new URLSearchParams(new FormData(document.getElementById("scan-form"))),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const changed = answer.ok && (await answer.json()).prints !== (paper === "driven");
      if (changed && page().dataset.printer && (performance.now() - touchedAt) / 1000 > WARN_SECONDS) {
        home({ quiet: true });
      }
    } catch {
      /* the next page will tell */
    }
  }

  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(
      kind,
      () => {
        touchedAt = performance.now();
      },
      true,
    );
  }
  /* Back, by a swipe or a key, stays here: behind this page lies the link that made the machine a kiosk. */
  history.pushState(null, "");
  window.addEventListener("popstate", () => history.pushState(null, ""));
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("dragstart", (event) => event.preventDefault());

  /* --- codes -------------------------------------------------------------------------------------------------- */
  function scanned(code) {
    const form = document.getElementById("scan-form");
    form.elements.scanned.value = code;
    if (!form.elements.key.value) {
      form.elements.key.value = crypto.randomUUID?.() ?? anyKey();
    }
    go(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  }

  /* Where the page has no certificate, browsers have no randomUUID. */
  function anyKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function character(event) {
    if (event.key.length === 1) {
      return event.key;
    }
    const place = event.code ?? "";
    if (place.startsWith("Key") || place.startsWith("Digit")) {
      return place.at(-1);
    }
    return { Minus: "-", Period: ".", Slash: "/" }[place] ?? "";
  }

  /* A scanner types fast and ends with Enter; a finger on a keyboard is slow. */
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) {
        return;
      }
      const fast = event.timeStamp - typedAt < SCAN_GAP_MS;
      if (event.key === "Enter" && typed.length >= SCAN_LEAST && fast) {
        event.preventDefault();
        event.stopImmediatePropagation();
        const code = typed;
        typed = "";
        scanned(code);
        return;
      }
      const sign = character(event);
      if (sign) {
        typed = fast ? typed + sign : sign;
        typedAt = event.timeStamp;
      }
    },
    true,
  );

  function offerCamera() {
    const button = page().querySelector("button[data-camera][hidden]");
    if (button && window.ZXingWASM && navigator.mediaDevices?.getUserMedia) {
      button.hidden = false;
    }
  }

  function stopCamera() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    if (piece("camera-box")) {
      piece("camera-box").hidden = true;
    }
  }

  async function startCamera() {
    piece("camera-box").hidden = false;
    piece("camera-box").classList.remove("is-refused");
    piece("camera-says").innerHTML = text("hold_to_camera");
    try {
      const wasm = new URL("../../vendor/zxing-wasm/zxing_reader.wasm", script).href;
      window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm } });
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
      piece("camera-picture").srcObject = stream;
      await piece("camera-picture").play();
    } catch {
      stopCamera();
      piece("camera-box").hidden = false;
      piece("camera-box").classList.add("is-refused");
      piece("camera-says").innerHTML = text("camera_refused");
      fit();
      return;
    }
    look(document.createElement("canvas"));
  }

  async function look(canvas) {
    const picture = piece("camera-picture");
    if (!stream || !picture) {
      stopCamera();
      return;
    }
    if (picture.videoWidth && !busy) {
      canvas.width = picture.videoWidth;
      canvas.height = picture.videoHeight;
      const brush = canvas.getContext("2d", { willReadFrequently: true });
      brush.drawImage(picture, 0, 0);
      const found = await window.ZXingWASM.readBarcodes(brush.getImageData(0, 0, canvas.width, canvas.height), {
        formats: ["QRCode"],
        maxNumberOfSymbols: 1,
        tryHarder: true,
      });
      const code = found.find((one) => one.isValid)?.text;
      if (code && code !== lastCode) {
        lastCode = code;
        touchedAt = performance.now();
        scanned(code);
      }
    }
    setTimeout(look, CAMERA_EVERY_MS, canvas);
  }

  const script = document.currentScript.src;
  window.addEventListener("pagehide", stopCamera);
  window.addEventListener("resize", fit);
  document.fonts?.addEventListener("loadingdone", fit);
  offerCamera();
  fit();
  setInterval(tick, 500);
  setInterval(lookAfterPrinter, PRINTER_EVERY_MS);
  // Only where the page has a certificate, or on this machine itself.
  navigator.serviceWorker
    ?.register(`${page().dataset.start}worker.js`, { scope: page().dataset.start })
    .catch(() => undefined);
})();
