"""What axe says of a page: its findings, and what it leaves for a person to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "tests" / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BESIDES = ["region", "landmark-one-main", "page-has-heading-one", "heading-order", "landmark-unique", "skip-link"]
"""Good practice that we hold ourselves to as well."""

_RUN = """async ([tags, besides]) => {
  const rules = Object.fromEntries(besides.map((rule) => [rule, {enabled: true}]));
  const runOnly = {type: 'tag', values: tags};
  // What a bar at the bottom covers is uncovered by scrolling. That it never covers the focus is tried elsewhere.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.actionbar { position: static !important }');
  document.adoptedStyleSheets = [sheet];
  const said = await axe.run(document, {runOnly, rules, resultTypes: ['violations', 'incomplete']});
  document.adoptedStyleSheets = [];
  // Where readers force their own colours, the style still names ours: contrast is ours only where we kept our colours.
  const theirs = (node) => matchMedia('(forced-colors: active)').matches
    && getComputedStyle(document.querySelector(node.target.at(-1))).forcedColorAdjust !== 'none';
  const ours = (one) => one.id === 'color-contrast' ? one.nodes.filter((node) => !theirs(node)) : one.nodes;
  const plain = (listed) => listed.flatMap((one) => ours(one).map((node) => [
    one.id, node.html.slice(0, 160), node.failureSummary ?? '', node.any[0]?.data?.messageKey ?? '',
  ]));
  return [plain(said.violations), plain(said.incomplete)];
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One element that a rule is about. `key` is why axe could not decide."""

    rule: str
    html: str
    said: str
    key: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.html} | {self.said}"


def look(page: Page) -> tuple[list[Finding], list[Finding]]:
    """(what is wrong, what axe could not decide)"""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8") + ";0")
    wrong, open_ = page.evaluate(_RUN, [TAGS, BESIDES])
    return [Finding(*_four(one)) for one in wrong], [Finding(*_four(one)) for one in open_]


def _four(told: list[Any]) -> tuple[str, str, str, str]:
    rule, html, said, key = map(str, told)
    return rule, html, said, key


def too_wide(page: Page) -> int:
    """How many px the page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


def unscannable(page: Page) -> list[str]:
    """QR codes that would stand on a reader's own dark colours, where no camera finds them."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('.segno')].filter((one) => {
          const style = getComputedStyle(one);
          return style.forcedColorAdjust !== 'none' || style.backgroundColor !== 'rgb(255, 255, 255)';
        }).map((one) => `a QR code loses its white ground: ${one.textContent.slice(0, 60)}`)"""
    )
    return found


def moving(page: Page) -> list[str]:
    """What moves for longer than five seconds, or at all for somebody who asked for less."""
    found: list[str] = page.evaluate(
        """() => {
          const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
          return document.getAnimations().filter((one) => {
            const time = one.effect.getComputedTiming();
            return time.endTime > 5000 || (calm && one.playState === 'running' && time.activeDuration > 0);
          }).map((one) => `${one.animationName ?? one.transitionProperty} moves ${one.effect.target?.className}`);
        }"""
    )
    return found


def small_targets(page: Page, least: int = 44) -> list[str]:
    """Controls that a thumb would miss: lower or narrower than so many px. Links within a sentence are left out."""
    found: list[str] = page.evaluate(
        """(least) => {
          const inWords = (el) => el.tagName === 'A' && getComputedStyle(el).display === 'inline';
          const seen = (el) => el.checkVisibility({visibilityProperty: true, opacityProperty: true});
          const target = (el) => {
            if (!el.matches('input[type=radio], input[type=checkbox]')) return el;
            return el.closest('label') ?? el.labels?.[0] ?? el;
          };
          const all = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
          const left = '.skip-link, .visually-hidden, [tabindex="-1"]';
          const low = (box) => box.width < least - 0.5 || box.height < least - 0.5;
          return [...all].filter((el) => seen(el) && !inWords(el) && !el.matches(left)).map(target)
           .map((el) => [el, el.getBoundingClientRect()])
            .filter(([, box]) => box.width > 2 && box.height > 2 && low(box))
            .map(([el, box]) => `${Math.round(box.width)} by ${Math.round(box.height)}: ${el.outerHTML.slice(0, 120)}`);
        }""",
        least,
    )
    return found


def cut_with_more_space(page: Page) -> list[str]:
    """Words that are cut off, or push the page sideways, once a reader spreads letters and lines (WCAG 1.4.12)."""
    found: list[str] = page.evaluate(
        """() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`p { margin-bottom: 2em !important } * { line-height: 1.5 !important;
            letter-spacing: 0.12em !important; word-spacing: 0.16em !important }`);
          document.adoptedStyleSheets = [sheet];
          const found = [];
          const root = document.documentElement;
          if (root.scrollWidth > root.clientWidth + 1) found.push(`${root.scrollWidth - root.clientWidth} px too wide`);
          for (const el of document.body.querySelectorAll('*')) {
            const style = getComputedStyle(el);
            if (!el.checkVisibility() || el.clientWidth < 3 || !el.innerText?.trim()) continue;
            if (['visible', 'auto', 'scroll'].includes(style.overflowX) || style.overflowY === 'auto') continue;
            const cut = el.scrollWidth > el.clientWidth + 2 || el.scrollHeight > el.clientHeight + 4;
            if (cut) found.push(`cut: ${el.outerHTML.slice(0, 120)}`);
          }
          document.adoptedStyleSheets = [];
          return found;
        }"""
    )
    return found


def hard_to_read(page: Page) -> list[str]:
    """Words on a board (at 1920 px) under 28 px, or with less contrast than 7 : 1, or 4.5 : 1 on a weak projector: a
    quarter of white over everything."""
    found: list[str] = page.evaluate(_FROM_THE_BACK_ROW)
    return found


def faint(page: Page) -> list[str]:
    """Words with less contrast than 4.5 : 1, or 3 : 1 where they are large (WCAG 1.4.3): also where axe cannot decide,
    since something overlaps, or since the words stand in a drawing. What cannot be used is left out, as there."""
    found: list[str] = page.evaluate(_FAINT)
    return found


_COLOURS = """
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const linear = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const washed = (c) => c.map((v) => v * 0.75 + 255 * 0.25);
  const behind = (el) => {
    for (let at = el; at; at = at.parentElement) {
      const c = parse(getComputedStyle(at).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const shapeUnder = (box) => {
    for (const one of document.elementsFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)) {
      if (!one.matches('rect, circle, path')) continue;
      const {fill, fillOpacity} = getComputedStyle(one);
      const c = parse(fill);
      if (fillOpacity === '1' && fill.startsWith('rgb') && (c.length === 3 || c[3] === 1)) return c.slice(0, 3);
    }
  };
  // What words stand on: in a drawing their rim, or the shape below them, which is found only where it is in sight.
  const ground = (el, svg, style) => {
    if (!svg) return behind(el);
    const rim = style.paintOrder.startsWith('stroke') ? parse(style.stroke).slice(0, 3) : [];
    if (rim.length) return rim;
    el.scrollIntoView({block: 'center', behavior: 'instant'});
    return shapeUnder(el.getBoundingClientRect()) ?? behind(svg.parentElement);
  };
"""

_FROM_THE_BACK_ROW = (
    "() => {"
    + _COLOURS
    + """
  const found = [];
  const walk = document.createTreeWalker(document.getElementById('board'), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const [el, words] = [walk.currentNode.parentElement, walk.currentNode.data.trim()];
    const unseen = '.visually-hidden, .as-table, title, [aria-hidden=true]';
    if (!words || !el.checkVisibility() || el.closest(unseen)) continue;
    const box = el.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(el), svg = el.ownerSVGElement;
    const scale = svg ? Math.hypot(el.getScreenCTM().a, el.getScreenCTM().b) : 1;
    const size = parseFloat(style.fontSize) * scale;
    const ink = parse(svg ? style.fill : style.color).slice(0, 3);
    const under = ground(el, svg, style);
    const [clean, weak] = [ratio(ink, under), ratio(washed(ink), washed(under))];
    if (size < 27.5 || clean < 7 || weak < 4.5) {
      const name = el.className?.baseVal ?? el.className;
      const figures = `${size.toFixed(1)} px, ${clean.toFixed(1)}, washed ${weak.toFixed(2)}`;
      found.push(`${figures}: "${words.slice(0, 40)}" ${name}`);
    }
  }
  return [...new Set(found)];
}"""
)

_FAINT = (
    "() => {"
    + _COLOURS
    + """
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const [el, words] = [walk.currentNode.parentElement, walk.currentNode.data.trim()];
    if (!words || !el.checkVisibility({visibilityProperty: true, opacityProperty: true})) continue;
    if (el.closest('.visually-hidden, .skip-link, .as-table, title, noscript, :disabled, [aria-disabled=true]')) {
      continue;
    }
    const box = el.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(el), svg = el.ownerSVGElement;
    const scale = svg ? Math.hypot(el.getScreenCTM().a, el.getScreenCTM().b) : 1;
    const size = parseFloat(style.fontSize) * scale;
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ink = parse(svg ? style.fill : style.color).slice(0, 3);
    const clear = ratio(ink, ground(el, svg, style));
    if (clear < (large ? 3 : 4.5)) {
      found.push(`${clear.toFixed(2)} : 1, "${words.slice(0, 40)}" ${el.className?.baseVal ?? el.className}`);
    }
  }
  return [...new Set(found)];
}"""
)
