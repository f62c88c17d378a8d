// Follows something that changes: the stream of the live process, and where that cannot be had, a question every few
// seconds. `madoguchiFollow({stream, now, onState, onLost, onBack})`; `now` is an address that gives the same as a state
// of the stream, or a function that asks by itself and says whether there was an answer. `onLost` is told for how many
// milliseconds nothing was heard.
(() => {
  "use strict";

  const SILENCE = 40000; // the stream shows every 15 seconds that it lives
  const ASK_EVERY = 4000;
  const TOLD_LOST_AFTER = 8000;

  window.madoguchiFollow = ({ stream, now, onState, onLost, onBack }) => {
    let source = null;
    let heard = Date.now();
    let isLost = false;
    let isOver = false;
    let asking = 0;
    let reopening = 0;

    const hear = () => {
      heard = Date.now();
      if (isLost) {
        isLost = false;
        onBack();
      }
    };

    // The clock and not a stopwatch: that may stand still while a phone sleeps. A clock that jumps, forwards or
    // back, costs one new connection.
    const silence = () => Math.abs(Date.now() - heard);

    const take = (text, last) => {
      hear();
      isOver = last;
      onState(JSON.parse(text));
    };

    const close = () => {
      source?.close();
      source = null;
    };

    const open = () => {
      window.clearTimeout(reopening);
      close();
      if (isOver) return;
      const isElsewhere = new URL(stream, window.location.href).origin !== window.location.origin;
      source = new EventSource(stream, { withCredentials: isElsewhere });
      source.addEventListener("state", (event) => {
        stopAsking();
        take(event.data, false);
      });
      source.addEventListener("beat", hear);
      source.addEventListener("end", (event) => {
        take(event.data, true);
        close();
        stopAsking();
      });
      source.addEventListener("error", () => {
        startAsking();
        // A browser comes back by itself after a break, but not after a refusal.
        if (source?.readyState === EventSource.CLOSED) {
          reopening = window.setTimeout(open, 5000 + Math.random() * 10000);
        }
      });
    };

    const askOnce = async () => {
      if (typeof now === "function") {
        if (await now()) hear();
        return;
      }
      const answer = await fetch(now, { cache: "no-store", redirect: "error" });
      if (answer.ok) take(await answer.text(), false);
    };

    const ask = async () => {
      try {
        await askOnce();
      } catch {
        // The connection is gone for a moment; the next question may get through.
      }
      if (asking) asking = window.setTimeout(ask, ASK_EVERY);
    };

    const startAsking = () => {
      if (!asking && !isOver) asking = window.setTimeout(ask, 500 + Math.random() * 1500);
    };

    const stopAsking = () => {
      window.clearTimeout(asking);
      asking = 0;
    };

    const watch = () => {
      const silent = silence();
      if (isOver) return;
      if (silent > TOLD_LOST_AFTER && (asking || silent > SILENCE) && !isLost) {
        isLost = true;
        onLost(silent);
      }
      if (silent > SILENCE && !asking) {
        startAsking();
        open();
      }
    };

    window.setInterval(watch, 2000);
    window.addEventListener("online", open);
    // The line of this machine itself is gone: no need to wait for the silence.
    window.addEventListener("offline", startAsking);
    // A phone that was put away comes back with a dead connection.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && silence() > 20000) open();
    });
    open();
  };
})();
