// The list of a page's keys: a button opens it, and so does ? wherever nothing is being written. A tick switches ? off.
const dialog = document.getElementById("keys");
const OFF = "cg:keys:off";
const WRITTEN_IN = "input:not([type=radio], [type=checkbox], [type=range]), textarea, select";

if (dialog) {
  const on = dialog.querySelector("[data-keys-on]");
  const mark = document.querySelector("[data-keys-mark]");
  on.checked = !isOff();
  mark.hidden = !on.checked;
  document.querySelector("[data-keys-way]").hidden = false;
  document.querySelector("[data-keys-open]").addEventListener("click", () => dialog.showModal());
  on.addEventListener("change", () => {
    mark.hidden = !on.checked;
    keep(!on.checked);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || !on.checked || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(WRITTEN_IN)) return;
    event.preventDefault();
    dialog.showModal();
  });
}

function isOff() {
  try {
    return localStorage.getItem(OFF) !== null;
  } catch {
    return false;
  }
}

function keep(off) {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // nothing can be stored: it holds for this page
  }
}
