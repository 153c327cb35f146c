/* An answer that has just been opened: where the focus goes, how long it may stay on the screen,
   and reporting a problem at one of its elements. */
(() => {
  "use strict";
  const place = document.getElementById("answer");
  const LONGEST_TIMER_MS = 24 * 3600 * 1000;
  let timer = 0;
  let before = null;

  function opened() {
    const shown = place.querySelector("[data-title]");
    if (shown) document.title = shown.dataset.title;
    const heading = document.getElementById("answer-heading");
    if (heading) heading.focus({ preventScroll: true });
    place.scrollTop = 0;
    if (matchMedia("(max-width: 55rem)").matches) window.scrollTo(0, 0);
    window.desk.markOpen();
    watch();
  }

  // What has passed its hour must not be read out any more, however long the screen stays open.
  function watch() {
    clearTimeout(timer);
    const article = place.querySelector("[data-valid-until]");
    if (!article) return;
    const left = Date.parse(article.dataset.validUntil) - Date.now();
    if (left <= 0) {
      htmx.ajax("GET", article.dataset.address, { target: "#answer", swap: "innerHTML" });
    } else {
      timer = setTimeout(watch, Math.min(left + 500, LONGEST_TIMER_MS));
    }
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === place) opened();
  });
  // What somebody has typed or reads on is not taken away because a button found no answer; only a
  // link that leads elsewhere leaves what was there.
  function couldNotOpen(asker) {
    const open = place.querySelector("article");
    const state = document.getElementById(open && !asker.closest("a") ? "state-kept" : "state-closed");
    const said = state.content.cloneNode(true);
    for (const before of place.querySelectorAll("[data-failed]")) before.remove();
    if (state.id === "state-kept") open.prepend(said);
    else place.replaceChildren(said);
    place.scrollTop = 0;
  }

  for (const name of ["htmx:responseError", "htmx:timeout", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const target = event.detail.target;
      if (target === place) couldNotOpen(event.detail.elt);
      else if (target.id === "send-outcome" || target.id === "report-outcome") {
        target.replaceChildren(document.getElementById("state-unsent").content.cloneNode(true));
      }
    });
  }
  window.desk.startMessage = () => {
    const folded = document.getElementById("send");
    if (!folded) return false;
    folded.open = true;
    document.getElementById("send-recipient").focus();
    return true;
  };

  document.addEventListener("visibilitychange", () => { if (!document.hidden) watch(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reports]");
    if (button) reportAt(button.dataset.reports);
  });

  function reportAt(element) {
    document.getElementById("report").open = true;
    document.getElementById("report-element").value = element;
    document.querySelector("#report [name=verdict]").focus();
  }

  // At the element in which the focus is, else at the answer as a whole.
  window.desk.startReport = () => {
    if (!document.getElementById("report")) return false;
    before = document.activeElement.closest(".answer :is(.element__name, h1, a, button)");
    const here = document.activeElement.closest(".element");
    const tool = here ? here.querySelector("[data-reports]") : null;
    reportAt(tool ? tool.dataset.reports : "");
    return true;
  };

  // Once it is kept, the agent reads on where she was; the customer has been waiting.
  document.addEventListener("htmx:afterSwap", (event) => {
    const kept = event.detail.target.querySelector(":scope > [data-kept]");
    if (!kept || !before || !before.isConnected) return;
    window.desk.say(kept.dataset.kept);
    before.focus({ preventScroll: true });
    before.scrollIntoView({ block: "center" });
    before = null;
  });

  // The second key says what is wrong, and sends it.
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest("#report form");
    const isChoosing = form && event.target.name === "verdict";
    if (!isChoosing || event.altKey || event.ctrlKey || event.metaKey) return;
    const chosen = form.querySelector(`[data-digit="${/^[1-9]$/.test(event.key) ? event.key : 0}"]`);
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    form.requestSubmit();
  });
  watch();
})();
