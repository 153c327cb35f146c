/* Whoever hands in while the first autosave is under way would make a second page: Wagtail makes
   the page at the address that the form still has. So the form waits until it has its own; and once
   it is on its way, nothing is saved beside it, however long the answer takes. */
(() => {
  let isSaving = false;
  let waiting = null;
  let isOnItsWay = false;
  let heldBack = null;

  const savesByItself = (form) => (form.dataset.controller || "").includes("w-autosave");

  const send = () => {
    if (!waiting) return;
    const { form, button } = waiting;
    waiting = null;
    // The button may be switched off by now, and would not be sent.
    if (button && button.name) put(form, button.name, button.value);
    form.requestSubmit();
  };

  // A form that waits holds its button's name by now: what is saved meanwhile must not hand it in.
  const leaveOutButtons = (data) => {
    if (!data) return;
    [...data.keys()].filter((name) => name.startsWith("action-")).forEach((name) => data.delete(name));
  };

  const put = (form, name, value) => {
    let input = form.querySelector(`:scope input[type="hidden"][name="${name}"]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      form.append(input);
    }
    input.value = value;
  };

  // Somebody stopped it: what they typed meanwhile is saved, as is what they type from now on.
  const comeBack = () => {
    isOnItsWay = false;
    const form = heldBack;
    heldBack = null;
    if (form) form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true }));
  };

  document.addEventListener("w-autosave:save", (event) => {
    if (isOnItsWay) {
      heldBack = event.target;
      event.preventDefault();
    } else {
      isSaving = true;
      leaveOutButtons(event.detail?.formData);
    }
  });
  ["success", "error", "deactivated"].forEach((end) => {
    document.addEventListener(`w-autosave:${end}`, () => {
      isSaving = false;
      window.setTimeout(send);
    });
  });
  // The form knows its own last version, so that the server can tell it from another window's.
  document.addEventListener("w-autosave:success", (event) => {
    const saved = event.detail.response;
    if (!saved || !saved.revision_id) return;
    put(event.target, "loaded_revision_id", saved.revision_id);
    put(event.target, "loaded_revision_created_at", saved.revision_created_at);
  });
  // Wagtail's own question was answered: the server need not ask it again.
  document.addEventListener("click", (event) => {
    const confirm = event.target.closest('#w-save-confirmation-dialog [data-w-dialog-target~="confirm"]');
    const isAsked = document.querySelector('[data-w-session-intercept-value="conflict"]');
    const form = document.querySelector("[data-edit-form]");
    if (confirm && isAsked && form) put(form, "newer_version_seen", "1");
  }, true);
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
  window.addEventListener("pageshow", comeBack);
  // Esc, or the browser's own button, while the answer is awaited.
  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOnItsWay) comeBack();
  }, true);
  if (window.navigation) window.navigation.addEventListener("navigateerror", comeBack);
})();
