// Answers wait here until the server says that they are on its disk. It survives reloads, and two tabs share it.
import { newId } from "./ids.js";
import { read, write } from "./kept.js";

export class Outbox {
  constructor(scope) {
    this.key = `${scope}:outbox`;
    this.lateKey = `${scope}:late`;
  }

  waiting() {
    return read(this.key, []);
  }

  // Keeps an action first of all; `label` says in words what it was, for the case that it comes too late.
  keep(action, label) {
    const item = { action: { id: newId(), ...action }, label };
    write(this.key, [...this.waiting(), item]);
    return item;
  }

  // Takes an action out once it has been answered, and gives it back.
  settle(id) {
    const waiting = this.waiting();
    const found = waiting.find((item) => item.action.id === id);
    if (found) write(this.key, waiting.filter((item) => item.action.id !== id));
    return found;
  }

  late() {
    return read(this.lateKey, []);
  }

  addLate(item) {
    const same = (a, b) => a.stage === b.stage && a.do === b.do && a.idea === b.idea && a.scale === b.scale;
    const others = this.late().filter((known) => !same(known.action, item.action) || item.action.do === "comment");
    write(this.lateKey, [...others, item]);
  }

  clearLate() {
    write(this.lateKey, []);
  }
}
