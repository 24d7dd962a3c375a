// Keeps the card in this telephone, and erases it; without this script the card is shown all the same.
"use strict";

const place = location.pathname; // of one link; also the name of what is kept for it
const part = (id) => document.getElementById(id);

function show(isKept) {
  part("keeping").hidden = isKept;
  part("forget").hidden = !isKept;
}

async function keep() {
  const page = await fetch(location.href);
  if (page.redirected || !page.ok) {
    location.reload(); // the session is over: the birth date comes first
    return;
  }
  const cache = await caches.open(place);
  await cache.put(place, page);
  for (const used of document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")) {
    const address = new URL(used.href || used.src);
    await cache.put(address.pathname, await fetch(address));
  }
  const worker = "/worker.js";
  const trusted = globalThis.trustedTypes?.createPolicy("worker", { createScriptURL: () => worker });
  await navigator.serviceWorker.register(trusted?.createScriptURL(worker) ?? worker, { scope: place });
  await navigator.serviceWorker.ready;
  show(true);
  part("said").textContent = part("said").dataset.kept;
}

async function forget() {
  await caches.delete(place);
  const registration = await navigator.serviceWorker.getRegistration(place);
  await registration?.unregister();
  show(false);
  part("said").textContent = part("said").dataset.forgotten;
}

async function fill() {
  await part("card").requestFullscreen();
}

if (part("card").requestFullscreen) {
  part("full").hidden = false;
  part("full").addEventListener("click", fill);
}
if (navigator.serviceWorker && globalThis.caches) {
  part("keep").addEventListener("click", keep);
  part("forget").addEventListener("click", forget);
  caches.has(place).then(show);
}
navigator.wakeLock?.request("screen").catch(() => {}); // the screen stays lit where it may
