// Votes and marks: choosing saves, and the chosen answer says what became of it.
import { Cards } from "./cards.js";
import { say } from "./words.js";

const SAVED_FOR = 2500;

export function startCards(stage, app) {
  const form = stage.querySelector("[data-cards]");
  const id = stage.dataset.stage;
  const rates = stage.dataset.view === "rate";
  const cards = new Cards(form, {
    seed: stage.dataset.shuffle === "yes" ? `${app.mine.own.person}|${id}` : "",
    place: `${app.scope}:${id}:at`,
    finish: () => app.finish(),
  });
  const nameOf = (idea) => cards.cards.find((card) => card.dataset.idea === idea).dataset.name;
  const justSaved = new Map();
  const early = [...form.querySelectorAll("input[type=radio]")].filter((radio) => radio.checked && !radio.defaultChecked);

  form.addEventListener("change", ({ target }) => {
    const idea = target.closest("[data-for]")?.dataset.for;
    if (!idea || target.type !== "radio") return;
    const label = { name: nameOf(idea), value: target.value };
    if (rates) {
      app.send({ stage: id, do: "rate", idea, scale: target.dataset.scaleKey, score: Number(target.value) }, label);
    } else app.send({ stage: id, do: "vote", idea, choice: target.value }, label);
  });
  form.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-clear]");
    if (!clear) return;
    event.preventDefault();
    const idea = clear.dataset.clear;
    for (const scale of Object.keys(app.mine.answers(id)[idea] ?? {})) {
      app.send({ stage: id, do: "rate", idea, scale, score: null }, { name: nameOf(idea), value: "" });
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  function paint() {
    const answers = app.mine.answers(id);
    const scales = rates && new Set([...form.querySelectorAll("[data-scale-key]")].map((r) => r.dataset.scaleKey)).size;
    for (const radio of form.querySelectorAll("input[type=radio]")) {
      const idea = radio.closest("[data-for]").dataset.for;
      const answer = answers[idea];
      const chosen = rates ? answer?.[radio.dataset.scaleKey] === Number(radio.value) : answer === radio.value;
      if (radio.checked !== chosen) radio.checked = chosen;
      const words = radio.closest("label").querySelector(".yours");
      if (words && chosen) words.textContent = wordFor(idea);
    }
    cards.paint((idea) => (rates ? Object.keys(answers[idea] ?? {}).length === scales : Boolean(answers[idea])));
  }

  function wordFor(idea) {
    const waits = app.mine.isWaiting((action) => action.stage === id && action.idea === idea && action.do === "vote");
    if (waits) return say(app.connected ? "saving" : "kept");
    return say(justSaved.get(idea) > Date.now() ? "saved" : "yours");
  }

  function saved(action) {
    justSaved.set(action.idea, Date.now() + SAVED_FOR);
    setTimeout(paint, SAVED_FOR + 50);
  }

  // What was pressed while this script was still on its way.
  function pressed() {
    for (const radio of early.splice(0)) {
      radio.checked = true;
      radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  form.querySelectorAll("[data-back], [data-next]").forEach((button) => button.addEventListener("click", paint));
  return { paint, saved, pressed, first: () => cards.show(0), all: cards.cards.length };
}
