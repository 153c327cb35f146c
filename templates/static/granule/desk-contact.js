/* Tells what was copied for the customer, once it was. Nothing waits for it, and nothing is lost
   for the agent where it does not arrive. */
(() => {
  "use strict";
  document.addEventListener("desk:copied", (event) => {
    const article = event.target.closest("[data-key]");
    const place = document.querySelector("[data-tells-copied]");
    if (!article || !place) return;
    const said = new FormData(place);
    said.set("key", article.dataset.key);
    said.set("locale", article.dataset.locale);
    const [, kind, name] = /^(text|copy)-(.+)$/.exec(event.detail.copies);
    said.set(kind === "text" ? "channel" : "element", name);
    // It goes on while the page is left.
    fetch(place.action, { method: "POST", body: said, keepalive: true }).catch(() => {});
  });
})();
