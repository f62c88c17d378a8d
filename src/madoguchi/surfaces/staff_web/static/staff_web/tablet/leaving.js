/*
 * Whoever signs out on a tablet with surveys on it is led to the tablet's page first: what was not sent would be
 * lost without a word otherwise, and what was sent would stay.
 */
(() => {
  "use strict";
  document.addEventListener("submit", async (event) => {
    const place = new URL(event.target.action, location.href).pathname.match(/^\/(\d{6})\/sign-out\/$/);
    if (!place || event.defaultPrevented || !indexedDB.databases) {
      return;
    }
    event.preventDefault();
    const form = event.target;
    const name = `madoguchi-tablet-${place[1]}`;
    const there = (await indexedDB.databases()).some((database) => database.name === name);
    if (there) {
      location.assign(`/${place[1]}/tablet/#leaving`);
    } else {
      form.submit();
    }
  });
})();
