/* Whoever hands in while the first autosave is under way would make a second page: Wagtail makes
   the page at the address that the form still has. So the form waits until it has its own; and once
   it is on its way, nothing is saved beside it, however long the answer takes. */
(() => {
  let isSaving = false;
  let waiting = null;
  let isOnItsWay = false;

  const savesByItself = (form) => (form.dataset.controller || "").includes("w-autosave");

  const send = () => {
    if (!waiting) return;
    const { form, button } = waiting;
    waiting = null;
    // The button may be switched off by now, and would not be sent.
    if (button && button.name) {
      const chosen = document.createElement("input");
      chosen.type = "hidden";
      chosen.name = button.name;
      chosen.value = button.value;
      form.append(chosen);
    }
    form.requestSubmit();
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (isOnItsWay) event.preventDefault();
    else isSaving = true;
  });
  ["success", "error", "deactivated"].forEach((end) => {
    document.addEventListener(`w-autosave:${end}`, () => {
      isSaving = false;
      window.setTimeout(send);
    });
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!isSaving || !savesByItself(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form, button: event.submitter };
  }, true);
  // The last to hear of it: somebody may have stopped it meanwhile.
  window.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && savesByItself(event.target)) isOnItsWay = true;
  });
  window.addEventListener("pageshow", () => { isOnItsWay = false; });
})();
