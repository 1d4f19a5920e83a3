// Whoever types the missing words means to add them.
document.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea[name^='words-']")) return;
  const add = target.closest("li").querySelector("input[value='type']");
  if (add) add.checked = target.value.trim() !== "";
});
