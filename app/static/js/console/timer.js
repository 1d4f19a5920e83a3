// Counts the step's clock down between two words from the server, by a clock of its own that nobody can set.
// It is spoken only at one minute, 30 seconds, 10 seconds and the end. Times of the run sheet are said in local time.

const spoken = document.getElementById("spoken");
const MARKS = [60, 30, 10, 0];

const [page] = performance.getEntriesByType("navigation");
let from = page?.responseStart ?? 0;
let left = null;
let taken;
let said = Infinity;

function take() {
  const timer = document.getElementById("timer");
  if (taken !== undefined && timer?.dataset.left !== taken) from = performance.now(); // else it was not drawn anew
  taken = timer?.dataset.left ?? "";
  left = timer && !("paused" in timer.dataset) ? Number(timer.dataset.left) : null;
  if (left === null) said = Infinity;
  paint();
  for (const time of document.querySelectorAll("time[data-clock]")) {
    time.textContent = new Date(Number(time.dataset.clock) * 1000).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const at = new Date(Number(time.dataset.moment) * 1000);
    time.textContent = `${at.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
  }
}

function face(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function paint() {
  const timer = document.getElementById("timer");
  if (left === null || !timer) return;
  const seconds = Math.max(0, Math.ceil(left - (performance.now() - from) / 1000));
  const text = face(seconds);
  if (timer.textContent !== text) timer.textContent = text;
  const mark = MARKS.find((m) => seconds <= m && seconds > m - 2 && said > m);
  if (mark !== undefined) spoken.textContent = spoken.dataset[mark];
  said = seconds;
}

document.addEventListener("htmx:after:swap", take);
take();
setInterval(paint, 250);
