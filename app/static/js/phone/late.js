// Answers that reached the server after the close: each is listed, and nothing is sent later without asking.
import { count, say } from "./words.js";

const LISTED = ["vote", "dots", "rate", "rank", "comment", "suggest"];

export function startLate(app) {
  const panel = document.getElementById("late");
  const part = (name) => panel.querySelector(`[data-late-${name}]`);

  part("on").addEventListener("click", () => goOn());
  part("answers").addEventListener("click", () => goOn("#answers"));
  part("drop").addEventListener("click", () => (app.outbox.clearLate(stageId()), goOn()));
  part("send").addEventListener("click", () => {
    const items = here(app);
    app.outbox.clearLate(stageId());
    for (const { action, label } of items) app.send(action, label);
    goOn();
  });

  function goOn(place) {
    app.outbox.lateSeen();
    app.paint();
    if (place) location.hash = place;
    (document.querySelector(place ?? "#stage main") ?? document.querySelector("#stage main"))?.focus();
  }

  function paint() {
    const again = isOpenAgain() && here(app).length > 0;
    const shown = again ? here(app) : app.outbox.late().some((item) => !item.seen) ? app.outbox.late() : [];
    panel.classList.toggle("again", again);
    if (shown.length) fill(again, shown);
    if (panel.hidden !== !shown.length) {
      panel.hidden = !shown.length;
      if (shown.length) part("title").focus();
    }
  }

  function fill(again, shown) {
    const last = shown.at(-1);
    part("title").textContent = count(again ? "late-ask" : "late", shown.length);
    part("why").textContent = again ? say("late-again") : why(last);
    part("told").textContent = again ? "" : last.over ? say("late-stay") : count("late-told", shown.length);
    part("answers").hidden = again || !document.querySelector("#stage #answers");
    part("back").hidden = again || !last.away;
    part("saved").textContent = savedOf(app, last.action.stage, shown);
    panel.querySelector("ul").replaceChildren(...shown.map(row));
  }

  return {
    paint,
    add(item) {
      if (LISTED.includes(item.action.do)) app.outbox.addLate(item);
    },
  };
}

const stageId = () => document.getElementById("stage").dataset.stage;

const here = (app) => app.outbox.late().filter(({ action }) => action.stage === stageId());

function isOpenAgain() {
  const { view, kind } = document.getElementById("stage").dataset;
  return view !== "" && view === kind;
}

// "Voting closed at 10:44 while you had no signal."
function why({ action, away, over }) {
  if (over) return say("late-over");
  const closed = document.getElementById("stage").dataset.closed.split(" ").find((one) => one.startsWith(`${action.stage}=`));
  if (!closed) return say("late-closed");
  const at = new Date(closed.slice(action.stage.length + 1));
  const time = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return say(`late-${action.do === "vote" ? "vote" : "step"}${away ? "-away" : ""}`, { time });
}

// "11 of your 14 answers are saved": an idea whose newest answer came too late is not among the 11.
function savedOf(app, stage, shown) {
  if (!shown.every(({ action }) => ["vote", "dots", "rate"].includes(action.do) && action.stage === stage)) return "";
  const late = new Set(shown.map(({ action }) => action.idea));
  const saved = Object.keys(app.mine.saved(stage)).filter((idea) => !late.has(idea)).length;
  return say("late-saved", { n: saved, of: saved + late.size });
}

function row({ action, label }) {
  const made = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = label.name;
  const known = document.getElementById(`word-${action.choice}`);
  made.append(name, known ? known.content.cloneNode(true) : label.value);
  return made;
}
