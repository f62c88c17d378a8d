// Looks every few seconds whether the page says something else by now. Without this file there is a button for it.
(() => {
  "use strict";

  const every = 5000;
  const still = `data-waiting="${document.querySelector("[data-waiting]").dataset.waiting}"`;

  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(window.location.href, { redirect: "manual", cache: "no-store" });
        const isOther = answer.ok && !(await answer.text()).includes(still);
        if (answer.type === "opaqueredirect" || isOther) {
          window.location.reload();
          return;
        }
      } catch {
        // The connection is gone for a moment; the next look may reach it.
      }
    }
    window.setTimeout(look, every);
  };

  window.setTimeout(look, every);
})();
