// Says when the page is no longer brought up to date, and puts times into the reader's own time zone.

const banner = document.getElementById("offline");
const TOO_OLD = 6_000;

let newest = performance.now();

function say(words) {
  if (banner.textContent === words) return;
  banner.textContent = words;
  banner.hidden = !words;
}

function local() {
  for (const time of document.querySelectorAll("[data-clock]")) {
    const at = new Date(Number(time.dataset.clock) * 1000);
    const text = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    if (time.textContent !== text) time.textContent = text;
  }
}

// Whoever is signed out is sent to another page, which must not take the place of a part of this one.
document.addEventListener("htmx:before:swap", (event) => {
  if (!event.detail.ctx.response?.raw.redirected) return;
  event.preventDefault();
  say(banner.dataset.signIn);
  newest = Infinity;
});
document.addEventListener("htmx:after:swap", () => {
  newest = performance.now();
  say("");
  local();
});
setInterval(() => {
  if (!document.hidden && performance.now() - newest > TOO_OLD) say(banner.dataset.cut);
}, 1_000);
document.addEventListener("visibilitychange", () => {
  newest = Math.max(newest, performance.now());
});
local();
