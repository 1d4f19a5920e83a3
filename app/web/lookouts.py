"""What is remembered of sessions in which a host looks for what is odd: a bounded number of them, in memory only."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field

from app.domain.integrity import Oddity, Paces, Traces

MOST_WATCHED = 20
"""Sessions whose answers are remembered here at once."""


@dataclass(slots=True)
class Lookout:
    """What is known of one session, and the last picture made of it."""

    traces: Traces = field(default_factory=Traces)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    seen: tuple[int, int] = (-1, -1)
    odd: list[Oddity] = field(default_factory=list)
    paces: Paces = field(default_factory=Paces)


class Lookouts:
    """Those of the sessions looked at last."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Lookout] = OrderedDict()

    def of(self, session: str) -> Lookout:
        lookout = self._known.pop(session, None) or Lookout()
        self._known[session] = lookout
        while len(self._known) > MOST_WATCHED:
            self._known.popitem(last=False)
        return lookout
