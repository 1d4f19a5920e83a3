// Draws the likely range of the idea one picks on the map beside the list. Without this file the same link loads the page.
const SVG = "http://www.w3.org/2000/svg";

function draw(pair, mark) {
  const room = pair.querySelector("[data-ovals]");
  room.replaceChildren();
  for (const other of pair.querySelectorAll("[data-idea].picked")) other.classList.remove("picked");
  if (!mark) return;
  mark.classList.add("picked");
  const [cx, cy, rx, ry] = mark.dataset.oval.split(" ");
  const oval = document.createElementNS(SVG, "ellipse");
  for (const [name, value] of Object.entries({ class: "oval", cx, cy, rx, ry })) oval.setAttribute(name, value);
  room.append(oval);
}

function pick(pair, link) {
  const idea = link.dataset.pick;
  const mark = pair.querySelector(`[data-idea="${CSS.escape(idea)}"][data-oval]`);
  if (!mark) return false;
  const off = link.hasAttribute("aria-current");
  const before = pair.querySelector("[data-pick][aria-current]");
  if (before) before.removeAttribute("aria-current");
  if (!off) link.setAttribute("aria-current", "true");
  draw(pair, off ? null : mark);
  const words = pair.querySelector("[data-picked]");
  words.textContent = off ? words.dataset.usual : link.dataset.words;
  words.classList.toggle("no-print", off);
  history.replaceState(null, "", off ? location.pathname : `?idea=${encodeURIComponent(idea)}`);
  return true;
}

for (const pair of document.querySelectorAll(".outcome-pair")) {
  pair.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const mark = event.target.closest("[data-idea]");
    const link = mark
      ? pair.querySelector(`[data-pick="${CSS.escape(mark.dataset.idea)}"]`)
      : event.target.closest("[data-pick]");
    if (link && pick(pair, link)) event.preventDefault();
  });
}
