"use strict";

// Cells of a workbook are mended where they stand; without this script each row has a page, and each
// problem a field in the list of problems.
const mending = {
  // The page as the server draws it after a correction: its main part takes the place of ours.
  show(answer) {
    const fresh = answer && answer.getElementById("content");
    if (!fresh) {
      location.reload();
      return;
    }
    const tall = [...document.querySelectorAll(".scroll")].map((box) => [box.scrollLeft, box.scrollTop]);
    document.getElementById("content").replaceWith(document.adoptNode(fresh));
    document.querySelectorAll(".scroll").forEach((box, place) => {
      [box.scrollLeft, box.scrollTop] = tall[place] || [0, 0];
    });
    mending.wire();
  },

  send(action, fields, after) {
    // A document is parsed without a script's text: neither HTML in strings nor an evaluation.
    const asked = new XMLHttpRequest();
    asked.open("POST", action);
    asked.responseType = "document";
    asked.onload = () => {
      if (new URL(asked.responseURL).pathname !== location.pathname) {
        location.assign(asked.responseURL); // the session is over, or the text cannot be read
        return;
      }
      mending.show(asked.response);
      after();
    };
    asked.onerror = () => mending.silent();
    asked.send(fields);
  },

  silent() {
    const place = document.querySelector(".mend-hint");
    if (place) {
      place.textContent = place.dataset.silent;
    }
  },

  next(place) {
    const faulty = [...document.querySelectorAll("td.faulty[data-text]")];
    const cells = [...document.querySelectorAll("td[data-text]")];
    const here = cells.findIndex((one) => one.id === place);
    return faulty.find((one) => cells.indexOf(one) > here) || faulty[0];
  },

  edit(cell) {
    if (!cell || cell.querySelector("input")) {
      return;
    }
    const shown = [...cell.childNodes];
    const field = document.createElement("input");
    field.type = "text";
    field.value = cell.dataset.text;
    field.maxLength = 200;
    field.autocomplete = "off";
    const [, row, column] = cell.id.slice("case-".length).split("-");
    const { cellLabel } = cell.closest("table").dataset;
    field.setAttribute("aria-label", cellLabel.replace("{cell}", column + row));
    const leave = () => {
      if (field.isConnected) {
        cell.replaceChildren(...shown);
      }
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        leave();
      } else if (event.key === "Enter") {
        event.preventDefault();
        const table = cell.closest("table");
        const fields = new FormData();
        fields.set("csrf_token", document.querySelector("[name=csrf_token]").value);
        fields.set("cells", cell.id.slice("case-".length));
        fields.set("text", field.value);
        fields.set("resultat", table.dataset.filter);
        const place = cell.id;
        mending.send(table.dataset.cells, fields, () => mending.edit(mending.next(place)));
      }
    });
    field.addEventListener("blur", () => {
      if (field.value === cell.dataset.text) {
        leave();
      }
    });
    cell.replaceChildren(field, ...shown.filter((one) => one.nodeName === "SMALL"));
    cell.scrollIntoView({ block: "nearest", inline: "center" });
    field.focus();
    field.select();
  },

  wire() {
    const hint = document.querySelector(".mend-hint");
    if (hint) {
      hint.hidden = false;
      hint.querySelector("[data-next]").addEventListener("click", () => mending.edit(mending.next("")));
    }
  },
};

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#case-"]');
  const cell = link
    ? document.getElementById(link.getAttribute("href").slice(1))
    : event.target.closest("td[data-text]");
  if (cell && (link || event.target.nodeName !== "INPUT")) {
    event.preventDefault();
    mending.edit(cell);
  }
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("form[data-stay]")) {
    event.preventDefault();
    mending.send(event.submitter?.getAttribute("formaction") || form.action, new FormData(form, event.submitter), () => {
      const problems = document.getElementById("problemes");
      (problems || document.getElementById("content")).scrollIntoView({ block: "nearest" });
    });
  }
});
mending.wire();
