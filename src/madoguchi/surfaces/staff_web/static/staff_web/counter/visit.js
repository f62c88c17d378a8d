/*
 * The screen of a visit without reloading: a row is edited in its place, forms are sent and the three columns
 * come back new with the focus where the hands are. Without this script every link and form still works.
 *
 * data-edit   a link that opens a row's form in place     data-item   that form     data-leave  closes it
 * data-live   a form whose answer replaces #visit         data-on-change  sends itself when a box is ticked
 */
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const root = () => document.getElementById("visit");
  const COLUMNS = ".visit-left, .side-scroll, .household";
  const FRAGMENT = { "X-Fragment": "item" };
  let busy = false;

  function focusOn(element) {
    const folded = element?.closest("details:not([open])");
    if (folded && !element.closest("summary")) {
      folded.open = true;
    }
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest" });
  }

  /* What has the focus, so that it can be found again in the new columns. */
  function place() {
    const element = document.activeElement;
    if (!root().contains(element)) {
      return null;
    }
    const row = element.closest("tr[id]");
    return {
      id: element.id,
      row: row?.id,
      section: element.closest("section[id]")?.id,
      value: element.matches("button[name]") ? [element.name, element.value] : null,
    };
  }

  function restore(old, wanted) {
    const byId = (id) => (id ? document.getElementById(id) : null);
    const button = old?.value
      ? root().querySelector(`button[name="${CSS.escape(old.value[0])}"][value="${CSS.escape(old.value[1])}"]`)
      : null;
    const section = byId(wanted) ?? byId(old?.section);
    const target =
      (wanted === "question" ? firstField(byId("question")) : null) ??
      byId(wanted)?.querySelector("[data-edit]") ??
      byId(old?.row)?.querySelector("[data-edit]") ??
      byId(old?.id) ??
      button ??
      section;
    focusOn(target);
  }

  const firstField = (element) =>
    element?.querySelector("[data-first], [aria-invalid=true], input:checked") ??
    element?.querySelector("input:not([type=hidden]), select");

  function show(html, address, wanted, old) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const visit = fresh.getElementById("visit");
    if (!visit) {
      location.assign(address);
      return;
    }
    document.dispatchEvent(new CustomEvent("madoguchi:answered"));
    const folds = new Map(
      [...document.querySelectorAll("[data-fold]")].map((one) => [one.dataset.fold, one.open]),
    );
    const scrolls = [...document.querySelectorAll(COLUMNS)].map((one) => one.scrollTop);
    root().replaceWith(visit);
    visit.querySelectorAll("[data-fold]").forEach((one) => {
      one.open = folds.get(one.dataset.fold) ?? one.open;
    });
    document.querySelectorAll(COLUMNS).forEach((one, index) => {
      one.scrollTop = scrolls[index] ?? 0;
    });
    restore(old, wanted);
  }

  async function send(form, submitter) {
    if (busy) {
      return null;
    }
    busy = true;
    root().setAttribute("aria-busy", "true");
    try {
      const action = submitter?.formAction && submitter.hasAttribute("formaction") ? submitter.formAction : form.action;
      return await fetch(action, {
        method: "POST",
        body: new FormData(form, submitter),
        headers: form.matches("[data-item]") ? FRAGMENT : {},
      });
    } catch {
      refuse(form, "つながりません。入力した内容は残っています。もう一度押してください。");
      return null;
    } finally {
      busy = false;
      root().removeAttribute("aria-busy");
    }
  }

  function refuse(form, text) {
    form.querySelector(".sending-failed")?.remove();
    const line = document.createElement("p");
    line.className = "field-error sending-failed";
    line.setAttribute("role", "alert");
    line.textContent = text;
    form.append(line);
  }

  /* --- one row ------------------------------------------------------------------------------------------- */

  function leave(form) {
    const cell = form.closest("td, .edit-here");
    const link = cell.kept;
    if (!link) {
      return false;
    }
    cell.replaceChildren(link);
    focusOn(link.matches("a") ? link : link.querySelector("a"));
    return true;
  }

  function rowOf(link) {
    const own = link.closest("tr");
    if (own) {
      return link;
    }
    return root().querySelector(`tr a[data-edit][href="${CSS.escape(link.getAttribute("href"))}"]`) ?? null;
  }

  async function edit(link) {
    const here = rowOf(link);
    if (!here) {
      location.assign(link.href);
      return;
    }
    root()
      .querySelectorAll("form[data-item]")
      .forEach((form) => leave(form));
    let answer;
    try {
      answer = await fetch(here.href, { headers: FRAGMENT });
    } catch {
      location.assign(here.href);
      return;
    }
    if (!answer.ok || answer.redirected) {
      location.assign(here.href);
      return;
    }
    const cell = here.parentElement;
    const fold = here.closest("details");
    if (fold) {
      fold.open = true;
    }
    cell.kept = here;
    put(cell, await answer.text());
  }

  function put(cell, html) {
    const form = new DOMParser().parseFromString(html, "text/html").querySelector("form");
    cell.replaceChildren(form);
    const field = firstField(form);
    focusOn(field);
    field?.select?.();
  }

  /* --- events -------------------------------------------------------------------------------------------- */

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-edit]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      edit(link);
    }
    const away = event.target.closest("[data-leave]");
    if (away && leave(away.closest("form"))) {
      event.preventDefault();
    }
    const person = event.target.closest(".person-line");
    if (person && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      // By hand: following the link would leave the focus on the section, where no key does anything.
      event.preventDefault();
      const section = document.querySelector(person.hash);
      const fold = section?.closest("details");
      if (fold) {
        fold.open = true;
      }
      section?.scrollIntoView();
      section?.querySelector("[data-edit]")?.focus({ preventScroll: true });
    }
  });

  /* A key leads to a part of the screen; the hands want what can be used there. */
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("section[data-key]")) {
      const first = event.target.querySelector("[aria-pressed=true], .question-fields input, .people-row input");
      focusOn(first ?? event.target.querySelector("a[href], button, input:not([type=hidden]), select"));
    }
  });

  document.addEventListener("change", (event) => {
    event.target.closest("form[data-on-change]")?.requestSubmit();
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || event.submitter?.hasAttribute("data-native")) {
      return;
    }
    if (form.id === "accept-form" && document.getElementById("accept").getAttribute("aria-disabled")) {
      event.preventDefault();
      focusOn(document.getElementById("accept"));
      return;
    }
    if (!form.matches("[data-live], [data-item]")) {
      return;
    }
    event.preventDefault();
    const old = place();
    const row = form.closest("tr")?.id;
    const answer = await send(form, event.submitter);
    if (!answer) {
      return;
    }
    const html = await answer.text();
    if (form.matches("[data-item]") && !answer.redirected) {
      put(form.closest("td"), html);
      return;
    }
    const inQuestion = form.closest("#question");
    show(html, answer.url, row ?? (inQuestion ? "question" : null), old);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "F10" && !event.repeat) {
      event.preventDefault();
      const button = document.getElementById("accept");
      focusOn(button);
      document.getElementById("accept-form").requestSubmit(button);
      return;
    }
    if (event.key === "Escape") {
      const form = event.target.closest?.("form[data-item]");
      if (form && !event.isComposing && leave(form)) {
        event.preventDefault();
      }
    }
  });

  const question = firstField(document.getElementById("question"));
  if (question && !location.hash) {
    question.focus({ preventScroll: true });
  }
})();
