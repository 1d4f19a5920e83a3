"""Texts that speak of the same thing, by the words they share: nearest neighbours, for a person to judge."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float32]
Whole = NDArray[np.int64]
Neighbour = tuple[int, float]
"""(place of the text, cosine 0 to 1)"""

MOST_SOUGHT = 256
"""How many texts one question may be about: their words stand in a full table."""
_STEM = 5
_BATCH = 2_000
_BESIDE = 0.5
_WORD = re.compile(r"[^\W_]+")


class Words:
    """Weights of words over n texts: (1 + ln count) · ln((1 + n) / (0.5 + texts with it)), each text of length 1.

    Source: Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval". A word in nearly every
    text weighs next to nothing, so no language's list of common words is needed. Words are cut after five letters, so
    that "visit", "visits" and "visiting" are one (McNamee and Mayfield 2004, on truncation as stemming in many
    languages).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        vocabulary: dict[str, int] = {}
        known: dict[str, int] = {}
        places: list[int] = []
        lengths: list[int] = []
        for text in texts:
            words = _WORD.findall(unicodedata.normalize("NFC", text.casefold()))
            for word in words:
                if word not in known:
                    known[word] = vocabulary.setdefault(_stem(word), len(vocabulary))
                places.append(known[word])
            lengths.append(len(words))
        self.size = len(vocabulary)
        of = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
        keys, counts = np.unique(of * max(self.size, 1) + np.array(places, dtype=np.int64), return_counts=True)
        holder, self._word = np.divmod(keys, max(self.size, 1))
        seen_in = np.bincount(self._word, minlength=self.size)
        rarity = np.log((1 + len(texts)) / (0.5 + seen_in))
        weight = (1 + np.log(counts)) * rarity[self._word]
        length = np.sqrt(np.bincount(holder, weight * weight, minlength=len(texts)))
        self._weight: Real = (weight / length[holder]).astype(np.float32)
        self._starts: Whole = np.searchsorted(holder, np.arange(len(texts) + 1))

    def neighbours(
        self,
        of: Sequence[int],
        among: Sequence[int],
        line: float,
        most: int,
        beside: Mapping[int, Sequence[int]] | None = None,
    ) -> dict[int, list[Neighbour]]:
        """{text of `of`: up to `most` texts of `among` whose cosine reaches the line, the most alike first}.

        `beside` names further texts that speak for one, such as an idea's quotes: together they weigh half as much as
        its own words. Neither they nor the text itself are among its neighbours. `of` holds up to MOST_SOUGHT.
        """
        beside = beside or {}
        profiles = self._profiles(of, beside)
        near = np.concatenate(
            [self._cosines(among[n : n + _BATCH], profiles) for n in range(0, len(among), _BATCH)]
            or [np.zeros((0, len(of)), dtype=np.float32)]
        )
        place = {text: n for n, text in enumerate(among)}
        for column, text in enumerate(of):
            near[[place[own] for own in (text, *beside.get(text, ())) if own in place], column] = 0
        return {text: _best(near[:, column], among, line, most) for column, text in enumerate(of)}

    def _profiles(self, of: Sequence[int], beside: Mapping[int, Sequence[int]]) -> Real:
        """A column of length 1 for each text: its words, and half as heavy those of the texts beside it."""
        table = np.zeros((self.size, len(of)), dtype=np.float32)
        for column, text in enumerate(of):
            if others := beside.get(text):
                word, weight = self._weights(others)
                together = np.bincount(word, weight, minlength=self.size)
                table[:, column] = together * (_BESIDE / max(float(np.linalg.norm(together)), 1e-9))
            word, weight = self._weights([text])
            table[word, column] += weight
        length = np.linalg.norm(table, axis=0)
        np.divide(table, length, out=table, where=length > 0)
        return table

    def _weights(self, texts: Sequence[int]) -> tuple[Whole, Real]:
        """The words of these texts, one text after the other, and what they weigh there."""
        at = np.array(texts, dtype=np.int64)
        here = _ranges(self._starts[at], self._starts[at + 1])
        return self._word[here], self._weight[here]

    def _cosines(self, among: Sequence[int], profiles: Real) -> Real:
        """One row a text of `among`, one column a profile."""
        near = np.zeros((len(among), profiles.shape[1]), dtype=np.float32)
        at = np.array(among, dtype=np.int64)
        starts, ends = self._starts[at], self._starts[at + 1]
        worded = np.flatnonzero(ends > starts)
        if worded.size:
            here = _ranges(starts[worded], ends[worded])
            first = np.concatenate([[0], np.cumsum((ends - starts)[worded])[:-1]])
            shared = self._weight[here, None] * profiles[self._word[here]]
            near[worded] = np.add.reduceat(shared, first, axis=0)
        return near


def _ranges(starts: Whole, ends: Whole) -> Whole:
    """All numbers of these half-open ranges, one after the other."""
    sizes = ends - starts
    offsets = np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
    return offsets + np.arange(int(sizes.sum()))


def _best(near: Real, among: Sequence[int], line: float, most: int) -> list[Neighbour]:
    """Of two that are as near, the earlier one comes first."""
    reached = np.flatnonzero(near >= line)
    best = reached[np.argsort(-near[reached], kind="stable")[:most]]
    return [(among[int(row)], min(1.0, float(near[row]))) for row in best]


def _stem(word: str) -> str:
    return word[:_STEM]
