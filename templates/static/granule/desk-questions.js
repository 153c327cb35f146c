/* Asking the team leader: one key sends what was searched and what is open; the reply comes to the
   foot of the screen by itself, and takes no focus. */
(() => {
  "use strict";
  const dock = document.getElementById("asked");
  const form = document.getElementById("ask-form");
  const words = document.getElementById("ask-words");
  const outcome = document.getElementById("ask-outcome");
  const list = () => document.getElementById("asked-list");
  const count = () => Number(list().dataset.count || 0);

  function opened(name) {
    const field = document.querySelector(`#answer #report [name=${name}]`);
    return field ? field.value : "";
  }

  // Nothing is known of a question that was not searched.
  function found(query) {
    if (!query || !document.querySelector("#results :is(.state--miss, [role=option])")) return "";
    return document.querySelector("#results .state--miss") ? "no" : "yes";
  }

  function fill() {
    const query = document.getElementById("q").value.trim();
    form.elements.query.value = query.slice(0, 200);
    form.elements.found.value = found(query);
    form.elements.key.value = opened("key");
    form.elements.locale.value = opened("locale");
    return Boolean(query || form.elements.key.value);
  }

  // A reply takes no more of the screen than it needs: the place for words is there while one
  // waits, or once it is asked for.
  let wanted = false;
  const showForm = () => {
    const waits = list().querySelector(".asked__one:not(.asked__one--replied)");
    form.hidden = !waits && !wanted && count() > 0;
  };

  function ask() {
    const hasSubject = fill();
    dock.hidden = false;
    wanted = true;
    showForm();
    outcome.replaceChildren();
    words.focus();
    if (hasSubject) form.requestSubmit();
    return true;
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-asks-leader]")) ask();
  });
  // Words that are added belong to what was asked with the key; without it, to what is open now.
  form.addEventListener("submit", () => {
    if (!form.elements.query.value && !form.elements.key.value) fill();
  }, true);
  document.getElementById("ask-away").addEventListener("click", () => {
    dock.hidden = true;
    wanted = false;
    window.desk.focusSearch();
  });
  // With the last one the place goes too, unless something is being written in it.
  let had = 0;
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "asked-list") return;
    const isLast = had > 0 && count() === 0 && !words.value;
    had = count();
    wanted = wanted && dock.contains(document.activeElement);
    showForm();
    if (had > 0) dock.hidden = false;
    else if (!dock.contains(document.activeElement)) dock.hidden = true;
    else if (isLast) {
      dock.hidden = true;
      window.desk.focusSearch();
    }
  });
  // What somebody has begun to write while the question was on its way is theirs.
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === form && event.detail.xhr.status === 200) {
      const sent = event.detail.requestConfig.formData.get("words") || "";
      if (words.value === sent) words.value = "";
      outcome.replaceChildren();
    }
  });
  for (const name of ["htmx:responseError", "htmx:timeout", "htmx:sendError"]) {
    form.addEventListener(name, () => {
      outcome.replaceChildren(document.getElementById("state-unasked").content.cloneNode(true));
    });
  }
  window.desk.askLeader = ask;
})();
