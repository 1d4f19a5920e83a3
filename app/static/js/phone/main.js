// A participant's page: it shows the workshop's newest step, keeps answers until they are saved, and says so.
import { stayAwake } from "./awake.js";
import { startDots } from "./dots.js";
import { keepDrafts } from "./drafts.js";
import { paintOwnAnswers, paintTally } from "./finished.js";
import { startLate } from "./late.js";
import { Line } from "./line.js";
import { Mine } from "./mine.js";
import { paintMoments } from "./moments.js";
import { Outbox } from "./outbox.js";
import { startRanking } from "./ranking.js";
import { startResults } from "./results.js";
import { mendSkipLink } from "./skipping.js";
import { showLine, showNotice, tell } from "./status.js";
import { swapComments, swapStage } from "./swap.js";
import { paintNextSeat, seatChanged, startTable } from "./table.js";
import { startTalking } from "./talking.js";
import { hearTime, watchTime } from "./timeleft.js";
import { startCards } from "./votes.js";
import { say } from "./words.js";

const root = document.getElementById("phone");
const own = JSON.parse(root.dataset.mine);
const LATE = ["stage_closed", "stage_not_open", "session_over"];
// Only these are a no for good. After any other word (busy, or one not known yet) an answer stays and is sent again.
const NO = [
  ...LATE, "malformed", "unknown_stage", "wrong_kind", "unknown_idea", "unknown_comment", "unknown_scale", "bad_field",
  "bad_choice", "bad_score", "bad_dots", "over_budget", "too_many_places", "repeated_idea", "too_long", "too_many",
  "too_large", "not_allowed",
];
const KINDS = {
  vote: startCards, rate: startCards, dots: startDots, rank: (stage, app) => (stage.querySelector("#table") ? startTable : startRanking)(stage, app),
  results: startResults, ended: startResults,
};

const app = {
  scope: `cg:${root.dataset.session}:${own.person}`,
  keys: JSON.parse(root.dataset.keys),
  connected: true,
  tell,

  start() {
    this.outbox = new Outbox(this.scope, (answered) => {
      if (answered) this.line.look(); // by another tab: what it came to is not known here
      this.paint();
    });
    this.mine = new Mine(own, this.outbox);
    this.late = startLate(this);
    this.talking = startTalking(this);
    document.documentElement.classList.add("live");
    keepDrafts(this.scope);
    this.begin();
    this.line = new Line(root.dataset.session, this.outbox, {
      shown: () => Object.values(this.keys), // what the page has, the server need not send
      snapshot: (snapshot) => this.show(snapshot),
      changed: (changed) => this.show(changed),
      ack: (ack) => this.answered(ack),
      line: (up) => this.setLine(up),
      gone: () => location.replace("/?again"),
    });
    watchTime(() => !this.finished);
    this.line.open();
    this.part?.pressed?.();
  },

  // Keeps an answer on the phone first, then sends it. "Saved" is said only when the server says so.
  send(action, label) {
    this.outbox.keep(action, label);
    showNotice("");
    this.paint();
    if (this.connected) tell(say("saving"));
    else tell(say("kept-long"));
    this.line.flush();
  },

  answered(ack) {
    const item = this.outbox.find(ack.id);
    if (!item) return;
    if (!ack.ok && !NO.includes(ack.error.code)) {
      item.off = true;
      return this.line.putOff(ack.id);
    }
    this.outbox.settle(ack.id);
    if (ack.ok) {
      this.outbox.settleOlder(item);
      this.mine.apply(item, ack);
      this.part?.saved?.(item.action);
      if (!this.outbox.waiting().length) tell(say("saved"));
    } else if (LATE.includes(ack.error.code)) {
      const away = !(this.outbox.kept.get(ack.id) > this.line.since); // it had to wait for the line
      this.late.add({ ...item, away, over: ack.error.code === "session_over" });
    } else if (item.action.do !== "done") {
      this.talking.giveBack(item.action);
      showNotice(ack.error.message);
      if (item.label?.table) this.line.look(); // another phone of the table may have been first
    }
    this.paint();
  },

  // What was said of this kind and waits to be sent.
  unsent(deed) {
    const state = this.connected ? "saving" : "kept";
    const said = this.outbox.waiting().filter(({ action }) => action.do === deed);
    return said.map(({ action }) => ({ ...action, id: "", state }));
  },

  setLine(up) {
    this.connected = up;
    this.paint();
  },

  // A frame: the parts that are new are put in place; one that was missed is fetched.
  show(frame) {
    if (frame.own) Object.assign(this.mine.own, frame.own);
    const fresh = Object.keys(frame.keys).filter((part) => frame.keys[part] !== this.keys[part]);
    if (fresh.some((part) => !(part in frame.html))) return this.line.look();
    if (fresh.includes("comments")) swapComments(frame.html.comments);
    if (fresh.includes("stage")) {
      swapStage(frame.html.stage);
      this.begin();
      const heading = [...document.querySelectorAll("#stage h1")].find((one) => one.offsetParent);
      if (heading) tell(say("changed", { name: heading.textContent.trim() }));
    }
    this.keys = frame.keys;
    hearTime(frame);
    this.paint();
    if (seatChanged(frame, this.mine)) this.line.look();
    if (!frame.own && this.mine.isInDoubt()) this.line.look();
  },

  // Brings the fragment that is shown now to life.
  begin() {
    this.stage = document.getElementById("stage");
    paintMoments(this.stage);
    stayAwake(this.stage.dataset.view);
    this.part = KINDS[this.stage.dataset.view]?.(this.stage, this);
    this.finished = this.mine.isDone(this.stage.dataset.stage) || this.isComplete();
    this.stage.querySelector("[data-again]")?.addEventListener("click", () => this.goBack());
    this.paint();
  },

  isComplete() {
    const { view, stage, ideas } = this.stage.dataset;
    return view === "vote" && Object.keys(this.mine.answers(stage)).length >= Number(ideas);
  },

  // "I am through": the board is the thing to watch.
  finish() {
    const { stage } = this.stage.dataset;
    if (!this.isComplete() && !this.mine.isDone(stage)) this.send({ stage, do: "done" }, { name: "", value: "" });
    this.finished = true;
    this.paint();
    scrollTo(0, 0);
    this.stage.querySelector("[data-finished] h1")?.focus({ preventScroll: true });
  },

  goBack() {
    this.finished = false;
    this.part?.first?.();
    this.paint();
    this.stage.querySelector("main")?.focus();
  },

  paint() {
    const panel = this.stage.querySelector("[data-finished]");
    if (panel) {
      panel.hidden = !this.finished;
      this.stage.querySelector("[data-work]").hidden = this.finished;
    }
    this.part?.paint();
    paintNextSeat(this.stage, this);
    this.talking.paint();
    this.late.paint();
    paintTally(this.stage, this);
    if (this.stage.dataset.view === "closed") paintOwnAnswers(this.stage, this);
    showLine(this.connected, this.outbox.count());
  },
};

mendSkipLink();
app.start();
