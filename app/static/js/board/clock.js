// Counts down by the seconds the server sent, on a clock that never steps; and tells clock times in the hall's own zone.
const TICK = 250;
let end = null;

const words = (left) => {
  const seconds = Math.max(0, Math.ceil(left));
  const two = (n) => String(n).padStart(2, "0");
  if (seconds >= 6000) {
    return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  }
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
};

const put = (element, text) => {
  if (element && element.textContent !== text) element.textContent = text;
};

const paint = () => {
  const timer = document.getElementById("timer");
  if (end === null || !timer) return;
  const left = (end - performance.now()) / 1000;
  put(timer, words(left));
  const beside = document.getElementById("clock-words");
  if (beside && beside.dataset.calm) put(beside, left <= 60 ? beside.dataset.last : beside.dataset.calm);
};

const tellTimes = () => {
  for (const time of document.querySelectorAll("time[data-clock-time][datetime]")) {
    const at = new Date(time.dateTime);
    put(time, `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`);
  }
  for (const time of document.querySelectorAll("time[data-day-time][datetime]")) {
    const at = new Date(time.dateTime);
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    const day = at.toLocaleDateString(language, { day: "numeric", month: "long" });
    put(time, `${day}, ${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`);
  }
};

// A picture may have been held back a moment: its clock counts from when it came.
const begin = () => {
  const timer = document.getElementById("timer");
  const running = timer && timer.dataset.left !== undefined && timer.dataset.paused === undefined;
  const heard = Number(document.getElementById("main").dataset.heard);
  end = running ? heard + Number(timer.dataset.left) * 1000 : null;
  paint();
  tellTimes();
};

const [page] = performance.getEntriesByType("navigation");
document.getElementById("main").dataset.heard = page?.responseStart ?? performance.now();
document.addEventListener("board:painted", begin);
setInterval(paint, TICK);
begin();
