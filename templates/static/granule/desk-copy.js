/* Copying, also where the page did not come over HTTPS and browsers offer no clipboard. */
(() => {
  "use strict";
  const words = document.getElementById("copied");
  const SHOWN_MS = 4000;
  let timer = 0;

  async function copy(text) {
    if (window.isSecureContext && navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch { /* refused by the browser's settings: the old way may still work */ }
    }
    return copyByCommand(text);
  }

  function copyByCommand(text) {
    const before = document.activeElement;
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (before) before.focus({ preventScroll: true });
    return done;
  }

  function say(text, isGood) {
    clearTimeout(timer);
    words.textContent = text;
    words.classList.toggle("toast--problem", !isGood);
    words.classList.add("is-shown");
    timer = setTimeout(() => words.classList.remove("is-shown"), SHOWN_MS);
  }

  window.desk.say = (text) => say(text, true);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    const done = await copy(document.getElementById(button.dataset.copies).textContent);
    const said = done ? words.dataset.done : words.dataset.failed;
    say(`${said} ${button.dataset.said}`, done);
    if (done) {
      const detail = { copies: button.dataset.copies };
      button.dispatchEvent(new CustomEvent("desk:copied", { bubbles: true, detail }));
    }
  });
})();
