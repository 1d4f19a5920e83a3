// A large file takes a few seconds to read or add: say so while the browser waits, and no longer once one comes back.
for (const form of document.querySelectorAll("[data-busy-form]")) {
  form.addEventListener("submit", ({ submitter }) => {
    const words = submitter?.dataset.busy;
    if (!words) return;
    const shown = submitter.querySelector("span");
    const before = shown.textContent;
    const says = form.querySelector(".busy");
    shown.textContent = words;
    submitter.setAttribute("aria-busy", "true");
    if (says) says.hidden = false;
    addEventListener("pageshow", () => {
      shown.textContent = before;
      submitter.removeAttribute("aria-busy");
      if (says) says.hidden = true;
    }, { once: true });
  });
}
