/* From one element of the answer to the next by Alt and an arrow, so that long answers are not
   scrolled through; the element that is reached is also the one that Alt+R reports. */
(() => {
  "use strict";
  const place = document.getElementById("answer");
  const search = document.getElementById("q");

  // A guide takes the focus itself, so that its digits work at once.
  const stopIn = (element) =>
    element.querySelector("[data-guide]") || element.querySelector(".element__name");

  function stops() {
    const heading = document.getElementById("answer-heading");
    const elements = [...place.querySelectorAll(".elements > .element")];
    return heading && elements.length ? [heading, ...elements.map(stopIn)] : [];
  }

  // One that does not fit is read from its beginning.
  const isTall = (element) => element.offsetHeight > place.clientHeight / 2;

  function here(found) {
    const at = document.activeElement;
    const element = at.closest(".element");
    return found.findIndex((stop) => stop === at || (element && element.contains(stop)));
  }

  // From anywhere else, down leads to the first element and up to the question above them.
  window.desk.moveAmongElements = (step) => {
    const found = stops();
    if (!found.length) return false;
    const next = found[Math.min(Math.max(here(found) + step, step > 0 ? 1 : 0), found.length - 1)];
    next.focus({ preventScroll: true });
    const element = next.closest(".element");
    if (element) element.scrollIntoView({ block: isTall(element) ? "start" : "nearest" });
    else place.scrollTop = 0;
    return true;
  };

  window.desk.mayMoveFrom = (target) =>
    target === search || !/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
})();
