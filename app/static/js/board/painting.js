// Paints what the host does at once, and counts of people at most once a second. Results grow in once, at their reveal.
import { inOrder, isFirst } from "../following.js";

const PAUSE = 1000;
const GROWING = 1500;
const RESULTS = new Set(["results", "map", "ranking", "dots_results", "rate_results"]);
let painted = 0;
let held = null;
let waiting = null;

const main = document.getElementById("main");
const now = () => document.getElementById("board").dataset;
const told = (html, name) => (html.match(new RegExp(`data-${name}="([^"]*)"`)) || [])[1];

const reveal = (html) => {
  const part = told(html, "part");
  if (RESULTS.has(part) && !RESULTS.has(now().part)) {
    main.classList.add("revealing");
    setTimeout(() => main.classList.remove("revealing"), GROWING);
  }
};

const paintHeld = () => {
  waiting = null;
  if (held === null) return;
  const text = held;
  held = null;
  if (Number(told(text, "version")) < Number(now().version)) return; // a newer one was fetched meanwhile
  painted = performance.now();
  htmx.swap({ sourceElement: main, target: "#board", swap: "outerMorph", text, transition: false });
};

document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  let html;
  try {
    html = JSON.parse(event.detail.message.data).content;
  } catch {
    return;
  }
  const [begins, since] = [isFirst(), performance.now() - painted];
  if (!inOrder(Number(told(html, "version")))) return event.preventDefault();
  main.dataset.heard = performance.now();
  if (begins || told(html, "look") !== now().look || since >= PAUSE) {
    held = null;
    painted = performance.now();
    reveal(html);
    return;
  }
  event.preventDefault();
  held = html;
  waiting ??= setTimeout(paintHeld, PAUSE - since);
});

let last = null;
const say = () => {
  const heading = document.querySelector("#board h1");
  const text = heading ? heading.textContent.trim() : "";
  if (last !== null && text !== last) document.getElementById("said").textContent = text;
  last = text;
};

document.addEventListener("htmx:after:swap", () => {
  say();
  document.dispatchEvent(new Event("board:painted"));
});
say();
