"""How fast one participant may ask: a bucket that a person never empties, and a script soon does."""

from __future__ import annotations

from collections import OrderedDict

REFILL = 2.0
"""Actions a second."""
OPENING = 5
"""What a new connection costs: a phone that comes and goes every few seconds never notices, a script soon does."""
PATIENCE = 60.0
"""Seconds for which a bucket may stay empty before the connection ends."""
MOST_KEPT = 20_000
"""Participants whose buckets are remembered, those who asked last."""


class Pace:
    """A bucket of `capacity` actions, refilled two a second; 0 lifts the limit."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._level = float(capacity)
        self._at: float | None = None
        self._empty_since: float | None = None

    def opens(self, now: float) -> bool:
        """Whether one more connection is served; what is refused costs nothing, so that a quiet minute mends it."""
        if not self.capacity:
            return True
        self._refill(now)
        if self._level < OPENING:
            return False
        self._level -= OPENING
        return True

    def spend(self, now: float) -> float:
        """Takes one action out → seconds to read nothing more for; 0 where none are needed."""
        if not self.capacity:
            return 0.0
        self._refill(now)
        self._level -= 1
        if self._level >= 0:
            self._empty_since = None
            return 0.0
        self._empty_since = now if self._empty_since is None else self._empty_since
        return -self._level / REFILL

    def _refill(self, now: float) -> None:
        elapsed = 0.0 if self._at is None else max(0.0, now - self._at)
        self._level, self._at = min(self.capacity, self._level + elapsed * REFILL), now

    def exhausted(self, now: float) -> bool:
        """Whether it has been empty for longer than we bear."""
        return self._empty_since is not None and now - self._empty_since > PATIENCE


class Paces:
    """The bucket of each participant here, over all their connections, also after coming back."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Pace] = OrderedDict()

    def of(self, person: str, capacity: int) -> Pace:
        """A participant's bucket: a new connection finds it as the last one left it."""
        pace = self._kept.pop(person, None)
        if pace is None or pace.capacity != capacity:
            pace = Pace(capacity)
        self._kept[person] = pace
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return pace
