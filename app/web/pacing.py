"""How fast one connection may ask: a bucket that a person never empties, and a script soon does."""

from __future__ import annotations

REFILL = 2.0
"""Actions a second."""
PATIENCE = 60.0
"""Seconds for which a bucket may stay empty before the connection ends."""


class Pace:
    """A bucket of `capacity` actions, refilled two a second; 0 lifts the limit."""

    def __init__(self, capacity: int) -> None:
        self._capacity, self._level = float(capacity), float(capacity)
        self._at: float | None = None
        self._empty_since: float | None = None

    def spend(self, now: float) -> float:
        """Takes one action out → seconds to read nothing more for; 0 where none are needed."""
        if not self._capacity:
            return 0.0
        elapsed = 0.0 if self._at is None else max(0.0, now - self._at)
        self._level, self._at = min(self._capacity, self._level + elapsed * REFILL) - 1, now
        if self._level >= 0:
            self._empty_since = None
            return 0.0
        self._empty_since = now if self._empty_since is None else self._empty_since
        return -self._level / REFILL

    def exhausted(self, now: float) -> bool:
        """Whether it has been empty for longer than we bear."""
        return self._empty_since is not None and now - self._empty_since > PATIENCE
