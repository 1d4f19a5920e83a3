// Sharing out dots: − and + on every idea, never more than there are.
import { count, say } from "./words.js";

export function startDots(stage, app) {
  const form = stage.querySelector("form");
  const id = stage.dataset.stage;
  const [budget, most] = [Number(form.dataset.budget), Number(form.dataset.most)];
  const total = (answers) => Object.values(answers).reduce((sum, n) => sum + n, 0);

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=more], button[name=less]");
    if (!button) return;
    event.preventDefault();
    const answers = app.mine.answers(id);
    const idea = button.value;
    const now = answers[idea] ?? 0;
    if (button.name === "more" && total(answers) >= budget) return app.tell(say("no-dots"));
    if (button.name === "more" && now >= most) return app.tell(say("most-dots"));
    const dots = now + (button.name === "more" ? 1 : -1);
    const name = button.closest("[data-name]").dataset.name;
    app.send({ stage: id, do: "dots", idea, dots }, { name, value: count("dots", dots) });
    app.tell(`${count("dots", dots)}. ${count("left", budget - total(app.mine.answers(id)))}`);
    if (!dots) button.parentElement.querySelector("[name=more]").focus();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-done]").addEventListener("click", () => app.finish());

  function paint() {
    const answers = app.mine.answers(id);
    const left = budget - total(answers);
    form.querySelector("[data-left]").textContent = left;
    form.querySelectorAll(".tokens i").forEach((token, n) => token.classList.toggle("full", n < left));
    for (const row of form.querySelectorAll("[data-idea]")) {
      const dots = answers[row.dataset.idea] ?? 0;
      const output = row.querySelector("output");
      output.textContent = dots;
      output.hidden = row.querySelector("[name=less]").hidden = !dots;
      row.querySelector("input").value = dots;
      row.querySelector(".marks").replaceChildren(...Array.from({ length: dots }, () => document.createElement("i")));
      const more = row.querySelector("[name=more]");
      if (left < 1 || dots >= most) more.setAttribute("aria-disabled", "true");
      else more.removeAttribute("aria-disabled");
    }
  }
  return { paint };
}
