/* A term's explanation: shown while the pointer or the focus is on the term or on the explanation
   itself, and put away with Esc without moving either (WCAG 1.4.13). */
(() => {
  "use strict";
  // A pointer on its way from the term to the explanation crosses a gap.
  const GRACE_MS = 250;
  const EDGE_PX = 8;
  let shown = null;
  let timer = 0;

  function hide() {
    clearTimeout(timer);
    if (shown) shown.classList.remove("is-shown");
    shown = null;
  }

  function show(term) {
    clearTimeout(timer);
    if (shown === term) return;
    hide();
    shown = term;
    term.classList.add("is-shown");
    // At the end of a line it would leave the screen.
    const tip = term.querySelector(".term__tip");
    tip.style.left = "0";
    const over = tip.getBoundingClientRect().right - document.documentElement.clientWidth + EDGE_PX;
    if (over > 0) tip.style.left = `${-over}px`;
  }

  const termAt = (node) => (node instanceof Element ? node.closest(".term") : null);

  document.addEventListener("mouseover", (event) => {
    const term = termAt(event.target);
    if (term) show(term);
    else if (shown && !shown.contains(document.activeElement)) {
      clearTimeout(timer);
      timer = setTimeout(hide, GRACE_MS);
    }
  });
  document.addEventListener("focusin", (event) => {
    const term = termAt(event.target);
    if (term) show(term);
    else hide();
  });
  // A finger has neither.
  document.addEventListener("click", (event) => {
    const term = termAt(event.target);
    if (term) show(term);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    hide();
    event.preventDefault();
    event.stopPropagation();
  }, true);
})();
