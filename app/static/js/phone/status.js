// What is spoken politely, and the banner that says there is no signal.
import { count, say } from "./words.js";

const spoken = document.getElementById("status");
const banner = document.getElementById("banner");
const notice = document.getElementById("notice");
let slow;

export function tell(text) {
  spoken.textContent = "";
  requestAnimationFrame(() => (spoken.textContent = text));
}

// Shown after a moment only: a socket that comes straight back is nobody's business.
export function showLine(up, waiting) {
  clearTimeout(slow);
  const text = waiting ? count("kept", waiting) : say("no-signal");
  const line = banner.querySelector("[data-banner-text]");
  if (line.textContent !== text) line.textContent = text;
  if (up) {
    if (!banner.hidden) tell(say("connected"));
    banner.hidden = true;
  } else if (banner.hidden) {
    slow = setTimeout(() => {
      banner.hidden = false;
      tell(`${banner.querySelector("strong").textContent}. ${line.textContent}`);
    }, 1500);
  }
}

export function showNotice(text) {
  notice.querySelector("p").textContent = text;
  notice.hidden = !text;
  if (text) tell(text);
}
