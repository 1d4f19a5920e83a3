// Answers wait here until the server says that they are on its disk, or certainly will not be. It survives reloads,
// and two tabs share it.
import { newId } from "./ids.js";
import { Shelf } from "./shelf.js";

const THEIRS = 3000; // milliseconds that the tab which took an answer has for sending it
const REPLACED = ["vote", "rate", "rank", "support", "hand_in", "reason"]; // a newer one says all that an older one said

export class Outbox {
  // `moved(taken)`: another tab has put something here, or (taken) has had it answered.
  constructor(scope, moved = () => {}) {
    this.sent = new Set();
    this.others = new Map();
    this.kept = new Map(); // when, by this page's own clock
    this.shelf = new Shelf(`${scope}:answer:`, (id, item) => {
      if (!item && this.sent.has(id)) return; // this tab sent it too: its own answer is under way
      if (item) this.others.set(id, performance.now());
      else this.shelf.drop(id);
      moved(!item);
    });
    this.shelf.all().forEach(({ action }) => this.sent.add(action.id)); // perhaps: nobody knows what the last page did
    this.lates = new Shelf(`${scope}:late:`, (id, item) => item || this.lates.drop(id));
  }

  waiting() {
    return this.shelf.all();
  }

  // How many answers that is: changing one's mind is one answer still.
  count() {
    return new Set(this.waiting().filter(({ action }) => action.do !== "done").map(({ action }) => question(action))).size;
  }

  // Keeps an action first of all; `label` says in words what it was, for the case that it comes too late.
  keep(action, label) {
    const id = newId();
    for (const old of REPLACED.includes(action.do) ? this.waiting() : []) {
      if (!this.sent.has(old.action.id) && question(old.action) === question(action)) this.shelf.take(old.action.id);
    }
    this.kept.set(id, performance.now());
    this.shelf.put({ action: { ...action, id }, label });
  }

  // Another tab has only just taken this answer, and will send it.
  isElsewhere(id) {
    return performance.now() - (this.others.get(id) ?? -Infinity) < THEIRS;
  }

  find(id) {
    return this.shelf.items.get(id);
  }

  // Takes an action out once it has been answered for good.
  settle(id) {
    this.sent.delete(id);
    this.shelf.take(id);
  }

  // What was put off goes when something newer on the same question is saved: sent now, it would undo that.
  settleOlder({ action, at }) {
    for (const old of this.waiting()) {
      if (old.off && old.at < at && question(old.action) === question(action)) this.settle(old.action.id);
    }
  }

  late() {
    return this.lates.all();
  }

  addLate({ action, label, away, over }) {
    for (const old of this.late()) if (question(old.action) === question(action)) this.lates.take(old.action.id);
    this.lates.put({ action, label, away, over });
  }

  lateSeen() {
    for (const item of this.late()) this.lates.renew({ ...item, seen: true });
  }

  clearLate(stage) {
    for (const { action } of this.late()) if (action.stage === stage) this.lates.take(action.id);
  }
}

// What an action is an answer to: two with the same mark replace each other.
export function question({ id, stage, do: deed, idea, scale, comment, suggestion }) {
  return deed === "comment" || deed === "suggest" ? id : [stage, deed, idea, scale, comment, suggestion].join();
}
