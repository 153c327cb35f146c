/* A guide by keys: Alt+G leads to it, a digit chooses, Backspace goes one question back. Steps are
   loaded into its place; an answer that it ends in opens as any other. */
(() => {
  "use strict";
  const place = document.getElementById("answer");
  const isWriting = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  window.desk.startGuide = () => {
    const guide = place.querySelector("[data-guide]");
    if (!guide) return false;
    guide.focus();
    guide.scrollIntoView({ block: "nearest" });
    return true;
  };

  // Where the digits belong to a guide; its trail on the next answer takes Backspace alone.
  function linkFor(key, target) {
    const guide = target.closest("[data-guide]");
    if (/^[1-9]$/.test(key)) return guide && guide.querySelector(`[data-choice="${key}"]`);
    if (key !== "Backspace") return null;
    if (guide) return guide.querySelector("[data-back]") || place.querySelector(".came [data-back]");
    return target.id === "answer-heading" ? place.querySelector(".came [data-back]") : null;
  }

  // Keys that come while a step is on its way are for that step.
  let coming = null;
  let typedAhead = [];

  function press(key, target) {
    const link = linkFor(key, target);
    if (!link) return false;
    if (link.closest("[data-guide]") && link.hasAttribute("hx-get")) coming = link.closest("[data-guide]").id;
    link.click();
    return true;
  }

  function arrived() {
    coming = null;
    const next = typedAhead.shift();
    if (next && !press(next, document.activeElement)) typedAhead = [];
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || window.desk.isComposing(event)) return;
    if (event.altKey || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
    if (coming && /^([1-9]|Backspace)$/.test(event.key)) {
      typedAhead.push(event.key);
      event.preventDefault();
    } else if (press(event.key, event.target)) event.preventDefault();
  });
  for (const name of ["htmx:responseError", "htmx:timeout", "htmx:sendError"]) {
    document.addEventListener(name, () => { coming = null; typedAhead = []; });
  }

  // The step that was just loaded has the focus, so that the next digit finds it.
  document.addEventListener("htmx:afterSwap", (event) => {
    const old = event.detail.target;
    if (!old.matches("[data-guide]")) return;
    const guide = document.getElementById(old.id);
    if (!guide) return arrived();
    guide.focus({ preventScroll: true });
    guide.scrollIntoView({ block: "nearest" });
    const asks = guide.querySelector("[id^=guide-asks-]");
    document.getElementById("status").textContent = asks ? asks.textContent.trim() : "";
    // Just before htmx looks at what has come; a click would load the whole page anew.
    htmx.process(guide);
    arrived();
  });
})();
