/*
 * Buttons that copy a value: data-copy="id of the element with the text". Shown only where scripts run; what was
 * copied is said in [data-copied]. After copying, the focus goes to the button that says "entered".
 *
 * The office's network often has no TLS, and then no navigator.clipboard: a field outside of the view is copied.
 */
(() => {
  "use strict";

  function reveal(root) {
    for (const button of root.querySelectorAll("[data-copy][hidden]")) {
      button.hidden = false;
    }
  }

  function copyBySelection(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    return copied;
  }

  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        // not allowed: the old way is tried
      }
    }
    return copyBySelection(text);
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) {
      return;
    }
    const text = document.getElementById(button.dataset.copy)?.textContent ?? "";
    const copied = await copy(text);
    const said = document.querySelector("[data-copied]");
    if (said) {
      said.textContent = copied ? "コピーしました。" : "コピーできません。値を選んでコピーしてください。";
    }
    button.classList.toggle("is-copied", copied);
    button.closest("li")?.querySelector("[data-tick]")?.focus();
  });

  document.addEventListener("htmx:afterSwap", () => reveal(document));
  reveal(document);
})();
