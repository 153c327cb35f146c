/* What is said next must be seen: on a small screen it comes below what is read. And where nothing
   comes, that is told in its place. */
(() => {
  "use strict";
  const PLACES = ["next-sentence", "offer-taken"];

  document.addEventListener("htmx:afterSwap", (event) => {
    const place = event.detail.target;
    if (PLACES.includes(place.id)) place.scrollIntoView({ block: "nearest" });
  });
  for (const name of ["htmx:responseError", "htmx:timeout", "htmx:sendError"]) {
    document.addEventListener(name, (event) => {
      const place = event.detail.target;
      if (!PLACES.includes(place.id)) return;
      place.replaceChildren(document.getElementById("state-unnoted").content.cloneNode(true));
    });
  }
})();
