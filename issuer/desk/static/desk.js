"use strict";

// A workbook can be dropped onto its field; without this script it is chosen.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) {
      input.files = event.dataTransfer.files;
      input.focus();
    }
  });
}

// A job's bar moves by itself; without this script the page loads anew now and then.
const bar = document.querySelector("progress[data-job=running]");
if (bar) {
  const count = document.getElementById("count");
  const ask = async () => {
    try {
      const answer = await fetch(bar.dataset.url, { headers: { Accept: "application/json" } });
      if (answer.ok && !answer.redirected) {
        const job = await answer.json();
        bar.value = job.done;
        count.textContent = job.done;
        if (job.state !== "running") {
          location.reload();
          return;
        }
      } else if (answer.redirected) {
        location.reload(); // the session is over
        return;
      }
    } catch {
      // The server is being restarted: it will answer again, and the job goes on.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 500);
}

// Two minutes before the session ends, one click prolongs it; other tabs may have done so already.
const sessionEnd = document.getElementById("session");
if (sessionEnd) {
  const words = document.getElementById("session-words");
  const WARNED_SECONDS = 180; // the server writes a click down within a minute
  const look = async () => {
    let left = 0;
    try {
      const answer = await fetch(sessionEnd.dataset.left, { headers: { Accept: "application/json" } });
      left = answer.ok && !answer.redirected ? (await answer.json()).left : 0;
    } catch {
      left = WARNED_SECONDS + 60; // no network: asked again in a minute
    }
    sessionEnd.hidden = left > WARNED_SECONDS;
    if (left > WARNED_SECONDS) {
      setTimeout(look, Math.min((left - WARNED_SECONDS) * 1000 + 500, 2 ** 31 - 1));
    } else if (left > 0) {
      words.textContent = sessionEnd.dataset.ending;
      setTimeout(look, left * 1000);
    } else {
      words.textContent = sessionEnd.dataset.ended;
      sessionEnd.querySelector("button").hidden = true;
    }
  };
  sessionEnd.addEventListener("submit", async (event) => {
    event.preventDefault();
    await fetch(sessionEnd.action, { method: "POST", body: new FormData(sessionEnd) });
    look();
  });
  setTimeout(look, 1000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.parentElement.querySelector("[role=status]").textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// The settings' page is drawn anew as they are typed; without this script there is a button.
const tried = document.querySelector("form[data-preview]");
if (tried) {
  const picture = document.getElementById("preview");
  const state = document.getElementById("preview-state");
  const logo = tried.querySelector("input[type=file]");
  let waiting = 0;
  const draw = async () => {
    const hasLogo = logo.files.length > 0;
    try {
      const answer = await fetch(tried.dataset.preview, {
        method: "POST",
        body: new FormData(tried),
        headers: { Accept: "application/json" },
      });
      const said = await answer.json();
      if (said.picture) {
        picture.src = said.picture;
        state.textContent = tried.dataset.drawn;
        if (hasLogo) {
          logo.value = ""; // the draft has it: it need not travel again
        }
      } else {
        state.textContent = tried.dataset.refused.replace("{problem}", () => Object.values(said.problems)[0]);
      }
    } catch {
      state.textContent = tried.dataset.failed;
    }
  };
  tried.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 700);
  });
}
