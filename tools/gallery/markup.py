"""What is wrong with a page as it was written, before a browser mends it: tags that do not match, things that may not
stand within each other, ids that stand twice, and names of elements that are not there."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "table",
    "ul",
}  # fmt: skip
WORDS_ONLY = {
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "strong", "em", "b", "i", "small", "sup", "sub", "abbr", "cite",
    "code", "kbd", "q", "time", "mark", "label", "button", "pre", "output", "dt",
}  # fmt: skip
"""Elements that hold words and what stands within a line, no blocks."""
PRESSED = {"a", "button", "input", "select", "textarea", "summary", "label", "iframe"}
"""Not within a link or a button."""
ONLY_IN = {
    "li": {"ul", "ol", "menu"}, "tr": {"thead", "tbody", "tfoot", "table"}, "td": {"tr"}, "th": {"tr"},
    "thead": {"table"}, "tbody": {"table"}, "tfoot": {"table"}, "caption": {"table"}, "dt": {"dl", "div"},
    "dd": {"dl", "div"}, "option": {"select", "optgroup", "datalist"}, "legend": {"fieldset"}, "summary": {"details"},
    "figcaption": {"figure"}, "title": {"head", "svg", "g", "path", "circle", "rect", "text"},
}  # fmt: skip
HOLDS_ONLY = {
    "ul": {"li", "script", "template"}, "ol": {"li", "script", "template"}, "tr": {"td", "th", "template"},
    "dl": {"dt", "dd", "div"}, "select": {"option", "optgroup", "hr"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
}  # fmt: skip
NAMES_ONE = {"for", "form", "list", "popovertarget", "aria-activedescendant"}
NAMES_SEVERAL = {
    "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-errormessage", "aria-details", "headers",
}  # fmt: skip


def faults(page: str) -> list[str]:
    """Sentences on a whole HTML page, each once; none for one that is well made, or for a part of a page.

    Several <main> may stand there: a phone holds cards that are shown one at a time.
    """
    if not page.lstrip().lower().startswith("<!doctype"):
        return []
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return list(dict.fromkeys(reader.wrong + reader.at_the_end()))


class _Reader(HTMLParser):
    """Follows the tags; `open` are those that are not closed yet, the outermost first."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []
        self._ids: Counter[str] = Counter()
        self._named: list[tuple[str, str]] = []
        self._seen: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begins(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begins(tag, attrs)
        if tag not in VOID and "svg" not in self.open and tag != "svg":
            self._says(f"<{tag}/> does not end itself")

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag in self.open:
            while self.open[-1] != tag:
                self._says(f"<{self.open.pop()}> is not closed before </{tag}>")
            self.open.pop()
        else:
            self._says(f"</{tag}> closes nothing")

    def at_the_end(self) -> list[str]:
        said = [f"<{tag}> is never closed" for tag in self.open]
        said += [f"id {id!r} stands {times} times" for id, times in self._ids.items() if times > 1]
        said += [f"{name} names {id!r}, which is not there" for name, id in self._named if id not in self._ids]
        said += [f"no <{tag}>" for tag in ("main", "title") if not self._seen[tag]]
        return said

    def _says(self, sentence: str) -> None:
        line, _ = self.getpos()
        self.wrong.append(f"{sentence} (line {line})")

    def _begins(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "svg" not in self.open or tag != "title":
            self._seen[tag] += 1
        self._stands(tag)
        for name, times in Counter(name for name, _ in attrs).items():
            if times > 1:
                self._says(f"<{tag}> has {name} {times} times")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag == "img" and "alt" not in dict(attrs):
            self._says("<img> without alt")

    def _stands(self, tag: str) -> None:
        above = self.open[-1] if self.open else ""
        if "svg" in self.open or above == "template":
            return
        if above in WORDS_ONLY and tag in BLOCKS:
            self._says(f"<{tag}> within <{above}>")
        if above in HOLDS_ONLY and tag not in HOLDS_ONLY[above]:
            self._says(f"<{tag}> right within <{above}>")
        if tag in ONLY_IN and above not in ONLY_IN[tag]:
            self._says(f"<{tag}> right within <{above}>")
        for outer in ("a", "button", "form", "label"):
            within = {"form": {"form"}, "label": {"label"}}.get(outer, PRESSED)
            if outer in self.open and tag in within:
                self._says(f"<{tag}> somewhere within <{outer}>")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "id":
            self._ids[value] += 1
            if not value or any(letter.isspace() for letter in value):
                self._says(f"<{tag}> has the id {value!r}")
        elif name in NAMES_ONE:
            self._named.append((name, value))
        elif name in NAMES_SEVERAL:
            self._named += [(name, one) for one in value.split()]
        elif name == "href" and tag == "a" and value.startswith("#") and len(value) > 1:
            self._named.append((name, value[1:]))
