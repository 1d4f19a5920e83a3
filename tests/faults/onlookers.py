"""Boards and consoles as they are shown to a hall: every picture that comes, when it came, and of which state."""

from __future__ import annotations

import json
import re
import time
from bisect import bisect_left

from .history import OK, History
from .lines import Line, open_line

_BOARD = re.compile(rb'data-version=\\"(\d+)')
_CONSOLE = re.compile(rb'"version":(\d+)')


class Onlooker:
    """One screen. `versions` and `times` (seconds) are those of its pictures, in the order they came."""

    def __init__(self, line: Line, version: re.Pattern[bytes]) -> None:
        self.line = line
        self._version = version
        self.versions: list[int] = []
        self.times: list[float] = []
        self._last = b""
        line.hear = self._hear

    @property
    def html(self) -> str:
        """The newest picture."""
        return str(json.loads(self._last)["content"])

    def _hear(self, text: bytes) -> None:
        found = self._version.search(text)
        if found:
            self.versions.append(int(found[1]))
            self.times.append(time.perf_counter())
            self._last = text

    def delays(self, history: History) -> list[float]:
        """Seconds from sending each saved action to the first picture that has it."""
        found = []
        for attempt in history.of(OK):
            at = bisect_left(self.versions, attempt.version or 0)
            if at < len(self.times):
                found.append(self.times[at] - attempt.begun)
        return found


async def open_board(url: str, session: str) -> Onlooker:
    line = await open_line(url, f"/sessions/{session}/board/live", f"Origin: {url}\r\n")
    return Onlooker(line, _BOARD)


async def open_console(url: str, session: str, token: str) -> Onlooker:
    line = await open_line(url, f"/sessions/{session}/console/live", f"Authorization: Bearer {token}\r\n")
    return Onlooker(line, _CONSOLE)
