"""How much each run of three letters says about a text, so that rewordings can be found in any language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

BUCKET_BITS = 20
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: Knuth's multiplicative hash
_NOT_LETTERS = re.compile(r"[\W_]+")
_BATCH = 256

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


class Trigrams:
    """Weights of trigrams over a set of texts: (1 + ln count) · (ln((1 + n) / (1 + texts with it)) + 1).

    Source: Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval", with smoothed
    frequencies. Every text's weights have length 1, so that a product of two texts is their cosine, 0 to 1.
    Trigrams are told apart by a 20-bit hash, which moves a cosine by less than 0.01, and weighed a batch at a time,
    so memory stays small.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        seen_in = np.zeros(1 << BUCKET_BITS)
        for batch in self._batches():
            np.add.at(seen_in, _counted(batch)[1], 1)
        self._rarity: Real = np.log((1 + len(texts)) / (1 + seen_in)) + 1

    def batches(self) -> Iterator[tuple[int, Whole, Whole, Real]]:
        """Yield (how many texts, the text each weight belongs to counted from 0, bucket, weight), in order."""
        for batch in self._batches():
            yield (len(batch), *self._weighed(batch))

    def cosine(self, one: int, other: int) -> float:
        """How alike the texts at these two places are; 0 where either has no letters."""
        _, left, left_weights = self._weighed([self._texts[one]])
        _, right, right_weights = self._weighed([self._texts[other]])
        _, at_left, at_right = np.intersect1d(left, right, assume_unique=True, return_indices=True)
        return min(1.0, float(left_weights[at_left] @ right_weights[at_right]))

    def _batches(self) -> Iterator[Sequence[str]]:
        for start in range(0, len(self._texts), _BATCH):
            yield self._texts[start : start + _BATCH]

    def _weighed(self, texts: Sequence[str]) -> tuple[Whole, Whole, Real]:
        text, bucket, count = _counted(texts)
        weight = (1 + np.log(count)) * self._rarity[bucket]
        length = np.sqrt(np.bincount(text, weight * weight, minlength=len(texts)))
        return text, bucket, weight / length[text]


def _counted(texts: Sequence[str]) -> tuple[Whole, Whole, Whole]:
    """Return for each text and trigram in it: (place of the text, bucket of the trigram, times), sorted."""
    padded = [_padded(text) for text in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    text = np.repeat(np.arange(len(padded), dtype=np.uint64), [len(words) for words in padded])
    shift = np.uint64(21)  # a code point fits 21 bits, so three fit one number
    grams = (letters[:-2] << shift | letters[1:-1]) << shift | letters[2:]
    buckets = (grams * _SPREAD) >> np.uint64(64 - BUCKET_BITS)
    within = text[:-2] == text[2:]
    keys, counts = np.unique((text[:-2] << np.uint64(BUCKET_BITS) | buckets)[within], return_counts=True)
    places = keys.astype(np.int64)
    return places >> BUCKET_BITS, places & ((1 << BUCKET_BITS) - 1), counts.astype(np.int64)


def _padded(text: str) -> str:
    words = _NOT_LETTERS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return f"  {words} " if words else ""
