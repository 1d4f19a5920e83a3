// Dragging a row by its grip: an extra beside the buttons.
export function dragging(list, dropped) {
  let lifted = null;
  list.addEventListener("pointerdown", (event) => {
    if (!event.target.closest("[data-grip]") || event.button) return;
    event.preventDefault();
    lifted = event.target.closest("[data-idea]");
    lifted.classList.add("lifted");
    list.setPointerCapture(event.pointerId);
  });
  list.addEventListener("pointermove", (event) => {
    if (!lifted) return;
    const others = [...list.children].filter((row) => row !== lifted);
    const after = others.find((row) => {
      const box = row.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    if (lifted.nextElementSibling !== (after ?? null)) list.insertBefore(lifted, after ?? null);
  });
  const end = () => {
    if (!lifted) return;
    const row = lifted;
    lifted = null;
    row.classList.remove("lifted");
    dropped(row.dataset.idea);
  };
  list.addEventListener("pointerup", end);
  list.addEventListener("pointercancel", end);
  return { busy: () => lifted !== null };
}
