"use strict";
// The page of one piece of background work: asked how far it is until it is over.
const JOB_PAUSE_MS = 1000;

function showJob(place, job) {
  place.querySelector("[data-job-state]").textContent = job.label;
  place.querySelector("[data-job-bar]").value = job.percent;
  place.querySelector("[data-job-count]").textContent = job.total ? `${job.done} / ${job.total}` : "";
  place.querySelector("[data-job-said]").textContent = job.said;
}

async function watchJob(place) {
  for (;;) {
    await new Promise((done) => setTimeout(done, JOB_PAUSE_MS));
    const response = await fetch(place.dataset.job).catch(() => null);
    if (!response || !response.ok || response.redirected) continue;
    const job = await response.json();
    if (job.is_over) {
      location.reload();
      return;
    }
    showJob(place, job);
  }
}

document.querySelectorAll("[data-job]").forEach(watchJob);
