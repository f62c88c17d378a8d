// The display of a hall. What it shows is the server's state; here lives only which calls were announced already.
(() => {
  "use strict";

  const SHOWN_AT_LEAST = 6000; // milliseconds that a new call stands large before the next one
  const PAGE_EVERY = 10000;
  const MOST_EARLIER = 6;
  const NARROWEST = 0.7; // how far digits are narrowed so that they stand taller
  const body = document.body;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const make = (element, className, text) => {
    const made = document.createElement(element);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const pause = (milliseconds) => new Promise((done) => window.setTimeout(done, milliseconds));

  let state = JSON.parse(document.getElementById("shown").textContent);
  // Calls that were there when the page was loaded are no news: no chime for them.
  const known = new Set(state.calls.map((call) => call.key));
  const toAnnounce = [];
  let isAnnouncing = false;
  let large = state.calls[0] ?? null;
  let page = 0;
  let saying = 0;

  // How wide a text is, in letters of the Japanese script: the style sheet makes long ones smaller.
  const letters = (text) => [...text].reduce((sum, one) => sum + (one.codePointAt(0) < 0x2e80 ? 0.62 : 1), 0);

  const write = (element, text, language = "") => {
    element.textContent = text;
    element.style.setProperty("--letters", String(Math.max(1, letters(text))));
    if (language) element.lang = language;
  };

  const floor = (colour) => `floor-${colour || "none"}`;

  const fit = () => {
    // The number fills what there is: measured by its letters, a little narrowed where it is too wide.
    const number = find("number");
    const room = number.parentElement;
    if (!large || !room.clientHeight) return;
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `700 100px ${getComputedStyle(number).fontFamily}`;
    const measured = pen.measureText(large.number);
    const below = Math.max(0, measured.actualBoundingBoxDescent) / 100;
    const tall = measured.actualBoundingBoxAscent / 100 + below;
    const wide = measured.width / 100;
    const byHeight = room.clientHeight / tall;
    const size = Math.min(byHeight, room.clientWidth / (wide * NARROWEST));
    const scale = Math.min(1, room.clientWidth / (wide * size));
    // In a line without height the letters stand around its middle: lifted until they stand on the ground.
    const middle = (measured.fontBoundingBoxAscent - measured.fontBoundingBoxDescent) / 200;
    const lift = size * (middle + below);
    number.style.setProperty("--size", `${size}px`);
    number.style.setProperty("--narrow", String(scale));
    number.style.setProperty("--lift", `${lift}px`);
  };

  const drawLarge = () => {
    find("newest").hidden = !large;
    find("idle").hidden = Boolean(large);
    const other = make("p", "idle-other", state.idle_in);
    other.lang = state.second;
    find("idle").replaceChildren(...state.idle.map((line) => make("p", "", line)), other);
    body.classList.toggle("has-call", Boolean(large));
    if (!large) return;
    find("number").textContent = large.number;
    write(find("desk"), large.desk);
    write(find("counter"), large.counter);
    write(find("other"), [large.desk_in, large.counter_in].filter(Boolean).join("  "), large.second);
    find("place").className = `newest-place ${floor(large.colour)}`;
    fit();
  };

  const drawEarlier = () => {
    const list = find("earlier");
    const others = state.calls.filter((call) => call.number !== large?.number);
    const waiting = new Set(toAnnounce.map((call) => call.key));
    list.replaceChildren(
      ...others
        .filter((call) => !waiting.has(call.key))
        .slice(0, MOST_EARLIER)
        .map((call) => {
          const tile = make("p", `earlier-call ${floor(call.colour)}`);
          const number = make("strong", "earlier-number", call.number);
          number.style.setProperty("--letters", String(call.number.length));
          const counter = make("span", "earlier-counter");
          write(counter, call.counter);
          const where = make("span", "earlier-where");
          where.append(make("strong", "earlier-desk", call.desk), counter);
          tile.append(number, where);
          return tile;
        }),
    );
    body.classList.toggle("has-earlier", list.childElementCount > 0);
  };

  const queue = (purpose, counter) => {
    const row = make("p", `queue ${floor(counter?.colour)}`);
    const isClosed = counter && counter.open_desks === 0 && purpose.waiting === 0;
    const label = make("span", "queue-purpose", purpose.label);
    if (purpose.label_in) {
      const other = make("small", "", purpose.label_in);
      other.lang = state.second;
      label.append(other);
    }
    // In two lines, broken where one breathes: 「20分から／1時間くらい」.
    const wait = make("span", "queue-wait");
    const [from, until] = (isClosed ? "－" : purpose.wait || "－").split(/(?<=から)/);
    wait.append(from, make("wbr", ""), until ?? "");
    row.append(label, make("span", "queue-waiting", `${purpose.waiting}人`), wait);
    return row;
  };

  const drawQueues = () => {
    const colours = new Map(state.counters.map((counter) => [counter.key, counter]));
    const list = find("queues");
    const rows = state.purposes.map((purpose) => queue(purpose, colours.get(purpose.counter)));
    list.replaceChildren(...rows);
    // As many at once as there is room for, whole rows only; the others come up in turn.
    const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length;
    const height = rows[0]?.getBoundingClientRect().height || 1;
    const fits = columns * Math.max(1, Math.floor((list.clientHeight + 1) / height)); // 1: pixels are rounded
    const pages = Math.max(1, Math.ceil(rows.length / fits));
    const each = Math.ceil(rows.length / pages); // no page with one row alone
    page %= pages;
    list.replaceChildren(...rows.slice(page * each, page * each + each));
    find("page").textContent = pages > 1 ? `（${page + 1}／${pages}）` : "";
  };

  const drawFoot = () => {
    const said = state.announcements;
    find("said").textContent = said.length ? said[saying % said.length] : "";
    if (state.old_since) showLost(`${state.old_since}から、新しい知らせが届いていません`);
    else if (!body.classList.contains("is-lost")) find("lost").hidden = true;
  };

  // The hall's clock is the server's: nobody sets that of a television, and it may jump.
  const servedAt = Date.parse(find("clock").dataset.clock) || Date.now();
  const begun = performance.now();
  const present = () => servedAt + performance.now() - begun;

  const time = (moment) =>
    new Date(moment).toLocaleTimeString("ja-JP", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Tokyo" });

  const drawClock = () => {
    find("clock").textContent = time(present());
    find("sound").hidden = window.madoguchiSound.isAllowed();
  };

  const showLost = (text) => {
    find("lost").textContent = text;
    find("lost").hidden = false;
  };

  const drawCalls = () => {
    drawLarge();
    drawEarlier();
    drawQueues(); // last: how much room is left for them hangs on the calls
  };

  const announce = async () => {
    isAnnouncing = true;
    while (toAnnounce.length) {
      large = toAnnounce.shift();
      drawCalls();
      await Promise.all([window.madoguchiSound.call(large.speech), pause(SHOWN_AT_LEAST)]);
    }
    isAnnouncing = false;
    settle();
  };

  const settle = () => {
    // A number that has left its desk is not shown large any more.
    if (!isAnnouncing) large = state.calls[0] ?? null;
    drawCalls();
  };

  const take = (news) => {
    state = news;
    const fresh = state.calls.filter((call) => !known.has(call.key)).reverse();
    fresh.forEach((call) => known.add(call.key));
    toAnnounce.push(...fresh.filter((call) => call.is_recent));
    drawFoot();
    if (toAnnounce.length && !isAnnouncing) announce();
    else settle();
  };

  const turnPages = () => {
    page += 1;
    saying += 1;
    drawQueues();
    drawFoot();
  };

  const keepAwake = async () => {
    try {
      await navigator.wakeLock?.request("screen");
    } catch {
      // The device decides itself when its screen goes dark.
    }
  };

  const drawAll = () => {
    drawCalls();
    drawFoot();
  };

  document.addEventListener("click", () => window.madoguchiSound.allow()?.then(drawClock));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && keepAwake());
  window.addEventListener("resize", drawAll);
  window.setInterval(drawClock, 1000);
  window.setInterval(turnPages, PAGE_EVERY);
  drawAll();
  drawClock();
  keepAwake();
  document.fonts?.ready.then(drawAll);

  // Only where the page has a certificate, or on this machine itself.
  navigator.serviceWorker?.register("worker.js", { scope: "./" }).catch(() => undefined);

  window.madoguchiFollow({
    stream: body.dataset.stream,
    now: body.dataset.now,
    onState: (news) => {
      // A new day, a new page: the device runs for months and would never see a new version otherwise.
      if (news.day !== state.day) window.location.reload();
      else take(news);
    },
    onLost: (silent) => {
      body.classList.add("is-lost");
      showLost(`${time(present() - silent)}から、つながっていません。番号は、職員がお呼びします`);
    },
    onBack: () => {
      body.classList.remove("is-lost");
      drawFoot();
    },
  });
})();
