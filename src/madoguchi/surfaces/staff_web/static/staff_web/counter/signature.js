/* The visitor's signature: strokes of points between 0 and 1, as the forms print them. */
(() => {
  "use strict";
  const pad = document.getElementById("pad");
  const frame = pad.parentElement;
  const target = document.getElementById("strokes");
  const done = document.getElementById("pad-done");
  const clear = document.getElementById("pad-clear");
  const LEAST_STEP = 0.002;
  let strokes = [];
  let now = null;
  let sent = false;

  frame.hidden = false;
  document.getElementById("pad-without").hidden = true;
  const brush = pad.getContext("2d");

  function fit() {
    const ratio = window.devicePixelRatio || 1;
    pad.width = pad.clientWidth * ratio;
    pad.height = pad.clientHeight * ratio;
    brush.lineWidth = 3 * ratio;
    brush.lineCap = brush.lineJoin = "round";
    brush.strokeStyle = "#101218";
    strokes.forEach(draw);
  }

  function draw(stroke) {
    brush.beginPath();
    stroke.forEach(([x, y], index) => {
      brush[index ? "lineTo" : "moveTo"](x * pad.width, y * pad.height);
    });
    brush.stroke();
  }

  function point(event) {
    const box = pad.getBoundingClientRect();
    const inside = (value) => Math.min(1, Math.max(0, Math.round(value * 10_000) / 10_000));
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  }

  function ready() {
    done.disabled = clear.disabled = !strokes.some((stroke) => stroke.length > 1);
  }

  pad.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) {
      return;
    }
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    now = [point(event)];
    strokes.push(now);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!now || !event.isPrimary) {
      return;
    }
    for (const each of event.getCoalescedEvents?.() ?? [event]) {
      const next = point(each);
      const last = now.at(-1);
      if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= LEAST_STEP) {
        now.push(next);
        draw([last, next]);
      }
    }
  });
  for (const name of ["pointerup", "pointercancel"]) {
    pad.addEventListener(name, () => {
      now = null;
      ready();
    });
  }
  clear.addEventListener("click", () => {
    strokes = [];
    brush.clearRect(0, 0, pad.width, pad.height);
    ready();
  });
  document.querySelector(".sign-pad").addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    target.value = JSON.stringify(strokes);
    sent = true;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
  });
  window.addEventListener("resize", fit);
  fit();
})();
