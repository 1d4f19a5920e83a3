"""Reads a page as a browser would, and tells where words of people became more than words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

CANARY = re.compile(r"cg\d+z")
ADDRESSES = {"href", "src", "action", "formaction", "poster", "data", "srcset", "background", "ping", "xlink:href"}
SHOWN = {
    "value", "placeholder", "aria-label", "title", "alt", "label", "content", "aria-description", "download",
    "datetime",
}  # fmt: skip
NEVER = {
    "iframe", "object", "embed", "applet", "base", "math", "style", "frameset", "portal", "xss", "marquee",
    "audio", "video", "keygen", "isindex", "plaintext", "xmp", "listing", "foreignobject", "animate", "set", "slot",
}  # fmt: skip
OURS = re.compile(r"(/(?!/)|#|\?|data:image/|data:,$|mailto:|$)")


class Reader(HTMLParser):
    """`wounds` says what is wrong; `shown` is every word that a reader can meet, also in fields and labels."""

    def __init__(self, page: str, origin: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wounds: list[str] = []
        self._shown: list[str] = []
        self._origin, self._in_script, self.scripts = origin, False, 0
        self.feed(page)
        self.close()

    @property
    def shown(self) -> str:
        return even(" ".join(self._shown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_script = tag == "script"
        if tag == "script" and not str(given.get("src", "")).startswith("/static/"):
            self._hurts(f"script without an address of ours: {given}")
        if tag in NEVER and not (tag == "iframe" and self._is_ours(str(given.get("src", "//")))):
            self._hurts(f"<{tag}> {given}")
        if tag == "meta" and "http-equiv" in given and not str(given.get("content")).isdigit():
            self._hurts(f"<meta> {given}")
        if CANARY.search(tag):
            self._hurts(f"a tag of somebody's: {tag}")
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if (
            name.startswith(("on", "hx-on"))
            or name in ("style", "srcdoc", "nonce", "shadowrootmode")
            or CANARY.search(name)
        ):
            self._hurts(f"<{tag} {name}={value[:60]!r}>")
        if name in ADDRESSES and not self._is_ours(value):
            self._hurts(f"<{tag} {name}={value[:60]!r}> leads elsewhere")
        if CANARY.search(value):
            if name not in SHOWN and not name.startswith("data-") and name not in ADDRESSES:
                self._hurts(f"words in <{tag} {name}>")
            self._shown.append(value)

    def _is_ours(self, value: str) -> bool:
        return value.startswith(self._origin) or OURS.match(value) is not None

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self._hurts(f"code in the page: {data[:60]!r}")
        self._shown.append(data)

    def handle_comment(self, data: str) -> None:
        if CANARY.search(data):
            self._hurts(f"words in a comment: {data[:60]!r}")

    handle_decl_known = "doctype html"

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != self.handle_decl_known:
            self._hurts(f"a declaration: {decl[:60]!r}")

    def unknown_decl(self, data: str) -> None:
        self._hurts(f"an unknown declaration: {data[:60]!r}")

    def handle_pi(self, data: str) -> None:
        self._hurts(f"an instruction: {data[:60]!r}")

    def _hurts(self, wound: str) -> None:
        self.wounds.append(wound)


UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufeff]")


def even(text: str) -> str:
    """With every gap as one blank, as a browser draws it, and without what has no shape at all."""
    return " ".join(UNSEEN.sub("", text).split())
