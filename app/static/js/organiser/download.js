// A file on its way: looks every two seconds how far it is, and hands it over once it is there.
// A screen reader hears of it when the state changes, not of every percent.
const LOOK_EVERY = 2000;

async function look() {
  const shown = document.getElementById("download");
  try {
    const answer = await fetch(location.pathname, {headers: {Accept: "text/html"}});
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const newer = page.getElementById("download");
    if (!newer) return location.reload();
    if (newer.dataset.state !== shown.dataset.state) {
      shown.dataset.state = newer.dataset.state;
      shown.replaceChildren(...newer.childNodes);
      take(shown);
    } else {
      advance(shown, newer);
    }
  } catch {
    // the network is away for a moment: the next look tells
  }
  if (["waiting", "making"].includes(shown.dataset.state)) setTimeout(look, LOOK_EVERY);
}

function take(shown) {
  const file = shown.querySelector("a[download]");
  if (file) location.assign(file.href);
}

function advance(shown, newer) {
  const [bar, now] = [shown.querySelector("progress"), newer.querySelector("progress")];
  if (!bar !== !now) return shown.replaceChildren(...newer.childNodes);
  if (bar) bar.value = now.value;
  for (const part of [".doing", ".part"]) {
    const [old, next] = [shown.querySelector(part), newer.querySelector(part)];
    if (old && next && old.textContent !== next.textContent) old.textContent = next.textContent;
  }
}

const first = document.getElementById("download");
if (first.dataset.state === "ready") take(first);
else setTimeout(look, LOOK_EVERY / 2);
