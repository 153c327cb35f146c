/* The customer on the line: tells what was copied for them, once it was, and reads the open answer
   again when something about them has changed. Nothing waits for either. */
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

  let state = stateNow();
  let contact = contactNow();
  function stateNow() {
    return document.getElementById("customer")?.dataset.state ?? "";
  }
  function contactNow() {
    return document.getElementById("customer")?.dataset.contact ?? "";
  }

  // Whoever comes back to this window may have gone on to another customer in a second one.
  document.addEventListener("visibilitychange", () => {
    const place = document.querySelector("[data-line]");
    if (!place || document.hidden) return;
    htmx.ajax("GET", place.getAttribute("hx-get"), { source: place, target: place, swap: "outerHTML" });
  });

  document.addEventListener("htmx:afterSwap", () => {
    const now = stateNow();
    if (now === state) return;
    state = now;
    if (contactNow() !== contact) forgetRecipient();
    contact = contactNow();
    const said = document.querySelector("#customer [data-said]");
    document.getElementById("customer-status").textContent = said ? said.textContent : "";
    readAgain();
  });

  // A number typed for one customer is not the next one's.
  function forgetRecipient() {
    const typed = document.getElementById("send-recipient");
    if (typed) typed.value = "";
  }

  // In the place of the old one: the focus stays where it is, and what was typed is kept.
  async function readAgain() {
    const article = document.querySelector("#answer article[data-address], #answer .state[data-title]");
    if (!article) return;
    const address = article.dataset.address || location.pathname + location.search;
    if (!address.includes("/answers/")) return;
    const typed = document.getElementById("send-recipient");
    const kept = typed ? { value: typed.value, focused: typed === document.activeElement } : null;
    await htmx.ajax("GET", address, { target: article, swap: "outerHTML" });
    const field = document.getElementById("send-recipient");
    if (!field || !kept || (!kept.value && !kept.focused)) return;
    field.value = kept.value;
    field.closest("details").open = true;
    if (kept.focused) field.focus();
  }
})();
