/*
 * Reloaded while the network is away (after a power cut, by hand), a device of a hall shows a page of its own in
 * the place of the browser's error, and asks again every few seconds. Nothing is kept but these words.
 */
(() => {
  "use strict";
  const AGAIN_SECONDS = 5;
  const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

  function page() {
    const said = self.OFFLINE.said
      .map(([tag, heading, what]) => `<div lang="${tag}"><h2>${escaped(heading)}</h2><p>${escaped(what)}</p></div>`)
      .join("");
    return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>${escaped(self.OFFLINE.said[0][1])}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="${AGAIN_SECONDS}">
<style>body{display:grid;align-content:center;gap:2rem;min-height:90vh;margin:5vh 5vw;font:clamp(1.125rem,3vw,5rem)/1.6 "BIZ UDPGothic","Yu Gothic",sans-serif;text-wrap:balance;word-break:auto-phrase;text-align:center;color:#1a1a1a;background:#fff}h2,p{margin:0}</style>
</head><body>${said}</body></html>`;
  }

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("fetch", (event) => {
    if (event.request.mode !== "navigate" || event.request.method !== "GET") {
      return;
    }
    event.respondWith(
      fetch(event.request).catch(
        () => new Response(page(), { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } }),
      ),
    );
  });
})();
