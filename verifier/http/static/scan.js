// Takes the QR code's credential out of the address, then out of the history, and posts it in the
// body of a request: no server log and no bookmark ever holds it.
"use strict";

const form = document.getElementById("scanned");
const fragment = window.location.hash.slice(1);

// The language stays in the address; the fragment goes.
window.history.replaceState(null, "", window.location.pathname + window.location.search);

if (fragment) {
  document.getElementById("progress").hidden = false;
  form.elements.fragment.value = fragment;
  form.submit();
} else {
  window.location.replace(form.dataset.home);
}
