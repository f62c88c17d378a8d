// Puts the newest numbers into the page, every half minute while it is looked at. Without this file one loads it anew.
(() => {
  "use strict";

  const EVERY = 30000;

  const freshen = async () => {
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(window.location.href, { cache: "no-store" });
      if (!answer.ok) return;
      const news = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-fresh]")) {
        const fresh = news.querySelector(`[data-fresh="${part.dataset.fresh}"]`);
        if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
      }
    } catch {
      // The connection is gone for a moment; the numbers say of which time they are.
    }
  };

  window.setInterval(freshen, EVERY);
  document.addEventListener("visibilitychange", freshen);
})();
