// Ideas in order: Add places one, arrows move it, down from the last takes it out. Every move is said and saved.
import { dragging } from "./dragging.js";
import { fill, say } from "./words.js";

export function startRanking(stage, app) {
  const form = stage.querySelector("form");
  const list = form.querySelector(".ranklist");
  const rest = form.querySelector(".rankrest");
  const id = stage.dataset.stage;
  const most = Number(form.dataset.most);
  const names = new Map([...form.querySelectorAll("[data-idea]")].map((row) => [row.dataset.idea, row.dataset.name]));
  names.delete("{id}");
  const spoken = new Map([...form.querySelectorAll("[data-idea]")].map((row) => [row.dataset.idea, row.querySelector("[lang]")?.lang]));
  const listed = [...rest.querySelectorAll("[data-idea]")].map((row) => row.dataset.idea);

  function save(order, moved, focus) {
    const place = order.indexOf(moved) + 1;
    const name = names.get(moved);
    app.send({ stage: id, do: "rank", order }, { name: say("your-order"), value: order.map((one) => names.get(one)).join(", ") });
    app.tell(place ? say("moved", { name, n: place, of: order.length }) : say("taken-out", { name }));
    if (focus) focusOn(moved, focus);
  }

  function focusOn(idea, name) {
    const row = form.querySelector(`[data-idea="${CSS.escape(idea)}"]`);
    const wanted = row.querySelector(`button[name="${name}"]:not(:disabled)`);
    (wanted ?? row.querySelector("button:not(:disabled)"))?.focus();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=up], button[name=down], button[name=add]");
    if (!button) return;
    event.preventDefault();
    const order = app.mine.order(id);
    const at = order.indexOf(button.value);
    if (button.name === "add") {
      if (order.length >= most) return app.tell(say("full"));
      return save([...order, button.value], button.value, "up");
    }
    order.splice(at, 1);
    const to = at + (button.name === "up" ? -1 : 1);
    if (to <= order.length) order.splice(Math.max(to, 0), 0, button.value);
    save(order, button.value, button.name);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("[data-done]").addEventListener("click", () => app.finish());
  const drag = dragging(list, (moved) => save([...list.children].map((row) => row.dataset.idea), moved));

  function make(kind, idea) {
    const row = form.querySelector(`template[data-${kind}]`).content.firstElementChild.cloneNode(true);
    const values = { id: idea, name: names.get(idea), place: "" };
    for (const node of [row, ...row.querySelectorAll("*")]) {
      for (const { name, value } of [...node.attributes]) if (value.includes("{")) node.setAttribute(name, fill(value, values));
    }
    const name = row.querySelector(kind === "row" ? ".name" : "span");
    name.textContent = values.name;
    if (spoken.get(idea)) name.lang = spoken.get(idea);
    return row;
  }

  function paint() {
    if (drag.busy()) return;
    const order = app.mine.order(id);
    arrange(list, order, "row");
    arrange(rest.querySelector("ul"), everything().filter((idea) => !order.includes(idea)), "rest");
    [...list.children].forEach((row, n) => {
      row.querySelector(".place").textContent = n + 1;
      row.querySelector("[name=up]").disabled = n === 0;
      row.querySelector("[name=down]").disabled = false;
    });
    const full = order.length >= most;
    for (const add of rest.querySelectorAll("button[name=add]")) {
      add.disabled = false; // a press says how to make room
      if (full) add.setAttribute("aria-disabled", "true");
      else add.removeAttribute("aria-disabled");
    }
    form.querySelector("[data-when-full]").hidden = !full;
    rest.hidden = order.length === names.size;
    form.querySelector("[name=order]").value = order.join();
    form.querySelector("[data-when-empty]").hidden = order.length > 0;
    form.querySelector("[data-when-placed]").hidden = order.length === 0;
  }

  const everything = () => [...listed, ...[...names.keys()].filter((idea) => !listed.includes(idea))];

  // Moves rows rather than making them anew, and gives the focus back that a move takes.
  function arrange(holder, ideas, kind) {
    const known = new Map([...holder.children].map((row) => [row.dataset.idea, row]));
    const focused = holder.contains(document.activeElement) ? document.activeElement : null;
    const rows = ideas.map((idea) => known.get(idea) ?? make(kind, idea));
    if (rows.length !== holder.children.length || rows.some((row, n) => row !== holder.children[n])) {
      holder.replaceChildren(...rows);
      if (focused?.isConnected) focused.focus({ preventScroll: true });
    }
  }
  return { paint };
}
