/*
 * Keys for who never takes the hands from the keyboard.
 *
 * data-key="x"   on a field or button: the key moves the focus there; on a link: it opens the link
 * data-press="x"  on a button or link: the key presses it, a moment later: the first letter of a scanner presses nothing;
 *                 several keys stand with spaces between them, arrows by their names (ArrowLeft)
 * data-go="x"    on a link: `g`, then the key, opens it
 * data-row       on a row with one .row-link: `j` and `k` move from row to row, Enter opens
 * data-dialog    on a link: `?` and a click open the dialog of that id instead
 *
 * A keyboard-wedge scanner types too, and its text holds "/" and letters: keys that follow each other faster
 * than a hand are left alone. So are keys typed into a field, with Ctrl, Alt or Meta, or while kana is converted.
 */
(() => {
  "use strict";
  const SCANNER_MS = 45;
  const JUST_SHOWN_MS = 150;
  const OFF = "madoguchi-keys-off";
  let lastKeyAt = 0;
  let waitingForGo = 0;
  let aboutToPress = 0;
  let pressed = false;
  const shownAt = performance.now();

  const isTyping = (element) =>
    element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const shown = (element) => element.getClientRects().length > 0;
  const first = (selector) => [...document.querySelectorAll(selector)].find(shown);
  const byKey = (name, key) => first(`[data-${name}="${CSS.escape(key)}"]`);

  function reach(element) {
    if (element.matches("a[href]")) {
      element.click();
      return;
    }
    element.closest("details")?.setAttribute("open", "");
    element.focus();
    element.select?.();
  }

  function moveRow(step) {
    const links = [...document.querySelectorAll("[data-row] .row-link")].filter(shown);
    if (!links.length) {
      return false;
    }
    const row = document.activeElement?.closest("[data-row]");
    const now = row ? links.findIndex((link) => row.contains(link)) : -1;
    const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step;
    links[Math.min(Math.max(next, 0), links.length - 1)].focus();
    return true;
  }

  function pressSoon(key) {
    const target = [...document.querySelectorAll("[data-press]")].find(
      (one) => shown(one) && one.dataset.press.split(" ").includes(key),
    );
    // Whoever hits a key twice does not decide what comes next unseen.
    if (target && !pressed && performance.now() - shownAt > JUST_SHOWN_MS) {
      aboutToPress = setTimeout(() => {
        pressed = true;
        target.click();
      }, SCANNER_MS + 15);
    }
    return Boolean(target);
  }

  function act(key) {
    if (key === "?") {
      const dialog = document.getElementById("shortcuts");
      dialog?.showModal();
      return Boolean(dialog);
    }
    if (key === "j" || key === "k") {
      return moveRow(key === "j" ? 1 : -1);
    }
    if (key === "g") {
      waitingForGo = Date.now() + 1500;
      return true;
    }
    const target = byKey("key", key);
    if (target) {
      reach(target);
    }
    return Boolean(target);
  }

  document.addEventListener("keydown", (event) => {
    // Shift goes down a moment before its letter, in any hand.
    if (event.key === "Shift") {
      return;
    }
    const sinceLast = event.timeStamp - lastKeyAt;
    lastKeyAt = event.timeStamp;
    clearTimeout(aboutToPress);
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape" && document.activeElement?.matches("input[type=search]")) {
      document.activeElement.blur();
      return;
    }
    if (
      (event.key.length !== 1 && !event.key.startsWith("Arrow")) ||
      event.repeat ||
      sinceLast < SCANNER_MS ||
      isTyping(event.target) ||
      document.querySelector("dialog[open]") ||
      localStorage.getItem(OFF)
    ) {
      return;
    }
    if (waitingForGo > Date.now()) {
      waitingForGo = 0;
      const link = byKey("go", event.key);
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (pressSoon(event.key) || (event.key.length === 1 && act(event.key))) {
      event.preventDefault();
    }
  });

  // Back from the browser's memory, or never left (`madoguchi:stayed`): the page can be pressed again.
  const pressAgain = () => {
    pressed = false;
  };
  addEventListener("pageshow", pressAgain);
  document.addEventListener("madoguchi:stayed", pressAgain);

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      dialog.showModal();
    }
  });

  const toggle = document.getElementById("keys-on");
  if (toggle) {
    toggle.checked = !localStorage.getItem(OFF);
    toggle.addEventListener("change", () => {
      if (toggle.checked) {
        localStorage.removeItem(OFF);
      } else {
        localStorage.setItem(OFF, "1");
      }
    });
  }
})();
