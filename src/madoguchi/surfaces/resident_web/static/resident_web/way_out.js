// Leaves a page for a neutral one, and takes its place in the browser's history. Without this file it is a link.
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-way-out]");
    if (!link) return;
    event.preventDefault();
    document.body.hidden = true;
    window.location.replace(link.href);
  });
})();
