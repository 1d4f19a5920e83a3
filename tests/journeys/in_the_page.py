"""Scripts that run inside a browser: what comes between a page and its server (lost, late, busy and doubled frames, a
wrong clock), a page that was stopped, and many phones that come back at once."""

from __future__ import annotations

SHOWN = ".vote-dock [data-for]:not([hidden])"
BETWEEN = """
(({seed, eat, late, busy, again, skew}) => {
  let state = seed;
  const dice = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const [RealDate, shift] = [Date, skew * 1000];
  if (shift) {
    window.Date = class extends RealDate { constructor(...a) { super(...(a.length ? a : [RealDate.now() + shift])); } };
    window.Date.now = () => RealDate.now() + shift;
  }
  window.acked = new Set();
  window.sent = [];
  window.heardAcks = 0;
  let before;
  let refused = 0;
  const Real = WebSocket;
  const through = (hear) => (event) => {
    const message = JSON.parse(event.data);
    if (message.ack) {
      if (dice() < eat) return;
      if (refused < busy) {
        refused += 1;
        const ack = {id: message.ack.id, ok: false, error: {code: "busy", message: "Busy."}};
        return hear(new MessageEvent("message", {data: JSON.stringify({ack})}));
      }
      setTimeout(() => { if (message.ack.ok) acked.add(message.ack.id); heardAcks += 1; hear(event); }, dice() * late);
      return;
    }
    hear(event);
    if (again && before && (message.changed || message.content)) hear(before);
    if (message.changed || message.content) before = event;
  };
  window.WebSocket = class extends Real {
    set onmessage(hear) { super.onmessage = hear && through(hear); }
    addEventListener(kind, hear, how) { super.addEventListener(kind, kind === "message" ? through(hear) : hear, how); }
    send(text) { const action = JSON.parse(text); if (action.do) sent.push(action); super.send(text); }
  };
})
"""
"""Stands between a page and its socket: eats acks or brings them late, says "busy", brings old frames again, and sets
the page's clock wrong."""

WATCHED = f"""
() => {{
  window.chosen = [];
  const look = () => (chosen.push(Boolean(document.querySelector("{SHOWN} :checked"))), requestAnimationFrame(look));
  look();
}}
"""

EARLY = """
() => {
  window.early = [];
  const look = () => {
    const kept = Object.keys(localStorage).filter((key) => key.includes(":answer:"))
      .map((key) => JSON.parse(localStorage.getItem(key)).action);
    const open = (idea) => kept.find((one) => !acked.has(one.id) && (!idea || one.idea === idea));
    for (const word of document.querySelectorAll("label:has(:checked) .yours")) {
      const idea = word.closest("[data-for]").dataset.for;
      if (word.textContent === "Saved" && open(idea)) early.push(idea);
    }
    if (document.getElementById("status").textContent === "Saved" && open()) early.push("status");
  };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}
"""


STORM = """
async ({phones, back, code}) => {
  const {Line} = await import("/static/js/phone/line.js");
  const events = [];
  const times = [];
  let [now, number] = [0, 0];
  performance.now = () => now;
  window.setTimeout = (what, after = 0) => (events.push({at: now + after, number: ++number, what}), number);
  window.clearTimeout = (gone) => events.filter((one) => one.number === gone).forEach((one) => (one.what = () => {}));
  window.fetch = () => Promise.reject(new TypeError("no server"));
  window.WebSocket = class {
    constructor() {
      const there = now >= back;
      const hear = () => this.onmessage?.({data: JSON.stringify({snapshot: {version: 1}})});
      setTimeout(() => (there ? hear() : this.onclose?.({code: 1006})), there ? 50 : 5);
    }
    send() {}
    close() {}
  };
  const waiting = {waiting: () => []};
  for (let n = 0; n < phones; n++) {
    const hear = {snapshot: () => times.push(now), line() {}, changed() {}, ack() {}, gone() {}};
    const line = new Line("session", waiting, hear);
    line.proven = true;
    if (n % 2) line.touched = -1e9;
    line.lost(code);
  }
  for (let steps = 0; events.length && times.length < phones && steps < 200 * phones; steps++) {
    let next = 0;
    for (let n = 1; n < events.length; n++) if (events[n].at < events[next].at) next = n;
    const [one] = events.splice(next, 1);
    now = one.at;
    one.what();
    if (steps % 8 === 0) await null;
  }
  return times.map((time) => time / 1000);
}
"""
"""Phones that lose the server together, on a clock of their own: when each of them was back, in seconds."""

AFTER_A_STOP = """
() => {
  let [last, begun] = [performance.now(), 0];
  const look = setInterval(() => {
    const now = performance.now();
    if (now - last > 2000) begun = now;
    last = now;
    if (!begun || !document.getElementById("closed")) return;
    window.took = now - begun;
    clearInterval(look);
  }, 10);
}
"""
"""How long it takes from running on to the newest screen, in milliseconds."""


def between(seed: int = 1, **faults: float) -> str:
    every = {"seed": seed, "eat": 0, "late": 0, "busy": 0, "again": 0, "skew": 0} | faults
    return f"{BETWEEN}({every})"
