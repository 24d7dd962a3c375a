// Conveniences: without them the link stands in its field, and the file can be downloaded.
"use strict";

const sharing = document.getElementById("share-file");
const TYPE = "application/pdf";

async function share(button) {
  const answer = await fetch(button.dataset.file);
  if (answer.redirected || !answer.ok) {
    location.reload(); // the session is over: the birth date comes first
    return;
  }
  const file = new File([await answer.blob()], button.dataset.name, { type: TYPE });
  await navigator.share({ files: [file] }).catch(() => {}); // whoever closes the sheet has decided
}

if (sharing && navigator.canShare?.({ files: [new File([""], "a.pdf", { type: TYPE })] })) {
  sharing.hidden = false;
  const button = sharing.querySelector("button");
  button.addEventListener("click", () => share(button));
}

const copy = document.getElementById("copy");
const field = document.getElementById("check-link");

if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    document.getElementById("copied").textContent = copy.dataset.copied;
  });
}
