// Copying is a convenience: without it the link stands in its field and can be selected.
"use strict";

const copy = document.getElementById("copy");
const field = document.getElementById("check-link");

if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    document.getElementById("copied").textContent = copy.dataset.copied;
  });
}
