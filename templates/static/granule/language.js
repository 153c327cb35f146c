"use strict";
// Plain language while somebody writes: asks for findings, shows each at its field, and puts in what
// is offered. Texts go to this server only. A field is never changed but by a click or a key.
function startLanguage() {
  const PAUSE_MS = 500;
  // The field of a chooser: it has a number in it and no caret.
  const CITED = "input[type=hidden][name$=-value-basis-record]";
  const SIGNS = { error: "error", warning: "warning", hint: "info-circle" };
  const place = document.querySelector("[data-language]");
  const form = place && place.closest("form");
  // An autosave of a new page loads the scripts of its panels a second time.
  if (!form || form.dataset.granuleLanguage) return;
  form.dataset.granuleLanguage = "on";

  const words = JSON.parse(document.getElementById("granule-language-words").textContent);
  const told = place.querySelector("[data-language-told]");
  const summary = place.querySelector("[data-language-summary]");
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
  const lists = new Map(); // input → its list of findings, with what it shows
  let timer = 0;
  let asked = "";
  let question = null;
  let composing = false;

  const fill = (text, params) => text.replace(/%\((\w+)\)s/g, (_all, name) => params[name]);

  // --- what is written -------------------------------------------------------------------------
  const value = (name) => (form.elements.namedItem(name) || {}).value;

  function kindOf(name) {
    if (name === "title") return "";
    const element = name.match(/^elements?-\d+(?=-value-)/);
    if (!element) return null;
    // An element, a step or a wording that was taken out stays in the form, marked.
    const isGone = [...name.matchAll(/-\d+(?=-value)/g)].some(
      (part) => value(`${name.slice(0, part.index + part[0].length)}-deleted`) === "1",
    );
    return isGone ? null : value(`${element[0]}-type`);
  }

  const boxes = () =>
    [...form.querySelectorAll(`textarea[name], input[type=text][name], ${CITED}`)].filter(
      (box) => kindOf(box.name) !== null && !box.disabled,
    );

  const written = () =>
    boxes()
      .filter((box) => box.value.trim())
      .map((box) => [box.name, kindOf(box.name) || "", box.value]);

  // --- asking ----------------------------------------------------------------------------------
  function soon(pause = PAUSE_MS) {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
  }

  // For whatever else happens to the page: it must not put off what was typed.
  function sometime() {
    if (!timer) soon();
  }

  async function ask() {
    timer = 0;
    if (composing) return;
    const rows = written();
    const body = JSON.stringify(rows);
    if (body === asked) return;
    asked = body;
    if (question) question.abort();
    question = new AbortController();
    const { signal } = question;
    try {
      const response = await fetch(place.dataset.language, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
        body,
        signal,
      });
      const found = await response.json();
      if (!response.ok) throw new Error(found.message || "");
      show(new Map(rows.map(([name, , text]) => [name, text])), found);
    } catch (error) {
      if (signal.aborted) return;
      summary.textContent = error.message && error.name === "Error" ? error.message : words.failed;
    }
  }

  // --- showing ---------------------------------------------------------------------------------
  function show(texts, { score, counts, findings }) {
    const total = counts.error + counts.warning + counts.hint;
    place.querySelector("[data-language-score]").textContent = fill(words.score, { score });
    place.dataset.score = score;
    summary.textContent = total ? fill(words.counts, counts) : words.plain;
    const byName = Map.groupBy
      ? Map.groupBy(findings, (finding) => finding.name)
      : findings.reduce((all, one) => all.set(one.name, [...(all.get(one.name) || []), one]), new Map());
    for (const box of [...lists.keys()]) if (!byName.has(box.name) || !box.isConnected) drop(box);
    for (const box of boxes()) {
      const own = byName.get(box.name);
      // What was typed meanwhile is asked about already.
      if (own && box.value === texts.get(box.name)) draw(box, own);
    }
  }

  function drop(box) {
    const list = lists.get(box);
    if (!list) return;
    const described = (box.getAttribute("aria-describedby") || "").split(" ");
    box.setAttribute("aria-describedby", described.filter((id) => id !== list.place.id).join(" "));
    list.place.remove();
    lists.delete(box);
  }

  function draw(box, findings) {
    const shape = JSON.stringify(findings);
    const known = lists.get(box);
    if (known && known.shape === shape && known.place.isConnected) return;
    const list = known ? known.place : listFor(box);
    list.replaceChildren(...findings.map((finding) => item(box, finding)));
    lists.set(box, { place: list, shape, findings });
  }

  function listFor(box) {
    const list = document.createElement("ul");
    list.className = "granule-findings";
    list.id = `granule-findings-${box.name}`;
    list.setAttribute("aria-label", words.here);
    const input = box.closest("[data-field-input]") || box;
    input.after(list);
    const described = box.getAttribute("aria-describedby");
    box.setAttribute("aria-describedby", described ? `${described} ${list.id}` : list.id);
    return list;
  }

  function item(box, finding) {
    const line = document.createElement("li");
    line.className = `granule-is-${finding.severity}`;
    line.dataset.rule = finding.rule;
    const severity = document.createElement("span");
    severity.className = "granule-findings__severity";
    severity.append(sign(SIGNS[finding.severity]), words[finding.severity]);
    const text = document.createElement("span");
    text.className = "granule-findings__text";
    text.textContent = finding.message;
    line.append(severity, text, button(words.show, "crosshairs", () => select(box, finding)));
    if (finding.replacement !== null) {
      const label = finding.replacement ? fill(words.put, { text: finding.replacement }) : words.take_out;
      line.append(button(label, "", () => putIn(box, finding)));
    }
    return line;
  }

  function sign(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", `icon icon-${name}`);
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#icon-${name}`);
    svg.append(use);
    return svg;
  }

  function button(label, icon, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-small button-secondary";
    if (icon) {
      made.classList.add("button--icon");
      made.append(sign(icon));
      made.title = label;
      made.setAttribute("aria-label", label);
    } else {
      made.textContent = label;
    }
    // The field keeps its caret; the button is pressed all the same.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", act);
    return made;
  }

  // --- putting in ------------------------------------------------------------------------------
  const isStillThere = (box, finding) => box.value.slice(finding.start, finding.end) === finding.text;

  function putIn(box, finding) {
    if (!isStillThere(box, finding)) return soon(0);
    const caret = document.activeElement === box ? box.selectionEnd : finding.end;
    const grown = finding.replacement.length - (finding.end - finding.start);
    box.focus();
    box.setSelectionRange(finding.start, finding.end);
    // As if typed, so that Ctrl+Z takes it back; nothing newer does that in text fields.
    const isTyped = finding.replacement
      ? document.execCommand("insertText", false, finding.replacement)
      : document.execCommand("delete");
    if (!isTyped) {
      box.setRangeText(finding.replacement, finding.start, finding.end, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const after = caret >= finding.end ? caret + grown : Math.min(caret, finding.start + finding.replacement.length);
    box.setSelectionRange(after, after);
    return soon(0);
  }

  // --- stepping --------------------------------------------------------------------------------
  const all = () =>
    boxes().flatMap((box) =>
      lists.has(box)
        ? [...lists.get(box).findings]
            .sort((one, other) => one.start - other.start || one.end - other.end)
            .map((finding) => ({ box, finding }))
        : [],
    );

  function step(by) {
    const found = all();
    if (!found.length) {
      told.textContent = words.plain;
      return;
    }
    const from = current ? found.findIndex((one) => one.finding === current.finding) : -1;
    const start = from >= 0 ? from : nearest(found, by);
    const next = found[(start + by + found.length) % found.length];
    select(next.box, next.finding);
  }

  // From the field that has the caret, or from the top.
  function nearest(found, by) {
    const order = boxes();
    const here = order.indexOf(document.activeElement);
    const first = found.findIndex(({ box }) => order.indexOf(box) >= here);
    if (here < 0 || first < 0) return by > 0 ? -1 : 0;
    return by > 0 ? first - 1 : first;
  }

  let current = null;

  function select(box, finding) {
    if (!isStillThere(box, finding)) return soon(0);
    unfold(box);
    if (box.matches(CITED)) {
      unfold(lists.get(box).place);
      lists.get(box).place.scrollIntoView({ block: "center" });
    } else {
      box.focus();
      box.setSelectionRange(finding.start, finding.end);
      box.scrollIntoView({ block: "center" });
    }
    mark(box, finding);
    told.textContent = `${words[finding.severity]}: ${finding.message}`;
    return undefined;
  }

  function mark(box, finding) {
    document.querySelectorAll(".granule-is-current").forEach((line) => line.classList.remove("granule-is-current"));
    const { place: list, findings } = lists.get(box);
    const line = list.children[findings.indexOf(finding)];
    if (line) line.classList.add("granule-is-current");
    current = { box, finding };
  }

  function unfold(box) {
    for (let panel = box.closest("[data-panel]"); panel; panel = panel.parentElement.closest("[data-panel]")) {
      const toggle = panel.querySelector("[data-panel-toggle]");
      if (toggle && toggle.getAttribute("aria-expanded") === "false") toggle.click();
    }
    // An element's settings stand behind a button of their own.
    for (let part = box.closest("[hidden][id]"); part; part = part.parentElement.closest("[hidden][id]")) {
      const opener = document.querySelector(`[aria-controls="${part.id}"]`);
      if (opener) opener.click();
    }
  }

  // What the caret or the selection stands in.
  const atCaret = (box) =>
    ((lists.get(box) || {}).findings || []).find(
      (finding) =>
        finding.replacement !== null &&
        finding.start <= box.selectionStart &&
        box.selectionEnd <= finding.end,
    );

  form.addEventListener("input", (event) => {
    current = null;
    if (!event.isComposing) soon();
  });
  form.addEventListener("compositionstart", () => (composing = true));
  form.addEventListener("compositionend", () => {
    composing = false;
    soon();
  });
  // Elements come, go and are moved by clicks.
  form.addEventListener("click", sometime);
  form.addEventListener("change", sometime);
  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "F8" && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      step(event.shiftKey ? -1 : 1);
    } else if (event.key === "Enter" && event.altKey && lists.has(event.target)) {
      const finding = atCaret(event.target);
      if (finding) {
        event.preventDefault();
        putIn(event.target, finding);
      }
    }
  });
  place.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-language-step]");
    if (pressed) step(Number(pressed.dataset.languageStep));
  });
  new MutationObserver(sometime).observe(form, { childList: true, subtree: true });
  soon(0);
}

// Wagtail loads what a panel brings in the head of the page.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", startLanguage);
else startLanguage();
