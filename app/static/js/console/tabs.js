// One list of comments at a time, and on a narrow screen one part of the console at a time. The choice stands on the
// root element, where nothing that is drawn again can undo it. Without this file the links lead to their sections.

const root = document.documentElement;
const QUEUES = ["to-check", "on-board", "hidden"];

function choose(kind, name) {
  root.dataset[kind] = name;
  mark();
}

function mark() {
  for (const kind of ["queue", "part"]) {
    for (const tab of document.querySelectorAll(`.tab[data-${kind}]`)) {
      if (tab.dataset[kind] === root.dataset[kind]) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-queue], a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (link.dataset.queue) {
    choose("queue", link.dataset.queue);
    choose("part", "queue");
    if (!link.classList.contains("tab")) document.querySelector(`.tab[data-queue="${link.dataset.queue}"]`)?.focus();
  } else {
    choose("part", link.dataset.part);
    window.scrollTo(0, 0);
  }
});
document.addEventListener("htmx:after:swap", mark);

const asked = location.hash.slice(1);
choose("queue", QUEUES.includes(asked) ? asked : "to-check");
choose("part", QUEUES.includes(asked) || asked === "queue" ? "queue" : ["runsheet", "board"].includes(asked) ? asked : "main");
