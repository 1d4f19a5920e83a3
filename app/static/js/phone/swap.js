// Puts a newer fragment in place of an older one: focus stays, and words half written are not lost.
import { restoreDrafts } from "./drafts.js";

const parse = (html) => document.createRange().createContextualFragment(html).firstElementChild;

// A new step: everything is replaced, and whoever was in it is led to its heading.
export function swapStage(html) {
  const old = document.getElementById("stage");
  const inside = old.contains(document.activeElement);
  old.replaceWith(parse(html));
  const stage = document.getElementById("stage");
  restoreDrafts(stage);
  if (inside) (stage.querySelector("main") ?? stage).focus({ preventScroll: true });
  if (!location.hash.startsWith("#talk-")) scrollTo(0, 0);
  return stage;
}

// The same step: only the lists that say what others wrote are renewed, fields stay as they are.
export function swapComments(html) {
  const old = document.getElementById("comments");
  const fresh = parse(html);
  const names = (root) => [...root.querySelectorAll("[data-part]")].map((part) => part.dataset.part).join();
  const paused = (root) => Boolean(root.querySelector("[data-paused]"));
  if (old.dataset.stage === fresh.dataset.stage && names(old) === names(fresh) && paused(old) === paused(fresh)) {
    for (const part of fresh.querySelectorAll("[data-part]")) renew(document.getElementById(part.id), part);
    return;
  }
  const talking = old.contains(document.activeElement);
  old.replaceWith(fresh);
  restoreDrafts(fresh);
  const gone = location.hash.startsWith("#talk-") && !document.getElementById(location.hash.slice(1));
  if (gone) location.hash = "#stage";
  if (talking) (document.querySelector("#stage main") ?? document.body).focus({ preventScroll: true });
}

function renew(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const at = focused && { name: focused.name, value: focused.value };
  Object.assign(old.dataset, fresh.dataset);
  old.replaceChildren(...fresh.childNodes);
  if (at) old.querySelector(`[name="${at.name}"][value="${CSS.escape(at.value)}"]`)?.focus({ preventScroll: true });
}
