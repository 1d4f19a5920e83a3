// A shared tablet: whoever gives it back is told what is not saved yet, and nothing of theirs stays for the next person.
import { forget, keysUnder } from "./kept.js";

const bar = document.getElementById("shared");
const LOOK_AGAIN = 300; // milliseconds

if (bar) guardFinishing();
document.getElementById("next-person")?.addEventListener("submit", forgetAll);
if (document.getElementById("shared-join")?.matches("[data-empty]")) forgetAll();

// A page that the browser kept whole, and shows again on "back", is asked for anew.
addEventListener("pageshow", (event) => event.persisted && location.reload());

function guardFinishing() {
  const finish = bar.querySelector("[data-finish]");
  const warning = bar.querySelector("[data-warning]");
  let timer;
  finish.addEventListener("click", (event) => {
    if (!reason()) return;
    event.preventDefault();
    clearInterval(timer);
    timer = setInterval(look, LOOK_AGAIN);
    look();
  });

  function look() {
    const why = reason();
    warning.hidden = !why;
    if (warning.firstElementChild.textContent !== why) warning.firstElementChild.textContent = why;
    if (why) return;
    clearInterval(timer);
    location.href = finish.href;
  }
}

// What is in the way of giving the tablet back, in words; empty where nothing is.
function reason() {
  const keys = keysUnder(`cg:${bar.dataset.session}:`);
  const waiting = keys.filter((key) => key.includes(":answer:")).length;
  if (waiting) return waiting === 1 ? bar.dataset.one : bar.dataset.many.replace("{n}", waiting);
  return keys.some((key) => key.includes(":draft:")) ? bar.dataset.draft : "";
}

function forgetAll() {
  keysUnder("cg:").forEach(forget);
}
