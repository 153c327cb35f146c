/* Putting pins in order by keys: Alt with an arrow moves the pin in which the focus is, Delete takes
   it away. The focus stays with the pin that was moved. */
(() => {
  "use strict";
  const place = document.getElementById("pins");
  let kept = null;

  const rowOf = (element) => element.closest("[data-pin]");

  place.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button && rowOf(button);
    if (!row) return;
    const rows = [...place.querySelectorAll("[data-pin]")];
    kept = {
      name: row.dataset.pin,
      place: rows.indexOf(row),
      moves: document.activeElement === button ? button.dataset.moves : undefined,
    };
  });

  place.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
    const step = { ArrowUp: "-1", ArrowDown: "1" }[event.key];
    const button = event.altKey && step ? row.querySelector(`[data-moves="${step}"]`)
      : !event.altKey && event.key === "Delete" ? row.querySelector("[data-removes]") : null;
    if (!button) return;
    event.preventDefault();
    if (!button.disabled) button.click();
  });

  function refocus() {
    if (!kept) return;
    const rows = [...place.querySelectorAll("[data-pin]")];
    const row = rows.find((one) => one.dataset.pin === kept.name)
      || rows[Math.min(kept.place, rows.length - 1)];
    const button = row && kept.moves ? row.querySelector(`[data-moves="${kept.moves}"]:enabled`) : null;
    const target = button || (row ? row.querySelector("a") : document.querySelector(".back"));
    kept = null;
    target.focus();
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === place) refocus();
  });
})();
