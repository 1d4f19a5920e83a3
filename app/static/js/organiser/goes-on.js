// Presses the one button of a page that somebody was sent to. Once: a second press would find the code used up.

const form = document.querySelector("form[data-goes-on]");
form?.addEventListener("submit", () => {
  form.querySelector("button").disabled = true;
});
form?.requestSubmit();
