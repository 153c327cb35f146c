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
  function linkFor(event) {
    const guide = event.target.closest("[data-guide]");
    if (/^[1-9]$/.test(event.key)) {
      return guide && guide.querySelector(`[data-choice="${event.key}"]`);
    }
    if (event.key !== "Backspace") return null;
    if (guide) return guide.querySelector("[data-back]") || place.querySelector(".came [data-back]");
    return event.target.id === "answer-heading" ? place.querySelector(".came [data-back]") : null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || window.desk.isComposing(event)) return;
    if (event.altKey || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
    const link = linkFor(event);
    if (!link) return;
    event.preventDefault();
    link.click();
  });

  // The step that was just loaded has the focus, so that the next digit finds it.
  document.addEventListener("htmx:afterSwap", (event) => {
    const old = event.detail.target;
    if (!old.matches("[data-guide]")) return;
    const guide = document.getElementById(old.id);
    if (!guide) return;
    guide.focus({ preventScroll: true });
    guide.scrollIntoView({ block: "nearest" });
    const asks = guide.querySelector("[id^=guide-asks-]");
    document.getElementById("status").textContent = asks ? asks.textContent.trim() : "";
  });
})();
