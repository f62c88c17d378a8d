// Fields that only some answers need appear with the answer. Pages work the same without this file: the server asks
// for what is needed, whatever is shown here.
(() => {
  "use strict";

  for (const field of document.querySelectorAll("[data-shown-with]")) {
    const form = field.closest("form");
    const answers = field.dataset.answers.split(" ");
    const update = () => {
      const chosen = form.elements[field.dataset.shownWith]?.value ?? "";
      // What the summary of mistakes leads to stays until an answer makes it needless.
      field.hidden = chosen ? !answers.includes(chosen) : !field.classList.contains("has-error");
    };
    form.addEventListener("change", update);
    // The browser may fill the form in again when somebody comes back to the page.
    window.addEventListener("pageshow", update);
    update();
  }
})();
