"use strict";
// After {{ in a text, the facts and terms that fit: arrows choose, Enter or Tab puts in, Esc closes.
function startCompletions() {
  const PAUSE_MS = 120;
  const BEFORE = /\{\{\s*([^{}\n]{0,60})$/;
  const AFTER = /^[^{}\n]{0,60}\}\}/;
  const TEXTS = /^elements?-\d+-value-(text|brief|spoken|steps-\d+-value|overrides-\d+-value-text|table-cell-\d+-\d+)$/;
  const place = document.querySelector("[data-language-names]");
  const form = place && place.closest("form");
  // An autosave of a new page loads the scripts of its panels a second time.
  if (!form || form.dataset.granuleCompletions) return;
  form.dataset.granuleCompletions = "on";

  const words = JSON.parse(document.getElementById("granule-language-words").textContent);
  const list = document.createElement("ul");
  list.className = "granule-names";
  list.id = "granule-names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", words.names);
  list.hidden = true;
  document.body.append(list);

  let box = null;
  let names = [];
  let chosen = 0;
  let timer = 0;
  let number = 0;

  // Where the open braces stand, what was typed after them, and where a closed pair ends.
  function opened(field) {
    const caret = field.selectionStart;
    if (caret !== field.selectionEnd) return null;
    const before = BEFORE.exec(field.value.slice(0, caret));
    if (!before) return null;
    const after = AFTER.exec(field.value.slice(caret));
    return { start: before.index, end: caret + (after ? after[0].length : 0), typed: before[1] };
  }

  async function look(field) {
    const found = opened(field);
    if (!found) return close();
    const mine = ++number;
    const query = new URLSearchParams({ q: found.typed.trim() });
    const response = await fetch(`${place.dataset.languageNames}?${query}`).catch(() => null);
    if (!response || !response.ok || mine !== number || document.activeElement !== field) return undefined;
    names = (await response.json()).names;
    return open(field, found);
  }

  function open(field, found) {
    box = field;
    chosen = 0;
    list.replaceChildren(...(names.length ? names.map(option) : [nothing()]));
    list.hidden = false;
    put(field, found.start);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", list.id);
    point();
  }

  function close() {
    number += 1;
    clearTimeout(timer);
    if (list.hidden) return;
    list.hidden = true;
    for (const name of ["role", "aria-autocomplete", "aria-haspopup", "aria-expanded", "aria-controls", "aria-activedescendant"]) {
      box.removeAttribute(name);
    }
    box = null;
  }

  function option(one, index) {
    const line = document.createElement("li");
    line.id = `granule-name-${index}`;
    line.setAttribute("role", "option");
    const value = document.createElement("span");
    value.className = "granule-names__value";
    value.textContent = one.value;
    const key = document.createElement("span");
    key.className = "granule-names__key";
    key.textContent = `${words[one.kind]} · ${one.key}`;
    line.append(value, one.name, key);
    line.addEventListener("mousedown", (event) => {
      event.preventDefault();
      chosen = index;
      choose();
    });
    return line;
  }

  function nothing() {
    const line = document.createElement("li");
    line.setAttribute("role", "option");
    line.setAttribute("aria-disabled", "true");
    line.textContent = words.none;
    return line;
  }

  function point() {
    [...list.children].forEach((line, index) => {
      const is = names.length > 0 && index === chosen;
      line.setAttribute("aria-selected", String(is));
      if (is) {
        box.setAttribute("aria-activedescendant", line.id);
        line.scrollIntoView({ block: "nearest" });
      }
    });
    if (!names.length) box.removeAttribute("aria-activedescendant");
  }

  function choose() {
    const field = box;
    const found = opened(field);
    if (!found || !names[chosen]) return close();
    const text = names[chosen].put;
    close();
    field.focus();
    field.setSelectionRange(found.start, found.end);
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, found.start, found.end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return undefined;
  }

  // Under the line of the braces; a copy of the field says where that is.
  function put(field, at) {
    const mirror = document.createElement("div");
    mirror.className = "granule-mirror";
    const style = getComputedStyle(field);
    for (const name of ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth", "borderLeftWidth"]) {
      mirror.style[name] = style[name];
    }
    mirror.style.width = `${field.clientWidth}px`;
    mirror.textContent = field.value.slice(0, at);
    const caret = document.createElement("span");
    caret.textContent = "{";
    mirror.append(caret);
    document.body.append(mirror);
    const where = field.getBoundingClientRect();
    const left = where.left + window.scrollX + Math.max(0, caret.offsetLeft);
    const room = document.documentElement.clientWidth - list.offsetWidth - 8;
    const line = parseFloat(style.lineHeight) || caret.offsetHeight * 1.2;
    list.style.left = `${Math.max(8, Math.min(left, room + window.scrollX))}px`;
    list.style.top = `${where.top + window.scrollY + caret.offsetTop - field.scrollTop + line + 4}px`;
    mirror.remove();
  }

  form.addEventListener("input", (event) => {
    if (event.isComposing || !TEXTS.test(event.target.name || "")) return;
    clearTimeout(timer);
    if (!opened(event.target)) close();
    else timer = setTimeout(() => look(event.target), PAUSE_MS);
  });
  form.addEventListener("compositionend", (event) => {
    if (TEXTS.test(event.target.name || "")) timer = setTimeout(() => look(event.target), PAUSE_MS);
  });
  form.addEventListener("focusout", close);
  form.addEventListener("click", () => box && !opened(box) && close());
  window.addEventListener("resize", close);
  // Before others: Enter must not send the form, Esc must not close a dialog around it.
  document.addEventListener(
    "keydown",
    (event) => {
      if (list.hidden || event.target !== box || event.isComposing) return;
      const count = names.length;
      if (event.key === "ArrowDown" && count) chosen = (chosen + 1) % count;
      else if (event.key === "ArrowUp" && count) chosen = (chosen - 1 + count) % count;
      else if ((event.key === "Enter" || event.key === "Tab") && count && !event.altKey && !event.shiftKey) choose();
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
      if (!list.hidden) point();
    },
    true,
  );
}

// Wagtail loads what a panel brings in the head of the page.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startCompletions);
else startCompletions();
