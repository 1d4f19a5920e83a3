// Comments and "me too": sent through the outbox, listed with what became of them.
import { copy, renew } from "./copying.js";
import { clearDraft } from "./drafts.js";
import { paintSuggestions, startSuggesting } from "./suggesting.js";
import { count, say } from "./words.js";

const stageId = () => document.getElementById("stage").dataset.stage;
const checksFirst = () => document.getElementById("stage").dataset.checkFirst === "yes";

export function startTalking(app) {
  const suggesting = startSuggesting(app);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#comments form, #gather, #own-ideas");
    if (!form) return;
    event.preventDefault();
    const field = form.querySelector("[data-draft]");
    if (event.submitter?.name === "withdraw") return takeBack(event.submitter.value);
    if (event.submitter?.name === "me_too") return meToo(event.submitter);
    if (event.submitter?.dataset.done) return app.finish();
    if (suggesting.pressed(event.submitter)) return;
    if (!field?.value.trim()) return field?.focus();
    const text = field.value.trim();
    const label = { name: text, value: "", state: checksFirst() ? "waiting" : "allowed" };
    if (form.id === "gather") app.send({ stage: stageId(), do: "suggest", text }, label);
    else app.send({ stage: stageId(), do: "comment", idea: form.elements.idea.value, text }, label);
    clearDraft(field);
    field.focus();
  });

  function takeBack(comment) {
    app.send({ stage: stageId(), do: "withdraw", comment }, { name: "", value: "" });
    app.tell(say("removed"));
  }

  function meToo(button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    app.send({ stage: stageId(), do: "support", comment: button.value, on }, { name: "", value: "" });
  }

  // Words that were refused go back to where they were written, unless others stand there by now.
  function giveBack({ do: deed, idea, text }) {
    const field = { comment: document.getElementById(`say-${idea}`), suggest: document.getElementById("suggest") }[deed];
    if (!field || field.value) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  return { giveBack, paint: () => (paintComments(app), paintSuggestions(app)) };
}

function paintComments(app) {
  const root = document.getElementById("comments");
  const said = [...app.mine.own.comments, ...app.unsent("comment")].filter((c) => root.querySelector(`[data-own="${c.idea}"]`));
  for (const list of root.querySelectorAll("ul[data-own]")) {
    const shown = new Set([...root.querySelectorAll("[data-part] > li")].map((row) => row.id));
    const mine = said.filter((c) => c.idea === list.dataset.own && !shown.has(`comment-${c.id}`) && !leaving(app, c.id));
    renew(list, mine.map((c) => ownComment(root, app, c)));
    const all = root.querySelector(`#count-${CSS.escape(list.dataset.own)}`);
    const n = Number(all.dataset.said) + mine.length;
    const words = n ? count("comments", n) : say("no-comments");
    if (all.textContent !== words) all.textContent = words;
  }
  for (const row of root.querySelectorAll("[data-part] > li")) paintShared(root, app, row, said);
}

// An allowed comment: one's own has "take back", others' have "me too".
function paintShared(root, app, row, said) {
  const id = row.id.slice("comment-".length);
  const button = row.querySelector("button[name=me_too]");
  if (said.some((c) => c.id === id)) {
    button?.replaceWith(copy(root.querySelector("template[data-take-back]"), { id }));
    row.hidden = leaving(app, id);
  } else if (button) {
    button.dataset.base ??= (button.textContent.match(/\d+/) ?? ["0"])[0] - (wasOn(app, id) ? 1 : 0);
    const asked = app.mine.outbox.waiting().filter(({ action }) => action.do === "support" && action.comment === id);
    const on = asked.length ? asked.at(-1).action.on : wasOn(app, id);
    const n = Number(button.dataset.base) + (on ? 1 : 0);
    button.setAttribute("aria-pressed", String(on));
    button.querySelector("span").textContent = n ? count("me-too", n) : count("me-too", 0).replace(" 0", "");
  }
}

const wasOn = (app, id) => app.mine.own.supported.includes(id);
const leaving = (app, id) => app.mine.isWaiting((action) => action.do === "withdraw" && action.comment === id);

const fate = (state) =>
  say({ saving: "saving", kept: "kept", waiting: "waiting", hidden: "hidden", allowed: "on-board" }[state] ?? "not-used");

function ownComment(root, app, { id, text, state, reason }) {
  const status = state === "hidden" && reason ? say("hidden-why", { reason }) : fate(state);
  const values = { id, status, community: app.mine.own.community };
  const row = copy(root.querySelector("template[data-own-comment]"), values);
  row.querySelector("p").textContent = text;
  const tag = document.querySelector(".topbar .tag");
  if (tag) row.querySelector(".tag").replaceWith(tag.cloneNode(true));
  if (!id) row.querySelector("button").remove();
  return row;
}
