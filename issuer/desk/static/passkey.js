// Asks an authenticator for a passkey, or for its answer; the form takes it to the server.
"use strict";

const isThere = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);

async function answer(button) {
  const publicKey = JSON.parse(button.dataset.options);
  if (button.dataset.passkey === "create") {
    return navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    });
  }
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
  });
}

for (const button of isThere ? document.querySelectorAll("[data-passkey]") : []) {
  const form = button.form;
  const problem = form.querySelector("[data-passkey-problem]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const first = form.querySelectorAll("#login, #password");
    if (![...first].every((field) => field.reportValidity())) return;
    problem.hidden = true;
    try {
      form.elements.passkey.value = JSON.stringify(await answer(button));
    } catch {
      problem.hidden = false; // whoever closed the dialogue, or waited too long
      return;
    }
    form.submit();
  });
}
