/*
 * The surveyors' page: passphrase, list, survey. It opens without network; what was taken along stays encrypted until
 * the passphrase was given, and is locked again after a while without a touch.
 */
import { button, byId, clockTime, dayAndTime, dueDay, element, notice, paragraph, today } from "./dom.js";
import { SurveyScreen, progressOf } from "./form.js";
import { Office, OfflineError, RefusedError, SignInError } from "./office.js";
import { Vault, WaitError, WrongPassphraseError, passphraseProblem } from "./vault.js";

const LOCK_AFTER_MS = 300_000;
const TYPING_MS = 250;
const ALONE_MS = 3_000; // a page that is being reloaded lets go in less
const { code, root, signIn, signOut } = document.body.dataset;
const DATABASE = `madoguchi-tablet-${code}`;

const office = new Office(root);
let vault = null;
let records = new Map();
let forms = new Map();
let told = null; // what the office said last: who is signed in, which surveys
let reached = "asking"; // asking, here, signed-out, offline, or the words of a refusal
let messages = [];
let saving = Promise.resolve();
let typing = 0;
let openRecord = null;
let resume = null; // what was open when the page locked itself
let lastTouch = Date.now();

/* --- what is stored --------------------------------------------------------------------------------------- */

const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

function changesOf(record) {
  const paths = new Set([...Object.keys(record.original), ...Object.keys(record.fields)]);
  return [...paths]
    .filter((path) => !same(record.original[path], record.fields[path]))
    .map((path) => [path, record.fields[path] ?? null]);
}

const isUnsent = (record) => record.pending !== null || changesOf(record).length > 0;

function store(record) {
  clearTimeout(typing);
  byId("saved").textContent = "保存しています…";
  saving = saving
    .then(() => vault.put(record.uuid, "survey", record, isUnsent(record)))
    .then(() => {
      byId("saved").textContent = `タブレットに保存しました（${clockTime()}）`;
      byId("saved").classList.remove("is-wrong");
    })
    .catch(() => {
      byId("saved").textContent = "保存できませんでした。タブレットの空きを確かめてください。";
      byId("saved").classList.add("is-wrong");
    });
  return saving;
}

function changed({ typing: stillTyping }) {
  const record = openRecord;
  record.fields.day ??= today();
  clearTimeout(typing);
  if (stillTyping) {
    byId("saved").textContent = "入力しています…";
    typing = setTimeout(() => store(record), TYPING_MS);
  } else {
    store(record);
  }
}

async function load() {
  records = new Map((await vault.all("survey")).map((record) => [record.uuid, record]));
  forms = new Map((await vault.all("form")).map((form) => [form.version, form]));
}

/* --- the office ------------------------------------------------------------------------------------------- */

async function ask() {
  try {
    told = await office.state();
    reached = "here";
  } catch (problem) {
    told = null;
    reached =
      problem instanceof SignInError ? "signed-out" : problem instanceof RefusedError ? problem.message : "offline";
  }
  showNetwork();
}

function showNetwork() {
  const words = {
    asking: "役所を確かめています…",
    here: `役所につながっています${told ? `（${told.staff.name}）` : ""}`,
    "signed-out": "サインインしていません",
    refused: "いまは送れません",
    offline: "ネットワークなし。そのまま使えます",
  };
  byId("network").textContent = words[reached] ?? words.refused;
  byId("network").dataset.reached = words[reached] ? reached : "refused";
}

async function takeAlong(uuids) {
  const wanted = uuids.filter((uuid) => !records.has(uuid));
  const given = await office.take((await vault.state()).tablet, wanted);
  for (const [version, form] of Object.entries(given.forms)) {
    await vault.put(`form:${version}`, "form", { version, ...form });
  }
  for (const survey of given.surveys) {
    const { fields, ...about } = survey;
    const record = { ...about, original: fields, fields: { ...fields }, pending: null };
    await vault.put(record.uuid, "survey", record);
  }
  await load();
  messages = [["success", `${given.surveys.length}件を持ち出しました。ネットワークがなくても開けます。`]];
}

/* One survey. A sending that was begun is repeated as it was, under the same key, before anything new. */
async function sendOne(record, complete) {
  await saving;
  let outcome = null;
  const { tablet } = await vault.state();
  if (record.pending === null) {
    record.pending = pendingOf(record, complete);
    await store(record);
  }
  for (;;) {
    const pending = record.pending;
    outcome = await office.send({ survey: record.uuid, tablet, form: record.form, ...pending });
    if (outcome.state === "withdrawn") {
      return outcome;
    }
    for (const [path, value] of pending.changes) {
      if (value === null) {
        delete record.original[path];
      } else {
        record.original[path] = value;
      }
    }
    record.version = outcome.version;
    record.pending = null;
    if (changesOf(record).length === 0 && (pending.complete || !complete)) {
      break;
    }
    record.pending = pendingOf(record, complete);
    await store(record);
  }
  await vault.remove(record.uuid);
  records.delete(record.uuid);
  return outcome;
}

function pendingOf(record, complete) {
  return { key: crypto.randomUUID(), base: record.version, changes: changesOf(record), complete };
}

async function send(wanted, complete = false) {
  messages = [];
  for (const record of wanted) {
    try {
      say(record, await sendOne(record, complete));
    } catch (problem) {
      if (problem instanceof RefusedError) {
        messages.push(["error", `${record.person_name}さん：${problem.message}`]);
        if (problem.state === "app_old") {
          break;
        }
        continue;
      }
      reached = problem instanceof SignInError ? "signed-out" : "offline";
      messages.push(
        problem instanceof SignInError
          ? ["warning", "サインインの時間が過ぎました。答えはタブレットに残っています。サインインしてから送ってください。"]
          : ["warning", "ネットワークがないため、まだ送れていません。答えはタブレットに残っています。"],
      );
      break;
    }
  }
  await ask();
  showList();
}

function say(record, outcome) {
  const name = `${record.person_name}さん：`;
  if (outcome.state === "withdrawn") {
    messages.push(["warning", `${name}この調査は取りやめになりました（${outcome.reason}）。答えは送っていません。下の「タブレットから消す」で消してください。`]);
    record.withdrawn = outcome.reason;
    return;
  }
  const taken = outcome.applied + outcome.same;
  const parts = [taken || !outcome.held.length ? `${name}送りました（${taken}項目）。` : `${name}役所に届きました。`];
  if (outcome.completed) {
    parts.push("調査は終わりです。");
  }
  if (outcome.missing.length) {
    parts.push(`まだ終わりではありません。答えのない問い：${outcome.missing.join("、")}`);
  }
  if (outcome.form_changed) {
    parts.push("調査票が新しくなっています。続けるときは、もう一度持ち出してください。");
  }
  messages.push(["success", parts.join("")]);
  if (outcome.held.length) {
    const held = outcome.held.map((one) => `${one.label}（${one.why.replace(/。$/, "")}）`).join("、");
    messages.push([
      "warning",
      `${name}${outcome.held.length}項目は、役所の担当がどちらの答えにするかを決めます。あなたの答えも残っています：${held}`,
    ]);
  }
}

/* --- screens ---------------------------------------------------------------------------------------------- */

function show(...children) {
  byId("main").replaceChildren(element("div", { class: "tablet-page" }, ...children));
}

function showDoings(...buttons) {
  byId("doings").replaceChildren(...buttons);
}

function signInLink() {
  const address = `${signIn}?${new URLSearchParams({ next: root })}`;
  return element("a", { class: "button button-primary", href: address }, "サインインする");
}

function showFirst() {
  showDoings();
  if (reached !== "here") {
    show(
      element("h1", {}, "認定調査"),
      reached === "signed-out"
        ? notice("info", "はじめに、役所のネットワークでサインインしてください", signInLink())
        : notice(
            "warning",
            reached === "offline" ? "ネットワークがありません" : "いまは使えません",
            paragraph(
              reached === "offline"
                ? "このタブレットには、まだ何も持ち出していません。役所のネットワークにつないで開き直してください。"
                : reached,
            ),
          ),
    );
    return;
  }
  const first = passphraseField("passphrase", "合言葉", true);
  const again = passphraseField("again", "合言葉をもう一度", true);
  const form = element(
    "form",
    {
      class: "lock-form",
      onsubmit: async (event) => {
        event.preventDefault();
        const typed = first.field.value;
        const problem =
          passphraseProblem(typed) ?? (typed === again.field.value ? null : "2つの合言葉が違います。もう一度入れてください。");
        first.tell(problem);
        if (problem) {
          return;
        }
        await vault.create(typed, told.staff.id);
        await navigator.storage?.persist?.();
        await load();
        showList();
      },
    },
    first.row,
    again.row,
    element("button", { class: "button button-primary", type: "submit" }, "この合言葉にする"),
  );
  show(
    element("h1", {}, "持ち出しの合言葉を決めます"),
    paragraph("調査の内容は、この合言葉で暗号にしてタブレットに入れます。タブレットをなくしても、合言葉がなければ読めません。"),
    notice(
      "warning",
      "忘れないでください",
      paragraph("合言葉は、どこにも残りません。忘れると、送っていない答えは、だれにも取り出せません。"),
    ),
    form,
  );
}

function passphraseField(id, label, isNew) {
  const wrong = element("p", { class: "field-error", id: `${id}-error`, role: "alert", hidden: true });
  const field = element("input", {
    class: "input",
    type: "password",
    id,
    // The browser must not keep it: who has the tablet has what it keeps.
    autocomplete: "off",
    required: true,
    "aria-describedby": `${id}-help ${id}-error`,
  });
  const help = isNew ? "10文字以上。数字だけは使えません。" : "持ち出したときに決めたものです。";
  return {
    field,
    row: element(
      "div",
      { class: "field" },
      element("label", { class: "field-label", for: id }, label),
      element("p", { class: "field-help", id: `${id}-help` }, help),
      wrong,
      field,
    ),
    tell(problem) {
      wrong.hidden = problem === null;
      wrong.textContent = problem ?? "";
      field.toggleAttribute("aria-invalid", problem !== null);
      if (problem) {
        field.focus();
      }
    },
  };
}

async function showLocked(said = null) {
  const state = await vault.state();
  showDoings();
  const first = passphraseField("passphrase", "合言葉", false);
  const form = element(
    "form",
    {
      class: "lock-form",
      onsubmit: async (event) => {
        event.preventDefault();
        const submit = form.querySelector("button");
        submit.disabled = true;
        try {
          await vault.unlock(first.field.value);
          await load();
          touched();
          const before = records.get(resume);
          resume = null;
          if (before) {
            showListDoings();
            showSurvey(before);
          } else {
            showList();
          }
        } catch (problem) {
          first.tell(unlockProblem(problem));
        } finally {
          submit.disabled = false;
        }
      },
    },
    first.row,
    element("button", { class: "button button-primary", type: "submit" }, "開く"),
  );
  show(
    element("h1", {}, "合言葉を入れてください"),
    said ? paragraph(said) : null,
    paragraph(`持ち出した調査が${state.records}件あります。うち、まだ送っていないものは${state.unsent}件です。`),
    form,
    element(
      "details",
      { class: "forgotten" },
      element("summary", {}, "合言葉を忘れたとき"),
      paragraph("開く方法はありません。すべて消して、もう一度持ち出します。送っていない答えは失われます。"),
      button("すべて消す", wipeAfterAsking, "danger"),
    ),
  );
  first.field.focus();
}

function unlockProblem(problem) {
  if (problem instanceof WaitError) {
    return `続けて間違えました。${Math.ceil(problem.milliseconds / 1000)}秒たってから、もう一度入れてください。`;
  }
  if (problem instanceof WrongPassphraseError) {
    return "合言葉が違います。大文字と小文字を確かめてください。";
  }
  return "開けませんでした。画面を開き直してください。";
}

function showList() {
  openRecord = null;
  showNetwork();
  byId("saved").textContent = "";
  const mine = [...records.values()].sort((one, other) => (one.visit_at ?? "9").localeCompare(other.visit_at ?? "9"));
  const unsent = mine.filter((record) => isUnsent(record) && !record.withdrawn);
  const isOwner = async () => told && told.staff.id === (await vault.state()).owner;
  const toTake = (told?.surveys ?? []).filter((survey) => !records.has(survey.uuid));
  showListDoings();
  show(
    element("h1", { tabindex: "-1", id: "list-title" }, "認定調査"),
    element(
      "div",
      { id: "messages" },
      messages.map(([kind, text]) => notice(kind, text)),
    ),
    reached === "signed-out" ? notice("info", "送るにはサインインしてください", signInLink()) : null,
    reached !== "signed-out" && reached !== "offline" && reached !== "here" ? notice("warning", reached) : null,
    element(
      "section",
      { "aria-labelledby": "mine-title" },
      element("h2", { id: "mine-title" }, `このタブレットにある調査（${mine.length}件）`),
      mine.length
        ? element("ul", { class: "survey-list" }, mine.map(surveyCard))
        : paragraph("まだありません。役所のネットワークで「持ち出す」を押すと、ここに入ります。", "explained"),
      unsent.length && reached === "here"
        ? button(`まだ送っていない${unsent.length}件を、途中のまま送る`, () => send(unsent), "secondary", { id: "send-all" })
        : null,
    ),
    told
      ? element(
          "section",
          { "aria-labelledby": "office-title" },
          element("h2", { id: "office-title" }, `役所にある、あなたの調査（${toTake.length}件）`),
          toTake.length
            ? element("ul", { class: "survey-list" }, toTake.map(officeCard))
            : paragraph("いま持ち出せる調査はありません。", "explained"),
          toTake.length
            ? button(
                "すべて持ち出す",
                () => guarded(async () => {
                  if (!(await isOwner())) {
                    messages = [["error", "このタブレットには、ほかの調査員の持ち出しがあります。先に送るか、消してください。"]];
                    return;
                  }
                  await takeAlong(toTake.map((survey) => survey.uuid));
                }),
                "primary",
                { id: "take" },
              )
            : null,
        )
      : null,
  );
}

function showListDoings() {
  showDoings(
    button("ロックする", lock, "plain", { id: "lock" }),
    button("サインアウト", leave, "plain", { id: "leave" }),
  );
}

async function guarded(doing) {
  try {
    await doing();
  } catch (problem) {
    reached =
      problem instanceof SignInError ? "signed-out" : problem instanceof OfflineError ? "offline" : reached;
    messages = [
      ["error", problem instanceof RefusedError ? problem.message : "できませんでした。ネットワークとサインインを確かめてください。"],
    ];
  }
  showList();
}

function surveyCard(record) {
  const form = forms.get(record.form);
  const { answered, total } = progressOf(record, form);
  const unsent = isUnsent(record);
  return element(
    "li",
    { class: "survey-card", "data-survey": record.uuid },
    element("p", { class: "survey-card-name" }, element("b", {}, record.person_name), ` ${dayAndTime(record.visit_at)}${dueDay(record.due)}`),
    paragraph(record.place || "場所は決まっていません"),
    element(
      "p",
      {},
      element("span", { class: unsent ? "badge badge-warning" : "badge" }, unsent ? "まだ送っていません" : "持ち出したままです"),
      ` ${answered} / ${total}問`,
    ),
    element(
      "div",
      { class: "survey-card-doings" },
      record.withdrawn
        ? button("タブレットから消す", () => forget(record), "danger")
        : button("開く", () => showSurvey(record), "primary"),
    ),
  );
}

function officeCard(survey) {
  return element(
    "li",
    { class: "survey-card" },
    element("p", { class: "survey-card-name" }, element("b", {}, survey.person_name), ` ${dayAndTime(survey.visit_at)}${dueDay(survey.due)}`),
    paragraph(survey.place || "場所は決まっていません"),
  );
}

function showSurvey(record) {
  openRecord = record;
  messages = [];
  const back = async () => {
    await saving;
    showList();
    byId("list-title").focus();
  };
  const form = forms.get(record.form);
  new SurveyScreen(record, form, {
    changed,
    actions: {
      back,
      send: async (complete) => {
        await store(record);
        await send([record], complete);
        byId("messages").scrollIntoView();
      },
    },
  }).show(true);
}

async function forget(record) {
  if (window.confirm(`${record.person_name}さんの調査を、このタブレットから消します。よろしいですか。`)) {
    await vault.remove(record.uuid);
    records.delete(record.uuid);
    messages = [];
    showList();
  }
}

/* --- locking and leaving ---------------------------------------------------------------------------------- */

async function lock(said = null) {
  if (!vault.isOpen) {
    return;
  }
  if (openRecord) {
    store(openRecord);
  }
  await saving;
  vault.lock();
  resume = openRecord?.uuid ?? null;
  records = new Map();
  forms = new Map();
  openRecord = null;
  messages = [];
  byId("saved").textContent = "";
  await showLocked(typeof said === "string" ? said : null);
}

async function wipeAfterAsking() {
  const state = await vault.state();
  const lost = state.unsent ? `まだ送っていない調査が${state.unsent}件あり、その答えは失われます。` : "";
  if (window.confirm(`${lost}このタブレットから、持ち出したものをすべて消します。よろしいですか。`)) {
    await wipe();
    await begin();
    return true;
  }
  return false;
}

async function wipe() {
  records = new Map();
  forms = new Map();
  openRecord = null;
  messages = [];
  await saving;
  await vault.wipe();
  vault = await Vault.open(DATABASE);
}

async function leave() {
  const state = await vault.state();
  if (state?.unsent && !window.confirm(`まだ送っていない調査が${state.unsent}件あります。サインアウトすると、その答えは失われます。やめるには「キャンセル」を押して、先に送ってください。`)) {
    return;
  }
  await wipe();
  await ask();
  const form = element("form", { method: "post", action: signOut, hidden: true });
  form.append(element("input", { type: "hidden", name: "csrfmiddlewaretoken", value: office.csrf }));
  document.body.append(form);
  if (reached === "here") {
    await vault.wipe();
    form.submit();
  } else {
    await begin();
  }
}

function touched() {
  lastTouch = Date.now();
}

for (const kind of ["pointerdown", "keydown", "input"]) {
  document.addEventListener(kind, touched, { passive: true });
}
setInterval(() => {
  if (vault?.isOpen && Date.now() - lastTouch > LOCK_AFTER_MS) {
    lock("しばらく使わなかったので、ロックしました。答えは保存してあります。");
  }
}, 5_000);
document.addEventListener("visibilitychange", () => {
  // The tablet goes into its bag: what was typed a moment ago must be on the disk.
  if (document.visibilityState === "hidden" && openRecord && vault?.isOpen) {
    store(openRecord);
  }
});
// A page that the browser keeps for the back button keeps no key.
window.addEventListener("pagehide", () => vault?.lock());
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
window.addEventListener("online", () => ask().then(() => vault?.isOpen && !openRecord && showList()));
window.addEventListener("offline", () => {
  reached = "offline";
  showNetwork();
});

/* --- beginning -------------------------------------------------------------------------------------------- */

async function keepFiles() {
  if (!("serviceWorker" in navigator)) {
    document.body.dataset.kept = "never";
    return;
  }
  try {
    const registration = await navigator.serviceWorker.register(`${root}worker.js`, { scope: root, updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    document.body.dataset.kept = "yes";
    const offer = () => registration.waiting && navigator.serviceWorker.controller && offerNew(registration);
    offer();
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", offer);
    });
  } catch {
    // Without network the worker that is there goes on.
    document.body.dataset.kept = navigator.serviceWorker.controller ? "yes" : "no";
  }
}

function offerNew(registration) {
  if (byId("new-version")) {
    return;
  }
  const take = async () => {
    await saving;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting?.postMessage("take-over");
  };
  byId("main").before(
    element(
      "div",
      { class: "new-version", id: "new-version", role: "status" },
      paragraph("新しい画面があります。答えは保存してあります。"),
      button("新しくする", take, "primary"),
    ),
  );
}

async function begin() {
  if (location.hash === "#leaving") {
    messages = [["warning", "サインアウトする前に、このタブレットの調査を送ってください。送ったら、上の「サインアウト」を押してください。"]];
    history.replaceState(null, "", root);
  }
  showNetwork();
  const state = await vault.state();
  const leaving = messages.length > 0;
  if (leaving && !state?.records) {
    messages = [];
    await leave();
    return;
  }
  if (state) {
    // Asking may take long where the network is bad; opening needs none.
    ask().then(() => vault.isOpen && !openRecord && showList());
    await showLocked(leaving ? messages[0][1] : null);
  } else {
    await ask();
    showFirst();
  }
}

/* One page at a time: two would keep two copies of a survey, and the later would write over the earlier. */
async function alone() {
  if (!navigator.locks) {
    return true;
  }
  return new Promise((resolve) => {
    navigator.locks
      .request(DATABASE, { signal: AbortSignal.timeout(ALONE_MS) }, () => {
        resolve(true);
        return new Promise(() => {}); // held until the page is gone
      })
      .catch(() => resolve(false));
  });
}

async function start() {
  if (!(await alone())) {
    show(
      notice(
        "warning",
        "この画面は、別のタブで開いています",
        paragraph("そちらのタブを使ってください。そちらを閉じたら、この画面を開き直せます。"),
      ),
    );
    return;
  }
  try {
    vault = await Vault.open(DATABASE);
  } catch {
    show(notice("error", "このブラウザーでは使えません", paragraph("プライベートウィンドウでは保存できません。ふつうのウィンドウで開いてください。")));
    return;
  }
  await begin();
  await keepFiles();
}

start();
