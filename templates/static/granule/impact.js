"use strict";
// The table of answers that a change reaches: rows are asked for in portions and come as they are ready.
const SHOWN = 50;
const AT_ONCE = 2;

class Impact {
  constructor(place) {
    this.place = place;
    this.body = place.querySelector("[data-body]");
    this.bar = place.querySelector("progress");
    this.total = Number(place.dataset.total);
    this.done = 0;
    this.shown = SHOWN;
    this.order = "reads";
    this.waiting = this.portions();
    place.addEventListener("click", (event) => this.click(event.target.closest("button")));
    this.load();
  }

  // A few at once, so that there is something to read; then larger ones.
  portions() {
    const found = [];
    let offset = 0;
    while (offset < this.total) {
      const count = Number(offset ? this.place.dataset.step : this.place.dataset.first);
      found.push({ offset, count: Math.min(count, this.total - offset) });
      offset += count;
    }
    return found;
  }

  async load() {
    this.place.querySelector("[data-failed]").hidden = true;
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.loadNext()));
    if (this.waiting.length) {
      this.place.querySelector("[data-failed]").hidden = false;
    } else {
      this.place.dataset.complete = "1";
    }
  }

  async loadNext() {
    const portion = this.waiting.shift();
    if (!portion) return;
    const address = `${this.place.dataset.rows}&offset=${portion.offset}&count=${portion.count}`;
    const response = await fetch(address).catch(() => null);
    if (!response || !response.ok || response.redirected) {
      this.waiting.push(portion);
      return;
    }
    this.body.insertAdjacentHTML("beforeend", await response.text());
    this.done += portion.count;
    this.tell();
    await this.loadNext();
  }

  rows() {
    return [...this.body.querySelectorAll("[data-row]")];
  }

  tell() {
    this.bar.value = this.done;
    this.place.querySelector("[data-done]").textContent = this.done;
    for (const sum of this.place.querySelectorAll("[data-sum]")) {
      const name = sum.dataset.sum;
      sum.textContent = this.rows().filter((row) => row.dataset[name] === "1").length;
    }
    this.arrange();
  }

  arrange() {
    const by = (name) => (row) => Number(row.dataset[name]);
    const keys = this.order === "reads" ? [by("reads")] : [by("overflows"), by("reads")];
    const compare = (one, other) => keys.reduce((found, key) => found || key(other) - key(one), 0);
    this.rows().sort(compare).forEach((row, number) => {
      const detail = row.detail;
      this.body.append(row, ...(detail ? [detail] : []));
      row.hidden = number >= this.shown;
      if (detail) detail.hidden = row.hidden || !row.open;
    });
    this.place.querySelector("[data-more]").hidden = this.rows().length <= this.shown;
  }

  click(button) {
    if (!button) return;
    if (button.dataset.detail) this.toggle(button);
    if ("more" in button.dataset) this.shown += SHOWN;
    if ("again" in button.dataset) this.load();
    if (button.dataset.order) {
      this.order = button.dataset.order;
      for (const one of this.place.querySelectorAll("[data-order]")) {
        one.setAttribute("aria-pressed", String(one === button));
      }
    }
    this.arrange();
  }

  async toggle(button) {
    const row = button.closest("tr");
    row.open = !row.open;
    button.setAttribute("aria-expanded", String(row.open));
    if (!row.detail) {
      const cell = document.createElement("td");
      cell.colSpan = row.cells.length;
      row.detail = document.createElement("tr");
      row.detail.append(cell);
      const response = await fetch(button.dataset.detail).catch(() => null);
      if (!response || !response.ok || response.redirected) {
        row.detail = undefined;
        row.open = false;
        button.setAttribute("aria-expanded", "false");
        return;
      }
      cell.innerHTML = await response.text();
    }
    this.arrange();
  }
}

document.querySelectorAll("[data-impact]").forEach((place) => new Impact(place));
