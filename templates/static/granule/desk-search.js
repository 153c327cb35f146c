/* Search as you type, and choosing from the list by keyboard (the combobox of the ARIA practices).
   The other scripts of the desk use window.desk. */
(() => {
  "use strict";
  const WAIT_MS = 140;
  const field = document.getElementById("q");
  const finding = document.getElementById("finding");
  const results = document.getElementById("results");
  let asked = field.value.trim();
  let timer = 0;
  let waiting = false;
  let opensFirst = false;
  let active = -1;
  let composing = false;

  // While somebody composes Chinese, keys and letters belong to the input method. Safari ends the
  // composition before the key that ended it; keyCode 229 is how that key is known.
  const isComposing = (event) => composing || event.isComposing || event.keyCode === 229;
  document.addEventListener("compositionstart", () => { composing = true; }, true);
  document.addEventListener("compositionend", () => { composing = false; }, true);

  const options = () => [...results.querySelectorAll("[role=option]")];

  function activate(number) {
    const found = options();
    if (found.length === 0) return;
    active = (number + found.length) % found.length;
    found.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    field.setAttribute("aria-activedescendant", found[active].id);
    found[active].scrollIntoView({ block: "nearest" });
  }

  function open(number) {
    const option = options()[number];
    if (!option) return;
    activate(number);
    // Called as the rows come, just before htmx looks at them; a click would load the whole page anew.
    htmx.process(results);
    option.click();
  }

  function ask() {
    clearTimeout(timer);
    timer = 0;
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    htmx.trigger(field, "ask");
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  }

  function show(state) {
    const shown = document.getElementById(state).content.cloneNode(true);
    document.getElementById("status").textContent = shown.querySelector("h2").textContent;
    results.replaceChildren(shown);
    listChanged();
  }

  function listChanged() {
    active = -1;
    field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-expanded", String(options().length > 0));
    markOpen();
  }

  function markOpen() {
    const shown = document.querySelector("#answer [data-locale]");
    for (const option of options()) {
      const isOpen = option.pathname === location.pathname && (!shown || option.lang === shown.dataset.locale);
      if (isOpen) option.setAttribute("aria-current", "true");
      else option.removeAttribute("aria-current");
    }
  }

  function focusSearch() {
    field.focus();
    field.select();
  }

  field.addEventListener("input", (event) => { if (!isComposing(event)) askSoon(); });
  field.addEventListener("compositionend", askSoon);
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      activate(active === -1 && step === -1 ? -1 : active + step);
    } else if (event.key === "Enter") {
      // What was just typed may not have been asked yet, or its answers are still on their way.
      ask();
      opensFirst = waiting;
      if (!waiting) open(Math.max(active, 0));
    } else if (event.key === "Escape" && field.value) {
      field.value = "";
      ask();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target !== results) return;
    waiting = true;
    finding.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== results) return;
    listChanged();
    finding.scrollTop = 0;
    if (opensFirst) open(0);
    opensFirst = false;
  });
  // Said once, not again with every letter.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id === "status" && fragment.textContent.trim() === target.textContent.trim()) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.target !== results) return;
    waiting = false;
    finding.removeAttribute("aria-busy");
  });
  function failed(state) {
    return (event) => {
      if (event.detail.target !== results) return;
      opensFirst = false;
      asked = null;
      show(state);
    };
  }
  document.addEventListener("htmx:responseError", failed("state-error"));
  document.addEventListener("htmx:timeout", failed("state-error"));
  document.addEventListener("htmx:sendError", failed("state-offline"));

  const offline = document.getElementById("offline");
  const tellConnection = () => { offline.hidden = navigator.onLine; };
  window.addEventListener("online", tellConnection);
  window.addEventListener("offline", tellConnection);
  tellConnection();
  markOpen();

  window.desk = { focusSearch, isComposing, markOpen, open, show };
})();
