/*
 * Says two minutes before the session ends that it will, and loses nothing when it has: a form that is sent
 * after the end waits here until the person has signed in again in another tab.
 *
 * `madoguchi:answered` on the document tells of a request that went well without htmx; `madoguchi:signed-out` that
 * the server no longer knows who asks, whatever the clock here says.
 *
 * #session-state holds how many seconds are left and a form token; the address in #session gives a new one.
 */
(() => {
  "use strict";
  const WARN_BEFORE_MS = 120_000;
  const dialog = document.getElementById("session");
  const holder = document.getElementById("session-state");
  if (!dialog || !holder) {
    return;
  }
  let idleAt = 0;
  let wholeAt = 0;
  let waitingForm = null;
  let waitingButton = null;
  let asking = false;

  const endsAt = () => Math.min(idleAt, wholeAt);

  function readState() {
    const state = holder.querySelector("[data-session-state]");
    idleAt = Date.now() + Number(state.dataset.idle) * 1000;
    wholeAt = Date.now() + Number(state.dataset.whole) * 1000;
    holder.dataset.idle = state.dataset.idle;
  }

  function renewTokens() {
    const token = holder.querySelector("[name=csrfmiddlewaretoken]")?.value;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      field.value = token;
    }
  }

  function show(which) {
    for (const part of dialog.querySelectorAll("[data-session]")) {
      part.hidden = part.dataset.session !== which;
    }
    if (!dialog.open) {
      dialog.showModal();
    }
  }

  /* Another tab may have kept the session, or a new one may have begun: only the server knows. */
  async function ask() {
    let answer;
    try {
      answer = await fetch(dialog.dataset.address, { headers: { "HX-Request": "true" }, redirect: "manual" });
    } catch {
      return "unreachable";
    }
    if (!answer.ok) {
      return "over";
    }
    holder.innerHTML = await answer.text();
    readState();
    renewTokens();
    return "here";
  }

  async function stay() {
    if (asking) {
      return;
    }
    asking = true;
    const state = await ask();
    asking = false;
    if (state !== "here") {
      const wasOver = dialog.open && !dialog.querySelector("[data-session=over]").hidden;
      show(state);
      dialog.querySelector("[data-session-not-yet]").hidden = !(wasOver && state === "over");
      return;
    }
    dialog.close();
    if (waitingForm) {
      const form = waitingForm;
      waitingForm = null;
      form.requestSubmit(waitingButton ?? undefined);
    }
  }

  function leftInWords(milliseconds) {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    return seconds >= 60 ? `${Math.ceil(seconds / 60)}分` : `${seconds}秒`;
  }

  function tick() {
    const left = endsAt() - Date.now();
    if (left <= 0) {
      if (!dialog.open || dialog.querySelector("[data-session=soon]:not([hidden])")) {
        show("over");
      }
    } else if (left <= Math.min(WARN_BEFORE_MS, Number(holder.dataset.idle) * 500)) {
      dialog.querySelector("[data-session-left]").textContent = leftInWords(left);
      if (!dialog.open) {
        show("soon");
      }
    }
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post" || endsAt() > Date.now()) {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      waitingForm = form;
      waitingButton = event.submitter;
      stay();
    },
    true,
  );
  const stillActive = () => {
    idleAt = Date.now() + Number(holder.dataset.idle) * 1000;
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) {
      stillActive();
    }
  });
  document.addEventListener("madoguchi:answered", stillActive);
  document.addEventListener("madoguchi:signed-out", () => {
    idleAt = 0;
    tick();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-session-stay]")) {
      stay();
    }
  });
  dialog.addEventListener("cancel", (event) => {
    if (endsAt() > Date.now()) {
      stay();
    } else {
      event.preventDefault();
    }
  });
  readState();
  setInterval(tick, 1000);
})();
