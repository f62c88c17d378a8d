/*
 * The screen for the telephone: arrows move between the buttons of a group ([data-arrows]); after the screen was
 * swapped, the focus stays where the hands are. Without this everything works with Tab and Enter.
 */
(() => {
  "use strict";
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  document.addEventListener(
    "keydown",
    (event) => {
      const group = event.target.closest("[data-arrows]");
      if (!group || !(event.key in STEPS) || event.altKey || event.ctrlKey || event.metaKey) {
        return;
      }
      const buttons = [...group.querySelectorAll("button:not([disabled])")];
      const here = buttons.indexOf(event.target.closest("button"));
      const there = buttons[here + STEPS[event.key]];
      // At the end of a group the arrows do nothing: a day is not left unawares.
      event.preventDefault();
      event.stopPropagation();
      there?.focus();
    },
    true,
  );

  let pressed = "";
  document.addEventListener("htmx:beforeRequest", (event) => {
    const button = event.detail.requestConfig?.triggeringEvent?.submitter;
    pressed = button?.name === "do" ? button.value : "";
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const screen = document.getElementById("phone");
    if (event.detail.target?.id !== "phone" || !screen) {
      return;
    }
    // What is to be done next, or else the button that was pressed, or what stands in its place.
    const next =
      screen.querySelector("#reason[autofocus], [aria-invalid=true]") ?? screen.querySelector("#confirm[autofocus]");
    const again = pressed && screen.querySelector(`button[name="do"][value="${CSS.escape(pressed)}"]:not([disabled])`);
    const lost = !document.activeElement || document.activeElement === document.body;
    if (next) {
      next.focus();
    } else if (lost) {
      (again || screen.querySelector("#what"))?.focus();
    }
  });
})();
