/* Emergency notices: asked for every few seconds, shown without touching what somebody types, and
   gone at their end even where nobody answers any more. */
(() => {
  "use strict";
  const EVERY_MS = 4000;
  const LONGEST_MS = 30000;
  const place = document.getElementById("notices");
  const said = document.getElementById("notices-said");
  const lost = document.getElementById("notices-lost");
  let tag = "";
  let timer = 0;
  let pause = EVERY_MS;
  let asking = false;

  const shown = () => [...place.querySelectorAll("[data-version]")];
  const versions = () => shown().map((one) => one.dataset.version);

  // A request that hangs must not keep the next one from being asked.
  const ask = () => fetch(place.dataset.url, {
    cache: "no-store",
    credentials: "same-origin",
    headers: tag ? { "If-None-Match": tag } : {},
    signal: AbortSignal.timeout(EVERY_MS * 2),
  });

  async function look() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      await take(await ask());
    } catch { /* no answer now: asked again, less and less often */
      pause = Math.min(pause * 2, LONGEST_MS);
    }
    asking = false;
    timer = setTimeout(look, pause);
  }

  async function take(response) {
    lost.hidden = !response.redirected;
    // Who is logged out is asked less often; logging in elsewhere makes it whole again.
    pause = response.redirected || !(response.ok || response.status === 304) ? LONGEST_MS : EVERY_MS;
    if (!response.ok || response.redirected) return;
    const words = await response.text();
    tag = response.headers.get("ETag") || "";
    draw(words);
  }

  function draw(words) {
    const before = versions();
    const had = place.contains(document.activeElement);
    const made = document.createElement("template");
    made.innerHTML = words;
    place.replaceChildren(made.content);
    htmx.process(place);
    settle(before, had);
  }

  // Whoever had the focus in here keeps it here; nobody else's is moved.
  function settle(before, had) {
    const now = shown();
    const fresh = now.filter((one) => !before.includes(one.dataset.version));
    if (fresh.length) {
      const words = fresh.map((one) => one.querySelector(".alarm__words").textContent);
      said.textContent = `${place.dataset.new} ${words.join(" ")}`;
    } else if (before.some((version) => !versions().includes(version))) {
      said.textContent = place.dataset.over;
    }
    if (!now.length) place.replaceChildren();
    now.forEach(endInTime);
    if (had && !place.contains(document.activeElement)) (now[0] || document.getElementById("q")).focus();
  }

  // Counted from when it came, so that a wrong clock on the desk does no harm.
  function endInTime(one) {
    const left = Number(one.dataset.left) * 1000;
    if (left > 0x7fffffff) return;
    setTimeout(() => {
      if (!one.isConnected) return;
      const had = one.contains(document.activeElement);
      one.remove();
      said.textContent = place.dataset.over;
      if (!shown().length) place.replaceChildren();
      if (had) document.getElementById("q").focus();
    }, Math.max(left, 0));
  }

  let focused = false;
  let known = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== place) return;
    known = versions();
    focused = place.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== place) return;
    tag = "";
    settle(known, focused);
  });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("online", look);
  look();
})();
