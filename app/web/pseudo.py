"""Languages that nobody speaks, to see what a page does with a translation: every sentence that comes through gettext
is bracketed, 40 % longer and in letters with marks; what is not, stands out. One of them runs from right to left."""

from __future__ import annotations

import gettext
import re
from typing import Any

_KEPT = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|<[^>]+>|&\w+;")
"""What a sentence is filled in with, and marks of HTML: no letters of it."""
_MARKED = str.maketrans("aceinosuyACEINOSUY", "àçéîñöšûýÀÇÉÎÑÖŠÛÝ")
_MIRRORED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "אבצדעפגהיקכלמנופקרסתוושחיזאבצדעפגהיקכלמנופקרסתוושחיז",
)
_LONGER = 0.4


class Pseudo(gettext.NullTranslations):
    """Makes each sentence up from its English, with everything that is filled in where it was."""

    def __init__(self, direction: str = "ltr") -> None:
        super().__init__()
        self._letters = _MIRRORED if direction == "rtl" else _MARKED

    def gettext(self, message: str) -> str:
        return self._made_up(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._made_up(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)

    def _made_up(self, message: str) -> str:
        if not message:
            return message
        ends, parts = 0, []
        for kept in _KEPT.finditer(message):
            parts += [message[ends : kept.start()].translate(self._letters), kept.group()]
            ends = kept.end()
        told: Any = "".join([*parts, message[ends:].translate(self._letters)])
        letters = len(_KEPT.sub("", message))
        return f"[{told}{_stretch(round(letters * _LONGER) - 2)}]"


def _stretch(length: int) -> str:
    """That many letters more, in words that a line can break between."""
    words = (" ~~~~" * (length // 5 + 1))[: max(length, 0)]
    return words.rstrip()
