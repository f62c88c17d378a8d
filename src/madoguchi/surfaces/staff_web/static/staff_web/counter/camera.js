/* Reading the code with the camera, decoded here in the browser: no picture leaves the counter. */
(() => {
  "use strict";
  const EVERY_MS = 180;
  const AGAIN_AFTER_MS = 3000;
  const GONE_AFTER_MS = 1000;
  const here = document.currentScript.src;
  const wasm = new URL("../../vendor/zxing-wasm/zxing_reader.wasm", here).href;
  let stream = null;
  let timer = 0;
  let lastText = "";
  let seenAt = 0;

  const part = (id) => document.getElementById(id);

  function offer() {
    const button = document.querySelector("[data-camera]");
    if (button && window.ZXingWASM && navigator.mediaDevices?.getUserMedia) {
      button.hidden = false;
    }
  }

  function stop() {
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    if (part("camera")) {
      part("camera").hidden = true;
    }
  }

  async function look(canvas) {
    const picture = part("camera-picture");
    if (!stream || !picture) {
      stop();
      return;
    }
    if (picture.videoWidth) {
      canvas.width = picture.videoWidth;
      canvas.height = picture.videoHeight;
      const brush = canvas.getContext("2d", { willReadFrequently: true });
      brush.drawImage(picture, 0, 0);
      const found = await window.ZXingWASM.readBarcodes(
        brush.getImageData(0, 0, canvas.width, canvas.height),
        { formats: ["QRCode"], maxNumberOfSymbols: 1, tryHarder: true },
      );
      const text = found.find((one) => one.isValid)?.text;
      const now = Date.now();
      if (text) {
        seenAt = now;
      } else if (now - seenAt > GONE_AFTER_MS) {
        // Taken away and held up again: that is meant as another try.
        lastText = "";
      }
      if (text && text !== lastText) {
        lastText = text;
        part("scanned").value = text;
        part("scan-form").requestSubmit();
      }
    }
    timer = setTimeout(look, EVERY_MS, canvas);
  }

  async function start() {
    const message = part("camera-message");
    part("camera").hidden = false;
    lastText = "";
    try {
      window.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm } });
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
      });
      part("camera-picture").srcObject = stream;
      await part("camera-picture").play();
    } catch {
      stop();
      part("camera").hidden = false;
      message.textContent =
        "カメラを使えません。ブラウザーのカメラの許可を確かめるか、読み取り機か貼り付けを使ってください。";
      return;
    }
    look(document.createElement("canvas"));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-camera]")) {
      if (stream) {
        stop();
      } else {
        start();
      }
    }
  });
  document.addEventListener("madoguchi:scan-ready", offer);
  /* It could not be sent: while the code is still held up, it is tried again after a while. */
  document.addEventListener("madoguchi:scan-failed", () => {
    setTimeout(() => {
      lastText = "";
    }, AGAIN_AFTER_MS);
  });
  window.addEventListener("pagehide", stop);
  offer();
})();
