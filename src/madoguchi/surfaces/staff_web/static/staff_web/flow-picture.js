/*
 * The picture of a flow, drawn by bpmn-js (docs/decisions/0036-bpmn-js.md).
 *
 * <figure data-flow-picture data-marks='[["element", "kind", "words"], …]' data-drawing="address of the drawing" hidden>
 * or the drawing itself in <textarea data-drawing-text>. Whatever is on the picture also stands in words on the page,
 * so that a picture that cannot be drawn takes nothing away.
 */
(() => {
  "use strict";
  const STEP = 60;
  const CLOSER = 1.25;
  const SMALLEST = 0.15;
  const LARGEST = 4;
  // Below the first the words of the whole are too small to read; nearer than the second is not opened.
  const WHOLE_IS_READABLE = 0.7;
  const READABLE = 0.85;
  const AROUND = 24;
  // Where a case stands, what somebody has to do first.
  const STANDING = [["late", "open", "stuck"], ["waiting"]];

  /* global BpmnJS */
  const resolved = (element, property) => getComputedStyle(element).getPropertyValue(property);

  class Picture {
    constructor(figure) {
      this.figure = figure;
      this.frame = figure.querySelector("[data-canvas]");
      this.marks = JSON.parse(figure.dataset.marks);
    }

    async show() {
      const drawing = await this.drawing();
      this.figure.hidden = false;
      await this.draw(drawing);
      this.listen();
      // Colours are read when the picture is drawn.
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw(drawing));
    }

    async drawing() {
      const own = this.figure.querySelector("[data-drawing-text]");
      if (own) {
        return own.value;
      }
      const answer = await fetch(this.figure.dataset.drawing, { credentials: "same-origin" });
      if (!answer.ok) {
        throw new Error(`the drawing could not be fetched (${answer.status})`);
      }
      return answer.text();
    }

    async draw(drawing) {
      this.viewer?.destroy();
      const ink = resolved(this.frame, "color");
      this.viewer = new BpmnJS({
        container: this.frame,
        keyboard: { bind: false },
        // A wheel over the picture moves the page, as everywhere.
        zoomScroll: { enabled: false },
        bpmnRenderer: {
          defaultFillColor: resolved(this.frame, "background-color"),
          defaultStrokeColor: ink,
          defaultLabelColor: ink,
        },
        textRenderer: {
          defaultStyle: { fontFamily: resolved(this.frame, "font-family"), fontSize: 13 },
          externalStyle: { fontSize: 12 },
        },
      });
      await this.viewer.importXML(drawing);
      this.canvas = this.viewer.get("canvas");
      this.mark();
      this.fit();
      this.stand();
    }

    /** Where the case stands, with what comes before and after, large enough to read; the whole is one key away. */
    stand() {
      const here = this.standing() ?? this.landmark();
      if (!here || this.whole >= WHOLE_IS_READABLE) {
        return this.fit();
      }
      const { inner } = this.canvas.viewbox();
      this.size(Math.min((inner.height + 2 * AROUND) * READABLE, Math.max(320, innerHeight * 0.5)));
      const box = this.surroundings(here, this.frame.clientWidth / READABLE - 2 * AROUND);
      const scale = Math.max(READABLE, Math.min(1, this.frame.clientWidth / (box.width + 2 * AROUND)));
      this.put({ x: box.x + box.width / 2, y: here.y + here.height / 2 }, scale);
      this.frame.classList.add("is-larger");
    }

    /** Put a point of the drawing in the middle, as far as the drawing goes. */
    put(point, scale) {
      const { inner } = this.canvas.viewbox();
      const shown = { width: this.frame.clientWidth / scale, height: this.frame.clientHeight / scale };
      const from = (at, least, all, seen) =>
        all + AROUND <= seen + 1
          ? least + (all - seen) / 2
          : Math.max(least - AROUND, Math.min(at - seen / 2, least + all + AROUND - seen));
      this.canvas.viewbox({
        x: from(point.x, inner.x, inner.width, shown.width),
        y: from(point.y, inner.y, inner.height, shown.height),
        ...shown,
      });
    }

    standing() {
      const registry = this.viewer.get("elementRegistry");
      for (const kinds of STANDING) {
        const found = this.marks.find(([element, kind]) => kinds.includes(kind) && registry.get(element));
        if (found) {
          return registry.get(found[0]);
        }
      }
      return null;
    }

    /** What a small window opens at where no case stands: the last step that was done, or where it begins. */
    landmark() {
      const registry = this.viewer.get("elementRegistry");
      const done = this.marks.findLast(([element, kind]) => kind === "done" && registry.get(element));
      return done ? registry.get(done[0]) : registry.find((one) => one.type === "bpmn:StartEvent");
    }

    /** From where to where an element and as many of its neighbours reach as there is room for. */
    surroundings(here, room) {
      let [left, right] = [here.x, here.x + here.width];
      const near = (other) => Math.abs(other.y + other.height / 2 - here.y - here.height / 2) < here.height;
      const others = [...here.incoming.map((flow) => flow.source), ...here.outgoing.map((flow) => flow.target)];
      for (const other of others.filter(near)) {
        const [from, to] = [Math.min(left, other.x), Math.max(right, other.x + other.width)];
        if (to - from <= room) {
          [left, right] = [from, to];
        }
      }
      return { x: left, width: right - left };
    }

    size(height) {
      this.frame.style.height = `${Math.round(height)}px`;
      this.canvas.resized();
    }

    mark() {
      const overlays = this.viewer.get("overlays");
      const registry = this.viewer.get("elementRegistry");
      for (const [element, kind, words] of this.marks) {
        if (!registry.get(element)) {
          continue;
        }
        this.canvas.addMarker(element, `flow-mark-${kind}`);
        if (words) {
          const tag = document.createElement("div");
          tag.className = `flow-tag flow-tag-${kind}`;
          tag.textContent = words;
          // Where the case stands stays readable when the picture is small.
          const scale = kind === "done" ? true : { min: 0.9, max: 1.5 };
          // What hangs at the lower edge of a step keeps its place.
          const shape = registry.get(element);
          const above = shape.attachers.length > 0;
          tag.classList.toggle("is-above", above);
          // Under an event, which is narrower than its tag, half to each side.
          const narrow = shape.width < 50;
          tag.classList.toggle("is-centred", narrow);
          const left = narrow ? shape.width / 2 : 2;
          const position = above ? { top: 4, left } : { bottom: narrow ? 0 : 4, left };
          overlays.add(element, { position, scale, html: tag });
        }
      }
    }

    fit() {
      const { inner } = this.canvas.viewbox();
      const [width, height] = [inner.width + AROUND, inner.height + AROUND];
      const across = Math.min(1, this.frame.clientWidth / width);
      // Across is what a screen lacks; a page is long anyway.
      const tallest = across >= WHOLE_IS_READABLE ? Infinity : innerHeight * 0.8;
      this.size(Math.max(160, Math.min(height * across, tallest)));
      this.whole = Math.min(across, this.frame.clientHeight / height);
      this.put({ x: inner.x + inner.width / 2, y: inner.y + inner.height / 2 }, this.whole);
      this.frame.classList.remove("is-larger");
    }

    zoom(factor) {
      const now = Math.min(LARGEST, Math.max(SMALLEST, this.canvas.zoom() * factor));
      this.canvas.zoom(now, "auto");
      this.frame.classList.toggle("is-larger", now > this.whole * 1.01);
    }

    act(what) {
      const acts = {
        in: () => this.zoom(CLOSER),
        out: () => this.zoom(1 / CLOSER),
        fit: () => this.fit(),
        here: () => this.stand(),
        Home: () => this.stand(),
        "+": () => this.zoom(CLOSER),
        "=": () => this.zoom(CLOSER),
        ";": () => this.zoom(CLOSER),
        "-": () => this.zoom(1 / CLOSER),
        0: () => this.fit(),
        ArrowLeft: () => this.canvas.scroll({ dx: STEP, dy: 0 }),
        ArrowRight: () => this.canvas.scroll({ dx: -STEP, dy: 0 }),
        ArrowUp: () => this.canvas.scroll({ dx: 0, dy: STEP }),
        ArrowDown: () => this.canvas.scroll({ dx: 0, dy: -STEP }),
      };
      acts[what]?.();
      return what in acts;
    }

    listen() {
      this.figure.addEventListener("click", (event) => {
        const button = event.target.closest("[data-zoom]");
        if (button) {
          this.act(button.dataset.zoom);
        }
      });
      this.frame.addEventListener("keydown", (event) => {
        if (event.target !== this.frame || event.ctrlKey || event.metaKey || event.altKey) {
          return;
        }
        if (this.act(event.key)) {
          event.preventDefault();
          event.stopPropagation();
        }
      });
      this.drag();
      let width = this.frame.clientWidth;
      new ResizeObserver(() => {
        if (this.frame.clientWidth !== width) {
          width = this.frame.clientWidth;
          this.fit();
          this.stand();
        }
      }).observe(this.frame);
    }

    /** A finger moves the picture sideways; up and down it moves the page, unless the picture was made larger. */
    drag() {
      let at = null;
      this.frame.addEventListener("pointerdown", (event) => {
        at = event.pointerType === "mouse" ? null : event;
      });
      this.frame.addEventListener("pointermove", (event) => {
        if (at && event.pointerId === at.pointerId) {
          this.canvas.scroll({ dx: event.clientX - at.clientX, dy: event.clientY - at.clientY });
          at = event;
        }
      });
      for (const end of ["pointerup", "pointercancel"]) {
        this.frame.addEventListener(end, () => {
          at = null;
        });
      }
    }
  }

  for (const figure of document.querySelectorAll("[data-flow-picture]")) {
    new Picture(figure).show().catch((error) => {
      console.warn("flow picture:", error.message);
      figure.hidden = false;
      figure.dataset.failed = "";
      figure.querySelector("[data-broken]").hidden = false;
    });
  }
})();
