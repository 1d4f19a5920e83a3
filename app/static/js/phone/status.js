// What is spoken politely, and the banner that says there is no signal.
import { count, say } from "./words.js";

const spoken = document.getElementById("status");
const banner = document.getElementById("banner");
const notice = document.getElementById("notice");

let next = null;

// Only the newest word: "Saved" is not said any more once something else waits.
export function tell(text) {
  if (next === null) requestAnimationFrame(() => ((spoken.textContent = next), (next = null)));
  next = text;
  spoken.textContent = "";
}

export function showLine(up, waiting) {
  const text = waiting ? count("kept", waiting) : say("no-signal");
  const line = banner.querySelector("[data-banner-text]");
  if (line.textContent !== text) line.textContent = text;
  if (banner.hidden === up) return;
  banner.hidden = up;
  tell(up ? say("connected") : `${banner.querySelector("strong").textContent}. ${text}`);
}

export function showNotice(text) {
  notice.querySelector("p").textContent = text;
  notice.hidden = !text;
  if (text) tell(text);
}
