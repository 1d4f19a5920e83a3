// The page on tables: parts that changed are renewed every two seconds, and places are saved as they are typed. What is
// half typed stays on this computer, through reloads and a server that is away.
import { read } from "./entry.js";

const LOOK_EVERY = 2000;
const PATIENCE = 4000;
const words = document.getElementById("tables-words");
const offline = document.getElementById("offline");
const say = (name, values = {}) => (words.getAttribute(`data-${name}`) ?? "").replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
const root = () => document.getElementById("tables");
const drawn = new Map(); // part → as the server drew it
const saving = new Map(); // table → what is on its way
let lower = 0; // older pictures in a row: one may have been under way, a few mean that the server went back
const dirty = new Set(); // boxes typed in since they got the focus

function remember(from) {
  for (const part of from.querySelectorAll("[data-live]")) drawn.set(part.id, part.outerHTML);
}

async function ask(address, body) {
  const answer = await fetch(address, {
    method: body ? "POST" : "GET", body, cache: "no-store", headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE),
  });
  const gone = answer.status === 401 || answer.status === 403;
  if (!answer.ok && answer.status !== 422 && answer.status !== 409) return cut(gone ? "sign-in" : "cut"), null;
  cut("");
  return { ok: answer.ok, html: await answer.text() };
}

function cut(why) {
  offline.hidden = !why;
  const text = why ? offline.getAttribute(`data-${why}`) : "";
  if (offline.textContent !== text) offline.textContent = text;
}

async function look() {
  try {
    const here = root();
    const answer = !document.hidden && here.dataset.stage && (await ask(`${here.dataset.here}?stage=${here.dataset.stage}`));
    if (answer?.ok && !saving.size) renew(answer.html);
    if (answer) saveAll();
  } catch {
    cut("cut");
  }
  setTimeout(look, LOOK_EVERY);
}

// Parts that the server drew anew are put in place, except where somebody is at work in one.
function renew(html) {
  const fresh = document.createRange().createContextualFragment(html).firstElementChild;
  const older = Number(fresh.dataset.version) < Number(root().dataset.version);
  lower = older ? lower + 1 : 0;
  if (older && lower < 3) return;
  const ids = (from) => [...from.querySelectorAll("[data-live]")].map(({ id }) => id).join();
  const held = (part) => part.contains(document.activeElement) && document.activeElement !== document.body;
  if (ids(fresh) !== ids(root())) {
    const at = document.activeElement;
    const inside = root().contains(at);
    if (inside && at.matches("input, select, textarea")) return;
    root().replaceWith(fresh);
    remember(fresh);
    if (inside) (document.getElementById(at.id) ?? document.getElementById("main")).focus({ preventScroll: true });
  } else {
    for (const part of fresh.querySelectorAll("[data-live]")) {
      const old = document.getElementById(part.id);
      if (drawn.get(part.id) === part.outerHTML || held(old) || old.querySelector("details[open]")) continue;
      drawn.set(part.id, part.outerHTML);
      old.replaceWith(part);
    }
    root().dataset.version = fresh.dataset.version;
  }
  restore();
}

// Columns

const boxes = (table) => [...document.querySelectorAll(`input[form="enter-${table}"].place-entry`)];
const tables = () => [...document.querySelectorAll("[data-enter]")].map((form) => form.dataset.enter);
const key = (table) => `cg:tables:${root().dataset.stage}:${table}`;
const ideaOf = (box) => box.name.slice("place-".length);
const nameOf = (idea) => document.querySelector(`[id="row-${CSS.escape(idea)}"] th`)?.textContent ?? "";
const shown = (table) => boxes(table).map((box) => [ideaOf(box), box.value]);
const saved = (table) => Object.fromEntries(boxes(table).map((box) => [ideaOf(box), box.dataset.saved]));
const differs = (table) => boxes(table).some((box) => box.value.trim() !== box.dataset.saved);

// What was half typed, unless the list has become another one meanwhile.
function drafts(table) {
  try {
    const { places, base } = JSON.parse(localStorage.getItem(key(table)) ?? "{}");
    const now = saved(table);
    const same = places && Object.keys(now).every((idea) => now[idea] === base[idea] || now[idea] === places[idea].trim());
    return same ? places : null;
  } catch {
    return null;
  }
}

function keep(table) {
  try {
    if (differs(table)) localStorage.setItem(key(table), JSON.stringify({ places: Object.fromEntries(shown(table)), base: saved(table) }));
    else localStorage.removeItem(key(table));
  } catch {
    // nothing can be stored: it stays on the page
  }
}

function restore() {
  for (const table of tables()) {
    const draft = drafts(table);
    for (const box of boxes(table)) {
      if (draft && draft[ideaOf(box)] !== undefined && box !== document.activeElement) box.value = draft[ideaOf(box)];
    }
    paint(table);
  }
}

function paint(table) {
  const { problem, sum, filled, whole } = read(shown(table));
  const wrong = new Set(problem?.ideas ?? []);
  for (const box of boxes(table)) {
    if (wrong.has(ideaOf(box))) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }
  const total = document.querySelector(`[data-sum="${table}"]`);
  if (total) total.textContent = filled ? String(sum) : "";
  const check = document.querySelector(`[data-check="${table}"]`);
  if (check) check.hidden = !whole;
  const line = document.getElementById(`say-${table}`);
  const quiet = !problem || (problem.kind === "gap" && document.activeElement?.getAttribute("form") === `enter-${table}`);
  const text = quiet ? "" : tell(problem, boxes(table).length);
  if (line && line.lastElementChild.textContent !== text) line.lastElementChild.textContent = text;
  if (line) line.hidden = !text;
}

function tell({ kind, place, ideas }, last) {
  return say(kind, { place, ideas: ideas.map(nameOf).join(", "), idea: nameOf(ideas[0] ?? ""), last });
}

async function save(table) {
  const form = document.getElementById(`enter-${table}`);
  const sent = JSON.stringify(shown(table));
  if (!form || read(shown(table)).problem || !differs(table) || saving.has(table)) return;
  saving.set(table, sent);
  try {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "save");
    const answer = await ask(form.action, body);
    saving.delete(table);
    if (answer?.ok) {
      const now = JSON.stringify(shown(table));
      for (const [idea, text] of JSON.parse(sent)) {
        const box = document.getElementById(`place-${table}-${idea}`);
        if (box) box.dataset.saved = text.trim();
      }
      keep(table);
      renew(answer.html);
      if (now !== sent) save(table);
    }
  } catch {
    saving.delete(table);
    cut("cut");
  }
}

const saveAll = () => tables().forEach((table) => differs(table) && save(table));

document.addEventListener("input", ({ target }) => {
  const table = target.getAttribute("form")?.replace("enter-", "");
  if (!target.matches(".place-entry") || !table) return;
  dirty.add(target);
  keep(table);
  paint(table);
  save(table);
});

document.addEventListener("focusout", ({ target }) => {
  dirty.delete(target);
  const table = target.getAttribute?.("form")?.replace("enter-", "");
  if (target.matches?.(".place-entry") && table) setTimeout(() => paint(table));
});

document.addEventListener("focusin", ({ target }) => target.matches(".place-entry") && target.select());

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (!box.matches?.(".place-entry") || !box.getAttribute("form")) return;
  const all = boxes(box.getAttribute("form").replace("enter-", ""));
  const at = all.indexOf(box);
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1, Tab: dirty.has(box) ? (event.shiftKey ? -1 : 1) : 0 }[event.key];
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = step ? all[at + step] : aside ? beside(box, aside) : null;
  if (event.key === "Enter") event.preventDefault();
  if (next) {
    event.preventDefault();
    next.focus();
  } else if (event.key === "Enter") document.querySelector(`button[form="${box.getAttribute("form")}"][value=hand_in]`)?.focus();
});

const beside = (box, step) => {
  const row = [...box.closest("tr").querySelectorAll(".place-entry")];
  return row[row.indexOf(box) + step];
};

// Every other button answers in place, so that nothing that is half typed goes.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!root().contains(form) || form.method !== "post") return;
  event.preventDefault();
  const table = form.dataset.enter;
  if (table && read(shown(table)).problem) return paintLoudly(table);
  if (table && event.submitter?.value === "hand_in" && missing(form, table) > 0) return sayMissing(form, table);
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
  const back = event.submitter?.closest("[data-live]")?.id;
  try {
    const answer = await ask(form.action, body);
    if (!answer) return;
    if (table && answer.ok) {
      for (const box of boxes(table)) box.dataset.saved = box.value.trim();
      keep(table);
    }
    if (answer.ok) form.closest("details")?.removeAttribute("open");
    document.activeElement?.blur();
    renew(answer.html);
    leadBack(back);
  } catch {
    cut("cut");
  }
});

// The focus goes where the press was, or to what was refused.
function leadBack(id) {
  const refused = document.querySelector("#tables-told .refused");
  const place = refused ?? document.getElementById(id) ?? document.getElementById("main");
  const control = refused ? null : place.querySelector("summary, button, a, input");
  if (refused) refused.tabIndex = -1;
  (control ?? place).focus({ preventScroll: !refused });
}

const missing = (form, table) => Number(form.dataset.places) - read(shown(table)).filled;

function sayMissing(form, table) {
  const line = document.getElementById(`say-${table}`);
  line.lastElementChild.textContent = say("missing", { n: missing(form, table) });
  line.hidden = false;
  boxes(table).find((box) => !box.value.trim())?.focus();
}

function paintLoudly(table) {
  document.activeElement?.blur();
  paint(table);
  boxes(table).find((box) => box.getAttribute("aria-invalid"))?.focus();
}

document.documentElement.classList.add("live");
remember(root());
restore();
setTimeout(look, LOOK_EVERY);
