// Says that a step is about to close, and that the host gave more time or stopped the clock. Until the last minute a
// phone shows no clock: nobody should hurry. Counted from the seconds the server sent, on a clock that nobody can set.
import { tell } from "./status.js";
import { say } from "./words.js";

const TICK = 500;
const LAST = 60;
const MARKS = [60, 30, 10];
const NEWS = 5; // seconds by which the end must move to be more time, not a slow line
const name = document.querySelector(".topbar .name > span");
const title = name.textContent;
let step;
let end = null;
let said = Infinity;
let asked = () => true;

// The words stand where the workshop's name does, so nothing moves under anybody's thumb.
function paint() {
  const left = end === null ? Infinity : Math.max(0, Math.ceil((end - performance.now()) / 1000));
  const text = left <= LAST ? say("last-minute") : title;
  if (name.textContent !== text) {
    name.style.minHeight = `${name.offsetHeight}px`;
    name.textContent = text;
    document.documentElement.toggleAttribute("data-closing", left <= LAST);
  }
  const mark = MARKS.find((one) => left <= one && left > one - 2 && said > one);
  if (mark !== undefined && asked()) tell(say(`left-${mark}`));
  said = left;
}

// `isWanted` says whether this person still has something to answer.
export function watchTime(isWanted) {
  asked = isWanted;
  setInterval(paint, TICK);
}

export function hearTime({ stage, left }) {
  const before = stage?.id === step ? end : null;
  step = stage?.id;
  end = left === null || left === undefined ? null : performance.now() + left * 1000;
  if (before !== null && end === null && stage.paused_left !== null) tell(say("time-stopped"));
  if (before !== null && end !== null && (end - before) / 1000 > NEWS) tell(say("more-time"));
  paint();
}
