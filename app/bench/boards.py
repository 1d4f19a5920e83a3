"""Projected boards that look on, and how long a vote takes to show."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Sequence

from .load import Client, connect
from .voting import Crowd
from .workshop import Workshop

TICK = 0.25
"""Seconds between two pictures of a board."""
_VERSION = re.compile(rb'data-version=\\?"(\d+)')


class Board:
    """Remembers when it was first shown each version."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._times: list[float] = []
        self._shown: list[int] = []
        client.hear = self._hear

    @classmethod
    async def open(cls, workshop: Workshop) -> Board:
        url = workshop.server.url
        return cls(await connect(url, workshop.board + "/live", f"Origin: {url}\r\n"))

    @property
    def pictures(self) -> int:
        """How many versions it has shown."""
        return len(self._shown)

    def leave(self) -> None:
        self._client.transport.abort()

    def _hear(self, text: bytes) -> None:
        found = _VERSION.search(text)
        if found and (not self._shown or int(found[1]) > self._shown[-1]):
            self._times.append(time.perf_counter())
            self._shown.append(int(found[1]))

    def delays(self, crowd: Crowd) -> list[float]:
        """From sending each vote to the first picture that has it."""
        found = []
        for voter in crowd.voters:
            for begun, version in voter.versions:
                at = bisect_left(self._shown, version)
                if at < len(self._times):
                    found.append(self._times[at] - begun)
        return found


def all_delays(boards: Sequence[Board], crowd: Crowd) -> list[float]:
    return [delay for board in boards for delay in board.delays(crowd)]
