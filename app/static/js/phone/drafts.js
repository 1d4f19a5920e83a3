// Words half written stay through reloads and new steps, until they are sent.
import { forget, read, write } from "./kept.js";

let scope = "";
// A question of its own is asked in each step; what is said of an idea belongs to the idea.
const key = ({ id }) => `${scope}:draft:${id === "suggest" ? document.getElementById("stage").dataset.stage : id}`;

export function keepDrafts(session) {
  scope = session;
  restoreDrafts(document);
  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-draft]")) return;
    if (target.value) write(key(target), target.value);
    else forget(key(target));
  });
}

export function restoreDrafts(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const draft = read(key(field), "");
    if (draft && !field.value) field.value = draft;
  }
}

export function clearDraft(field) {
  field.value = "";
  forget(key(field));
}
