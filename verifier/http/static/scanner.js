// The scanner: looks for a QR code in what the camera sees, and asks this verifier about it; then,
// if the officer wants it, about a photograph of the whole sheet. What it was shown stays in this
// page's memory until the page is left, or ten minutes unused. From the scripts before it: digitsOf
// (qr_text.js); adviceOn, whiteOf and photographOf (whole_sheet.js); lastUse and watch (counter.js).

const PAUSE_MILLISECONDS = 100;
const ANSWER_MILLISECONDS = 60 * 1000;
const STEADY_LOOKS = 6;
const CODE_PIXELS = { width: { ideal: 1920 }, height: { ideal: 1080 } };
const SHEET_PIXELS = { width: { ideal: 3840 }, height: { ideal: 2160 } };

const page = document.getElementById("scanner");
const video = page.querySelector("video");
const cameras = page.querySelector("select");
const outcome = page.querySelector(".shown");
const list = page.querySelector(".session ol");
const addresses = page.dataset.addresses.split(" ");

let read = null; // gives the QR codes in sight: text and corners
let stream = null;
let round = 0; // each start and stop ends the loop before it
let state = "off";
let newest = null; // the text that was looked at last: "next" asks for another one

function enter(next, said = "") {
  state = next;
  for (const part of page.querySelectorAll("[data-in]")) {
    part.hidden = !part.dataset.in.split(" ").includes(state);
  }
  say(said);
}

function say(words) {
  const line = page.querySelector(".said-aloud");
  if (line.textContent !== words) line.textContent = words;
}

// --- Reading ---------------------------------------------------------------------------------

async function openOwnReader() {
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    await detector.detect(new ImageData(16, 16)); // some browsers promise and cannot
    return async () =>
      (await detector.detect(video)).map((symbol) => ({
        text: symbol.rawValue,
        corners: symbol.cornerPoints ?? [],
      }));
  } catch {
    return null;
  }
}

async function openBundledReader() {
  const { openDecoder } = await import(page.dataset.decoder);
  const decode = await openDecoder();
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  return () => {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    drawn.drawImage(video, 0, 0);
    return decode(drawn.getImageData(0, 0, canvas.width, canvas.height));
  };
}

async function openReader() {
  return (await openOwnReader()) ?? (page.dataset.decoder ? await openBundledReader() : null);
}

// --- The camera ------------------------------------------------------------------------------

function stop() {
  round += 1;
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = video.srcObject = null;
}

async function start(next = look) {
  stop();
  const mine = round;
  enter("starting", page.dataset.starting);
  try {
    read ??= await openReader();
  } catch {
    return enter("unable", page.dataset.noDecoder);
  }
  if (!read) return enter("unable", page.dataset.noDecoder);
  const chosen = cameras.value
    ? { deviceId: { exact: cameras.value } }
    : { facingMode: { ideal: "environment" } };
  try {
    const opened = await navigator.mediaDevices.getUserMedia({
      video: { ...chosen, ...CODE_PIXELS },
    });
    if (mine !== round) return opened.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = opened;
    opened.getVideoTracks()[0].addEventListener("ended", unplugged);
    await video.play();
  } catch {
    if (mine === round) enter("unable", page.dataset.noCamera);
    return;
  }
  await offerCameras();
  next();
}

function unplugged() {
  stop();
  if (["watching", "framing"].includes(state)) enter("unable", page.dataset.noCamera);
}

async function offerCameras() {
  const found = (await navigator.mediaDevices.enumerateDevices()).filter(
    (device) => device.kind === "videoinput",
  );
  const current = stream?.getVideoTracks()[0].getSettings().deviceId;
  cameras.replaceChildren(...found.map((one) => new Option(one.label, one.deviceId)));
  cameras.value = current;
  cameras.parentElement.hidden = found.length < 2;
}

async function look() {
  const mine = (round += 1);
  enter("watching", page.dataset.waiting);
  while (mine === round) {
    let texts = [];
    try {
      if (video.videoWidth) texts = (await read()).map((symbol) => symbol.text);
    } catch {
      stop();
      return enter("unable", page.dataset.noDecoder);
    }
    if (mine !== round) return;
    if (texts.length > 1) say(page.dataset.several);
    else if (texts.length === 1 && texts[0] === newest) say(page.dataset.again);
    else if (texts.length === 1) return found(texts[0]);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

// --- What was found --------------------------------------------------------------------------

async function found(text) {
  const mine = (round += 1);
  lastUse = Date.now();
  newest = text;
  const digits = digitsOf(text, addresses, Number(page.dataset.mostDigits));
  // Nothing of a foreign text leaves this function: not to its address, not to ours.
  if (digits === null) {
    const refusal = document.getElementById("refusal").content.cloneNode(true);
    return keep(refusal.firstElementChild);
  }
  enter("checking", page.dataset.checking);
  await check(new URLSearchParams({ fragment: digits }), mine);
}

async function check(body, mine) {
  const answer = await ask(body);
  if (mine !== round) return;
  const checked = answer?.querySelector(".outcome");
  if (checked) return keep(document.adoptNode(checked), body instanceof FormData);
  newest = null; // it may be shown again
  const said = ["main h1", "main .lead"].map((place) => answer?.querySelector(place)?.textContent);
  enter("failed", said[0] ? said.filter(Boolean).join(". ") : page.dataset.failed);
}

// Gives the page that a form would have been answered with; null without an answer. Its scripts
// do not run: a document that was parsed elsewhere has none.
function ask(body) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", page.dataset.check);
    request.responseType = "document";
    request.timeout = ANSWER_MILLISECONDS;
    request.addEventListener("loadend", () => resolve(request.response));
    request.send(body);
  });
}

function keep(article, isSheet = false) {
  const entry = document.getElementById("entry").content.cloneNode(true).firstElementChild;
  const whose = [".whose bdi", ".whose .label:last-child"].map(
    (place) => article.querySelector(place)?.textContent,
  );
  // Said by the page's own live region, once.
  article.querySelector(".verdict").removeAttribute("role");
  entry.dataset.verdict = article.querySelector(".verdict").dataset.verdict;
  entry.dataset.sign = article.querySelector(".verdict").dataset.sign;
  entry.querySelector(".sign").append(article.querySelector(".sign svg").cloneNode(true));
  entry.querySelector(".name").textContent = article.querySelector(".heading").textContent;
  const name = whose.filter(Boolean).join(", ");
  entry.querySelector(".hint").textContent = name;
  entry.querySelector("button").addEventListener("click", () => {
    round += 1;
    show(article);
  });
  const last = list.lastElementChild;
  // The sheet is that of the QR code before it: one paper, one line.
  if (isSheet && name && last?.querySelector(".hint").textContent === name) last.replaceWith(entry);
  else list.append(entry);
  page.querySelector(".session").hidden = false;
  show(article);
}

function show(article) {
  outcome.replaceChildren(article);
  for (const here of article.querySelectorAll(".here")) here.hidden = !navigator.mediaDevices;
  const heading = article.querySelector(".heading");
  const whose = article.querySelector(".whose bdi")?.textContent;
  const isForeign = article.querySelector("[data-verdict=suspicious]") !== null;
  enter(isForeign ? "refused" : "shown", whose ? `${heading.textContent}. ${whose}` : heading.textContent);
  heading.focus();
  window.scrollTo(0, 0);
}

function scanNext() {
  outcome.replaceChildren();
  if (stream) {
    askForPixels(CODE_PIXELS);
    look();
  } else start();
  page.querySelector("h1").focus();
}

// --- The whole sheet ---------------------------------------------------------------------------

// Asks the camera for more or fewer pixels; it may have no more.
function askForPixels(pixels) {
  return stream?.getVideoTracks()[0].applyConstraints(pixels).catch(() => {});
}

async function frame() {
  if (!stream) return start(frame);
  const mine = (round += 1);
  enter("framing", page.dataset.sheetWhole);
  page.querySelector(".shoot").focus();
  await askForPixels(SHEET_PIXELS);
  let before = "";
  let looks = 0;
  while (mine === round) {
    let seen = [];
    try {
      if (video.videoWidth) seen = await read();
    } catch {
      stop();
      return enter("unable", page.dataset.noDecoder);
    }
    if (mine !== round) return;
    const advice = adviceOn({
      width: video.videoWidth,
      height: video.videoHeight,
      white: whiteOf(video),
      corners: seen.length === 1 ? seen[0].corners : [],
    });
    looks = advice === before ? looks + 1 : 1;
    before = advice;
    if (looks === 2) say(adviceWords(advice)); // what is seen once may be a hand's shake
    if (advice === "ready" && looks === STEADY_LOOKS) return shoot();
    await new Promise((resume) => setTimeout(resume, PAUSE_MILLISECONDS));
  }
}

function adviceWords(advice) {
  return page.getAttribute(`data-sheet-${advice.replace("_", "-")}`);
}

async function shoot() {
  const photograph = await photographOf(video);
  const body = new FormData();
  body.append("file", photograph, "photo.jpg");
  compareSheet(body);
}

function compareSheet(body) {
  lastUse = Date.now();
  const mine = (round += 1);
  enter("comparing", page.dataset.sheetComparing);
  return check(body, mine);
}

// --- What the officer does -------------------------------------------------------------------

page.querySelector(".start").addEventListener("click", () => start());
page.querySelector(".next-scan").addEventListener("click", scanNext);
page.querySelector(".stop").addEventListener("click", () => {
  stop();
  newest = null;
  enter("off");
  page.querySelector(".start").focus();
});
cameras.addEventListener("change", () => start(state === "framing" ? frame : look));
page.querySelector(".shoot").addEventListener("click", shoot);
page.querySelector(".cancel").addEventListener("click", () => {
  round += 1;
  show(outcome.firstElementChild);
});
outcome.addEventListener("click", (event) => {
  if (event.target.closest(".here button")) frame();
});
page.addEventListener("submit", (event) => {
  if (!event.target.matches(".outcome .photograph")) return stop(); // another door was taken
  event.preventDefault();
  event.stopPropagation(); // the answer belongs to this page's list
  compareSheet(new FormData(event.target));
});

// Nobody is filmed by a page that nobody sees.
document.addEventListener("visibilitychange", () => {
  if (document.hidden && stream) {
    const wasLooking = ["starting", "watching", "framing"].includes(state);
    stop();
    if (wasLooking) enter("paused");
  } else if (!document.hidden && state === "paused") start();
});
// Gone with the page, also from the browser's memory of pages.
window.addEventListener("pagehide", () => {
  stop();
  page.replaceChildren();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
// Where forgetting leads to: this page, anew.
window.addEventListener("hashchange", () => window.location.reload());

watch(page);
if (!navigator.mediaDevices) enter("unable", page.dataset.noCamera);
else if (!page.dataset.decoder && !(await openOwnReader())) enter("unable", page.dataset.noDecoder);
else {
  enter("off");
  const allowed = await navigator.permissions.query({ name: "camera" }).catch(() => null);
  const isIdle = window.location.hash !== "";
  if (allowed?.state === "granted" && !isIdle && state === "off") start();
}
