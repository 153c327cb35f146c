/* In a translation's form: the original of each element goes beside it. Without this script the
   originals stand one below the other in their panel. */
(() => {
  const place = () => {
    for (const row of document.querySelectorAll("[data-original] [data-original-for]")) {
      const block = row.dataset.originalFor;
      if (!block) continue;
      const child = document.querySelector(`[data-streamfield-child][data-contentpath="${CSS.escape(block)}"]`);
      const content = child && child.querySelector("[data-panel] .w-panel__content, .w-panel__content");
      if (content) content.prepend(row);
    }
  };
  const begin = () => {
    if (!document.querySelector("[data-original]")) return;
    place();
    // Elements are drawn by scripts of their own, which may come later.
    const form = document.querySelector("[data-edit-form]") || document.body;
    const watcher = new MutationObserver(place);
    watcher.observe(form, { childList: true, subtree: true });
    window.setTimeout(() => watcher.disconnect(), 5000);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
