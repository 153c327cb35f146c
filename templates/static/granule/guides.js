"use strict";
// A guide in the editor: goals are chosen from lists, a question gets its short name by itself, and the
// outline with what is wrong stands above the questions. Without this script names are typed.
(() => {
  const { guideOutline: address, words: said } = document.currentScript.dataset;
  const words = JSON.parse(said);
  const PAUSE_MS = 400;
  const VALUED = ["question", "element", "answer"];
  const asked = new Map(); // guide → what was last asked for
  let form = null;
  let timer = 0;

  const input = (name) => form.elements.namedItem(name);
  const value = (name) => (input(name) || {}).value || "";
  const fieldOf = (name) => {
    const found = input(name);
    return found ? found.closest("[data-contentpath]") : null;
  };

  // The items of a list or stream that were not taken out, in the order on the screen.
  function items(name) {
    return Array.from({ length: Number(value(`${name}-count`)) }, (_none, n) => `${name}-${n}`)
      .filter((item) => input(`${item}-deleted`) && value(`${item}-deleted`) !== "1")
      .sort((one, other) => Number(value(`${one}-order`)) - Number(value(`${other}-order`)));
  }

  const guides = () => items("elements").filter((item) => value(`${item}-type`) === "guide");
  const questionsOf = (guide) => items(`${guide}-value-questions`);
  const choicesOf = (question) => items(`${question}-value-choices`);

  function nameOf(element) {
    const section = document.getElementById(`block-${value(`${element}-id`)}-section`);
    const kind = section ? section.querySelector("[data-panel-heading-text]") : null;
    const text = [...form.querySelectorAll("textarea, input[type=text]")].find(
      (one) => one.name.startsWith(`${element}-value-`) && !one.name.endsWith("_checked") && one.value.trim());
    const shown = text ? text.value.trim().slice(0, 24) : "";
    const begins = kind ? kind.textContent.trim() : value(`${element}-type`);
    return shown && !shown.startsWith(begins) ? `${begins}: ${shown}` : begins;
  }

  const elementsHere = () =>
    items("elements").filter((e) => value(`${e}-type`) !== "guide" && value(`${e}-id`));

  // --- names -----------------------------------------------------------------------------------
  function giveNames(questions) {
    const taken = new Set(questions.map((q) => value(`${q}-value-name`)));
    for (const question of questions) {
      const name = input(`${question}-value-name`);
      if (name.value || !value(`${question}-value-text`).trim()) continue;
      let number = 1;
      while (taken.has(`q${number}`)) number += 1;
      name.value = `q${number}`;
      taken.add(name.value);
    }
  }

  // Choices follow a question that is renamed.
  function followNames(questions) {
    const choices = questions.flatMap(choicesOf);
    for (const question of questions) {
      const name = input(`${question}-value-name`);
      const before = name.dataset.before || "";
      if (before && name.value && before !== name.value && document.activeElement !== name) {
        for (const choice of choices) {
          const goal = input(`${choice}-value-question`);
          if (goal.value === before) goal.value = name.value;
        }
      }
      if (document.activeElement !== name) name.dataset.before = name.value;
    }
  }

  // --- goals -----------------------------------------------------------------------------------
  function draw(choice, questions, elements) {
    const goal = value(`${choice}-value-goal`);
    for (const kind of VALUED) {
      const field = fieldOf(`${choice}-value-${kind}`);
      if (field) field.hidden = kind !== goal;
    }
    offer(input(`${choice}-value-question`), questions.map((q) =>
      [value(`${q}-value-name`), value(`${q}-value-text`)]));
    offer(input(`${choice}-value-element`), elements.map((e) => [value(`${e}-id`), nameOf(e)]));
  }

  function offer(typed, options) {
    if (!typed) return;
    let list = typed.nextElementSibling;
    if (!list || !list.matches("select[data-granule-goal]")) {
      list = document.createElement("select");
      list.dataset.granuleGoal = "";
      const label = document.querySelector(`label[for="${CSS.escape(typed.id)}"]`);
      list.setAttribute("aria-label", label ? label.textContent.trim() : "");
      typed.hidden = true;
      typed.after(list);
      list.addEventListener("change", () => {
        typed.value = list.value;
        typed.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
    const all = [["", words.choose], ...options.filter(([name]) => name)];
    if (typed.value && !all.some(([name]) => name === typed.value)) all.push([typed.value, typed.value]);
    const wanted = JSON.stringify([all, typed.value]);
    if (list.dataset.shown === wanted) return;
    list.dataset.shown = wanted;
    list.replaceChildren(...all.map(([name, text]) => new Option(text || name, name)));
    list.value = typed.value;
  }

  // --- the outline -----------------------------------------------------------------------------
  function written(guide, elements) {
    const answers = {};
    const questions = questionsOf(guide).map((question) => ({
      name: value(`${question}-value-name`),
      text: value(`${question}-value-text`),
      choices: choicesOf(question).map((choice) => {
        const chosen = value(`${choice}-value-answer`);
        if (chosen) answers[chosen] = titleOf(`${choice}-value-answer`);
        const found = { text: value(`${choice}-value-text`), goal: value(`${choice}-value-goal`) };
        for (const kind of VALUED) found[kind] = value(`${choice}-value-${kind}`);
        return found;
      }),
    }));
    const kinds = Object.fromEntries(elements.map((e) => [value(`${e}-id`), value(`${e}-type`)]));
    const names = Object.fromEntries(elements.map((e) => [value(`${e}-id`), nameOf(e)]));
    return { questions, kinds, elements: names, answers };
  }

  function titleOf(name) {
    const field = fieldOf(name);
    const title = field ? field.querySelector("[data-chooser-title], .chooser__title") : null;
    return title ? title.textContent.trim() : "";
  }

  function placeOf(guide) {
    const first = input(`${guide}-value-questions-count`);
    const field = first ? first.closest("[data-contentpath]") : null;
    if (!field) return null;
    let place = field.querySelector(":scope > [data-granule-guide]");
    if (!place) {
      place = document.createElement("section");
      place.className = "granule-guide";
      place.dataset.granuleGuide = "";
      const heading = document.createElement("h3");
      heading.textContent = words.outline;
      const body = document.createElement("div");
      body.setAttribute("role", "status");
      place.append(heading, body);
      field.prepend(place);
    }
    return place;
  }

  async function show(guide, elements) {
    const body = JSON.stringify(written(guide, elements));
    const place = placeOf(guide);
    if (!place || asked.get(guide) === body) return;
    asked.set(guide, body);
    const shown = place.lastElementChild;
    try {
      const token = value("csrfmiddlewaretoken");
      const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
      const response = await fetch(address, { method: "POST", headers, body });
      const found = await response.json();
      if (!response.ok) throw new Error(found.message);
      if (asked.get(guide) !== body) return;
      shown.innerHTML = found.html;
      for (const button of shown.querySelectorAll("[data-fault]")) {
        button.addEventListener("click", () => lead(guide, found.faults[button.dataset.fault].place));
      }
    } catch {
      asked.delete(guide);
      shown.textContent = words.failed;
    }
  }

  // To the field of a fault: numbers count what is on the screen.
  function lead(guide, place) {
    const [, question, , choice] = place;
    const item = question === undefined ? guide : questionsOf(guide)[question];
    const last = choice === undefined ? item : choicesOf(item)[choice];
    const name = typeof place.at(-1) === "string" ? `${last}-value-${place.at(-1)}` : `${last}-value-text`;
    const field = fieldOf(name) || fieldOf(`${last}-value-text`) || fieldOf(`${name}-count`);
    if (!field) return;
    field.scrollIntoView({ block: "center" });
    const target = field.querySelector("select, input:not([type=hidden]):not([hidden]), textarea, button");
    if (target) target.focus({ preventScroll: true });
  }

  function look() {
    timer = 0;
    const elements = elementsHere();
    for (const guide of guides()) {
      const questions = questionsOf(guide);
      giveNames(questions);
      followNames(questions);
      for (const choice of questions.flatMap(choicesOf)) draw(choice, questions, elements);
      show(guide, elements);
    }
  }

  const soon = () => {
    if (!timer) timer = setTimeout(look, PAUSE_MS);
  };

  function begin() {
    form = document.querySelector("[data-edit-form]");
    if (!form) return;
    for (const name of ["input", "change", "click", "focusout"]) form.addEventListener(name, soon);
    new MutationObserver((changes) => {
      if (changes.some((one) => !one.target.closest("[data-granule-guide], [data-granule-goal]"))) soon();
    }).observe(form, { childList: true, subtree: true });
    // The elements are drawn by scripts of their own, which may come later.
    soon();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
