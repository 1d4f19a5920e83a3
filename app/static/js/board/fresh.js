// What is marked as new stays so for as long as the server said, on a clock that never steps.
const TICK = 1000;
const main = document.getElementById("main");

setInterval(() => {
  const since = (performance.now() - Number(main.dataset.heard)) / 1000;
  for (const badge of document.querySelectorAll(".badge-new[data-left]")) badge.hidden = Number(badge.dataset.left) <= since;
}, TICK);
