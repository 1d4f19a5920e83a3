"""A grid of pixels to draw on: boxes, discs, rings, lines and words, with soft edges, packed as PNG.

A document needs pictures that open everywhere, in print too. A drawing library would be the heaviest thing that we
install, for a dozen shapes; so each shape is the distance of every pixel to its edge (NumPy), and letters are stamped
from a sheet of the product's own typeface (see `lettering`). PNG is that of ISO/IEC 15948.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .lettering import LINE, Weight, ink_of, reach_of

Colour = tuple[int, int, int]
Cover = NDArray[np.float32]
"""How much of each pixel a shape covers, from 0 to 1."""


def colour(code: str) -> Colour:
    """ "#D06D00" → (208, 109, 0)."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


class Canvas:
    """White at first. All measures are in pixels, from the upper left corner."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.pixels = np.full((height, width, 3), 255, dtype=np.uint8)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, part: float = 1.0) -> None:
        """A filled rectangle; `part` below 1 lets what is under it show."""
        x, y, at = self._around(left, top, right, bottom)
        across = np.minimum(np.clip(x - left + 0.5, 0, 1), np.clip(right - x + 0.5, 0, 1))
        down = np.minimum(np.clip(y - top + 0.5, 0, 1), np.clip(bottom - y + 0.5, 0, 1))
        self._paint(at, across * down * part, fill)

    def disc(self, x: float, y: float, radius: float, fill: str, within: tuple[float, float] | None = None) -> None:
        """A filled circle; given the centre of a second one of that size, only what both cover."""
        xs, ys, at = self._around(x - radius, y - radius, x + radius, y + radius)
        cover = _inside(xs - x, ys - y, radius)
        if within is not None:
            cover = np.minimum(cover, _inside(xs - within[0], ys - within[1], radius))
        self._paint(at, cover, fill)

    def ring(self, x: float, y: float, radius: float, thick: float, ink: str, dashes: int = 0) -> None:
        """A circle's line; dashed into so many parts if told."""
        reach = radius + thick
        xs, ys, at = self._around(x - reach, y - reach, x + reach, y + reach)
        cover = np.clip(thick / 2 + 0.5 - np.abs(np.hypot(xs - x, ys - y) - radius), 0, 1)
        if dashes:
            turn = np.arctan2(ys - y, xs - x) / (2 * np.pi) * dashes % 1
            cover = cover * (turn < 0.6)
        self._paint(at, cover, ink)

    def across(self, left: float, right: float, y: float, thick: float, ink: str, dash: float = 0) -> None:
        """A level line; dashed if told how long a dash is."""
        for start, end in _dashes(left, right, dash):
            self.box(start, y - thick / 2, end, y + thick / 2, ink)

    def down(self, x: float, top: float, bottom: float, thick: float, ink: str, dash: float = 0) -> None:
        for start, end in _dashes(top, bottom, dash):
            self.box(x - thick / 2, start, x + thick / 2, end, ink)

    def words(
        self, x: float, y: float, text: str, ink: str, *, anchor: str = "start", weight: Weight = "regular",
        turned: bool = False,
    ) -> None:  # fmt: skip
        """Words in one line, their middle at the height y. `turned` reads upwards, with its middle at (x, y)."""
        stamp = ink_of(text, weight)
        if turned:
            stamp = np.rot90(stamp)
        high, wide = stamp.shape
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}["middle" if turned else anchor]
        left, top = round(x - shift), round(y - high / 2)
        if left < 0 or top < 0 or left + wide > self.width or top + high > self.height:
            stamp = stamp[max(-top, 0) : self.height - top, max(-left, 0) : self.width - left]
            left, top = max(left, 0), max(top, 0)
        rows, columns = slice(top, top + stamp.shape[0]), slice(left, left + stamp.shape[1])
        self._paint((rows, columns), stamp, ink)

    def png(self) -> bytes:
        rows = np.zeros((self.height, 1 + self.width * 3), dtype=np.uint8)
        rows[:, 1:] = self.pixels.reshape(self.height, -1)
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)

    def _around(self, left: float, top: float, right: float, bottom: float) -> tuple[Cover, Cover, tuple[slice, slice]]:
        """Middles of the pixels that a shape may touch, and where they are."""
        columns = slice(max(int(left) - 2, 0), max(min(int(right) + 3, self.width), 0))
        rows = slice(max(int(top) - 2, 0), max(min(int(bottom) + 3, self.height), 0))
        x = np.arange(columns.start, max(columns.stop, columns.start), dtype=np.float32)[None, :] + 0.5
        y = np.arange(rows.start, max(rows.stop, rows.start), dtype=np.float32)[:, None] + 0.5
        return x, y, (rows, columns)

    def _paint(self, at: tuple[slice, slice], cover: Cover, ink: str) -> None:
        under = self.pixels[at]
        if not under.size:
            return
        over = np.array(colour(ink), dtype=np.float32)
        self.pixels[at] = np.round(under + (over - under) * cover[..., None]).astype(np.uint8)


def width_of(text: str, weight: Weight = "regular") -> int:
    """How wide words come out."""
    return reach_of(text, weight)


def shortened(text: str, room: float, weight: Weight = "regular") -> str:
    """The words, or as many of them as fit, with an ellipsis."""
    if len(text) <= _MOST_LETTERS and width_of(text, weight) <= room:
        return text
    kept = min(len(text), _MOST_LETTERS)
    while kept > 1 and width_of(f"{text[:kept].rstrip()}…", weight) > room:
        kept = min(kept - 1, int(kept * 0.95))
    return f"{text[:kept].rstrip()}…"


def wrapped(text: str, room: float, lines: int, weight: Weight = "regular") -> list[str]:
    """The words in so many lines at most; what does not fit ends with an ellipsis."""
    words, found = text.split(), [""]
    for n, word in enumerate(words):
        longer = f"{found[-1]} {word}".strip()
        if width_of(longer, weight) <= room or not found[-1]:
            found[-1] = longer
        elif len(found) < lines:
            found.append(word)
        else:
            found[-1] = " ".join([found[-1], *words[n:]])
            break
    return [shortened(line, room, weight) for line in found]


LINE_HEIGHT = LINE
_MOST_LETTERS = 400


def _inside(x: Cover, y: Cover, radius: float) -> Cover:
    return np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)


def _dashes(start: float, end: float, dash: float) -> Sequence[tuple[float, float]]:
    if not dash:
        return [(start, end)]
    starts = np.arange(start, end, dash * 2)
    return [(float(at), float(min(at + dash, end))) for at in starts]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
