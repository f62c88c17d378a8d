/* Small helpers. Text always goes in as text: nothing here reads HTML. */

/* element("button", {class: "button", type: "button", onclick: f}, "送る") */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) {
      continue;
    }
    if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else if (value === true) {
      made.setAttribute(key, "");
    } else {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function button(label, onclick, kind = "secondary", more = {}) {
  return element("button", { class: `button button-${kind}`, type: "button", onclick, ...more }, label);
}

export function notice(kind, title, ...children) {
  return element(
    "div",
    { class: `notice notice-${kind}`, role: kind === "error" ? "alert" : "status" },
    element("div", { class: "notice-body" }, element("p", { class: "notice-title" }, title), ...children),
  );
}

export function paragraph(text, kind = "") {
  return element("p", kind ? { class: kind } : {}, text);
}

export const byId = (id) => document.getElementById(id);

const WEEKDAYS = "日月火水木金土";

export function dayAndTime(text) {
  if (!text) {
    return "日時は決まっていません";
  }
  const at = new Date(text);
  const minutes = String(at.getMinutes()).padStart(2, "0");
  return `${at.getMonth() + 1}月${at.getDate()}日（${WEEKDAYS[at.getDay()]}）${at.getHours()}時${minutes}分`;
}

/* 「（期限 4月1日）」, nothing without one. */
export function dueDay(text) {
  const [, month, day] = (text ?? "").split("-").map(Number);
  return day ? `（期限 ${month}月${day}日）` : "";
}

export function clockTime(at = new Date()) {
  return `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;
}

export function today() {
  const at = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
