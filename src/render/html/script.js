
"use strict";
(() => {
  // Sortable tables: a button in every heading; a third click restores the order of the report.
  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.title = "Sort";
      head.textContent = "";
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = now === "ascending" ? "descending" : now === "descending" ? "" : "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        if (!next) { body.append(...original); return; }
        head.setAttribute("aria-sort", next);
        const key = (row) => row.cells[column].dataset.s ?? row.cells[column].textContent;
        const sign = next === "ascending" ? 1 : -1;
        const order = (a, b) => {
          const [x, y] = [key(a), key(b)];
          const [m, n] = [Number(x), Number(y)];
          return sign * (x !== "" && y !== "" && !Number.isNaN(m - n) ? m - n : x.localeCompare(y));
        };
        body.append(...original.slice().sort(order));
      });
    });
  }
  // A field that leaves the rows of all numbers that hold a text, in every comparison.
  const numbers = document.querySelector("#numbers > details");
  if (numbers) {
    const field = document.createElement("input");
    field.type = "search";
    field.placeholder = "Search the numbers";
    field.setAttribute("aria-label", field.placeholder);
    numbers.querySelector("summary").after(field);
    field.addEventListener("input", () => {
      const wanted = field.value.toLowerCase();
      for (const row of numbers.querySelectorAll("tbody tr")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
  }
  // Values on hover: the charts' titles, at once and in the page's own style.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  for (const point of document.querySelectorAll(".pt")) {
    const title = point.querySelector("title");
    if (!title) continue;
    const text = title.textContent;
    point.addEventListener("pointerenter", (event) => {
      title.remove();
      tip.textContent = text;
      tip.hidden = false;
      const x = Math.min(event.pageX + 12, scrollX + document.documentElement.clientWidth - tip.offsetWidth - 4);
      tip.style.left = Math.max(0, x) + "px";
      tip.style.top = event.pageY + 14 + "px";
    });
    point.addEventListener("pointerleave", () => {
      point.prepend(title);
      tip.hidden = true;
    });
  }
  // A link into a folded part unfolds it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) return;
    const own = target.querySelector(":scope > details");
    if (own) own.open = true;
    for (let e = target.closest("details"); e; e = e.parentElement.closest("details")) e.open = true;
    // Of a row the whole card, so that what it means is in sight.
    (target.closest(".card") ?? target).scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
})();
