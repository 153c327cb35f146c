/* What is said next must be seen, and what became of a message: on a small screen they stand
   below what is read. On a wide one they are in sight already, and nothing moves. And where nothing
   comes, that is told in its place. */
(() => {
  "use strict";
  const SMALL = matchMedia("(max-width: 55rem)");
  const PLACES = ["next-sentence", "offer-taken"];

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target;
    const isTold = PLACES.includes(place.id) || place.id === "send-outcome";
    if (isTold && SMALL.matches) place.scrollIntoView({ block: "nearest" });
  });
  for (const name of ["htmx:responseError", "htmx:timeout", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const place = event.detail.target;
      if (!PLACES.includes(place.id)) return;
      place.replaceChildren(document.getElementById("state-unnoted").content.cloneNode(true));
    });
  }
})();
