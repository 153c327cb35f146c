"use strict";
// The review of a document: acts without leaving the page, both sides shown together, and keys.
const work = document.querySelector("[data-gran-work]");
const KEYS = { s: "split", m: "m", x: "x", u: "u", w: "w", n: "n" };

function pieces() {
  return [...work.querySelectorAll("[data-piece]")];
}

function light(numbers, from) {
  work.querySelectorAll(".is-lit").forEach((node) => node.classList.remove("is-lit"));
  const source = work.querySelector("[data-gran-source]");
  const blocks = numbers.map((n) => document.getElementById(`b${n}`)).filter(Boolean);
  const related = [...work.querySelectorAll("[data-blocks]")].filter((node) =>
    node.dataset.blocks.split(" ").some((n) => n && numbers.includes(n)));
  [...blocks, ...(from === "source" ? related : [])].forEach((node) => node.classList.add("is-lit"));
  if (from === "source" && related.length) {
    related[0].scrollIntoView({ block: "center" });
  } else if (from === "proposal" && blocks.length) {
    source.scrollTop += blocks[0].getBoundingClientRect().top - source.getBoundingClientRect().top - 40;
  }
}

// Where the editor was: the same element, else the one now in its place.
function placeOf(form) {
  const piece = form.closest("[data-piece]");
  const point = form.closest("[data-point]");
  return { id: piece ? piece.id : point && point.id, index: piece ? pieces().indexOf(piece) : -1 };
}

function goBack(place) {
  const all = pieces();
  const same = place.id && document.getElementById(place.id);
  const node = same || all[Math.min(place.index, all.length - 1)];
  if (!node) return;
  if (node.matches("[data-piece]")) node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest" });
}

async function act(form, button) {
  const data = new FormData(form);
  if (button && button.name) data.set(button.name, button.value);
  const place = placeOf(form);
  const top = work.querySelector("[data-gran-source]").scrollTop;
  document.body.classList.add("is-busy");
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const response = await fetch(form.action, { method: "POST", body: data, headers }).catch(() => null);
  document.body.classList.remove("is-busy");
  if (!response || !response.ok || response.redirected) {
    window.alert(work.dataset.failed);
    return;
  }
  work.innerHTML = await response.text();
  work.querySelector("[data-gran-source]").scrollTop = top;
  const problem = work.querySelector("[data-gran-problem]");
  if (problem) problem.scrollIntoView({ block: "center" });
  else goBack(place);
}

function press(piece, key) {
  const button = piece.querySelector(`[data-key="${key}"]`);
  if (button) act(button.form, button);
  return Boolean(button);
}

function step(piece, by) {
  const all = pieces();
  const next = all[all.indexOf(piece) + by];
  if (next) next.focus();
}

function split(piece) {
  const details = piece.querySelector(".gran-split");
  if (!details) return;
  details.open = true;
  details.querySelector("button").focus();
}

function onKey(event) {
  const piece = event.target.closest("[data-piece]");
  if (!piece || event.target !== piece || event.ctrlKey || event.metaKey) return;
  const key = event.key.toLowerCase();
  let done = true;
  if (event.altKey && key === "arrowup") press(piece, "up");
  else if (event.altKey && key === "arrowdown") press(piece, "down");
  else if (event.altKey) done = false;
  else if (key === "j") step(piece, 1);
  else if (key === "k") step(piece, -1);
  else if (key === "s") split(piece);
  else if (key === "t") { const kinds = piece.querySelector("[data-gran-kind]"); if (kinds) kinds.focus(); }
  else if (key === "q") { const question = piece.closest("[data-point]").querySelector("[data-gran-question]"); if (question) question.focus(); }
  else if (KEYS[key]) press(piece, KEYS[key]);
  else done = false;
  if (done) event.preventDefault();
}

if (work) {
  document.documentElement.classList.add("has-script");
  work.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-gran-act]")) return;
    event.preventDefault();
    act(event.target, event.submitter);
  });
  work.addEventListener("change", (event) => {
    if (!event.target.matches("[data-gran-kind]")) return;
    act(event.target.form, event.target.form.querySelector(".gran-set"));
  });
  work.addEventListener("keydown", onKey);
  work.addEventListener("focusin", (event) => {
    const node = event.target.closest("[data-blocks]");
    if (node) light(node.dataset.blocks.split(" ").filter(Boolean), "proposal");
  });
  work.addEventListener("click", (event) => {
    const block = event.target.closest("[data-block]");
    if (block && !event.target.closest("a")) light([block.dataset.block], "source");
  });
  const first = pieces()[0];
  if (first && !window.location.hash) first.focus({ preventScroll: true });
}

document.querySelectorAll("[data-gran-confirm]").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.granConfirm)) event.preventDefault();
  });
});

const upload = document.querySelector("[data-gran-upload]");
if (upload) {
  const field = upload.querySelector("input[type=file]");
  upload.addEventListener("dragover", (event) => { event.preventDefault(); upload.classList.add("is-over"); });
  upload.addEventListener("dragleave", () => upload.classList.remove("is-over"));
  upload.addEventListener("drop", (event) => {
    event.preventDefault();
    upload.classList.remove("is-over");
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
