// A question before something that cannot be taken back lightly: a dialog over the page, closed by its answer.

let opener = null;

document.addEventListener("htmx:before:request", () => {
  opener = document.activeElement;
});

document.addEventListener("htmx:after:swap", () => {
  const dialog = document.querySelector("#ask > dialog");
  if (dialog && !dialog.open) dialog.showModal();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]")) return;
  event.preventDefault();
  shut(event.target.closest("dialog"));
});

document.addEventListener("close", (event) => {
  if (event.target.matches?.("#ask > dialog")) shut(event.target);
}, true);

function shut(dialog) {
  if (!dialog?.isConnected) return;
  dialog.close();
  dialog.remove();
  const back = opener?.isConnected ? opener : document.getElementById("step");
  back?.focus({ preventScroll: true });
}
