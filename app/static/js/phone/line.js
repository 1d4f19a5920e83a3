// The line to the server: a socket that comes back by itself, and plain requests where no socket gets through.
const HIDDEN_LONG = 2000;
const QUIET = 10000;
const NO_ANSWER = 4000;
const ACK_WITHIN = 8000;
const SLOWEST = 16000;
const POLL = 5000;
const ABUSED = 3; // sockets that never opened before requests take over

export class Line {
  constructor(session, outbox, hear) {
    Object.assign(this, { session, outbox, hear });
    this.flying = new Map();
    this.failures = 0;
    this.up = undefined; // not known yet: being lost at the very start is news too
    this.over = false;
    this.byRequest = false;
  }

  open() {
    this.connect();
    document.addEventListener("visibilitychange", () => (document.hidden ? this.sleep() : this.wake()));
    addEventListener("pageshow", (event) => event.persisted && this.again());
    addEventListener("online", () => this.again());
    addEventListener("offline", () => this.lost());
    setInterval(() => this.watch(), 1000);
  }

  // Sends everything that waits and is not under way, in the order it was kept.
  flush() {
    if (this.byRequest) return void this.post();
    if (!this.up) return;
    for (const { action } of this.outbox.waiting()) {
      if (this.flying.has(action.id)) continue;
      this.flying.set(action.id, Date.now());
      this.socket.send(JSON.stringify(action));
    }
  }

  connect() {
    clearTimeout(this.timer);
    this.drop();
    if (this.over) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    let socket;
    try {
      socket = this.socket = new WebSocket(`${scheme}//${location.host}/api/v1/live`);
    } catch {
      return this.lost();
    }
    this.began = this.heard = Date.now();
    socket.onopen = () => socket.send(JSON.stringify({ hello: null, session: this.session, pages: true }));
    socket.onmessage = (event) => socket === this.socket && this.receive(JSON.parse(event.data));
    socket.onclose = (event) => socket === this.socket && this.closed(event.code);
  }

  receive(message) {
    this.heard = Date.now();
    if (message.snapshot) {
      this.failures = 0;
      this.byRequest = false;
      this.setUp(true);
      this.hear.snapshot(message.snapshot);
      this.flush();
    } else if (message.changed) {
      this.hear.changed(message.changed);
    } else if (message.ack?.id) {
      this.flying.delete(message.ack.id);
      this.hear.ack(message.ack);
    }
  }

  closed(code) {
    if (code === 1008) return this.hear.gone();
    if (code === 1000) {
      this.over = true; // the workshop has ended: a line that is not needed is not lost
      this.drop();
      return this.hear.over();
    }
    this.lost();
  }

  // Full jitter: phones that lost the server together do not come back together.
  lost() {
    if (this.over) return;
    this.drop();
    this.setUp(false);
    this.failures += 1;
    if (this.failures >= ABUSED) this.startRequests();
    clearTimeout(this.timer);
    const most = Math.min(SLOWEST, 500 * 2 ** Math.min(this.failures, 6));
    this.timer = setTimeout(() => this.connect(), 100 + Math.random() * most);
  }

  drop() {
    this.flying.clear();
    const old = this.socket;
    this.socket = undefined;
    if (old) {
      old.onopen = old.onmessage = old.onclose = null;
      old.close();
    }
  }

  setUp(up) {
    if (up !== this.up) {
      this.up = up;
      this.hear.line(up);
    }
  }

  sleep() {
    this.slept = Date.now();
  }

  wake() {
    if (Date.now() - (this.slept ?? 0) > HIDDEN_LONG) this.again();
  }

  again() {
    this.failures = 0;
    this.connect();
  }

  // A socket can look open and be dead: silence is asked about, and no answer ends it.
  watch() {
    if (document.hidden || !this.socket) return;
    const now = Date.now();
    const oldest = Math.min(...this.flying.values());
    if (!this.up ? now - this.began > ACK_WITHIN : now - oldest > ACK_WITHIN || now - this.heard > QUIET + NO_ANSWER) {
      this.lost();
    } else if (this.up && now - this.heard > QUIET && !(this.asked > this.heard)) {
      this.asked = now;
      this.socket.send('{"pulse":1}');
    }
  }

  startRequests() {
    if (this.polling) return;
    this.polling = setInterval(() => (this.up && !this.byRequest ? this.stopRequests() : this.post(true)), POLL);
    this.post(true);
  }

  stopRequests() {
    clearInterval(this.polling);
    this.polling = undefined;
  }

  async post(look = false) {
    if (this.posting || document.hidden) return;
    this.posting = true;
    try {
      const actions = this.outbox.waiting().slice(0, 100).map((item) => item.action);
      if (actions.length) {
        const { acks } = await this.request("/api/v1/actions", { method: "POST", body: JSON.stringify(actions) });
        acks.forEach((ack) => this.hear.ack(ack));
      }
      if (look || actions.length) this.hear.snapshot(await this.request(`/sessions/${this.session}/screen`));
      if (!this.up || this.byRequest) {
        this.byRequest = true;
        this.hear.line(true);
      }
    } catch (error) {
      if (this.byRequest) {
        this.byRequest = false;
        this.hear.line(this.up);
      }
      if (error.status === 401 || error.status === 403) this.hear.gone();
    } finally {
      this.posting = false;
    }
  }

  async request(address, options = {}) {
    const headers = options.body ? { "Content-Type": "application/json" } : {};
    const response = await fetch(address, { ...options, headers, credentials: "same-origin", cache: "no-store" });
    if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status });
    return response.json();
  }
}
