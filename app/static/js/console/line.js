// The line to the server: drops pictures older than the one shown, says when it is cut, and what became of a press.
import { follow, inOrder } from "../following.js";

const line = document.getElementById("line");
const banner = document.getElementById("offline");
const strain = document.getElementById("strain");
const SAY_AFTER = 1500;
let down = null;

const shown = () => Number(document.getElementById("bar").dataset.version);

function say(title, text) {
  banner.replaceChildren();
  banner.hidden = !title && !text;
  const words = document.createElement("div");
  if (title) words.append(Object.assign(document.createElement("strong"), { textContent: title }));
  if (text) words.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (!banner.hidden) banner.append(words);
}

function lost() {
  down ??= setTimeout(() => say(banner.dataset.title, banner.dataset.text), SAY_AFTER);
}

function reached(news) {
  clearTimeout(down);
  down = null;
  if (!banner.hidden) say();
  if (news) warn(news.warning);
}

// What whoever runs the server has to look at. It is said once, not at every look.
function warn(what) {
  const words = what ? strain.dataset[what] : "";
  if (strain.firstElementChild.textContent === words) return;
  strain.firstElementChild.textContent = words;
  strain.hidden = !words;
}

function refused(status) {
  if (status === 401) say("", banner.dataset.signIn);
  else lost();
}

const redraw = () =>
  htmx.ajax("GET", location.pathname, { source: line, target: "#console", swap: "outerMorph", select: "#console" });

document.addEventListener("htmx:ws:after:connection", () => {
  line.dataset.connected = "";
  reached();
});
document.addEventListener("htmx:ws:close", () => delete line.dataset.connected);
document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  try {
    const { version } = JSON.parse(event.detail.message.data);
    if (version !== undefined && !inOrder(version)) event.detail.cancelled = true;
  } catch {
    // Not one of ours: htmx decides.
  }
});
document.addEventListener("htmx:response:error", (event) => {
  say("", event.detail.ctx.response.status === 401 ? banner.dataset.signIn : banner.dataset.refused);
});
document.addEventListener("htmx:error", () => say("", banner.dataset.refused));
follow(line.dataset.pulse, shown, redraw, { reached, lost, refused });
