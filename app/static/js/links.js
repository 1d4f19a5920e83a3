// A link that people pass on: a press shares its address or copies it, and says so. Without this file it simply leads there.
const SAID_FOR = 2500;

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copied]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await shared(link.href)) return;
  if (!(await copied(link.href))) return location.assign(link.href);
  const words = link.querySelector("span") ?? link;
  link.dataset.words ??= words.textContent;
  words.textContent = link.dataset.copied;
  const spoken = document.getElementById("spoken");
  if (spoken) spoken.textContent = link.dataset.copied;
  setTimeout(() => (words.textContent = link.dataset.words), SAID_FOR);
});

// A phone or tablet offers its own ways to pass something on, copying among them. True where it did, also if none was chosen.
async function shared(url) {
  if (!navigator.share || !matchMedia("(pointer: coarse)").matches) return false;
  try {
    await navigator.share({ url });
    return true;
  } catch (error) {
    return error.name === "AbortError";
  }
}

// Plain http has no clipboard of its own: there a field that is selected does.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
