"""Ideas worded almost alike, so that a person can decide whether they are one idea."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .trigrams import BUCKET_BITS, Trigrams

ALIKE_FROM = 0.8
_WIDTH = 1 << 10
_MARGIN = 0.12  # three standard errors of a product of two sketches of this width
_BATCH = 256
_WEIGHED = 3

Likeness = tuple[int, int, float]
Sketches = NDArray[np.float32]


def look_alikes(texts: Sequence[str], others: Sequence[str], line: float = ALIKE_FROM) -> list[Likeness]:
    """Return (place in texts, place in others, cosine) for each text whose most alike other reaches the line.

    At most one other a text: with thousands of near copies, all pairs would be millions.
    """
    return [
        (text - len(others), other, likeness)
        for text, other, likeness in _nearest([*others, *texts], len(others), line, among=False)
    ]


def look_alikes_among(texts: Sequence[str], first: int = 0, line: float = ALIKE_FROM) -> list[Likeness]:
    """Return (place, earlier place, cosine) for each text from `first` on, as `look_alikes` does with earlier ones."""
    return _nearest(texts, first, line, among=True)


def _nearest(texts: Sequence[str], first: int, line: float, among: bool) -> list[Likeness]:
    """Screen all pairs by narrow sketches, a batch of rows at a time, then weigh the likeliest few exactly."""
    trigrams = Trigrams(texts)
    sketches = _sketches(trigrams, len(texts))
    found: list[Likeness] = []
    for start in range(first, len(texts), _BATCH):
        stop = min(start + _BATCH, len(texts))
        likely = sketches[start:stop] @ sketches[: stop if among else first].T
        if among:
            likely[:, start:stop][np.triu_indices(stop - start)] = -1
        if not likely.size:
            continue
        for row in np.flatnonzero(likely.max(axis=1) >= line - _MARGIN):
            found += _weighed(trigrams, start + int(row), likely[row], line)
    return found


def _weighed(trigrams: Trigrams, text: int, likely: Sketches, line: float) -> list[Likeness]:
    candidates = np.flatnonzero(likely >= line - _MARGIN)
    best = candidates[np.argsort(-likely[candidates], kind="stable")[:_WEIGHED]]
    likeness, place = max((trigrams.cosine(text, int(other)), -int(other)) for other in best)
    return [(text, -place, likeness)] if likeness >= line else []


def _sketches(trigrams: Trigrams, size: int) -> Sketches:
    """Squeeze each text's weights into a short vector of length 1; products of sketches estimate cosines.

    Source: Weinberger and others 2009, "Feature hashing for large scale multitask learning" (signed, unbiased).
    """
    sketches = np.zeros((size, _WIDTH), dtype=np.float32)
    done = 0
    for many, text, bucket, weight in trigrams.batches():
        sign = 1 - 2 * (bucket >> (BUCKET_BITS - 1))
        cells = np.bincount(text * _WIDTH + bucket % _WIDTH, sign * weight, minlength=many * _WIDTH)
        sketches[done : done + many] = cells.reshape(many, _WIDTH)
        done += many
    length = np.linalg.norm(sketches, axis=1, keepdims=True)
    np.divide(sketches, length, out=sketches, where=length > 0)
    return sketches
