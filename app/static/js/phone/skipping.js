// The skip link leads to the part of the page that is shown: the page's own is hidden once one is through with a step, and
// behind a talk.
export function mendSkipLink() {
  document.querySelector(".skip-link").addEventListener("click", (event) => {
    const shown = [...document.querySelectorAll("main")].find((main) => main.getClientRects().length);
    if (!shown || shown.id === "main") return;
    event.preventDefault();
    shown.tabIndex = -1;
    shown.focus();
  });
}
