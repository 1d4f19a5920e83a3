// Marking words on the workbench: with the pointer, or word by word with the keyboard. The page works without it: then
// words are typed, or the whole is quoted. Places are sent as the server counts them, in characters and not in UTF-16.

const template = document.getElementById("marking-template");
const status = document.getElementById("marking-said");
const WORD = /[^\s]+/gu;

let row = null; // the contribution that is being marked
let words = []; // its words: [start, end] in UTF-16
let first = 0; // where the mark begins, and the word under the marker
let last = -1;
let marked = null; // [start, end] or nothing

const textOf = (said) => said.querySelector("[data-words]").dataset.text;
const places = (text, at) => [...text.slice(0, at)].length;

function prepare(said) {
  const element = said.querySelector("[data-words]");
  element.dataset.text ??= element.textContent;
  return element;
}

function draw() {
  const element = prepare(row);
  const text = textOf(row);
  const cursor = last >= 0 ? words[last] : null;
  const cuts = [...new Set([0, text.length, ...(marked ?? []), ...(cursor ?? [])])].sort((a, b) => a - b);
  const parts = cuts.slice(1).map((end, n) => {
    const start = cuts[n];
    const inside = marked && start >= marked[0] && end <= marked[1];
    const here = cursor && start >= cursor[0] && end <= cursor[1];
    const part = document.createElement(inside ? "mark" : "span");
    part.className = [inside ? "marked" : "", here ? "cursor" : ""].join(" ").trim();
    part.textContent = text.slice(start, end);
    return part;
  });
  element.replaceChildren(...parts);
  tell();
}

function tell() {
  const form = row.querySelector("[data-marking]");
  const count = form.querySelector(".marked-count");
  const text = textOf(row);
  const many = marked ? text.slice(...marked).match(WORD)?.length ?? 0 : 0;
  const spoken = many === 1 ? count.dataset.one : count.dataset.many.replace("{n}", many);
  count.textContent = marked ? spoken : count.dataset.whole;
  form.elements.starts.value = marked ? places(text, marked[0]) : "";
  form.elements.ends.value = marked ? places(text, marked[1]) : "";
  form.elements.marked.value = marked ? text.slice(...marked) : "";
  status.textContent = marked ? `${spoken}: ${text.slice(...marked)}` : status.dataset.none;
}

function open(said) {
  if (row === said) return;
  close();
  row = said;
  const element = prepare(said);
  words = [...textOf(said).matchAll(WORD)].map((word) => [word.index, word.index + word[0].length]);
  [first, last, marked] = [0, -1, null];
  said.classList.add("current");
  const known = said.querySelector("[data-marking]");
  if (known) known.hidden = false;
  else {
    const form = template.content.firstElementChild.cloneNode(true);
    form.elements.contribution.value = said.dataset.said;
    form.querySelector("[data-more]").href = said.querySelector("[data-mark]")?.href ?? "#";
    if ("flagged" in said.dataset) form.querySelector('[value="flag"]').value = "unflag";
    form.dataset.made = "";
    said.append(form);
  }
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  tell();
}

function close() {
  if (!row) return;
  const element = row.querySelector("[data-words]");
  element.textContent = textOf(row);
  element.removeAttribute("tabindex");
  element.removeAttribute("role");
  row.classList.remove("current");
  const form = row.querySelector("[data-marking]");
  if ("made" in form.dataset) form.remove();
  else form.hidden = true;
  row = null;
}

function mark(from, to) {
  const inside = words.filter(([start, end]) => end > from && start < to);
  marked = inside.length ? [inside[0][0], inside.at(-1)[1]] : null;
  draw();
}

function fromSelection() {
  const chosen = getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return;
  const range = chosen.getRangeAt(0);
  const element = closest(range.startContainer);
  if (!element || element !== closest(range.endContainer)) return;
  const said = element.closest("[data-said]");
  const at = (node, offset) => {
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(node, offset);
    return before.toString().length;
  };
  const [from, to] = [at(range.startContainer, range.startOffset), at(range.endContainer, range.endOffset)];
  open(said);
  mark(from, to);
  chosen.removeAllRanges();
}

const closest = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("[data-words]");

function move(event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8, Home: -words.length, End: words.length };
  if (event.key === "Escape") {
    [marked, last] = [null, -1];
    draw();
    return;
  }
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    first = Math.max(last, 0);
    mark(...words[first]);
    return;
  }
  if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const before = last;
  last = Math.min(Math.max(last + steps[event.key], 0), words.length - 1);
  if (event.shiftKey) {
    if (!marked) first = Math.max(before, 0);
    mark(words[Math.min(first, last)][0], words[Math.max(first, last)][1]);
    return;
  }
  first = last;
  draw();
  status.textContent = textOf(row).slice(...words[last]);
}

if (template) {
  document.documentElement.dataset.marks = "";
  document.addEventListener("pointerup", () => setTimeout(fromSelection));
  let soon = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(soon);
    if (matchMedia("(pointer: coarse)").matches) soon = setTimeout(fromSelection, 900);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-mark]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.closest("[data-said]"));
    row.querySelector("[data-words]").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (row && event.target === row.querySelector("[data-words]")) move(event);
  });
  const current = document.querySelector("[data-said].current");
  if (current) open(current);
}

// While look-alikes are sought, how far that is.
async function follow() {
  const panel = document.querySelector("#look-alikes[data-again]");
  if (!panel) return;
  await new Promise((resolve) => setTimeout(resolve, 700));
  const answer = await fetch(panel.dataset.again).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("look-alikes");
  if (!fresh) return;
  const before = panel.querySelector("progress");
  const now = fresh.querySelector("progress");
  if (before && now) before.value = now.value;
  else if (!panel.contains(document.activeElement)) panel.replaceWith(fresh);
  follow();
}
follow();
