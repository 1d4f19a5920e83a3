"""Frames by descriptor alone: whole to whoever is clear, never to a descriptor that was let go."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from app.domain.session import Session
from app.live.lines import Lines
from app.live.seats import Audience, Seat, Seats
from tests.live.hall import until

BIG = 4 << 20


class Plugged:
    """A seat with a real socket. What the kernel does not take waits in `left`, as in a transport."""

    person: str | None = None

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.ours.setblocking(False)
        self.left, self.offered = b"", 0
        self.lines: Lines[Seat] | None = None

    @property
    def number(self) -> int:
        return self.ours.fileno()

    def join(self, lines: Lines[Seat]) -> None:
        self.lines = lines
        lines.free(self, self.number)

    def rest(self, frame: bytes) -> None:
        self.left += frame
        if self.lines is not None:
            self.lines.busy(self.number)

    def offer(self, frame: bytes) -> bool:
        self.offered += 1
        return not self.left

    def when_clear(self, again: object) -> None: ...

    def close(self, code: int) -> None: ...

    def reads(self) -> bytes:
        self.theirs.setblocking(False)
        got = b""
        try:
            while piece := self.theirs.recv(1 << 16):
                got += piece
        except BlockingIOError:
            pass
        return got

    def ends(self) -> None:
        self.ours.close()
        self.theirs.close()


@pytest.fixture
def plugged() -> Iterator[list[Plugged]]:
    made = [Plugged() for _ in range(3)]
    yield made
    for seat in made:
        seat.ends()


def test_a_frame_reaches_all_that_are_clear(plugged: list[Plugged]) -> None:
    lines: Lines[Plugged] = Lines()
    for seat in plugged:
        lines.free(seat, seat.number)
    assert lines.write(list(lines.clear), b"a frame") == set()
    assert [seat.reads() for seat in plugged] == [b"a frame"] * 3


def test_what_the_kernel_does_not_take_is_passed_on_whole(plugged: list[Plugged]) -> None:
    lines: Lines[Seat] = Lines()
    slow = plugged[0]
    slow.join(lines)
    assert lines.write(list(lines.clear), b"x" * BIG) == {slow}
    assert len(slow.reads()) + len(slow.left) == BIG
    assert (lines.clear, lines.others) == ({}, {slow})


def test_a_descriptor_that_was_let_go_is_not_written_to(plugged: list[Plugged]) -> None:
    lines: Lines[Plugged] = Lines()
    gone, stays, _ = plugged
    for seat in (gone, stays):
        lines.free(seat, seat.number)
    before = list(lines.clear)
    lines.busy(gone.number)
    lines.forget(gone)
    lines.write(before, b"a frame")
    assert (gone.reads(), stays.reads()) == (b"", b"a frame")


def test_a_reader_that_has_gone_is_left_to_its_transport(plugged: list[Plugged]) -> None:
    lines: Lines[Plugged] = Lines()
    gone = plugged[0]
    lines.free(gone, gone.number)
    gone.theirs.close()
    assert lines.write(list(lines.clear), b"a frame") == {gone}
    assert gone.left == b"a frame"


async def test_a_seat_is_shown_each_picture_once_whichever_way(plugged: list[Plugged]) -> None:
    session = Session("s", "p", "W", "123456")

    async def draw(session: Session) -> bytes:
        return b"version %d." % session.version

    seats = Seats(lambda: session)
    audience = Audience("phones", 0.01, lambda session: session.version, draw)
    for seat in plugged:
        seats.take(seat, audience, 0)
    clear, busy, left = plugged
    assert busy.lines is not None
    busy.lines.busy(busy.number)
    session.version = 1
    seats.look_again()
    await until(lambda: busy.offered == 1)
    await asyncio.sleep(0.05)
    assert (clear.reads(), clear.offered, left.reads(), busy.offered) == (b"version 1.", 0, b"version 1.", 1)
    seats.leave(left, audience)
    session.version = 2
    seats.look_again()
    await until(lambda: busy.offered == 2)
    assert (clear.reads(), left.reads()) == (b"version 2.", b"")
    await seats.close(1000)
