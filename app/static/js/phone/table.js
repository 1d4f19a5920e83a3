// A round of tables: the phone that writes puts its table's list in order, the others see who writes.
import { startRanking } from "./ranking.js";
import { fill, say } from "./words.js";

export function startTable(stage, app) {
  const form = stage.querySelector("#table");
  const id = stage.dataset.stage;
  const most = Number(form.dataset.most);
  const started = [...form.querySelectorAll("[data-idea-text]")].map((row) => row.dataset.ideaText);
  const names = new Map([...form.querySelectorAll("[data-idea-text]")].map((row) => [row.dataset.ideaText, row.dataset.name]));
  const spoken = new Map([...form.querySelectorAll("[data-idea-text]")].map((row) => [row.dataset.ideaText, row.lang]));
  const reasonBox = form.querySelector("#reason");
  let last = "";
  reasonBox.hidden = true;

  const seat = () => app.mine.own.seats?.[id];
  const waiting = (deed) => app.outbox.waiting().filter(({ action }) => action.stage === id && action.do === deed);
  const begun = () => waiting("rank").length > 0 || Boolean(seat()?.order.length);
  const order = () => (waiting("rank").at(-1)?.action.order ?? (seat()?.order.length ? seat().order : started.slice(0, most))).flat();
  const handedIn = () => waiting("hand_in").at(-1)?.action.on ?? Boolean(seat()?.handed_in);
  const reasons = () => {
    const said = { ...(seat()?.reasons ?? {}) };
    for (const { action } of waiting("reason")) said[action.idea] = action.text;
    return said;
  };

  function state() {
    if (!seat() && form.dataset.dealt === "yes") return "none";
    if (handedIn()) return "in";
    if (!seat() || seat().mine || waiting("rank").length) return "write";
    return seat().written ? "other" : "free";
  }

  const send = (action, label = {}) => app.send({ stage: id, ...action }, { name: "", value: "", ...label, table: true });
  const listed = (ideas) => ({ name: say("your-order"), value: ideas.map((one) => names.get(one)).join(", ") });
  const write = () => send({ do: "rank", order: order() }, listed(order()));

  const ranking = startRanking(stage, Object.create(app, {
    mine: { value: Object.create(app.mine, { order: { value: order } }) },
    send: { value: (action, label) => ((last = moved(order(), action.order)), send(action, label)) },
    finish: { value: handIn },
  }));

  function handIn() {
    if (!begun()) write();
    send({ do: "hand_in", on: true });
    app.tell(form.dataset.in);
    focusOn("in");
  }

  function focusOn(wanted) {
    const heading = [...form.querySelectorAll("h1")].find((one) => one.dataset.when?.includes(wanted) && !one.hidden);
    if (heading) heading.tabIndex = -1;
    (heading ?? form.querySelector("main")).focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  form.addEventListener("click", (event) => {
    const pressed = event.target.closest("button[name=do], [data-reason], [data-no-reason]");
    if (!pressed) return;
    if (pressed.value === "write") event.preventDefault(), write(), focusOn("write");
    else if (pressed.value === "take_back") event.preventDefault(), send({ do: "hand_in", on: false }), focusOn("write");
    else if (pressed.value === "reason") event.preventDefault(), keepReason();
    else if (pressed.matches("[data-reason]")) event.preventDefault(), askWhy();
    else if (pressed.matches("[data-no-reason]")) closeReason();
  });

  const idea = form.elements.reason_idea;
  const text = form.elements.reason_text;
  idea.addEventListener("change", () => (text.value = reasons()[idea.value] ?? ""));

  function askWhy() {
    idea.value = last || order()[0];
    text.value = reasons()[idea.value] ?? "";
    reasonBox.hidden = false;
    text.focus();
    reasonBox.scrollIntoView({ block: "nearest" });
  }

  function keepReason() {
    send({ do: "reason", idea: idea.value, text: text.value.trim() });
    last = idea.value;
    app.tell(form.dataset.reasonSaved);
    closeReason();
  }

  function closeReason() {
    reasonBox.hidden = true;
    form.querySelector("[data-reason]").focus();
  }

  function paint() {
    const now = state();
    const mine = seat();
    for (const part of form.querySelectorAll("[data-when]")) {
      const shown = part.dataset.when.split(" ").includes(now) && (!("mine" in part.dataset) || Boolean(mine?.mine));
      if (part.hidden === shown) part.hidden = !shown;
    }
    ranking.paint();
    const rows = [...form.querySelectorAll(".ranklist > [data-idea]")];
    if (most >= names.size && rows.length) rows.at(-1).querySelector("[name=down]").disabled = true;
    rows.forEach((row, n) => note(row, n + 1));
    write_("[data-seat-line]", mine?.table ? "seatLine" : "noSeatLine", mine?.table);
    write_("[data-for-line]", mine?.table && mine.mine ? "forLine" : "", mine?.people);
    write_("[data-at]", mine?.table ? "at" : "", mine?.table);
    write_("[data-together]", mine?.table ? "together" : "", mine?.table);
    write_("[data-who]", mine ? app.mine.own.community : "", mine?.number);
    write_("[data-nobody]", mine?.order.length ? "host" : "nobody");
    paintLine();
    paintList();
  }

  function write_(where, name, n) {
    const place = form.querySelector(where);
    const words = name ? fill(place.dataset[name], { n }) : "";
    if (place.textContent !== words) place.textContent = words;
  }

  function note(row, place) {
    const key = row.dataset.idea;
    const was = form.dataset.starts === "yes" ? started.indexOf(key) + 1 : place;
    const why = reasons()[key];
    const told = why ? (was === place ? "why" : "wasWhy") : key === last && was !== place ? "was" : "";
    const words = told ? fill(form.dataset[told], { n: was, text: why }) : "";
    row.classList.toggle("moved", key === last);
    const name = row.querySelector(".name");
    let line = name.querySelector(".was");
    if (!words) return line?.remove();
    if (!line) {
      line = document.createElement("span");
      line.className = "was";
      line.lang = document.documentElement.lang;
      name.append(line);
    }
    if (line.textContent !== words) line.textContent = words;
  }

  function paintLine() {
    const n = order().length;
    const unsent = ["rank", "hand_in", "reason"].some((deed) => waiting(deed).length);
    const words = unsent
      ? say(app.connected ? "saving" : "kept")
      : begun() ? fill(n === names.size ? form.dataset.all : form.dataset.some, { n, of: most }) : form.dataset.start;
    const line = form.querySelector("[data-line] span");
    if (line.textContent !== words) line.textContent = words;
  }

  function paintList() {
    const list = form.querySelector("[data-list]");
    const ideas = order();
    if (list.dataset.drawn === ideas.join("|")) return;
    list.dataset.drawn = ideas.join("|");
    list.replaceChildren(...ideas.map(listedAs));
  }

  function listedAs(one) {
    const row = document.createElement("li");
    row.textContent = names.get(one);
    if (spoken.get(one)) row.lang = spoken.get(one);
    return row;
  }
  return { paint };
}

// The idea that was moved furthest between two orders.
function moved(before, after) {
  const far = (idea) => Math.abs(before.indexOf(idea) - after.indexOf(idea));
  return [...after].sort((a, b) => far(b) - far(a))[0] ?? "";
}

let known = {};

// Whether something changed at this phone's table, or at any while it has none: then it asks how things stand.
export function seatChanged({ tables = {}, own }, mine) {
  const seats = (own ?? mine.own).seats ?? {};
  const now = Object.fromEntries(Object.entries(tables).map(([stage, marks]) => {
    const at = seats[stage]?.table;
    return [stage, at ? `${at} ${marks[at]}` : JSON.stringify(marks)];
  }));
  const changed = Object.keys(now).some((stage) => now[stage] !== known[stage]);
  known = now;
  return changed && !own;
}

// Where one sits next, before the round opens.
export function paintNextSeat(stage, app) {
  const strip = stage.querySelector("[data-next-seat]");
  const at = strip && app.mine.own.seats?.[strip.dataset.nextSeat]?.table;
  if (!strip) return;
  strip.hidden = !at;
  if (at) strip.querySelector("strong").textContent = fill(strip.dataset.words, { n: at });
}
