// One idea at a time, with Back and Next; the answers of all cards stand in one dock within reach.
import { read, write } from "./kept.js";
import { listenTo } from "./listen.js";
import { shuffled } from "./shuffling.js";
import { say } from "./words.js";

export class Cards {
  constructor(form, { seed, place, finish }) {
    this.form = form;
    this.finish = finish;
    this.place = place;
    this.dock = form.querySelector(".vote-dock");
    const cards = [...form.querySelectorAll("[data-idea]")];
    const known = new Map(cards.map((card) => [card.dataset.idea, card]));
    this.cards = (seed ? shuffled(seed, [...known.keys()]) : [...known.keys()]).map((id) => known.get(id));
    const extra = this.dock.firstElementChild;
    this.answers = this.cards.map((card) => {
      const answers = card.querySelector("[data-answers]");
      answers.dataset.for = card.dataset.idea;
      this.dock.insertBefore(answers, extra);
      form.insertBefore(card, this.dock);
      return answers;
    });
    form.querySelector("[data-back]").addEventListener("click", () => this.go(this.at - 1));
    form.querySelector("[data-next]").addEventListener("click", () => this.go(this.at + 1));
    form.addEventListener("click", (event) => event.target.closest("[data-read-on]") && this.readOn());
    form.addEventListener("toggle", () => this.fit(), true);
    addEventListener("scroll", () => this.fit(), { passive: true });
    addEventListener("resize", () => this.fit());
    const at = Number(read(place, 0)) || 0;
    this.show(Math.min(at, this.cards.length - 1));
  }

  go(at) {
    if (at >= this.cards.length) return this.finish();
    if (at < 0) return;
    this.show(at);
    scrollTo(0, 0);
    this.cards[at].focus({ preventScroll: true });
  }

  show(at) {
    this.at = at;
    write(this.place, at);
    this.cards.forEach((card, n) => (card.hidden = n !== at));
    this.answers.forEach((answers, n) => (answers.hidden = n !== at));
    const last = at === this.cards.length - 1;
    const back = this.form.querySelector("[data-back]");
    if (at === 0) back.setAttribute("aria-disabled", "true");
    else back.removeAttribute("aria-disabled");
    this.form.querySelector("[data-next] span").textContent = say(last ? "finish" : "next");
    this.form.querySelector(".progress p").textContent = say("idea", { n: at + 1, of: this.cards.length });
    this.cards[at].setAttribute("aria-label", say("idea", { n: at + 1, of: this.cards.length }));
    listenTo(this.form.querySelector(".listen"), () => this.cards[this.at].querySelector("blockquote"));
    this.fit();
  }

  // answered: a test by idea. Done segments are navy, the current one is taller.
  paint(answered) {
    this.form.querySelectorAll(".segs i").forEach((segment, n) => {
      const state = n === this.at ? "now" : answered(this.cards[n].dataset.idea) ? "done" : "";
      if (segment.className !== state) segment.className = state;
    });
  }

  fit() {
    if (!this.form.isConnected) return;
    const card = this.cards[this.at];
    const idea = card.querySelector(".easy-read[open]") ?? card.querySelector("blockquote");
    const button = this.answers[this.at].querySelector("[data-read-on]");
    if (!button) return;
    const edge = this.answers[this.at].querySelector("fieldset").getBoundingClientRect().top;
    button.hidden = idea.getBoundingClientRect().bottom <= edge + 2;
  }

  readOn() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    scrollBy({ top: innerHeight * 0.4, behavior: calm ? "auto" : "smooth" });
  }
}
