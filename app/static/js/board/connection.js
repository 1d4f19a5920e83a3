// Says when the line is down; the last picture stays. A board has to last a whole day by itself.
import { follow } from "../following.js";

const SAY_AFTER = 1500;
const main = document.getElementById("main");
const notice = document.getElementById("connection");
let down = null;

const shown = () => Number(document.getElementById("board").dataset.version);

function lost() {
  down ??= setTimeout(() => { notice.textContent = notice.dataset.words; }, SAY_AFTER);
}

function reached() {
  clearTimeout(down);
  down = null;
  if (notice.textContent) notice.textContent = "";
}

async function redraw() {
  const here = location.pathname + location.search;
  await htmx.ajax("GET", here, { source: main, target: "#board", swap: "outerMorph", select: "#board" });
  main.dataset.heard = performance.now();
  document.dispatchEvent(new Event("board:painted"));
}

document.addEventListener("htmx:ws:after:message:incoming", reached);
follow(main.dataset.versionAt, shown, redraw, { reached, lost, refused: lost });
