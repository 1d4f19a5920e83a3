// The page's own sentences, written by the server in the reader's language.
const store = document.getElementById("words");
const plural = new Intl.PluralRules(document.documentElement.lang || "en");

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export const say = (name, values = {}) => fill(store.getAttribute(`data-${name}`) ?? "", values);

// A sentence about a number, in the form that the language has for it.
export const count = (name, n) =>
  fill(store.getAttribute(`data-${name}-${plural.select(n)}`) ?? store.getAttribute(`data-${name}-other`) ?? "", { n });
