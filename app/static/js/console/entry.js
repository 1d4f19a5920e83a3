// Places typed for a table: what they make, and what does not fit. The server's rules, told while one types.

// `typed`: [[idea, "3" or "3="]] in the page's order → {problem: {kind, place, ideas} or null, filled, sum, whole}.
export function read(typed) {
  const count = typed.length;
  const held = new Map();
  let filled = 0;
  for (const [idea, text] of typed) {
    const clean = text.replace(/\s/g, "");
    if (!clean) continue;
    const place = /^\d{1,5}=?$/.test(clean) ? parseInt(clean, 10) : 0;
    if (place < 1 || place > count) return found({ kind: "not", place: 0, ideas: [idea] }, filled, held, count);
    held.set(place, [...(held.get(place) ?? []), { idea, level: clean.endsWith("=") }]);
    filled += 1;
  }
  let following = 1;
  let gap = null;
  for (const place of [...held.keys()].sort((a, b) => a - b)) {
    const here = held.get(place);
    const ideas = here.map(({ idea }) => idea);
    if (here.length > 1 && !here.every(({ level }) => level)) return found({ kind: "twice", place, ideas }, filled, held, count);
    if (place < following) return found({ kind: "taken", place, ideas }, filled, held, count);
    if (place > following) gap ??= { kind: "gap", place: following, ideas: [] };
    following = Math.max(following, place) + here.length;
  }
  return found(gap, filled, held, count);
}

function found(problem, filled, held, count) {
  let sum = 0;
  for (const [place, here] of held) {
    const level = here.length > 1 && here.every((one) => one.level);
    sum += here.length * (level ? place + (here.length - 1) / 2 : place);
  }
  return { problem, filled, sum, whole: !problem && filled === count };
}
