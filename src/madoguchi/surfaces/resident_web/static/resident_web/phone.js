// The page of a ticket follows its turn. Without this file it loads itself anew every few seconds.
(() => {
  "use strict";

  const ticket = document.querySelector("[data-ticket]");
  const lost = document.querySelector("[data-lost]");
  const alarm = document.querySelector("[data-alarm]");
  const alarmOn = document.querySelector("[data-alarm-on]");
  const late = document.querySelector("[data-late]");
  const leave = document.querySelector("[data-leave]");
  const leaving = document.querySelector("[data-leaving]");
  const tooLate = document.querySelector("[data-too-late]");
  const lines = new Map([...document.querySelectorAll("[data-line]")].map((one) => [one.dataset.line, one]));
  const rest = document.title.slice(document.title.indexOf("｜"));
  let wasNear = ticket.classList.contains("is-near");
  let calls = ticket.dataset.status === "called" ? 1 : 0;

  const remind = (text) => {
    navigator.vibrate?.([300, 150, 300, 150, 600]);
    if (window.Notification?.permission === "granted" && document.visibilityState === "hidden") {
      try {
        new Notification(text, { tag: "madoguchi-ticket", renotify: true });
      } catch {
        // Some phones let only installed pages notify.
      }
    }
  };

  const show = (state) => {
    ticket.className = `ticket is-${state.status}${state.is_near ? " is-near" : ""} floor-${state.colour || "none"}`;
    for (const [name, html] of Object.entries(state.lines)) {
      const line = lines.get(name);
      // Written by the site, names and numbers escaped; readings over kanji are part of it.
      if (line && line.innerHTML !== html) line.innerHTML = html;
    }
    document.title = `${state.title}${rest}`;
    if (state.call > calls || (state.is_near && !wasNear)) remind(state.notice);
    calls = state.call;
    wasNear = state.is_near;
    // Whoever is called or served tells the clerk.
    late?.toggleAttribute("hidden", !state.is_late);
    leave?.toggleAttribute("hidden", !["waiting", "held", "absent"].includes(state.status));
    tooLate?.toggleAttribute("hidden", state.status !== "called");
    // What can be done now is another page: thanks and questions after the visit, or that the call came before
    // the number was given back.
    if (state.is_over || (leaving && ["called", "serving"].includes(state.status))) window.location.reload();
  };

  const offerAlarm = () => {
    const permission = window.Notification?.permission;
    alarm.hidden = permission !== "default";
    alarmOn.hidden = permission !== "granted";
  };

  alarm.querySelector("button").addEventListener("click", async () => {
    await window.Notification.requestPermission();
    offerAlarm();
  });
  offerAlarm();

  window.madoguchiFollow({
    stream: ticket.dataset.stream,
    now: ticket.dataset.now,
    onState: show,
    onLost: () => {
      lost.hidden = false;
    },
    onBack: () => {
      lost.hidden = true;
    },
  });
})();
