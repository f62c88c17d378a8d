// Looks every few seconds whether the page leads on by now. Without this file there is a button for it.
(() => {
  "use strict";

  const every = 5000;

  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(window.location.href, { redirect: "manual", cache: "no-store" });
        if (answer.type === "opaqueredirect") {
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
