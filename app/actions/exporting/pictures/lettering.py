"""Letters for pictures: stamps of the product's typeface, made once by `tools/vendoring/lettering.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Weight = Literal["regular", "bold"]
Ink = NDArray[np.float32]
"""Shape (height, width): how dark each pixel is, from 0 to 1."""

LINE = 44
"""Height of a line of words, in pixels; letters of the stamps are 32 pixels high."""
_SHEET = Path(__file__).resolve().parents[3] / "data" / "lettering.npz"
_UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class _Stamps:
    """`ink` holds all letters side by side; `left[n]` is where the n-th begins, `advance[n]` how far it reaches."""

    ink: NDArray[np.uint8]
    left: NDArray[np.int32]
    advance: NDArray[np.float32]
    at: dict[int, int]
    margin: int


@cache
def _stamps(weight: Weight) -> _Stamps:
    with np.load(_SHEET) as sheet:
        at = {int(code): n for n, code in enumerate(sheet["codes"])}
        return _Stamps(
            sheet[f"{weight}_ink"], sheet[f"{weight}_left"], sheet[f"{weight}_advance"], at, int(sheet["margin"])
        )


def reach_of(text: str, weight: Weight = "regular") -> int:
    """How wide the words come out, in pixels."""
    stamps = _stamps(weight)
    reach = sum(float(stamps.advance[n]) for n in _letters(text, stamps))
    return int(np.ceil(reach)) + 2 * stamps.margin


@lru_cache(maxsize=512)
def ink_of(text: str, weight: Weight = "regular") -> Ink:
    """The words as ink. A letter that the typeface lacks comes as an empty box, as browsers show it."""
    stamps = _stamps(weight)
    letters = _letters(text, stamps)
    ends = np.cumsum([float(stamps.advance[n]) for n in letters]) if letters else np.zeros(1)
    ink = np.zeros((stamps.ink.shape[0], reach_of(text, weight)), dtype=np.float32)
    for n, end in zip(letters, ends, strict=False):
        stamp = stamps.ink[:, stamps.left[n] : stamps.left[n + 1]]
        start = round(float(end - stamps.advance[n]))
        room = ink[:, start : start + stamp.shape[1]]
        np.maximum(room, stamp[:, : room.shape[1]] / np.float32(255), out=room)
    return ink


def _letters(text: str, stamps: _Stamps) -> list[int]:
    return [stamps.at.get(ord(letter), stamps.at[_UNKNOWN]) for letter in " ".join(text.split())]
