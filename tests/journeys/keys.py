"""One person without a pointer: whatever gets the focus is in sight, uncovered, ringed, and can be left again."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

MOST_STOPS = 120

STANDS = """() => {
  const el = document.activeElement;
  if (!el || el === document.body) return 'nowhere';
  const seen = el.matches('input[type=radio], input[type=checkbox]') ? el.closest('label') ?? el.labels?.[0] ?? el : el;
  const box = seen.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (right - left < 2 || bottom - top < 2) return `out of sight: ${el.outerHTML.slice(0, 120)}`;
  for (const part of [0.5, 0.2, 0.8]) {
    const over = document.elementFromPoint(left + (right - left) * part, top + (bottom - top) * 0.5);
    if (over && (seen.contains(over) || over.contains(seen))) return '';
  }
  return `covered: ${el.outerHTML.slice(0, 120)}`;
}"""
RINGED = """() => {
  const el = document.activeElement;
  const ring = (one) => {
    const style = getComputedStyle(one), after = getComputedStyle(one, '::after');
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none'
      || (after.outlineStyle !== 'none' && parseFloat(after.outlineWidth) >= 2);
  };
  const near = [el, el.closest(".choice"), el.nextElementSibling, el.parentElement].filter(Boolean);
  return near.some(ring) ? '' : `no ring: ${el.outerHTML.slice(0, 120)}`;
}"""


class Keys:
    """The keyboard of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, wanted: str, back: bool = False) -> None:
        """Tab, or Shift and Tab, until a control that matches has the focus. Each stop on the way is looked at."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            self.stands()
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
                return
        raise AssertionError(f"{wanted} cannot be reached with the Tab key")

    def stands(self) -> None:
        told = self.page.evaluate(STANDS)
        assert told in ("", "nowhere"), told
        if not told:
            assert self.page.evaluate(RINGED) == "", self.page.evaluate(RINGED)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def activates(self, wanted: str, key: str = "Enter") -> None:
        self.to(wanted)
        self.press(key)

    def whole_round(self) -> list[str]:
        """Once through the page: every stop in its order, until the page is left. Raises where it cannot be left."""
        self.page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        stops: list[str] = []
        for _ in range(MOST_STOPS * 3):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(STANDS) == "nowhere":
                return stops
            self.stands()
            stops.append(self.page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
            if len(stops) > 2 and stops[-2:] == stops[:2]:
                return stops[:-2]
        raise AssertionError(f"the focus never leaves: {stops[-5:]}")


def marked(where: Locator) -> str:
    """A selector for an element that has an id."""
    found: Any = where.get_attribute("id")
    return f"[id='{found}']"
