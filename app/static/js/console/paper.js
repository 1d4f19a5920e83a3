// Quick entry: number keys answer and go on to the next idea, Enter saves. They work only while the ballot has the
// focus, and everything they do can be done without them.
const form = document.getElementById("ballot");

if (form) {
  form.addEventListener("keydown", pressed);
  form.addEventListener("input", typed);
  form.addEventListener("submit", sent);
  form.addEventListener("change", tally);
  addEventListener("pageshow", () => delete form.dataset.sent);
}

// One line is one group of radios, or one field for a figure.
function lines() {
  const found = [];
  for (const field of form.querySelectorAll("[data-row] input")) {
    if (!found.some((line) => line.name === field.name)) found.push(field);
  }
  return found;
}

function radios(field) {
  return [...form.querySelectorAll("[data-row] input")].filter((one) => one.name === field.name);
}

function go(field, step) {
  const all = lines();
  const next = all[all.findIndex((line) => line.name === field.name) + step];
  if (!next) return step > 0 && document.getElementById("save").focus();
  const target = next.type === "radio" ? (radios(next).find((one) => one.checked) ?? next) : next;
  target.focus();
  target.select?.();
}

function pressed(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (target.name === "profession") {
    if (key === "Enter") event.preventDefault(), go(form.querySelector("[name=community]"), 1);
    return;
  }
  if (!target.matches("[data-row] input")) return;
  if (key === "Enter") event.preventDefault(), form.requestSubmit();
  else if (key === "ArrowDown" || key === "ArrowUp") event.preventDefault(), go(target, key === "ArrowDown" ? 1 : -1);
  else if (target.type !== "radio") return;
  else if (key === "Backspace") event.preventDefault(), go(target, -1);
  else if (/^\d$/.test(key)) event.preventDefault(), answer(target, key);
}

function answer(field, key) {
  const all = radios(field);
  const chosen = all.find((one) => one.dataset.key === key);
  if (!chosen && (key !== "0" || field.name === "community")) return;
  for (const one of all) one.checked = one === chosen;
  tally();
  if (chosen?.value === "ahp" && field.name === "community") form.querySelector("[name=profession]").focus();
  else go(field, 1);
}

// A figure as long as it can get leads on by itself.
function typed({ target }) {
  tally();
  if (target.dataset.digits === "1" && /^\d$/.test(target.value)) go(target, 1);
}

function tally() {
  const rows = [...form.querySelectorAll(".entry")];
  const full = rows.filter((row) => {
    const names = new Set([...row.querySelectorAll("input")].map((field) => field.name));
    return [...names].every((name) => radios({ name }).some((one) => (one.type === "radio" ? one.checked : one.value.trim())));
  });
  const words = form.dataset.words.replace("{n}", full.length);
  form.querySelector("[data-tally]").textContent = words;
}

function sent(event) {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}
