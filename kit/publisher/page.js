"use strict";
// Everything here is a help on top of a page that is complete without it.
(() => {
  const language = document.documentElement.lang;

  // How long ago the data end: the one thing that a page cannot say by itself.
  const ago = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  for (const place of document.querySelectorAll(".age")) {
    const days = Math.floor((Date.now() - Date.parse(place.dataset.asOf)) / 864e5);
    if (days >= 0) {
      const [unit, length] = days < 60 ? ["day", 1] : days < 730 ? ["month", 30.44] : ["year", 365.25];
      place.textContent = "(" + ago.format(-Math.floor(days / length), unit) + ")";
      place.hidden = false;
    }
  }

  // On a narrow screen the name of this page may lie outside the row of pages.
  const here = document.querySelector(".pages [aria-current]");
  if (here) here.closest("ul").scrollLeft = here.offsetLeft - 16;

  // Tables are sorted by a click on a heading; cells without a value stay at the end.
  const collator = new Intl.Collator(language, { numeric: true });
  const keyOf = (row, index) => {
    const cell = row.cells[index];
    return cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v);
  };
  const isEmpty = (key) => key === "" || key === "–";
  const compare = (a, b) => {
    if (isEmpty(a) || isEmpty(b)) return NaN;
    return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
  };
  const sort = (body, index, direction) => {
    const rows = Array.from(body.rows, (row) => [keyOf(row, index), row]);
    rows.sort(([a], [b]) => {
      const order = compare(a, b);
      return Number.isNaN(order) ? isEmpty(a) - isEmpty(b) : direction * order;
    });
    body.append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    if (body.rows.length < 3) continue;
    Array.from(table.tHead.rows[0].cells, (heading, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const first = heading.classList.contains("n") ? "descending" : "ascending";
        const other = first === "ascending" ? "descending" : "ascending";
        const next = heading.getAttribute("aria-sort") === first ? other : first;
        for (const one of table.tHead.rows[0].cells) one.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", next);
        sort(body, index, next === "ascending" ? 1 : -1);
      });
    });
  }

  // Long lists are searched by name, whatever the accents and the case.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  for (const list of document.querySelectorAll("[data-find]")) {
    const items = list.tBodies ? Array.from(list.tBodies[0].rows) : Array.from(list.children);
    if (items.length < 8) continue;
    const label = document.createElement("label");
    const input = document.createElement("input");
    label.className = "find";
    input.type = "search";
    label.append(list.dataset.find, " ", input);
    (list.closest(".scroll") || list).before(label);
    const names = items.map((item) => plain((item.querySelector("a") || item).textContent));
    input.addEventListener("input", () => {
      const wanted = plain(input.value.trim());
      items.forEach((item, index) => { item.hidden = !names[index].includes(wanted); });
    });
  }
})();
