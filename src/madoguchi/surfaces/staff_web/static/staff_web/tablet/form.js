/*
 * One survey on the screen: one group at a time, what is still open, and the end. It changes `record.fields` and
 * calls `changed()` after each touch; it stores and sends nothing by itself.
 */
import { button, byId, element, notice, paragraph } from "./dom.js";

const NOTHING = "none";

/* A browser writes what stands in fields into its own files, to bring it back after a crash, and sends it to whoever
   corrects spelling: neither is encrypted, and neither may have it. */
const UNREMEMBERED = { autocomplete: "off", spellcheck: "false" };

export const answerPath = (key) => `answer:${key}`;
export const notePath = (key) => `note:${key}`;

export function isAnswered(record, item) {
  const value = record.fields[answerPath(item.key)];
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}

const mustBeAnswered = (item) => item.required !== false;

/* Those that a finished survey has an answer to and this one has not. */
export function openItems(record, form) {
  return form.sections.flatMap((section) => openOf(record, section));
}

export function openOf(record, section) {
  return section.items.filter((item) => mustBeAnswered(item) && !isAnswered(record, item));
}

export function progressOf(record, form) {
  const total = form.sections.flatMap((section) => section.items).filter(mustBeAnswered).length;
  return { answered: total - openItems(record, form).length, total };
}

function set(record, path, value) {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) {
    delete record.fields[path];
  } else {
    record.fields[path] = value;
  }
}

export class SurveyScreen {
  #record;
  #form;
  #changed;
  #actions;
  #at = 0;

  constructor(record, form, { changed, actions }) {
    this.#record = record;
    this.#form = form;
    this.#changed = changed;
    this.#actions = actions;
  }

  get #summaryAt() {
    return this.#form.sections.length;
  }

  show(focus = false) {
    const last = this.#at === this.#summaryAt;
    byId("main").replaceChildren(
      element(
        "div",
        { class: "survey" },
        this.#head(),
        element(
          "div",
          { class: "survey-grid" },
          this.#navigation(),
          element("div", { class: "survey-part" }, last ? this.#summary() : this.#section()),
        ),
      ),
    );
    if (focus) {
      window.scrollTo(0, 0);
      byId("part-title").focus();
    }
  }

  #head() {
    const { answered, total } = progressOf(this.#record, this.#form);
    return element(
      "div",
      { class: "survey-head" },
      button("← 一覧", this.#actions.back, "plain", { id: "back" }),
      element(
        "p",
        { class: "survey-person" },
        element("small", {}, this.#record.person_kana ?? ""),
        this.#record.person_name,
      ),
      element(
        "p",
        { class: "survey-progress" },
        element("progress", { max: total, value: answered, "aria-label": "答えた問い" }),
        element("span", { id: "answered" }, `${answered} / ${total}問`),
      ),
    );
  }

  #navigation() {
    const parts = this.#form.sections.map((section, number) => {
      const must = section.items.filter(mustBeAnswered).length;
      const open = openOf(this.#record, section).length;
      const given = section.items.filter((item) => isAnswered(this.#record, item)).length;
      const whole = must > 0 ? open === 0 : given > 0;
      const words = must > 0 ? (whole ? "✓ すべて" : `残り${open}`) : given > 0 ? `✓ ${given}件` : "空でもよい";
      return element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            class: whole ? "part is-done" : "part",
            "aria-current": number === this.#at ? "step" : null,
            onclick: () => this.#go(number),
          },
          element("b", {}, section.number),
          element("span", {}, section.label),
          element("small", {}, words),
        ),
      );
    });
    parts.push(
      element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            class: "part",
            "aria-current": this.#at === this.#summaryAt ? "step" : null,
            onclick: () => this.#go(this.#summaryAt),
          },
          element("b", {}, "終"),
          element("span", {}, "確かめて送る"),
          element("small", {}, `残り${openItems(this.#record, this.#form).length}`),
        ),
      ),
    );
    return element("nav", { class: "parts", "aria-label": "調査のまとまり" }, element("ol", {}, parts));
  }

  #go(number, itemKey = null) {
    this.#at = Math.max(0, Math.min(this.#summaryAt, number));
    this.show(itemKey === null);
    if (itemKey !== null) {
      const group = byId(`item-${itemKey}`);
      group.scrollIntoView({ block: "center" });
      group.querySelector("input").focus();
    }
  }

  #section() {
    const section = this.#form.sections[this.#at];
    return element(
      "section",
      { "aria-labelledby": "part-title" },
      element("h1", { id: "part-title", tabindex: "-1" }, `${section.number}　${section.label}`),
      section.note ? paragraph(section.note, "explained") : null,
      this.#at === 0 ? this.#about() : null,
      section.items.map((item) => this.#item(item)),
      element(
        "div",
        { class: "part-doings is-at-hand" },
        this.#at > 0 ? button("前へ", () => this.#go(this.#at - 1)) : null,
        this.#nextOpen(),
        button(
          this.#at === this.#summaryAt - 1 ? "確かめて送る" : "次へ",
          () => this.#go(this.#at + 1),
          "primary",
          { id: "next" },
        ),
      ),
    );
  }

  /* Leads to the first question behind this group's beginning that has no answer yet, and from the end around. */
  #nextOpen() {
    const open = openItems(this.#record, this.#form);
    const go = () => {
      const left = openItems(this.#record, this.#form);
      const behind = left.filter((item) => this.#sectionOf(item) >= this.#at);
      const item = behind[0] ?? left[0];
      this.#go(this.#sectionOf(item), item.key);
    };
    return button(open.length > 0 ? `次の空きへ（残り${open.length}）` : "空きはありません", go, "secondary", {
      id: "next-open",
      disabled: open.length === 0,
    });
  }

  #about() {
    const said = [
      ["場所", this.#record.place],
      ["連絡先", this.#record.contact],
      ["生年月日", this.#record.person_birth],
      ["伝言", this.#record.instructions],
    ].filter(([, text]) => text);
    return element(
      "details",
      { class: "about" },
      element("summary", {}, "この方のこと・役所からの伝言"),
      element(
        "dl",
        {},
        said.map(([label, text]) => element("div", {}, element("dt", {}, label), element("dd", {}, text))),
      ),
    );
  }

  #item(item) {
    return item.choices.length > 0 ? this.#question(item) : this.#written(item);
  }

  /* A line, a number, a day: typed, and stored a moment later. */
  #written(item) {
    const path = answerPath(item.key);
    const id = `written-${item.key}`;
    const isNumber = item.type === "integer";
    const isLong = !isNumber && (item.max_length ?? 0) > 300;
    const wrong = element("p", { class: "field-error", id: `${id}-error`, role: "alert", hidden: true });
    const kind = isNumber ? { type: "text", inputmode: "numeric", pattern: "[0-9]*" } : { type: item.type === "date" ? "date" : "text" };
    const read = () => {
      const text = field.value.trim();
      if (!isNumber || text === "") {
        return { value: text, problem: null };
      }
      const number = /^[0-9]{1,9}$/.test(text.normalize("NFKC")) ? Number(text.normalize("NFKC")) : NaN;
      const fits = number >= (item.minimum ?? 0) && number <= (item.maximum ?? Infinity);
      return { value: number, problem: fits ? null : `${item.minimum ?? 0}から${item.maximum}までの数字で入れてください。` };
    };
    const put = (stillTyping) => {
      const { value, problem } = read();
      wrong.hidden = problem === null;
      wrong.textContent = problem ?? "";
      field.toggleAttribute("aria-invalid", problem !== null);
      if (problem === null) {
        set(this.#record, path, value);
        this.#touched(group, item, stillTyping);
      }
    };
    const field = element(isLong ? "textarea" : "input", {
      id,
      class: isLong ? "textarea" : "input",
      "aria-describedby": `${id}-error`,
      maxlength: isNumber ? 6 : item.max_length,
      ...UNREMEMBERED,
      ...(isLong ? { rows: "4" } : kind),
      oninput: () => put(true),
      onblur: () => put(false),
    });
    field.value = this.#record.fields[path] ?? "";
    const group = element(
      "div",
      { class: `item written${isNumber ? " is-number" : ""}${isAnswered(this.#record, item) ? " is-done" : ""}`, id: `item-${item.key}` },
      element("label", { for: id }, element("b", {}, item.number), ` ${item.label}`, isNumber || mustBeAnswered(item) ? null : element("small", {}, "（あれば）")),
      element("span", { class: "written-field" }, field, item.unit ? element("span", { class: "unit" }, item.unit) : null),
      wrong,
    );
    return group;
  }

  #question(item) {
    const path = answerPath(item.key);
    const kind = item.multiple ? "checkbox" : "radio";
    const chosen = () => [this.#record.fields[path] ?? []].flat();
    const inputs = [];
    const choose = (event) => {
      const input = event.target;
      if (item.multiple) {
        for (const other of inputs) {
          const alone = input.value === NOTHING || other.value === NOTHING;
          if (input.checked && other !== input && alone) {
            other.checked = false;
          }
        }
        set(this.#record, path, inputs.filter((one) => one.checked).map((one) => one.value));
      } else {
        set(this.#record, path, input.value);
      }
      this.#touched(group, item);
    };
    const choices = item.choices.map(([key, label], number) => {
      const input = element("input", { type: kind, name: item.key, value: key, onchange: choose, ...UNREMEMBERED });
      input.checked = chosen().includes(key);
      inputs.push(input);
      return element(
        "label",
        { class: "pick" },
        input,
        element("span", { class: "pick-number", "aria-hidden": "true" }, `${number + 1}`),
        element("span", { class: "pick-label" }, label),
      );
    });
    const group = element(
      "fieldset",
      { class: isAnswered(this.#record, item) ? "item is-done" : "item", id: `item-${item.key}` },
      element(
        "legend",
        {},
        element("b", {}, item.number),
        ` ${item.label}`,
        item.multiple ? element("small", {}, "（いくつでも）") : null,
        mustBeAnswered(item) ? null : element("small", {}, "（分かれば）"),
      ),
      element("div", { class: "picks", "data-choices": Math.min(choices.length, 7) }, choices),
      this.#note(item),
    );
    // 1 to 9 choose by the number of the form, while the focus is on the choices.
    group.addEventListener("keydown", (event) => {
      if (event.target.tagName === "TEXTAREA" || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const input = inputs[Number(event.key) - 1];
      if (/^[1-9]$/.test(event.key) && input) {
        event.preventDefault();
        input.focus();
        input.click();
      } else if (event.key === "Delete") {
        event.preventDefault();
        this.#clear(group, item, inputs);
      }
    });
    if (mustBeAnswered(item)) {
      group.append(element("span", { class: "not-yet" }, "まだ"));
    }
    group.append(
      element(
        "button",
        { type: "button", class: "clear", onclick: () => this.#clear(group, item, inputs) },
        "答えを消す",
      ),
    );
    return group;
  }

  #clear(group, item, inputs) {
    for (const input of inputs) {
      input.checked = false;
    }
    set(this.#record, answerPath(item.key), null);
    this.#touched(group, item);
  }

  #note(item) {
    const path = notePath(item.key);
    const id = `note-${item.key}`;
    const written = this.#record.fields[path] ?? "";
    const field = element("textarea", {
      id,
      class: "textarea",
      rows: "3",
      maxlength: this.#form.longest_note,
      ...UNREMEMBERED,
      oninput: () => {
        set(this.#record, path, field.value);
        this.#changed({ typing: true });
      },
      onblur: () => this.#changed({ typing: false }),
    });
    field.value = written;
    return element(
      "details",
      { class: "remark", open: written !== "" },
      element("summary", {}, "特記事項"),
      element("label", { class: "visually-hidden", for: id }, `${item.number} ${item.label}の特記事項`),
      field,
    );
  }

  #touched(group, item, stillTyping = false) {
    group.classList.toggle("is-done", isAnswered(this.#record, item));
    const { answered, total } = progressOf(this.#record, this.#form);
    byId("answered").textContent = `${answered} / ${total}問`;
    document.querySelector(".survey-progress progress").value = answered;
    document.querySelector(".parts").replaceWith(this.#navigation());
    byId("next-open")?.replaceWith(this.#nextOpen());
    this.#changed({ typing: stillTyping });
  }

  #summary() {
    const open = openItems(this.#record, this.#form);
    const day = element("input", {
      class: "input",
      type: "date",
      id: "day",
      ...UNREMEMBERED,
      onchange: () => {
        set(this.#record, "day", day.value);
        this.#changed({ typing: false });
        this.show();
      },
    });
    day.value = this.#record.fields.day ?? "";
    const whole = open.length === 0 && this.#record.fields.day;
    return element(
      "section",
      { "aria-labelledby": "part-title" },
      element("h1", { id: "part-title", tabindex: "-1" }, "確かめて送る"),
      element("div", { class: "field" }, element("label", { class: "field-label", for: "day" }, "調査した日"), day),
      open.length
        ? element(
            "div",
            { class: "open-items" },
            element("h2", {}, `まだ答えていない問い（${open.length}問）`),
            element(
              "ul",
              {},
              open.map((item) =>
                element(
                  "li",
                  {},
                  button(`${item.number} ${item.label}`, () => this.#go(this.#sectionOf(item), item.key), "plain"),
                ),
              ),
            ),
          )
        : notice("success", "すべての問いに答えました"),
      paragraph(
        "送ると、役所が受け取ったことを確かめてから、この調査はタブレットから消えます。",
        "explained",
      ),
      element(
        "div",
        { class: "part-doings" },
        button("途中のまま送る", () => this.#actions.send(false)),
        button("調査を終えて送る", () => this.#actions.send(true), "primary", { id: "finish", disabled: !whole }),
      ),
      whole ? null : paragraph("調査を終えるには、すべての問いの答えと、調査した日が要ります。", "explained"),
    );
  }

  #sectionOf(item) {
    return this.#form.sections.findIndex((section) => section.items.includes(item));
  }
}
