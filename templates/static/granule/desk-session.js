/* A session that has ended while somebody types. What the desk asks by itself does not lead to the
   login, and a form with something in it waits here: whoever logs in in another window comes back
   to what they have typed, and sends it. */
(() => {
  "use strict";
  const lost = document.getElementById("notices-lost");
  const door = lost.querySelector("a");
  const TYPED = "#answer :is(textarea, input:not([type=hidden], [type=radio], [type=checkbox])), #ask-words";

  const hasTyped = () => [...document.querySelectorAll(TYPED)].some((field) => field.value.trim());

  function leadsToLogin(xhr) {
    const place = xhr.getResponseHeader("HX-Redirect");
    return place !== null && new URL(place, location.href).pathname === door.pathname;
  }

  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr, requestConfig } = event.detail;
    const byItself = requestConfig.verb === "get" && !requestConfig.triggeringEvent;
    if (!leadsToLogin(xhr) || !(byItself || hasTyped())) return;
    event.preventDefault();
    lost.hidden = false;
    document.getElementById("status").textContent = lost.textContent.trim();
  });

  // After a new login the forms of this page carry signs of the former session.
  async function takeNewSigns() {
    const answer = await fetch(document.querySelector(".brand").href, { cache: "no-store" }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sign = page.querySelector("[name=csrfmiddlewaretoken]");
    if (!sign) return;
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = sign.value;
  }

  let wasLost = false;
  new MutationObserver(() => {
    if (wasLost && lost.hidden) takeNewSigns();
    wasLost = !lost.hidden;
  }).observe(lost, { attributeFilter: ["hidden"] });
})();
