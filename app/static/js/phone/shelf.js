// Things kept on the phone in the order they came, each under a key of its own: two tabs put and take without ever
// writing over each other's.
import { forget, keysUnder, read, write } from "./kept.js";

export class Shelf {
  // `elsewhere(id, item)` hears what another tab put here; item is undefined where that tab took it away.
  constructor(prefix, elsewhere = () => {}) {
    this.prefix = prefix;
    this.items = new Map();
    this.order = undefined;
    for (const key of keysUnder(prefix)) this.hold(read(key));
    addEventListener("storage", ({ key, newValue }) => {
      if (!key?.startsWith(prefix)) return;
      const item = newValue === null ? undefined : JSON.parse(newValue);
      if (item) this.hold(item);
      elsewhere(key.slice(prefix.length), item);
    });
  }

  all() {
    return (this.order ??= [...this.items.values()].sort((a, b) => a.at - b.at));
  }

  // `at` only ever grows, however the phone's clock is set.
  put(item) {
    this.renew({ ...item, at: Math.max(Date.now(), (this.all().at(-1)?.at ?? 0) + 1) });
  }

  renew(item) {
    this.hold(item);
    write(this.prefix + item.action.id, item);
  }

  take(id) {
    const item = this.items.get(id);
    if (item) {
      this.drop(id);
      forget(this.prefix + id);
    }
    return item;
  }

  hold(item) {
    if (!item?.action) return;
    this.items.set(item.action.id, item);
    this.order = undefined;
  }

  drop(id) {
    this.items.delete(id);
    this.order = undefined;
  }
}
