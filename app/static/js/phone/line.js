// The line to the server: a socket that comes back by itself, and plain requests where no socket gets through.
// All waiting is reckoned on a clock that nobody can set. Times are milliseconds.
import { ask } from "./asking.js";

const TICK = 500;
const HIDDEN_LONG = 2000;
const ASLEEP = 3000; // ticks so far apart: the page did not run
const IN_USE = 30000; // since the last touch
const QUIET = { used: 2000, unused: 9000 }; // so long a silence is asked about
const UNSURE = 2000; // no word so long after asking: people are told
const DEAD = 5000; // and after this the socket is given up
const ACK_WITHIN = 8000;
const GRACE = 1500; // a socket that comes straight back is nobody's business
const SLOWEST = { used: 4000, unused: 10000 };
const LATER = 5000; // after "too busy"
const POLL = 4000;
const BLOCKED = 3; // failures in a row before requests take over; one where no socket ever got through

export class Line {
  constructor(session, outbox, hear) {
    Object.assign(this, { session, outbox, hear });
    this.flying = new Map(); // id → when it was sent on this socket
    this.ready = false; // this socket has brought its snapshot
    this.up = undefined; // what people are told; not known yet, so being lost at the very start is news too
    this.version = this.acked = 0;
    this.failures = this.refusals = 0;
    this.touched = this.heard = this.asked = performance.now();
  }

  open() {
    this.connect();
    document.addEventListener("visibilitychange", () => (document.hidden ? this.sleep() : this.wake()));
    document.addEventListener("resume", () => this.again());
    addEventListener("pageshow", (event) => event.persisted && this.again());
    addEventListener("online", () => this.again());
    addEventListener("offline", () => (this.lost(), this.setUp(false)));
    addEventListener("pointerdown", () => (this.touched = performance.now()), { passive: true });
    addEventListener("keydown", () => (this.touched = performance.now()), { passive: true });
    this.ticked = Date.now();
    setInterval(() => this.watch(), TICK);
  }

  // Sends everything that waits and is not under way, in the order it was kept.
  flush() {
    if (!this.ready) return void (this.byRequest && this.post());
    for (const { action } of this.outbox.waiting()) {
      if (this.flying.has(action.id) || this.outbox.isElsewhere(action.id)) continue;
      this.flying.set(action.id, performance.now());
      this.outbox.sent.add(action.id);
      this.socket.send(JSON.stringify(action));
    }
  }

  // The server could not take it just now: it is sent again in a while, under the same id.
  putOff(id) {
    if (!this.ready) return;
    this.flying.set(id, Infinity);
    const socket = this.socket;
    setTimeout(() => {
      if (socket !== this.socket) return;
      this.flying.delete(id);
      this.flush();
    }, 1000 + Math.random() * 3000);
  }

  // Asks how things stand, where a frame brought less than is needed. Not all at once.
  look() {
    this.looking ??= setTimeout(() => {
      this.looking = undefined;
      this.post(true);
    }, Math.random() * 1000);
  }

  connect() {
    clearTimeout(this.timer);
    this.drop();
    this.began = performance.now();
    let socket;
    try {
      socket = this.socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/api/v1/live`);
    } catch {
      return this.lost();
    }
    socket.onopen = () => socket.send(JSON.stringify({ hello: null, session: this.session, pages: true, shown: this.hear.shown() }));
    socket.onmessage = (event) => socket === this.socket && this.receive(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.closed(event.code);
  }

  receive(message) {
    this.heard = performance.now();
    if (message.snapshot) this.greeted(message.snapshot);
    if (!this.ready) return;
    this.setUp(true);
    if (message.changed && message.changed.version >= this.version) {
      this.version = message.changed.version;
      this.hear.changed(message.changed);
    } else if (message.ack?.id) {
      this.flying.delete(message.ack.id);
      this.acknowledged(message.ack);
    }
  }

  acknowledged(ack) {
    this.acked = Math.max(this.acked, ack.version ?? 0);
    this.hear.ack(ack);
  }

  // A connection's first word is how things stand now, whatever was known before: also where its number is lower.
  greeted(snapshot) {
    this.ready = this.proven = true;
    this.since = this.heard;
    this.byRequest = false;
    this.failures = this.refusals = 0;
    this.version = this.acked = snapshot.version;
    this.setUp(true);
    this.hear.snapshot(snapshot);
    this.flush();
  }

  closed(code) {
    if (code === 1000) {
      this.over = true; // the workshop has ended: a line that is not needed is not lost
      return this.drop();
    }
    if (code === 1008 && ++this.refusals > 1) return this.end();
    if (code === 1009) this.failures = BLOCKED; // too big for a socket: a request takes more
    this.lost(code);
  }

  end() {
    this.over = true;
    this.drop();
    this.hear.gone();
  }

  // Full jitter: phones that lost the server together do not come back together.
  lost(code) {
    if (this.over) return;
    this.drop();
    this.grace ??= setTimeout(() => this.byRequest || this.setUp(false), GRACE);
    this.failures += 1;
    if (this.failures >= (this.proven ? BLOCKED : 1)) this.startRequests();
    const slowest = this.outbox.waiting().length ? SLOWEST.used : SLOWEST[this.use()];
    const least = code === 1013 ? LATER : 100;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), least + Math.random() * Math.min(slowest, 1000 * 2 ** this.failures));
  }

  drop() {
    this.flying.clear();
    this.ready = false;
    const old = this.socket;
    this.socket = undefined;
    if (old) {
      old.onopen = old.onmessage = old.onclose = null;
      old.close();
    }
  }

  setUp(up) {
    clearTimeout(this.grace);
    this.grace = undefined;
    if (up !== this.up) {
      this.up = up;
      this.hear.line(up);
    }
  }

  use() {
    return performance.now() - this.touched < IN_USE ? "used" : "unused";
  }

  sleep() {
    this.slept = performance.now();
  }

  wake() {
    this.touched = performance.now();
    if (this.touched - (this.slept ?? 0) > HIDDEN_LONG) this.again();
  }

  // Whatever the socket says of itself, a new one shows how things stand.
  again() {
    if (this.socket && performance.now() - this.began < 1000) return;
    this.failures = 0;
    this.over = false;
    this.connect();
  }

  watch() {
    const slept = Date.now() - this.ticked > ASLEEP;
    this.ticked = Date.now();
    if (document.hidden) return;
    if (slept) return this.again();
    if (!this.socket) return;
    if (this.ready) this.listen(performance.now());
    else this.hope(performance.now() - this.began);
  }

  // A socket can look open and be dead: silence is asked about, and no answer ends it.
  listen(now) {
    const unanswered = this.asked > this.heard ? now - this.asked : 0;
    const oldest = Math.min(...this.flying.values());
    if (unanswered > UNSURE) this.setUp(false);
    if (unanswered > DEAD || now - oldest > ACK_WITHIN) return this.lost();
    if (!unanswered && now - this.heard > (this.flying.size ? QUIET.used : QUIET[this.use()])) {
      this.asked = now;
      this.socket.send('{"pulse":1}');
    }
    this.flush(); // what another tab left behind
  }

  hope(waited) {
    if (waited > UNSURE && !this.byRequest) this.setUp(false);
    if (waited > Math.min(15000, 4000 * 2 ** this.failures)) this.lost();
  }

  startRequests() {
    if (this.polling) return;
    const poll = async () => {
      if (!document.hidden) await this.post(true);
      this.polling = this.ready || this.over ? undefined : setTimeout(poll, POLL * (0.8 + Math.random() * 0.4));
    };
    this.polling = setTimeout(poll);
  }

  // Takes what waits to the server by plain requests, where no socket does, and brings back how things stand.
  async post(look = false) {
    if (this.posting) return void (look && this.look());
    this.posting = true;
    try {
      if (!this.ready) look = (await this.postWaiting()) || look; // what waited so long, waited for the line
      if (look) this.believe(await ask(`/sessions/${this.session}/screen?shown=${this.hear.shown()}`));
      if (!this.ready) {
        if (!this.byRequest) this.since = performance.now();
        this.byRequest = true;
        this.setUp(true);
      }
    } catch (error) {
      if (error.status === 401 || error.status === 403) return this.end();
      this.byRequest = false;
      if (!this.ready) this.setUp(false);
    } finally {
      this.posting = false;
    }
  }

  async postWaiting() {
    const tried = new Set();
    for (let some; (some = this.outbox.waiting().filter(({ action }) => !tried.has(action.id)).slice(0, 20)).length; ) {
      for (const { action } of some) tried.add(action.id), this.outbox.sent.add(action.id);
      const { acks } = await ask("/api/v1/actions", some.map((item) => item.action));
      acks.forEach((ack) => this.acknowledged(ack));
    }
    return tried.size > 0;
  }

  // A request may meet a process that is a moment behind, or be overtaken by an answer that was saved after it: it must
  // not take that answer back. Without a socket, only a second look makes a lower number true.
  believe(snapshot) {
    if (this.ready && snapshot.version < this.acked) return this.look();
    const behind = snapshot.version < Math.max(this.version, this.acked);
    if (behind && (this.ready || !this.doubted)) return void (this.doubted = true);
    this.doubted = false;
    this.version = this.acked = snapshot.version;
    this.hear.snapshot(snapshot);
  }
}
