/* Alt+Up and Alt+Down move the element in which the cursor stands; where it went is said aloud. */
(() => {
  const MOVES = { ArrowUp: "MOVE_UP", ArrowDown: "MOVE_DOWN" };
  let voice = null;

  const say = (text) => {
    if (!voice) {
      voice = document.createElement("div");
      voice.className = "w-sr-only";
      voice.dataset.moved = "";
      voice.setAttribute("role", "status");
      voice.setAttribute("aria-live", "polite");
      document.body.append(voice);
    }
    voice.textContent = "";
    window.setTimeout(() => { voice.textContent = text; }, 50);
  };

  const children = (stream) =>
    [...stream.querySelectorAll(":scope > [data-streamfield-child]")].filter(
      (child) => child.querySelector(":scope > input[name$='-deleted']")?.value !== "1",
    );

  const outermost = (node) => {
    let found = null;
    for (let at = node; at; at = at.parentElement) if (at.matches("[data-streamfield-child]")) found = at;
    return found;
  };

  document.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const child = event.target.closest && outermost(event.target);
    if (!child) return;
    const button = child.querySelector(`[data-streamfield-action="${move}"]`);
    if (!button) return;
    event.preventDefault();
    const focused = document.activeElement;
    if (!button.disabled) button.click();
    if (focused && focused !== document.activeElement) focused.focus();
    child.scrollIntoView({ block: "nearest" });
    const all = children(child.parentElement);
    const name = child.querySelector(".c-sf-block__type")?.textContent || "";
    say(`${name}: ${all.indexOf(child) + 1} / ${all.length}`);
  });
})();
