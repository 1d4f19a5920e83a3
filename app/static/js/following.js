// Keeps a screen that htmx draws at the workshop's newest state, whatever becomes of its socket: it asks for the version
// every other second, draws the screen anew where it stays behind, and wakes a socket that only looks alive.
const LOOK_EVERY = 2000;
const PATIENCE = 2500;
const ASLEEP = 8000; // milliseconds between two looks: this computer was asleep, and its clock may have stood still
const BEFORE_LOWER = 3; // looks in a row: one process may be a moment behind another

let connection;
let open = false;
let first = true;
let highest = 0;

document.addEventListener("htmx:ws:before:connection", (event) => (connection = event.detail.connection));
document.addEventListener("htmx:ws:after:connection", () => (first = true));
document.addEventListener("htmx:ws:after:message:incoming", () => (open = true));
document.addEventListener("htmx:ws:close", () => (open = false));

// Whether a frame may be shown: the first of a connection always, also with a lower number than before it (a backup was
// restored); after that none that is older than another.
export function inOrder(version) {
  const taken = first || version >= highest;
  if (taken) highest = version;
  if (taken) first = false;
  return taken;
}

// True once, for the picture that a new connection begins with.
export const isFirst = () => first;

// `shown()` is the version on the screen; `redraw()` fetches the page and puts it in place; `hear` is told
// reached(news), lost() and refused(status).
export function follow(address, shown, redraw, hear) {
  let behind = null;
  let lower = 0;
  let looked = Date.now();

  async function look() {
    const answer = await fetch(address, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.redirected) return hear.refused(401); // to the page where people sign in
    if (!answer.ok) return hear.refused(answer.status);
    const news = await answer.json();
    const { version } = news;
    hear.reached(news);
    const now = shown();
    lower = version < now ? lower + 1 : 0;
    const differs = version > now || lower >= BEFORE_LOWER;
    if (differs && (!open || behind === now)) {
      if (open) renew();
      await redraw();
    }
    behind = differs ? now : null;
  }

  async function turn() {
    const slept = Date.now() - looked > ASLEEP;
    looked = Date.now();
    if (document.hidden) return;
    try {
      if (slept) await wake();
      else await look();
    } catch {
      hear.lost();
    }
  }

  async function wake() {
    renew();
    await redraw();
    await look();
  }

  const awake = () => document.hidden || wake().catch(() => hear.lost());
  document.addEventListener("visibilitychange", awake);
  document.addEventListener("resume", awake);
  addEventListener("pageshow", (event) => event.persisted && awake());
  addEventListener("online", awake);
  addEventListener("offline", () => hear.lost());
  (async function forever() {
    await new Promise((later) => setTimeout(later, LOOK_EVERY));
    await turn();
    forever();
  })();
}

// htmx opens a new socket in the place of one that has closed, or is said to have.
function renew() {
  if (!connection?.socket || connection.socket.readyState === WebSocket.CONNECTING) return;
  connection.attempt = 0;
  connection.socket.dispatchEvent(new CloseEvent("close", { code: 1006 }));
}
