/*
 * A keyboard-wedge scanner types like a hand, only faster. Wherever the focus is, a burst of keys that ends
 * with Enter goes to the field of the scanner (#scanned in #scan-form), and what the first keys did to another
 * field is undone. Input methods may make full-width letters of it; the server heals that.
 */
(() => {
  "use strict";
  const FAST_MS = 40;
  const BURST = 8;
  const LONGEST = 20_000;
  const form = () => document.getElementById("scan-form");
  if (!form()) {
    return;
  }
  let typed = "";
  let lastAt = 0;
  let bursting = false;
  let before = null;
  let ending = 0;

  const field = () => document.getElementById("scanned");
  const progress = () => document.getElementById("scan-progress");
  const editable = (element) =>
    element?.matches?.("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea");

  /* What the key stands for; while an input method is on, only the place of the key is known. */
  function character(event) {
    if (event.key.length === 1) {
      return event.key;
    }
    const place = event.code;
    if (place.startsWith("Key")) {
      return place.slice(3);
    }
    if (place.startsWith("Digit")) {
      return place.slice(5);
    }
    return { Minus: "-", Period: ".", Slash: "/" }[place] ?? "";
  }

  function say(text) {
    const line = progress();
    if (line) {
      line.hidden = !text;
      line.textContent = text;
    }
  }

  function begin() {
    bursting = true;
    if (before && document.contains(before.element)) {
      before.element.blur();
      before.element.value = before.value;
    }
    say("読み取っています…");
  }

  function end(send) {
    clearTimeout(ending);
    const text = typed;
    bursting = false;
    typed = "";
    if (!text) {
      return;
    }
    field().value = text;
    if (send) {
      form().requestSubmit();
    } else {
      say("");
    }
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
        return;
      }
      const fast = event.timeStamp - lastAt < FAST_MS;
      if (event.key === "Enter") {
        if (bursting) {
          event.preventDefault();
          event.stopImmediatePropagation();
          end(true);
        } else if (document.activeElement === field() && field().value.trim() && !event.isComposing) {
          event.preventDefault();
          form().requestSubmit();
        }
        typed = "";
        return;
      }
      const letter = character(event);
      if (!letter) {
        return;
      }
      lastAt = event.timeStamp;
      if (!fast && !bursting) {
        typed = "";
        const element = document.activeElement;
        before = editable(element) && element !== field() ? { element, value: element.value } : null;
      }
      typed = (typed + letter).slice(-LONGEST);
      if (!bursting && typed.length >= BURST && document.activeElement !== field()) {
        begin();
      }
      if (bursting) {
        event.preventDefault();
        event.stopImmediatePropagation();
        clearTimeout(ending);
        // A scanner that sends no Enter: what it read stays in the field, and a person sends it.
        ending = setTimeout(end, 600, false);
      }
    },
    true,
  );

  /* Send without leaving the page, so that several codes can follow each other and the camera stays on. */
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-scan]") || event.defaultPrevented) {
      return;
    }
    const page = document.getElementById("scan");
    if (!page) {
      return;
    }
    event.preventDefault();
    const content = new FormData(event.target, event.submitter);
    say("開いています…");
    let answer;
    try {
      answer = await fetch(event.target.action, {
        method: "POST",
        body: content,
        headers: { "X-Fragment": "scan" },
      });
    } catch {
      say("つながりません。読み取った文字は残っています。もう一度「受け付ける」を押してください。");
      return;
    }
    const next = answer.headers.get("X-Location");
    if (next) {
      location.assign(next);
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("scan");
    if (!fresh) {
      // An error page, or the sign-in page after a time-out: the text stays, and a person decides.
      say(
        answer.redirected
          ? "サインインの時間が過ぎました。別のタブでサインインしてから、もう一度「受け付ける」を押してください。読み取った文字は残っています。"
          : `受け付けられませんでした（${answer.status}）。読み取った文字は残っています。もう一度「受け付ける」を押してください。続くときは情報担当に知らせてください。`,
      );
      return;
    }
    const camera = document.getElementById("camera");
    const marks = fresh.querySelector(".scan-parts");
    if (camera && !camera.hidden) {
      // The camera's picture must not be torn out of the page: only what changed is put in.
      for (const name of [".scan-parts", ".notice", "[name=part]"]) {
        page.querySelectorAll(name).forEach((old) => old.remove());
      }
      const target = page.querySelector("form");
      for (const piece of fresh.querySelectorAll("[name=part], .scan-parts, .notice")) {
        target.prepend(piece);
      }
      field().value = fresh.querySelector("#scanned").value;
      say(marks ? marks.querySelector("p").textContent : "");
    } else {
      page.replaceWith(fresh);
      document.dispatchEvent(new CustomEvent("madoguchi:scan-ready"));
      field().focus();
    }
  });
})();
