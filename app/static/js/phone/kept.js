// What stays on the phone through a reload. Where nothing may be stored, this page's memory has to do.
const memory = new Map();

export function read(key, otherwise) {
  try {
    const text = localStorage.getItem(key);
    return text === null ? (memory.get(key) ?? otherwise) : JSON.parse(text);
  } catch {
    return memory.get(key) ?? otherwise;
  }
}

export function write(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    unstore(key); // a full or forbidden store: memory keeps it until the page goes, and nothing older is read instead
  }
}

export function forget(key) {
  memory.delete(key);
  unstore(key);
}

export function keysUnder(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function unstore(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was stored
  }
}
