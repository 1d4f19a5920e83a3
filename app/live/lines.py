"""Connections that take a frame by their descriptor alone.

Between two writes to the kernel a seat's objects would have to be fetched into the processor's caches again, and that
costs as much as all else that we do for a phone. So a push goes through plain numbers, and looks at a seat only where
the kernel did not take the frame whole. A connection says itself when it is clear, and when it is not, before its
descriptor can become another's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar


class Rests(Protocol):
    def rest(self, frame: bytes) -> None: ...


S = TypeVar("S", bound=Rests)


class Lines(Generic[S]):
    """The seats of one audience: each is either clear, known by its descriptor, or among the others."""

    def __init__(self) -> None:
        self.clear: dict[int, S] = {}
        self.others: set[S] = set()

    def free(self, seat: S, descriptor: int) -> None:
        """Nothing waits to be written to this seat: it can be written to by descriptor."""
        self.others.discard(seat)
        self.clear[descriptor] = seat

    def busy(self, descriptor: int) -> None:
        """Something waits, or the connection ends: hands off its descriptor."""
        seat = self.clear.pop(descriptor, None)
        if seat is not None:
            self.others.add(seat)

    def forget(self, seat: S) -> None:
        if seat not in self.others:
            for descriptor in [number for number, known in self.clear.items() if known is seat]:
                del self.clear[descriptor]
        self.others.discard(seat)

    def write(self, descriptors: Iterable[int], frame: bytes) -> set[S]:
        """Writes a frame to those of the descriptors that are still clear → the seats that have to pass on its end."""
        size, clear, write = len(frame), self.clear, os.write
        partly: set[S] = set()
        for descriptor in descriptors:
            if descriptor not in clear:
                continue
            try:
                written = write(descriptor, frame)
            except OSError:  # full, or at its end: the transport finds out which
                written = 0
            if written != size:
                seat = clear[descriptor]
                seat.rest(frame[written:])
                partly.add(seat)
        return partly
