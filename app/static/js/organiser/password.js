// Lets people see the password they type. It is covered again before the form is sent, so that no browser keeps it.

for (const box of document.querySelectorAll(".password-box")) {
  const [field, show] = [box.querySelector("input"), box.querySelector("button")];
  const cover = (covered) => {
    field.type = covered ? "password" : "text";
    show.textContent = covered ? show.dataset.show : show.dataset.hide;
    show.setAttribute("aria-label", covered ? show.dataset.showLabel : show.dataset.hideLabel);
  };
  show.hidden = false;
  cover(true);
  show.addEventListener("click", () => {
    cover(field.type === "text");
    field.focus();
  });
  field.form?.addEventListener("submit", () => cover(true));
}
