// A button for the browser's own printing, where there is JavaScript to press it.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
