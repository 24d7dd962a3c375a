// Shows a card that its owner keeps: the newest where the network gives it, else the one that is kept.
"use strict";

const PATIENCE_MILLISECONDS = 4000;
const GONE = 410; // withdrawn or replaced: docs/adr/0154-a-card-that-a-telephone-keeps.md
const place = new URL(registration.scope).pathname;

addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.match(request, { cacheName: place, ignoreSearch: true });
  if (!kept) return fetch(request);
  const tooLong = new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS));
  const fresh = await Promise.race([fetch(request).catch(() => undefined), tooLong]);
  if (fresh?.status === GONE) {
    await caches.delete(place);
    await registration.unregister();
    return fresh;
  }
  if (!fresh?.ok) return kept; // no network, or the session is over
  await (await caches.open(place)).put(new URL(request.url).pathname, fresh.clone());
  return fresh;
}
