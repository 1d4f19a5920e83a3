// When a person is through with a step, and when it has closed: how much of theirs is in, and what it was.
import { places } from "./results.js";
import { count, say } from "./words.js";

export function tally(stage, app) {
  const { stage: id, kind, ideas } = stage.dataset;
  const waiting = app.outbox.waiting().filter(({ action }) => action.stage === id && action.do !== "done").length;
  if (waiting && !app.connected) return count("kept", waiting);
  if (waiting) return say("saving");
  const n = Object.keys(app.mine.saved(id)).length;
  if (kind === "gather") return say("suggested");
  const seat = app.mine.own.seats?.[id];
  if (seat) return seat.order.length ? say("table-in") : "";
  if (kind === "rank") return n ? say("ranked") : "";
  if (kind === "dots") return n ? say("dots-in") : "";
  return n >= Number(ideas) ? say("all-in", { of: ideas }) : say("some-in", { n, of: ideas });
}

export function paintTally(stage, app) {
  const strip = stage.querySelector("[data-tally]");
  if (!strip) return;
  const words = tally(stage, app);
  const line = strip.querySelector("p");
  if (line.textContent !== words) line.textContent = words;
  strip.hidden = !words;
}

// The list "Your answers" on the closed screen.
export function paintOwnAnswers(stage, app) {
  const { stage: id, kind } = stage.dataset;
  const saved = app.mine.saved(id);
  const mine = kind === "rank" ? places(saved.order ?? app.mine.own.seats?.[id]?.order ?? []) : saved;
  for (const row of stage.querySelectorAll("#own_answers > li")) {
    const value = mine[row.dataset.idea];
    const slot = row.querySelector("[data-answer]");
    if (!value) slot.textContent = say("no-answer");
    else if (kind === "vote") slot.replaceChildren(document.getElementById(`word-${value}`).content.cloneNode(true));
    else if (kind === "rank") slot.textContent = say("place", { n: value });
    else if (kind === "dots") slot.textContent = count("dots", value);
    else slot.textContent = Object.values(value).join(", ");
  }
}
