"""A proxy between people and server that lets through what its weather allows: late, torn, twice, or never."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from typing import Self

from .ways import Pair
from .weather import Weather


class Proxy:
    """Listens on a free port and passes on to the server's. `dark`: who comes now finds only silence."""

    def __init__(self, server: int, weather: Weather | None = None, seed: int = 1) -> None:
        self.server, self.weather = server, weather or Weather()
        self.dice = random.Random(seed)
        self.pairs: set[Pair] = set()
        self.connecting: set[asyncio.Task[None]] = set()
        self.dark = False
        self.eaten = self.repeated = 0
        """Acks that never arrived, and messages that arrived twice."""

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(lambda: Pair(self).up, "127.0.0.1", 0, backlog=4096)
        self.port = int(self._listener.sockets[0].getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._listener.close()
        for task in self.connecting:
            task.cancel()
        self.cut()

    def go_dark(self) -> None:
        """A silent DROP: every line stands open and is dead, and so is every new one."""
        self.dark = True
        for pair in self.pairs:
            pair.go_dark()

    def come_back(self) -> None:
        """The network is there again; lines that went dark are cut, as their ends find out sooner or later."""
        self.dark = False
        self.cut(pair for pair in list(self.pairs) if pair.dark)

    def cut(self, pairs: Iterable[Pair] | None = None) -> None:
        """Cuts these lines, or all."""
        for pair in list(self.pairs) if pairs is None else pairs:
            pair.cut()
