"""How much one address may send without signing in: a hall or a ward behind one address never notices, a flood does."""

from __future__ import annotations

import math
from collections import OrderedDict

CAPACITY = 600.0
"""Forms that one address may send at once."""
REFILL = 4.0
"""And then each second."""
MOST_ADDRESSES = 20_000


class Crowd:
    """A bucket for each address, in memory only; the one that sent longest ago is forgotten first."""

    def __init__(self, capacity: float = CAPACITY, refill: float = REFILL) -> None:
        self._capacity, self._refill = capacity, refill
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str, now: float) -> int:
        """Takes one form out of the address's bucket → 0, or the seconds until there is room for it again."""
        level, at = self._levels.pop(address, (self._capacity, now))
        level = min(self._capacity, level + max(0.0, now - at) * self._refill)
        enough = level >= 1
        self._levels[address] = (level - 1 if enough else level, now)
        while len(self._levels) > MOST_ADDRESSES:
            self._levels.popitem(last=False)
        return 0 if enough else max(1, math.ceil((1 - level) / self._refill))
