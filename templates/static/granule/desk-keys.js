/* The keys that work anywhere on the desk. Letters go by what is printed on them, digits by their
   place, since some keyboards need Shift for digits. */
(() => {
  "use strict";
  const slash = document.getElementById("slash");
  const search = document.getElementById("q");
  const REMEMBERED = "desk.slash";
  try {
    slash.checked = localStorage.getItem(REMEMBERED) !== "off";
  } catch { /* no storage here: the key stays on */ }
  slash.addEventListener("change", () => {
    try {
      localStorage.setItem(REMEMBERED, slash.checked ? "on" : "off");
    } catch { /* holds until the page is left */ }
  });

  const isWriting = (element) =>
    element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  // Option and a letter give another sign on a Mac, so the key's place decides there.
  function letterOf(event) {
    if (/^[a-z]$/i.test(event.key)) return event.key.toUpperCase();
    return event.code.startsWith("Key") ? event.code.slice(3) : "";
  }

  const ARROWS = { ArrowDown: 1, ArrowUp: -1 };
  const list = document.querySelector("details.keys");

  function showKeys() {
    list.open = !list.open;
    list.querySelector("summary").focus();
    return true;
  }

  // No question begins with it, so it may stand in the empty search as well.
  const asksForKeys = (event) => event.key === "?" && slash.checked
    && (event.target === search ? !search.value : !isWriting(event.target));

  function withAlt(event) {
    const step = ARROWS[event.key];
    if (step) return window.desk.mayMoveFrom(event.target) && window.desk.moveAmongElements(step);
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit) {
      window.desk.open(Number(digit[1]) - 1);
      return true;
    }
    if (letterOf(event) === "M") return window.desk.startMessage();
    if (letterOf(event) === "L") return window.desk.askLeader();
    if (letterOf(event) === "R") return window.desk.startReport();
    if (letterOf(event) === "G") return window.desk.startGuide();
    if (letterOf(event) === "H") return showKeys();
    const button = document.querySelector(`[data-letter="${letterOf(event) || "-"}"]:not(:disabled)`);
    if (!button) return false;
    button.click();
    return true;
  }

  function handled(event) {
    const onlyAlt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (onlyAlt) return withAlt(event);
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (isCommand && letterOf(event) === "K") {
      window.desk.focusSearch();
      return true;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (asksForKeys(event)) return showKeys();
    const isSlash = event.key === "/" && slash.checked && !isWriting(event.target);
    if (isSlash || event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
      window.desk.focusSearch();
      return true;
    }
    return false;
  }

  // One menu at a time, and none once something else is clicked.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || window.desk.isComposing(event)) return;
    if (handled(event)) event.preventDefault();
  });
})();
