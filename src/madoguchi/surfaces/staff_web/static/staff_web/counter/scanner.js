/*
 * A keyboard-wedge scanner types like a hand, only faster. Wherever the focus is, a burst of keys that ends
 * with Enter goes to the field of the scanner (#scanned in #scan-form), and what the first keys did to other
 * fields is undone. Input methods may make full-width letters of it; the server heals that.
 *
 * The counter's page has the form in sight (#scan). Every other page has it floating, hidden until there is
 * something to say. Nothing that was scanned is lost: a text that could not be sent stays in the field, and
 * travels along as a part when another one is scanned. Nothing that was typed is lost either: where a form
 * has been typed into, the visit is opened by a person and not by the scanner.
 */
(() => {
  "use strict";
  const FAST_MS = 40;
  const PAUSE_MS = 150;
  const BURST = 8;
  const LONGEST = 20_000;
  const WITHOUT_ENTER_MS = 600;
  const form = () => document.getElementById("scan-form");
  if (!form()) {
    return;
  }
  let typed = "";
  let fastKeys = 0;
  let lastAt = 0;
  let bursting = false;
  let ending = 0;
  let unsent = "";
  const before = new Map();

  const field = () => document.getElementById("scanned");
  const counterPage = () => document.getElementById("scan");
  const piece = (name) => form().querySelector(`[${name}]`);
  const editable = (element) =>
    element?.matches?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select");

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
    const line = document.getElementById("scan-progress");
    // First in sight, then said: what changes while hidden is not read out.
    (counterPage() ? line : form()).hidden = !text;
    line.textContent = text;
  }

  /* On a page without the counter's form: the text that was read, to be looked at and sent by hand. */
  function keepInSight(shown) {
    if (!counterPage()) {
      piece("data-scan-kept").hidden = !shown;
      piece("data-scan-open").hidden = true;
      if (shown) {
        piece("data-scan-kept").querySelector("button").focus();
      }
    }
  }

  function remember(element) {
    if (editable(element) && element !== field() && !before.has(element)) {
      before.set(element, element.value);
    }
  }

  function begin() {
    bursting = true;
    document.getElementById("shortcuts")?.close();
    for (const [element, value] of before) {
      if (element.isConnected) {
        element.blur();
        element.value = value;
      }
    }
    keepInSight(false);
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
    if (unsent && unsent !== text) {
      keepAsPart(unsent);
    }
    field().value = text;
    if (send) {
      form().requestSubmit();
    } else if (counterPage()) {
      say("");
    } else {
      say("読み取りました。よければ「受け付ける」を押してください。");
      keepInSight(true);
    }
  }

  function keepAsPart(text) {
    const part = document.createElement("input");
    Object.assign(part, { type: "hidden", name: "part", value: text });
    form().prepend(part);
    unsent = "";
  }

  function forget() {
    unsent = "";
    field().value = "";
    form()
      .querySelectorAll("[name=part]")
      .forEach((part) => part.remove());
    keepInSight(false);
    say("");
  }

  /* Whether something stands in a form of this page that leaving it would lose. */
  function typedElsewhere() {
    return [...document.querySelectorAll("main input, main textarea, main select")].some((element) => {
      if (element.form === form() || element.type === "hidden") {
        return false;
      }
      if (element.matches("select")) {
        return [...element.options].some((option) => option.selected !== option.defaultSelected && option.value);
      }
      return element.matches("[type=checkbox], [type=radio]")
        ? element.checked !== element.defaultChecked
        : element.value !== element.defaultValue;
    });
  }

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) {
        return;
      }
      const gap = event.timeStamp - lastAt;
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
      // A busy computer lets a gap into what a scanner sends: only a pause begins anew.
      if (gap >= PAUSE_MS && !bursting) {
        typed = "";
        before.clear();
      }
      fastKeys = gap < FAST_MS ? fastKeys + 1 : 0;
      remember(document.activeElement);
      typed = (typed + letter).slice(-LONGEST);
      if (!bursting && fastKeys >= BURST - 1 && document.activeElement !== field()) {
        begin();
      }
      if (bursting) {
        event.preventDefault();
        event.stopImmediatePropagation();
        clearTimeout(ending);
        // A scanner that sends no Enter: what it read stays in the field, and a person sends it.
        ending = setTimeout(end, WITHOUT_ENTER_MS, false);
      }
    },
    true,
  );

  function failed(text) {
    unsent = field().value;
    say(text);
    keepInSight(true);
    document.dispatchEvent(new CustomEvent("madoguchi:scan-failed"));
  }

  /* The visit is there: go to it, or ask first when something would be lost. */
  function go(address) {
    unsent = "";
    if (counterPage() || !typedElsewhere()) {
      location.assign(address);
      return;
    }
    say("コードを読み取りました。この画面に入力した内容は、まだ保存されていません。");
    keepInSight(false);
    const open = piece("data-scan-open");
    open.hidden = false;
    open.querySelector("a").href = address;
    open.querySelector("a").focus();
  }

  /* Send without leaving the page: a text that could not be sent stays, several codes can follow each other,
     and the camera stays on. */
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-scan]") || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    const content = new FormData(event.target, event.submitter);
    keepInSight(false);
    say("開いています…");
    let answer;
    try {
      answer = await fetch(event.target.action, {
        method: "POST",
        body: content,
        headers: { "X-Fragment": "scan" },
      });
    } catch {
      failed("つながりません。読み取った文字は残っています。もう一度「受け付ける」を押してください。");
      return;
    }
    const next = answer.headers.get("X-Location");
    if (next) {
      go(next);
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("scan");
    if (!fresh) {
      // An error page, or the sign-in page after a time-out: the text stays, and a person decides.
      failed(
        answer.redirected
          ? "サインインの時間が過ぎました。別のタブでサインインしてから、もう一度「受け付ける」を押してください。読み取った文字は残っています。"
          : `受け付けられませんでした（${answer.status}）。読み取った文字は残っています。もう一度「受け付ける」を押してください。続くときは情報担当に知らせてください。`,
      );
      return;
    }
    unsent = "";
    if (counterPage()) {
      showOnTheCounterPage(fresh);
    } else if (fresh.querySelector(".scan-parts")) {
      collect(fresh);
    } else {
      // Refused: why, and the text, for whoever corrects or scans again.
      failed(fresh.querySelector("#scan-problem p")?.textContent ?? "受け付けられませんでした。");
    }
  });

  /* One of several codes, on a page without the counter's form: what was read waits here for the others. */
  function collect(fresh) {
    form()
      .querySelectorAll("[name=part]")
      .forEach((part) => part.remove());
    form().prepend(...fresh.querySelectorAll("[name=part]"));
    field().value = "";
    say(fresh.querySelector(".scan-parts p").textContent);
  }

  function showOnTheCounterPage(fresh) {
    const page = counterPage();
    const camera = document.getElementById("camera");
    const marks = fresh.querySelector(".scan-parts");
    if (camera && !camera.hidden) {
      // The camera's picture must not be torn out of the page: only what changed is put in.
      for (const name of [".scan-parts", ".notice", "[name=part]"]) {
        page.querySelectorAll(name).forEach((old) => old.remove());
      }
      form().prepend(...fresh.querySelectorAll("[name=part], .scan-parts, .notice"));
      field().value = fresh.querySelector("#scanned").value;
      say(marks ? marks.querySelector("p").textContent : "");
    } else {
      page.replaceWith(fresh);
      document.dispatchEvent(new CustomEvent("madoguchi:scan-ready"));
      field().focus();
    }
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-scan-away]")) {
      forget();
    }
  });
})();
