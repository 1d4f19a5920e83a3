// Answers that reached the server after the close: each is listed, and nothing is sent later without asking.
import { count } from "./words.js";

export function startLate(app) {
  const panel = document.getElementById("late");
  let seen = false;
  panel.querySelector("[data-late-on]").addEventListener("click", () => {
    if (!panel.querySelector("[data-late-send]").hidden) app.outbox.clearLate(); // asked, and the answer was no
    seen = true;
    paint();
    document.querySelector("#stage main")?.focus();
  });
  panel.querySelector("[data-late-send]").addEventListener("click", () => {
    const items = app.outbox.late();
    app.outbox.clearLate();
    for (const { action, label } of items) app.send({ ...action, id: undefined }, label);
    paint();
  });

  function paint() {
    const stage = document.getElementById("stage");
    const late = app.outbox.late();
    const again = late.length > 0 && stage.dataset.view === stage.dataset.kind
      && late.every(({ action }) => action.stage === stage.dataset.stage);
    const show = late.length > 0 && (!seen || again);
    panel.querySelector("[data-late-send]").hidden = !again;
    panel.querySelector("[data-late-title]").textContent = count("late", late.length);
    panel.querySelector("ul").replaceChildren(...late.map(row));
    if (panel.hidden === show) {
      panel.hidden = !show;
      stage.hidden = show;
      if (show) panel.querySelector("[data-late-title]").focus();
    }
  }

  return { paint, add: (item) => (app.outbox.addLate(item), (seen = false), paint()) };
}

function row({ action, label }) {
  const made = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = label.name;
  const known = document.getElementById(`word-${action.choice}`);
  made.append(name, known ? known.content.cloneNode(true) : label.value);
  return made;
}
