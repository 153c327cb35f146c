/* Wagtail takes what stands in the form two seconds after it was opened, and after each save, for
   what is saved. Whoever types at once, or while a save is on its way, would lose it: no save
   follows and closing the window asks nothing. So what was there before is kept here, and where
   the form says something else by then, Wagtail is told that it has changes. */
(() => {
  const untouched = new WeakMap();
  const sent = new WeakMap();
  const THE_SERVERS = ["csrfmiddlewaretoken", "next", "overwrite_revision_id"];

  const saidBy = (data) => {
    const said = new Map();
    for (const [name, value] of data.entries()) {
      if (THE_SERVERS.includes(name) || name.startsWith("loaded_revision_")) continue;
      const text = typeof value === "string" ? value : `${value.name} ${value.size} ${value.type}`;
      said.set(name, `${said.get(name) ?? ""}\n${text}`);
    }
    return said;
  };
  // What the server has added since is not the person's.
  const saysSomethingElse = (form, before) => {
    const now = saidBy(new FormData(form));
    return [...before].some(([name, text]) => now.get(name) !== text);
  };
  const tellOfChanges = (form) => form.setAttribute("data-w-unsaved-force-value", "true");

  const remember = (event) => {
    const form = event.target.closest?.('form[data-controller~="w-unsaved"]');
    if (!event.isTrusted || !form || sent.has(form) || untouched.has(form)) return;
    untouched.set(form, saidBy(new FormData(form)));
  };
  ["pointerdown", "keydown", "beforeinput", "paste", "drop"].forEach((kind) => {
    document.addEventListener(kind, remember, true);
  });
  document.addEventListener("w-unsaved:watch-edits", (event) => {
    const before = untouched.get(event.target);
    if (before && saysSomethingElse(event.target, before)) tellOfChanges(event.target);
  });
  document.addEventListener("w-autosave:save", (event) => {
    if (event.defaultPrevented) return;
    untouched.delete(event.target);
    sent.set(event.target, saidBy(event.detail.formData));
  });
  // After Wagtail's own listener on the form, which takes everything for saved.
  document.addEventListener("w-autosave:success", (event) => {
    const form = event.target;
    const before = sent.get(form);
    for (const name of Object.keys(event.detail.response?.field_updates ?? {})) before?.delete(name);
    if (before && saysSomethingElse(form, before)) tellOfChanges(form);
  });
})();
