// One's own order of ideas, the same that the server draws: see app/screens/shuffling.py.
export function shuffled(seed, ids) {
  const marks = new Map(ids.map((id) => [id, mixed(`${seed}|${id}`)]));
  return [...ids].sort((a, b) => marks.get(a) - marks.get(b) || (a < b ? -1 : 1));
}

export function mixed(text) {
  let h = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) h = Math.imul(h ^ text.charCodeAt(n), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
