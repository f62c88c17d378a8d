/* A display has nothing to press with: the page that makes a browser a device presses its button by itself. */
(() => {
  "use strict";
  document.querySelector("form[data-press-by-itself]")?.requestSubmit();
})();
