// What the pages do beyond HTML: show that an upload goes on, print, and forget a verdict after
// ten idle minutes. Every page works without it.
"use strict";

const IDLE_MILLISECONDS = 10 * 60 * 1000;
const WARNING_MILLISECONDS = 60 * 1000;
const TICK_MILLISECONDS = 5 * 1000;
const TOO_MANY = 429;

let lastUse = Date.now();
let watching = null;

function forget(home) {
  clearInterval(watching);
  // Nothing may be left for the browser's memory of pages.
  document.querySelector("main").replaceChildren();
  document.title = "…";
  window.location.replace(home + "#forgotten");
}

function watch(page) {
  const warning = page.querySelector(".forgetting span");
  const look = () => {
    // By the clock and not by a long timer: a computer that slept forgets when it wakes.
    const idle = Date.now() - lastUse;
    if (idle >= IDLE_MILLISECONDS) {
      forget(page.dataset.home);
    } else {
      const said = idle >= IDLE_MILLISECONDS - WARNING_MILLISECONDS ? warning.dataset.says : "";
      if (warning.textContent !== said) warning.textContent = said;
    }
  };
  lastUse = Date.now();
  clearInterval(watching);
  watching = setInterval(look, TICK_MILLISECONDS);
  for (const event of ["visibilitychange", "focus", "pageshow"]) window.addEventListener(event, look);
  const print = page.querySelector(".print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// Puts the answer in place of the page; a document that was parsed elsewhere runs no script.
function show(answer) {
  const main = answer.querySelector("main");
  document.title = answer.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  window.history.pushState("answer", "");
  // A link to a zone of the answer stays in it; whoever goes back is at the form again.
  window.addEventListener("popstate", (event) => {
    if (event.state === null && !window.location.hash) window.location.reload();
  });
  const expiring = main.querySelector(".expiring");
  if (expiring) watch(expiring);
  document.dispatchEvent(new Event("answered"));
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus();
  window.scrollTo(0, 0);
}

function send(form) {
  const progress = form.querySelector("progress");
  const box = form.querySelector(".progress");
  const said = box.querySelector("label");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable && event.loaded < event.total) {
      progress.value = event.loaded / event.total;
    } else {
      progress.removeAttribute("value"); // sent; how long the examination takes nobody knows
    }
  });
  request.addEventListener("load", () => {
    if (request.status === TOO_MANY) waitAndSendAgain(form, request, said);
    else if (request.response && request.response.querySelector("main h1")) show(request.response);
    else failed();
  });
  const failed = () => {
    said.textContent = form.dataset.noAnswer;
    progress.hidden = true;
    form.querySelector("[type=submit]").disabled = false;
  };
  request.addEventListener("error", failed);
  box.hidden = false;
  form.querySelector("[type=submit]").disabled = true;
  request.send(new FormData(form));
}

// The files stay chosen: when the minute is over they are sent once more.
function waitAndSendAgain(form, request, said) {
  const again = Date.now() + 1000 * (Number(request.getResponseHeader("Retry-After")) || 60);
  const tick = () => {
    const seconds = Math.ceil((again - Date.now()) / 1000);
    if (seconds > 0) {
      said.textContent = form.dataset.busy.replace("{seconds}", seconds);
      setTimeout(tick, 1000);
    } else {
      said.textContent = form.dataset.examining;
      send(form);
    }
  };
  tick();
}

for (const event of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) {
  window.addEventListener(event, () => { lastUse = Date.now(); }, { capture: true, passive: true });
}
// Of the document, because an answer can bring a form of its own.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.uploads")) return;
  event.preventDefault();
  send(event.target);
});
const expiring = document.querySelector(".expiring");
if (expiring) watch(expiring);
