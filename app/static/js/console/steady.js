// Keeps the host's hand safe while the page changes by itself: focus stays, and a press on something that has only just
// moved under the finger does nothing. Then the wait for an answer is put into words.

const JUST_NOW = 700;
const JUST_MOVED = 400;
const console_ = () => document.getElementById("console");

let changed = -Infinity;
let mine = false;
let here = null;
let seen = look();
const moved = {};

function look() {
  const lists = [...document.querySelectorAll(".queue")];
  return {
    step: document.querySelector("[data-steady]")?.dataset.steady ?? "",
    items: Object.fromEntries(lists.map((list) => [list.id, [...list.querySelectorAll(".check-item")].map((item) => item.id)])),
  };
}

// A list that only grew at its end has moved nothing.
function shifted(old, now) {
  return old.some((id, place) => now[place] !== id);
}

// Where the host is. It is kept while things are drawn again, and given up when the host goes elsewhere.
function remember() {
  const focused = document.activeElement;
  if (!console_()?.contains(focused)) return;
  const item = focused.closest(".check-item");
  const list = item?.parentElement;
  here = { id: focused.id, name: focused.name, list: item?.closest(".queue").id, place: list ? [...list.children].indexOf(item) : -1 };
}

function restore() {
  const focused = document.activeElement;
  const lost = !focused || focused === document.body || focused.getClientRects().length === 0;
  if (here && lost) {
    (again(here) ?? document.getElementById("step") ?? document.getElementById("now-name"))?.focus({ preventScroll: true });
  }
  remember();
}

function again(was) {
  if (was.id && document.getElementById(was.id)) return document.getElementById(was.id);
  if (!was.list) return null;
  const items = document.querySelectorAll(`#${was.list} .check-item[id]`);
  const item = items[Math.min(was.place, items.length - 1)];
  return item?.querySelector(`button[name="${was.name}"]`) ?? item?.querySelector("button") ?? document.querySelector(`.queue-tabs [data-queue="${was.list}"]`);
}

document.addEventListener("focusin", remember);
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("a, button, input, select, textarea, summary, [tabindex]")) here = null;
});
document.addEventListener("htmx:before:request", () => {
  mine = true;
});
document.addEventListener("htmx:after:swap", () => {
  const now = look();
  if (now.step !== seen.step) changed = performance.now();
  for (const list of Object.keys(now.items)) {
    if (!mine && shifted(seen.items[list] ?? [], now.items[list])) moved[list] = performance.now();
  }
  seen = now;
  restore();
});
document.addEventListener("htmx:finally:request", () => {
  mine = false;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const now = performance.now();
  const step = form.closest(".run-controls") && now - changed < JUST_NOW;
  const verdict = event.submitter?.closest(".check-item .button-row");
  const item = verdict && now - (moved[verdict.closest(".queue").id] ?? -Infinity) < JUST_MOVED;
  if (step || item) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const button = event.submitter;
  if (button?.dataset.busy) {
    button.setAttribute("aria-busy", "true");
    const effect = button.querySelector(".effect");
    if (effect) effect.textContent = button.dataset.busy;
  }
}, true);
