"use strict";
// Progress bars of the admin: asked for again until all that can follow has followed.
const PAUSE_MS = 2000;

async function watch(place) {
  while (place.isConnected && place.querySelector("progress[data-runs]")) {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    const response = await fetch(place.dataset.progress).catch(() => null);
    if (response && response.ok && !response.redirected) {
      place.innerHTML = await response.text();
    }
  }
}

document.querySelectorAll("[data-progress]").forEach(watch);
