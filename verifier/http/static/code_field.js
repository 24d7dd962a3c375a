// The field for a code is ready at once, for the keyboard and for a hand scanner; what is typed is
// counted, and its check symbol compared, before it is sent. Key N goes on to the next document.
// Every page works without this.
"use strict";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base 32
const BETWEEN = /[-‐‑‒–—−_.\s]/gu;
const CODE_SYMBOLS = 16;
const NUMBER = /^[A-Z]{1,8}-\d{4}-\d{4,9}$/i;
const BETWEEN_KEYS_MILLISECONDS = 1000;
const ALONE_MILLISECONDS = 150; // a hand scanner's next symbol comes sooner
const KEY_IS_OFF = "key-n-off";
const kept = keptSettings();

// A browser that keeps nothing forgets the choice with the page.
function keptSettings() {
  try {
    return window.localStorage;
  } catch {
    const own = new Map();
    return {
      getItem: (name) => own.get(name),
      setItem: (name, value) => own.set(name, value),
      removeItem: (name) => own.delete(name),
    };
  }
}

// As attestation/code.py reads it: null where it is something else than a code.
function codeSymbols(text) {
  if (text.length > 4 * CODE_SYMBOLS) return null;
  const symbols = text.replace(BETWEEN, "").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
  return [...symbols].every((one) => ALPHABET.includes(one)) ? symbols : null;
}

function checkSymbolAgrees(symbols) {
  let sum = 0;
  [...symbols].reverse().forEach((one, place) => {
    const value = ALPHABET.indexOf(one) * (place % 2 ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
  });
  return sum % 32 === 0;
}

// What is wrong with a text that was meant as a code; null where that is for the server to say.
function fault(text, words) {
  const symbols = codeSymbols(text);
  const isMeant = symbols && symbols.length >= 10 && symbols.length <= 22 && !NUMBER.test(text.trim());
  if (!isMeant) return null;
  if (symbols.length !== CODE_SYMBOLS) return words.count.replace("{count}", symbols.length);
  return checkSymbolAgrees(symbols) ? null : words.wrong;
}

// Selects the group of four that has more or fewer symbols, where the groups were typed apart.
function selectWrongGroup(input) {
  const groups = [...input.value.matchAll(/[^-\s]+/g)];
  const wrong = groups.filter((one) => one[0].length !== 4);
  if (groups.length === 4 && wrong.length === 1) {
    input.setSelectionRange(wrong[0].index, wrong[0].index + wrong[0][0].length);
  }
}

function watchField(input) {
  const said = input.form.querySelector(".code-fault");
  const left = input.form.querySelector(".code-count");
  let sent = null;
  const count = () => {
    const symbols = codeSymbols(input.value);
    const shows = symbols && symbols.length < CODE_SYMBOLS && !NUMBER.test(input.value.trim());
    left.textContent = shows ? `${symbols.length} / ${CODE_SYMBOLS}` : "";
  };
  input.addEventListener("input", () => {
    count();
    said.textContent = "";
    input.removeAttribute("aria-invalid");
  });
  input.form.addEventListener("submit", (event) => {
    const found = fault(input.value, said.dataset);
    if (!found || sent === input.value) return; // sent again as it is: the server answers
    event.preventDefault();
    sent = input.value;
    said.textContent = found;
    input.setAttribute("aria-invalid", "true");
    input.focus();
    selectWrongGroup(input);
  });
  count();
}

function isTyping(element) {
  return element.matches("input:not([type=checkbox], [type=file]), textarea, select");
}

function goOn() {
  const next = [...document.querySelectorAll("[data-next]")].find((one) => one.offsetParent);
  if (next) next.click();
}

function checkScanned(text) {
  const page = document.querySelector(".expiring[data-check]");
  const form = document.createElement("form");
  const field = document.createElement("input");
  form.method = "post";
  form.action = page.dataset.check;
  form.hidden = true;
  field.name = "text";
  field.value = text;
  form.append(field);
  document.body.append(form);
  form.submit();
}

let typed = "";
let lastKeyAt = 0;
let pause = null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const isSymbol = event.key.length === 1 && event.key !== " ";
  if (!document.querySelector("[data-next]")) {
    const input = document.querySelector("input.code");
    if (isSymbol && input && input.offsetParent) input.focus(); // the symbol is typed there
    return;
  }
  clearTimeout(pause);
  if (event.key === "Enter" && typed.length >= CODE_SYMBOLS) {
    event.preventDefault();
    checkScanned(typed);
    return;
  }
  if (!isSymbol) return;
  if (event.timeStamp - lastKeyAt > BETWEEN_KEYS_MILLISECONDS) typed = "";
  typed += event.key;
  lastKeyAt = event.timeStamp;
  if (typed.toLowerCase() === "n" && !kept.getItem(KEY_IS_OFF)) {
    pause = setTimeout(goOn, ALONE_MILLISECONDS);
  }
});

// One-letter keys can be turned off (WCAG 2.1.4): voices that dictate press them by mistake.
function watchKeyChoice(choice) {
  const box = choice.querySelector("input");
  choice.hidden = false;
  box.checked = !kept.getItem(KEY_IS_OFF);
  box.addEventListener("change", () => {
    if (box.checked) kept.removeItem(KEY_IS_OFF);
    else kept.setItem(KEY_IS_OFF, "1");
  });
}

function prepare(within) {
  for (const input of within.querySelectorAll("input.code")) watchField(input);
  for (const choice of within.querySelectorAll(".key-choice")) watchKeyChoice(choice);
}

prepare(document);
document.addEventListener("answered", () => prepare(document.querySelector("main")));
const ready = document.querySelector("input.code[autofocus]");
if (ready) ready.focus({ preventScroll: true }); // an address with a fragment has no autofocus
