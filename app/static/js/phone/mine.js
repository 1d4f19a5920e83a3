// What is this person's own: as the server last said, and with what still waits to be sent laid over it.
export class Mine {
  constructor(own, outbox) {
    this.own = own;
    this.outbox = outbox;
  }

  // The answers of a stage as this person sees them.
  answers(stage) {
    const answers = structuredCopy(this.own.answers[stage] ?? {});
    for (const { action } of this.outbox.waiting()) if (action.stage === stage) lay(answers, action);
    return answers;
  }

  saved(stage) {
    return this.own.answers[stage] ?? {};
  }

  order(stage) {
    return (this.answers(stage).order ?? []).flat();
  }

  isDone(stage) {
    return (
      this.own.done.includes(stage) ||
      this.outbox.waiting().some(({ action }) => action.do === "done" && action.stage === stage)
    );
  }

  // Something of one's own waits for the host: its fate may have changed.
  isInDoubt() {
    return [...this.own.comments, ...(this.own.suggestions ?? [])].some((said) => said.state === "waiting");
  }

  isWaiting(test) {
    return this.outbox.waiting().some(({ action }) => test(action));
  }

  // Folds an action in that the server has saved.
  apply({ action, label }, ack) {
    const { own } = this;
    if (action.do === "done") own.done = [...new Set([...own.done, action.stage])];
    else if (action.do === "comment") add(own.comments, remark(ack.comment, action, label));
    else if (action.do === "suggest") add(own.suggestions, remark(ack.suggestion, action, label));
    else if (action.do === "withdraw") {
      own.comments = own.comments.filter((said) => said.id !== action.comment);
      own.suggestions = own.suggestions.filter((said) => said.id !== action.suggestion);
    }
    else if (action.do === "support") {
      own.supported = own.supported.filter((id) => id !== action.comment);
      if (action.on) own.supported.push(action.comment);
    } else if (label?.table) sit((own.seats ??= {}), action);
    else lay((own.answers[action.stage] ??= {}), action);
  }
}

const structuredCopy = (value) => JSON.parse(JSON.stringify(value));

// What a table's phone has saved. Where nobody was dealt, a phone that writes is a table of its own.
function sit(seats, { stage, do: deed, order, on, idea, text }) {
  const seat = (seats[stage] ??= { table: 0, people: 1, order: [], reasons: {}, handed_in: false });
  if (deed === "rank") Object.assign(seat, { order, mine: true, written: true });
  else if (deed === "hand_in") seat.handed_in = on;
  else if (text) seat.reasons[idea] = text;
  else delete seat.reasons[idea];
}

// A snapshot may have brought it already, with what became of it.
const add = (list, said) => list.some(({ id }) => id === said.id) || list.push(said);

const remark = (id, { stage, idea, text }, label) => ({ id, stage, idea, text, state: label?.state ?? "waiting", reason: "" });

function lay(answers, action) {
  const put = (holder, key, value) => (value ? (holder[key] = value) : delete holder[key]);
  if (action.do === "vote") put(answers, action.idea, action.choice);
  else if (action.do === "dots") put(answers, action.idea, action.dots);
  else if (action.do === "rank") put(answers, "order", action.order.length ? action.order : null);
  else if (action.do === "rate") {
    put((answers[action.idea] ??= {}), action.scale, action.score);
    if (!Object.keys(answers[action.idea]).length) delete answers[action.idea];
  }
}
