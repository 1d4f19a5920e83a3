// Writing a statement: find an idea in a long list, and no words are lost by a slip. An extra beside the plain form.

for (const box of document.querySelectorAll("[data-find]")) {
  const rows = [...document.getElementById(box.dataset.find).querySelectorAll("label")];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  box.hidden = false;
  box.querySelector("input").addEventListener("input", ({ target }) => {
    const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach((row, n) => {
      row.hidden = !row.querySelector("input").checked && !words.every((word) => texts[n].includes(word));
    });
  });
}

for (const form of document.querySelectorAll("form[data-leaving]")) {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  addEventListener("beforeunload", (leaving) => { if (typed) leaving.preventDefault(); });
}
