"""Passages of what somebody said: where they start and end, and where they are after the words changed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from .refusals import Refusal

Span = tuple[int, int]
_ALIKE = ("‘’'`´", '“”"„', "-‐‑–—")
"""Signs that keyboards type one for the other."""
CUT = "[…]"
"""What stands in place of words that were taken back."""
FEW_WORDS = 3
"""A passage of no more words is nobody’s own: it has to be all that a text says."""
A_RUN = 7
"""So many words in a row, as somebody said them, are no chance."""
_WORD = re.compile(r"\w+")


def passage(text: str, starts: int | None, ends: int | None) -> Span:
    """Characters `starts` up to `ends` of a text, without blanks around them; all of it where neither is given.

    Raises Refusal bad_field where no words are in it.
    """
    first, last = (0 if starts is None else starts), (len(text) if ends is None else ends)
    if not 0 <= first < last <= len(text) or not (words := text[first:last].strip()):
        raise Refusal("bad_field", "Mark at least one word of what was said.", "quote")
    first += len(text[first:last]) - len(text[first:last].lstrip())
    return first, first + len(words)


def found(text: str, words: str) -> Span:
    """Where these words stand in a text, the first time; case, blanks and the shape of quotation marks do not matter.

    Raises Refusal bad_field where they are not in it.
    """
    parts = words.strip('“”"„ \n\t').split()
    at = re.search(r"\s+".join(map(_pattern, parts)), text, re.IGNORECASE) if parts else None
    if at is None:
        raise Refusal("bad_field", "These words are not in what was said. Copy them from it.", "words")
    return at.span()


def moved(before: str, span: Span, after: str) -> Span | None:
    """Where a passage of `before` stands in `after`: the same words, nearest to where they stood; None if gone."""
    words, places, at = before[slice(*span)], [], -1
    while (at := after.find(words, at + 1)) >= 0:
        places.append(at)
    if not words or not places:
        return None
    nearest = min(places, key=lambda place: abs(place - span[0]))
    return nearest, nearest + len(words)


def without(text: str, passages: Iterable[str]) -> str:
    """A text with CUT where it says one of these passages, however spaced or capitalised; empty where it says no more.

    A passage of few words is taken away only where it is all that the text says.
    """
    left = unicodedata.normalize("NFC", text)
    words, cut = _words(left), False
    for passage in sorted(passages, key=len, reverse=True):
        sought = _words(passage)
        if sought.isspace() or sought not in words or (sought.count(" ") <= FEW_WORDS + 1 and sought != words):
            continue
        left, places = _sought(passage).subn(CUT, left)
        cut = cut or places > 0
    if not cut:
        return text
    return left if re.search(r"\w", left) else ""


def is_excerpt(text: str, of: str) -> bool:
    """Whether all that a text says are words that stand in another in this order, and more than a few."""
    words = _words(text)
    return words.count(" ") > FEW_WORDS + 1 and words in _words(of)


def excerpts(text: str, of: str) -> list[str]:
    """The passages of a text, each of A_RUN words or more, that stand word for word in another."""
    text = unicodedata.normalize("NFC", text)
    found = [(match[0].casefold(), match.span()) for match in _WORD.finditer(text)]
    words, known, said = [word for word, _ in found], _runs(of), []
    start = 0
    while start + A_RUN <= len(words):
        end = start + A_RUN
        if tuple(words[start:end]) not in known:
            start += 1
            continue
        while end < len(words) and tuple(words[end - A_RUN + 1 : end + 1]) in known:
            end += 1
        said.append(text[found[start][1][0] : found[end - 1][1][1]])
        start = end
    return said


@lru_cache(maxsize=4)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _words(text).split()
    return frozenset(tuple(words[n : n + A_RUN]) for n in range(len(words) - A_RUN + 1))


@lru_cache(maxsize=64)
def _words(text: str) -> str:
    """The words alone, with a blank before and after each: what two texts share however they are spaced or pointed."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return f" {' '.join(words)} "


@lru_cache(maxsize=64)
def _sought(passage: str) -> re.Pattern[str]:
    bare = re.sub(r"^\W+|\W+$", "", unicodedata.normalize("NFC", passage))
    said = r"\s+".join(map(_pattern, bare.split()))
    return re.compile(rf"(?<!\w){said}(?!\w)", re.IGNORECASE)


def _pattern(word: str) -> str:
    return "".join(map(_sign, word))


def _sign(sign: str) -> str:
    return next((f"[{re.escape(signs)}]" for signs in _ALIKE if sign in signs), re.escape(sign))
