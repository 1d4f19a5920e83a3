// Suggestions: what I sent with what became of it, taking one back, and changing one that still waits for the host.
import { copy, renew } from "./copying.js";
import { count, say } from "./words.js";

const FEW_LETTERS = 200;

export function startSuggesting(app) {
  document.addEventListener("input", ({ target }) => target.matches("[data-letters]") && paintLetters());

  // Whether this was one of its buttons.
  function pressed(button) {
    if (button?.name === "take_back") takeBack(button.value);
    else if (button?.name === "change") change(button.value);
    else return false;
    return true;
  }

  function takeBack(id) {
    const { stage } = app.mine.own.suggestions.find((said) => said.id === id);
    app.send({ stage, do: "withdraw", suggestion: id }, { name: "", value: "" });
    app.tell(say("removed"));
    field()?.focus();
  }

  function change(id) {
    const area = field();
    if (!area) return;
    if (area.value.trim()) {
      app.tell(say("unsent"));
      return area.focus();
    }
    area.value = app.mine.own.suggestions.find((said) => said.id === id).text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    takeBack(id);
    app.tell(say("to-change"));
  }

  return { pressed };
}

export function paintSuggestions(app) {
  const list = document.querySelector("[data-own-ideas]");
  if (!list) return;
  const { stage } = document.getElementById("stage").dataset;
  const saved = app.mine.own.suggestions.filter(({ id }) => !leaving(app, id));
  const mine = [...saved, ...app.unsent("suggest")].filter((said) => said.stage === stage).reverse();
  document.querySelector("[data-suggested]").hidden = !mine.length;
  renew(list, mine.map((said) => copy(template(said), said)));
  paintOthers(new Set(mine.map(({ id }) => id)));
  paintLetters();
}

// What everyone may read, without my own: those stand above.
function paintOthers(mine) {
  const section = document.querySelector("[data-others]");
  if (!section) return;
  const rows = [...section.querySelectorAll("[data-suggestion]")];
  for (const row of rows) row.hidden = mine.has(row.dataset.suggestion);
  section.hidden = rows.every((row) => row.hidden);
}

function paintLetters() {
  const area = field();
  if (!area) return;
  const left = area.maxLength - area.value.length;
  const words = left <= FEW_LETTERS ? count("letters", left) : "";
  const line = document.querySelector(area.dataset.letters);
  if (line.textContent !== words) line.textContent = words;
}

const field = () => document.getElementById("suggest");
const leaving = (app, id) => app.mine.isWaiting((action) => action.do === "withdraw" && action.suggestion === id);

function template({ state, reason, taken_up: taken }) {
  const fate = taken ? "taken" : state === "hidden" && reason ? "hidden-why" : state;
  return document.querySelector(`template[data-own-idea="${fate}"]`) ?? document.querySelector('template[data-own-idea="hidden"]');
}
