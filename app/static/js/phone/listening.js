// Words half typed stay through a reload, for a day and on this phone alone; once sent they go.
import { forget, read, write } from "./kept.js";

const DAY = 24 * 60 * 60 * 1000;
const form = document.querySelector("[data-listening]");
const told = document.querySelector("[data-told]");
const key = (code) => `cg:listening:${code}`;

if (form) keep(form, key(form.dataset.listening));
if (told) thanks(told);

function keep(form, name) {
  form.autocomplete = "off"; // the browser would hand what was sent to whoever goes back
  const fields = () => [...form.querySelectorAll("textarea")];
  const kept = read(name, null);
  if (kept && Date.now() - kept.at < DAY) {
    for (const field of fields()) if (!field.value && kept.words[field.name]) field.value = kept.words[field.name];
  } else if (kept) {
    forget(name);
  }
  form.addEventListener("input", () => {
    const words = Object.fromEntries(fields().filter((field) => field.value).map((field) => [field.name, field.value]));
    if (Object.keys(words).length) write(name, { at: Date.now(), words });
    else forget(name);
  });
  // Whoever goes back after sending gets an empty form, not the one that was sent.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && read(name, null) === null) location.reload();
  });
}

function thanks(page) {
  forget(key(page.dataset.told));
  const copy = page.querySelector("[data-copy]");
  const print = page.querySelector("[data-print]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  if (!navigator.clipboard) return; // plain http has none
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).textContent.trim());
    copy.querySelector("span").textContent = copy.dataset.copied;
  });
}
