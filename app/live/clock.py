"""A process's clock: wall time that never steps, because after the start it only counts on."""

from __future__ import annotations

import time


class Clock:
    """Seconds since 1970 as the machine believed at the start, then counted monotonically."""

    def __init__(self) -> None:
        self._ahead = time.time() - time.monotonic()

    def now(self) -> float:
        return self._ahead + time.monotonic()

    def follow(self, theirs: float) -> None:
        """Takes over the time of a process that ran before: deadlines were set by its clock."""
        self._ahead = theirs - time.monotonic()
