"""How far a file has come, told to whoever waits for it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

Tell = Callable[[str, float], None]
"""Called with what goes on (reading, counting, writing) and how much of that is done, from 0 to 1."""

EVERY = 0.25
"""Seconds between two words about the same thing."""
_ROWS = 500

T = TypeVar("T")


def to_nobody(doing: str, part: float) -> None:
    """For a file that nobody watches being made."""


def to_a_file(file: Path) -> Tell:
    """Keeps the newest word as JSON in a file, which is never read half written."""
    last: dict[str, Any] = {"doing": None, "at": 0.0}

    def tell(doing: str, part: float) -> None:
        now = time.monotonic()
        if doing == last["doing"] and now - last["at"] < EVERY:
            return
        last.update(doing=doing, at=now)
        newer = file.with_suffix(".new")
        newer.write_text(json.dumps({"doing": doing, "part": round(part, 3)}), "utf-8")
        newer.replace(file)

    return tell


class Counted:
    """Tells of rows as they go by, out of so many in all."""

    def __init__(self, tell: Tell, total: int) -> None:
        self._tell, self._total, self._done = tell, max(total, 1), 0

    def through(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            self._done += 1
            if self._done % _ROWS == 0:
                self._tell("writing", min(self._done / self._total, 1.0))
            yield row
