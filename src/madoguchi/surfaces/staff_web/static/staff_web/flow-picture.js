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
  const READABLE = 0.75;
  const LARGEST = 4;

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
          defaultStyle: { fontFamily: resolved(this.frame, "font-family"), fontSize: 12 },
          externalStyle: { fontSize: 11 },
        },
      });
      await this.viewer.importXML(drawing);
      this.canvas = this.viewer.get("canvas");
      this.mark();
      this.fit();
      this.stand();
    }

    // Where the case stands, large enough to read; the whole is one key away.
    stand() {
      const registry = this.viewer.get("elementRegistry");
      const standing = this.marks.find(([element, kind]) => kind !== "done" && registry.get(element));
      if (!standing || this.whole >= READABLE) {
        return;
      }
      const { inner } = this.canvas.viewbox();
      const height = Math.max(200, Math.min(inner.height * READABLE + 60, innerHeight * 0.6));
      this.frame.style.height = `${Math.round(height)}px`;
      this.canvas.resized();
      const shown = { width: this.frame.clientWidth / READABLE, height: height / READABLE };
      const here = registry.get(standing[0]);
      const middle = (from, size, least, all, room) =>
        Math.max(least - 20, Math.min(from + size / 2 - room / 2, Math.max(least - 20, least + all + 20 - room)));
      this.canvas.viewbox({
        x: middle(here.x, here.width, inner.x, inner.width, shown.width),
        y: middle(here.y, here.height, inner.y, inner.height, shown.height),
        ...shown,
      });
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
          overlays.add(element, { position: { bottom: 4, left: 2 }, scale, html: tag });
        }
      }
    }

    fit() {
      const box = this.canvas.viewbox().inner;
      const width = this.frame.clientWidth;
      const height = Math.max(200, Math.min((width / box.width) * box.height + 60, innerHeight * 0.7));
      this.frame.style.height = `${Math.round(height)}px`;
      this.canvas.resized();
      this.whole = this.canvas.zoom("fit-viewport", "auto");
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
