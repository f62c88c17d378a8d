/*
 * Keeps the files of the surveyors' page, so that it opens without network. It keeps nobody's data: what was
 * taken along lies encrypted in IndexedDB, and never passes by here.
 *
 * self.TABLET (from the server): `files` are kept under `prefix` + `version`; a new version is fetched whole before
 * it takes the place of the old one, so that a page never mixes two.
 */
"use strict";
const { prefix, version, files } = self.TABLET;
const KEPT = prefix + version;
const kept = new Set(files);

self.addEventListener("install", (event) => {
  const wanted = files.map((file) => new Request(file, { cache: "reload", credentials: "same-origin" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(wanted)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const older = names.filter((name) => name.startsWith(prefix) && name !== KEPT);
      await Promise.all(older.map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") {
    self.skipWaiting();
  }
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !kept.has(url.pathname)) {
    return;
  }
  event.respondWith(
    (async () => {
      const cache = await caches.open(KEPT);
      return (await cache.match(url.pathname)) ?? fetch(event.request);
    })(),
  );
});
