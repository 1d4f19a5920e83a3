// Rows made from the page's own templates, so that what scripts add looks like what the server drew.
import { fill } from "./words.js";

// Leaves a list alone that looks the same already, so that nothing loses its focus.
export function renew(list, rows) {
  const fresh = rows.map((row) => row.outerHTML).join("");
  if (list.dataset.drawn === fresh && list.children.length === rows.length) return;
  list.dataset.drawn = fresh;
  list.replaceChildren(...rows);
}

export function copy(template, values) {
  const made = template.content.firstElementChild.cloneNode(true);
  for (const node of [made, ...made.querySelectorAll("*")]) {
    for (const { name, value } of [...node.attributes]) if (value.includes("{")) node.setAttribute(name, fill(value, values));
    if (!node.children.length && node.textContent.includes("{")) node.textContent = fill(node.textContent, values);
  }
  return made;
}
