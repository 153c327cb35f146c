/* What is said next must be seen: on a small screen it comes below what is read. Where it is in
   sight already nothing moves. And where nothing comes, that is told in its place. */
(() => {
  "use strict";
  const PLACES = ["next-sentence", "offer-taken"];

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target;
    const { top, bottom } = place.getBoundingClientRect();
    const isSeen = top >= 0 && bottom <= window.innerHeight;
    if (PLACES.includes(place.id) && !isSeen) place.scrollIntoView({ block: "nearest" });
  });
  for (const name of ["htmx:responseError", "htmx:timeout", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const place = event.detail.target;
      if (!PLACES.includes(place.id)) return;
      place.replaceChildren(document.getElementById("state-unnoted").content.cloneNode(true));
    });
  }
})();
