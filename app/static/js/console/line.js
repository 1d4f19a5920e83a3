// The line to the server: says when it is cut, drops pictures older than the one shown, and asks from time to time
// whether something was missed, so that a dead connection or a network without sockets costs a few seconds at most.

const line = document.getElementById("line");
const banner = document.getElementById("offline");
const QUIET = 15_000;
const CUT = 3_000;

let connected = false;
let behind = 0;

const shown = () => Number(document.getElementById("bar").dataset.version);

function say(title, text) {
  banner.replaceChildren();
  banner.hidden = !title && !text;
  const words = document.createElement("div");
  if (title) words.append(Object.assign(document.createElement("strong"), { textContent: title }));
  if (text) words.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (!banner.hidden) banner.append(words);
}

const cut = () => say(banner.dataset.title, banner.dataset.text);

document.addEventListener("htmx:ws:after:connection", () => {
  connected = true;
  line.dataset.connected = "";
  say();
});
document.addEventListener("htmx:ws:close", () => {
  connected = false;
  delete line.dataset.connected;
});
document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  try {
    if (JSON.parse(event.detail.message.data).version < shown()) event.detail.cancelled = true;
  } catch {
    // Not one of ours: htmx decides.
  }
});
document.addEventListener("htmx:response:error", (event) => {
  say("", event.detail.ctx.response.status === 401 ? banner.dataset.signIn : banner.dataset.refused);
});
document.addEventListener("htmx:error", () => say("", banner.dataset.refused));

async function pulse() {
  if (document.hidden) return;
  try {
    const answer = await fetch(line.dataset.pulse, { cache: "no-store" });
    if (answer.status === 401) return say("", banner.dataset.signIn);
    if (!answer.ok) return cut();
    const { version } = await answer.json();
    if (!banner.hidden) say();
    behind = version > shown() ? behind + 1 : 0;
    if (behind > (connected ? 1 : 0)) await redraw();
  } catch {
    cut();
  }
}

async function redraw() {
  behind = 0;
  await htmx.ajax("GET", location.pathname, { source: line, target: "#console", swap: "outerMorph", select: "#console" });
}

async function watch() {
  await new Promise((later) => setTimeout(later, connected && behind === 0 ? QUIET : CUT));
  await pulse();
  watch();
}
watch();
