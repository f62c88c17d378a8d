// Forms on a bad connection: nothing typed is lost, nothing is sent twice. Pages work the same without this file.
(() => {
  "use strict";

  const form = document.querySelector("form[data-guard]");
  if (!form) return;
  const message = document.getElementById("offline-notice");
  let typed = false;
  let leaving = false;

  // What came as the answer to a form with a mistake is a page like any other for who goes back to it or loads
  // it anew; else the browser would show its own page about sending a form twice.
  history.replaceState(history.state, "", location.href);

  form.addEventListener("input", () => { typed = true; });

  window.addEventListener("beforeunload", (event) => {
    if (typed && !leaving) event.preventDefault();
  });

  // The page may come back from the browser's memory with the button still waiting.
  window.addEventListener("pageshow", () => { leaving = false; form.removeAttribute("aria-busy"); });

  const reachable = async () => {
    if (navigator.onLine === false) return false;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), 8000);
    try {
      const answer = await fetch("/reachable/", { method: "HEAD", cache: "no-store", signal: patience.signal });
      return answer.ok;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  };

  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return; // pressed twice
    form.setAttribute("aria-busy", "true");
    if (await reachable()) {
      leaving = true;
      form.requestSubmit(event.submitter ?? undefined);
      return;
    }
    form.removeAttribute("aria-busy");
    message.hidden = false;
    message.focus();
  });

  window.addEventListener("online", () => { message.hidden = true; });
})();
