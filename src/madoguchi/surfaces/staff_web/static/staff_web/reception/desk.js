/*
 * The page of a desk follows what others do, and asks its reasons by a digit.
 *
 * #now holds what changes; data-live is the stream that says that something did (followed by shared_web/follow.js, which
 * asks every few seconds without it), data-now the address of the new content. Nothing is exchanged while a question is
 * open, a field is being filled in, or the pointer is about to press something.
 *
 * A button asks first whether the server answers; where it does not, the page stays: a browser's own error page
 * in its place would take the line away with it.
 */
(() => {
  "use strict";
  const ASK_MS = 4_000;
  const ASK_BESIDE_STREAM_MS = 30_000;
  const POINTER_MS = 1_200;
  const now = document.getElementById("now");
  const lost = document.getElementById("lost");
  if (!now) {
    return;
  }
  let waiting = 0;
  let pointedAt = 0;
  let asking = false;
  let again = false;
  let leaving = false;
  let trying = false;
  let answeredFor = null;

  const version = () => now.querySelector("[data-version]")?.dataset.version ?? "";

  function busy() {
    const focused = document.activeElement;
    return (
      trying ||
      document.querySelector("dialog[open]") !== null ||
      (now.contains(focused) && focused.matches("input, select, textarea")) ||
      Date.now() - pointedAt < POINTER_MS
    );
  }

  /* Where the focus is: the n-th of the same verb and ticket finds it again. */
  function nameOf(element) {
    if (!now.contains(element)) {
      return null;
    }
    const form = element.closest("form");
    return form ? `${form.elements.verb?.value} ${form.elements.uuid?.value ?? ""}` : null;
  }

  function put(text) {
    const name = nameOf(document.activeElement);
    now.innerHTML = text;
    if (name !== null) {
      const form = [...now.querySelectorAll("form")].find((one) => nameOf(one) === name);
      form?.querySelector("button")?.focus({ preventScroll: true });
    }
  }

  /* Whether the server answered, said on the page. Redirected means signed out: session.js asks to sign in. */
  function judge(answer) {
    const signedOut = answer?.type === "opaqueredirect";
    const here = answer?.status === 200 || answer?.status === 204;
    lost.hidden = here || signedOut;
    if (signedOut) {
      document.dispatchEvent(new Event("madoguchi:signed-out"));
    }
    return here || signedOut;
  }

  function ask(everything) {
    const query = everything ? "" : `?version=${encodeURIComponent(version())}`;
    return fetch(now.dataset.now + query, { redirect: "manual" });
  }

  /* Resolves to whether the server is there, as far as anybody knows. */
  async function refresh(everything) {
    if (leaving || asking) {
      again = again || asking;
      return lost.hidden;
    }
    if (busy()) {
      again = true;
      plan();
      return lost.hidden;
    }
    asking = true;
    again = false;
    try {
      const answer = await ask(everything);
      if (answer.status === 200) {
        const text = await answer.text();
        if (busy() || leaving) {
          again = true;
        } else {
          put(text);
        }
      }
      judge(answer);
    } catch {
      if (!leaving) {
        judge(null);
      }
    } finally {
      asking = false;
      plan();
    }
    return lost.hidden;
  }

  /* Beside the stream: minutes pass without anything happening, and a server that is away comes back. */
  function plan() {
    clearTimeout(waiting);
    const pause = again ? 500 : lost.hidden ? ASK_BESIDE_STREAM_MS : ASK_MS;
    waiting = setTimeout(() => refresh(!again && lost.hidden), pause);
  }

  function follow() {
    madoguchiFollow({
      stream: now.dataset.live,
      now: () => refresh(false),
      onState: () => refresh(false),
      onLost: () => {
        lost.hidden = false;
        plan();
      },
      onBack: () => {},
    });
  }

  document.addEventListener("pointermove", (event) => {
    if (event.target instanceof Element && event.target.closest("#now .button, #now a")) {
      pointedAt = Date.now();
    }
  });
  document.addEventListener("pointerdown", () => {
    pointedAt = Date.now();
  });
  async function send(form, button) {
    trying = true;
    const answered = judge(await ask(false).catch(() => null));
    trying = false;
    if (answered) {
      answeredFor = form;
      form.requestSubmit(button);
      answeredFor = null;
      return;
    }
    document.querySelector("dialog.desk-ask[open]")?.close();
    lost.scrollIntoView({ block: "nearest" });
    // Nobody left the page: its keys press again.
    document.dispatchEvent(new Event("madoguchi:stayed"));
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.method !== "post" || form === answeredFor || !now.contains(form)) {
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!trying) {
        send(form, event.submitter);
      }
    },
    true,
  );
  document.addEventListener("submit", (event) => {
    leaving = event.target.method !== "dialog";
  });
  addEventListener("pageshow", () => {
    leaving = false;
    refresh(false);
  });
  addEventListener("online", () => refresh(false));

  /* A digit in an open question is its answer. Among counters it, or a click on one, is the next stop: before those
     that were there by themselves, because whoever presses it means to send there now. */
  document.addEventListener("keydown", (event) => {
    const dialog = document.querySelector("dialog.desk-ask[open]");
    if (!dialog || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) {
      return;
    }
    if (!/^[1-9]$/.test(event.key)) {
      return;
    }
    event.preventDefault();
    const button = dialog.querySelector(`button[data-digit="${event.key}"]`);
    if (button) {
      button.click();
      return;
    }
    goNext(dialog, dialog.querySelector(`option[data-digit="${event.key}"]`)?.value);
  });

  function goNext(dialog, chosen) {
    const stops = [...dialog.querySelectorAll("select[data-stop]")];
    const pressed = (dialog.dataset.pressed ?? "").split(" ").filter(Boolean);
    if (!chosen || pressed.includes(chosen)) {
      return;
    }
    pressed.push(chosen);
    dialog.dataset.pressed = pressed.join(" ");
    const there = stops.map((stop) => stop.value).filter((value) => value && !pressed.includes(value));
    const order = [...pressed, ...there];
    stops.forEach((stop, place) => {
      stop.value = order[place] ?? "";
    });
    dialog.querySelector("button[type=submit].button-primary")?.focus();
  }

  document.addEventListener("click", (event) => {
    const counter = event.target.closest?.("[data-choose]");
    if (counter) {
      goNext(counter.closest("dialog"), counter.dataset.choose);
    }
  });

  // A question that the page came with is one like the others; asked anew only where it is pressed anew.
  const asked = document.querySelector("dialog.desk-ask[open]");
  if (asked) {
    asked.close();
    asked.showModal();
    history.replaceState(null, "", location.pathname);
  }

  follow();
  plan();
})();
