"use strict";
// Who has read a notice, looked at again while it stands.
const NOTICE_PAUSE_MS = 5000;

async function countAgain(place) {
  for (;;) {
    await new Promise((done) => setTimeout(done, NOTICE_PAUSE_MS));
    if (document.hidden) continue;
    const response = await fetch(place.dataset.again).catch(() => null);
    if (!response || !response.ok || response.redirected) continue;
    place.innerHTML = await response.text();
  }
}

document.querySelectorAll("#notice-counts[data-again]").forEach(countAgain);
