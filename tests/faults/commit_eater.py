"""A line to PostgreSQL that breaks at the worst moment: while a COMMIT is under way, before it arrives or after."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

COMMIT = b"COMMIT"
BEFORE, AFTER = "before", "after"


class CommitEater:
    """Passes everything on, but with this chance breaks a connection at its COMMIT: half of them arrived."""

    def __init__(self, port: int, seed: int, chance: float) -> None:
        self._to, self._dice, self.chance = port, Random(seed), chance
        self.eaten = {BEFORE: 0, AFTER: 0}
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                line = _Line(self, near, far)
                for pump in (line.out, line.back):
                    threading.Thread(target=pump, daemon=True).start()

    def fate(self, data: bytes) -> str | None:
        """Whether this is a COMMIT to break at, and when."""
        if COMMIT not in data or self._dice.random() >= self.chance:
            return None
        when = self._dice.choice((BEFORE, AFTER))
        self.eaten[when] += 1
        return when


class _Line:
    """One connection through it."""

    def __init__(self, eater: CommitEater, near: socket.socket, far: socket.socket) -> None:
        self._eater, self._near, self._far = eater, near, far
        self._broken = False

    def out(self) -> None:
        with suppress(OSError):
            while data := self._near.recv(65536):
                fate = self._eater.fate(data)
                if fate == BEFORE:
                    break
                self._broken = fate == AFTER
                self._far.sendall(data)
        if not self._broken:
            self._end()

    def back(self) -> None:
        with suppress(OSError):
            while data := self._far.recv(65536):
                if self._broken:
                    break  # the server has answered the COMMIT, and nobody hears it
                self._near.sendall(data)
        self._end()

    def _end(self) -> None:
        for end in (self._near, self._far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def eating_commits(port: int, seed: int, chance: float = 0.0) -> Iterator[CommitEater]:
    """`chance` can be set later: people join undisturbed."""
    eater = CommitEater(port, seed, chance)
    try:
        yield eater
    finally:
        eater.close()
