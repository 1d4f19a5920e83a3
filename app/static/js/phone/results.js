// One's own answers beside what is revealed, and the filters All, Shared and I differ.
import { count, say } from "./words.js";

const LINE = { citizen: ["common_ground", "citizen_keener"], ahp: ["common_ground", "ahp_keener"] };

export function startResults(stage, app) {
  const filters = stage.querySelectorAll("[data-show]");
  for (const filter of filters) {
    filter.addEventListener("click", (event) => {
      event.preventDefault();
      filters.forEach((other) => other.removeAttribute("aria-current"));
      filter.setAttribute("aria-current", "true");
      paint();
    });
  }

  function paint() {
    for (const result of stage.querySelectorAll("[data-result]")) {
      const mine = app.mine.saved(result.dataset.result);
      if (result.dataset.kind === "vote") paintVotes(result, mine);
      if (result.dataset.kind === "dots") each(result, mine, (n) => pill(count("you-dots", n)));
      if (result.dataset.kind === "rate") paintScores(result, mine);
      if (result.dataset.kind === "tables") each(result, places(app.mine.own.seats?.[result.dataset.result]?.order ?? []), (n) => String(n));
      if (result.dataset.kind === "rank") each(result, places(mine.order ?? []), (n) => String(n));
    }
    paintGave();
  }

  function paintVotes(result, mine) {
    const line = LINE[app.mine.own.community] ?? ["common_ground"];
    const show = result.querySelector("[data-show][aria-current]")?.dataset.show ?? "all";
    let [agreed, differ] = [0, 0];
    for (const row of result.querySelectorAll("[data-reading]")) {
      const { idea, reading } = row.dataset;
      const answer = mine[idea];
      const differs = reading !== "too_few" && answer && (answer === "agree") !== line.includes(reading);
      agreed += answer === "agree" && reading === "common_ground";
      differ += Boolean(differs);
      row.hidden = (show === "shared" && reading !== "common_ground") || (show === "differ" && !differs);
      const pill = answer && document.getElementById(`you-${answer}`).content.cloneNode(true);
      row.querySelector("[data-yours]").replaceChildren(...(pill ? [pill] : []));
    }
    const shared = result.querySelectorAll('[data-reading="common_ground"]').length;
    result.querySelector("[data-agreed]").textContent = shared ? count("agreed", agreed) : "";
    result.querySelector('[data-show="differ"]').textContent = say("differ", { n: differ });
  }

  function paintScores(result, mine) {
    for (const slot of result.querySelectorAll("[data-yours-on]")) {
      const score = mine[slot.closest("[data-idea]").dataset.idea]?.[slot.dataset.yoursOn];
      slot.replaceChildren(...(score ? [pill(say("you-score", { n: score }))] : []));
    }
  }

  function paintGave() {
    const gave = stage.querySelector("[data-gave]");
    if (!gave) return;
    const { answers, comments } = app.mine.own;
    const ideas = new Set(Object.values(answers).flatMap((a) => (a.order ? a.order.flat() : Object.keys(a))));
    const sentences = [ideas.size && count("voted", ideas.size), comments.length && count("added", comments.length)];
    const box = stage.querySelector("[data-receipt-box]");
    const code = document.getElementById("phone").dataset.receipt;
    box.querySelector(".receipt-code").textContent = code;
    box.hidden = !code;
    gave.textContent = sentences.filter(Boolean).join(" ");
  }

  const each = (result, mine, show) => {
    for (const row of result.querySelectorAll("[data-idea]")) {
      const value = mine[row.dataset.idea];
      if (value) row.querySelector("[data-yours]").replaceChildren(show(value));
    }
  };
  return { paint };
}

function pill(text) {
  const made = document.createElement("span");
  made.className = "pill";
  made.textContent = text;
  return made;
}

export function places(order) {
  const found = {};
  let at = 1;
  for (const tier of order.map((one) => [one].flat())) {
    for (const idea of tier) found[idea] = at;
    at += tier.length;
  }
  return found;
}
