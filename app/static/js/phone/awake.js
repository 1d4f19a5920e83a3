// Keeps the screen on while a step is open, where the phone lets us: browsers do so only on encrypted addresses.
const OPEN = ["vote", "dots", "rate", "rank", "gather", "discuss"];
let wanted = false;
let lock = null;
let asking = false;

async function hold() {
  if (!wanted || lock || asking || document.hidden || !navigator.wakeLock) return;
  asking = true;
  try {
    lock = await navigator.wakeLock.request("screen");
    lock.addEventListener("release", () => (lock = null));
  } catch {
    lock = null; // a nearly empty battery: the phone decides
  }
  asking = false;
  if (!wanted) letGo();
}

function letGo() {
  lock?.release();
  lock = null;
}

document.addEventListener("visibilitychange", hold);

export function stayAwake(view) {
  wanted = OPEN.includes(view);
  if (wanted) hold();
  else letGo();
}
