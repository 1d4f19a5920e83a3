"""Seats: one picture an audience, the newest one for whoever is slow, and no more often than agreed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest

from app.domain.session import Session
from app.live import seats
from app.live.seats import Audience, Seats
from tests.live.hall import until


class FakeSeat:
    """A connection that can be slow: while it is, nothing more fits."""

    person: str | None = None

    def __init__(self, slow: bool = False) -> None:
        self.slow, self.frames, self.closed = slow, list[bytes](), list[int]()
        self.waiting: list[Callable[[], None]] = []

    def join(self, lines: object) -> None: ...

    def rest(self, frame: bytes) -> None: ...

    def offer(self, frame: bytes) -> bool:
        if not self.slow:
            self.frames.append(frame)
        return not self.slow

    def when_clear(self, again: Callable[[], None]) -> None:
        self.waiting.append(again)

    def close(self, code: int) -> None:
        self.closed.append(code)

    def recovers(self) -> None:
        self.slow, waiting, self.waiting = False, self.waiting, []
        for again in waiting:
            again()


class Wall:
    """A session whose version the test moves, and how often each version was drawn."""

    def __init__(self, pause: float = 0.02) -> None:
        self.session, self.drawn, self.failing = Session("s", "p", "W", "123456"), list[int](), False
        self.seats = Seats(lambda: self.session)
        self.audience = Audience("board", pause, lambda session: session.version, self._draw)

    async def _draw(self, session: Session) -> bytes:
        self.drawn.append(session.version)
        if self.failing:
            raise ValueError("no such picture")
        return b"version %d" % session.version

    def sits(self, seat: FakeSeat) -> FakeSeat:
        self.seats.take(seat, self.audience, self.session.version)
        return seat

    def moves(self) -> None:
        self.session.version += 1
        self.seats.look_again()


@pytest.fixture
async def wall() -> AsyncIterator[Wall]:
    wall = Wall()
    yield wall
    await wall.seats.close(1012)


async def test_a_picture_is_drawn_once_and_written_to_every_seat(wall: Wall) -> None:
    seats = [wall.sits(FakeSeat()) for _ in range(500)]
    wall.moves()
    await until(lambda: all(seat.frames for seat in seats))
    assert wall.drawn == [1]
    assert {tuple(seat.frames) for seat in seats} == {(b"version 1",)}


async def test_a_change_that_looks_the_same_is_not_sent(wall: Wall) -> None:
    seat = wall.sits(FakeSeat())
    wall.seats.look_again()
    await asyncio.sleep(0.05)
    assert seat.frames == []


async def test_a_slow_seat_gets_the_newest_state_and_not_every_step(wall: Wall) -> None:
    slow, quick = wall.sits(FakeSeat(slow=True)), wall.sits(FakeSeat())
    for n in range(1, 6):
        wall.moves()
        await until(partial(lambda n: quick.frames[-1:] == [b"version %d" % n], n))
    assert slow.frames == []
    slow.recovers()
    await until(lambda: bool(slow.frames))
    assert slow.frames == [b"version 5"]
    assert len(quick.frames) == 5


async def test_a_seat_that_is_slow_again_is_not_forgotten(wall: Wall) -> None:
    seat = wall.sits(FakeSeat(slow=True))
    wall.moves()
    await until(lambda: wall.drawn == [1])
    for _ in range(3):  # it has room for a moment, which something else takes up at once
        seat.recovers()
        seat.slow = True
        await asyncio.sleep(0.05)
    seat.recovers()
    await until(lambda: seat.frames == [b"version 1"])


async def test_a_slow_seat_waits_in_one_place_only(wall: Wall) -> None:
    seat = wall.sits(FakeSeat(slow=True))
    for n in range(1, 6):
        wall.moves()
        await until(partial(lambda n: len(wall.drawn) == n, n))
    assert len(seat.waiting) == 1


async def test_many_changes_at_once_are_one_picture_after_the_first() -> None:
    wall = Wall(pause=0.5)
    seat = wall.sits(FakeSeat())
    started = time.monotonic()
    wall.moves()
    await until(lambda: bool(seat.frames))
    assert time.monotonic() - started < 0.4, "the first change is shown at once"
    for _ in range(50):
        wall.moves()
    await until(lambda: len(seat.frames) == 2)
    assert time.monotonic() - started >= 0.49, "the next one waits its turn"
    assert seat.frames[-1] == b"version 51"
    await wall.seats.close(1012)


async def test_a_seat_that_comes_late_is_brought_up_to_date(wall: Wall) -> None:
    early, late = wall.sits(FakeSeat()), FakeSeat()
    wall.moves()
    await until(lambda: bool(early.frames))
    wall.seats.take(late, wall.audience, 0)  # it was shown version 0 while version 1 was being drawn
    await until(lambda: late.frames == [b"version 1"])


async def test_a_picture_that_cannot_be_drawn_is_not_the_end(wall: Wall) -> None:
    seat = wall.sits(FakeSeat())
    wall.failing = True
    wall.moves()
    await until(lambda: bool(wall.drawn))
    wall.failing = False
    wall.moves()
    await until(lambda: seat.frames == [b"version 2"])


async def test_who_has_left_is_shown_nothing_more(wall: Wall) -> None:
    seat, other = wall.sits(FakeSeat()), wall.sits(FakeSeat())
    wall.seats.leave(seat, wall.audience)
    wall.moves()
    await until(lambda: bool(other.frames))
    assert seat.frames == []
    assert len(wall.seats) == 1


async def test_closing_tells_every_seat_how(wall: Wall) -> None:
    seats = [wall.sits(FakeSeat()) for _ in range(3)]
    await wall.seats.close(1012)
    assert [seat.closed for seat in seats] == [[1012]] * 3
    assert len(wall.seats) == 0


async def test_whoever_stays_behind_for_too_long_is_asked_to_come_back_alone(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seats, "PATIENCE", 0.1)
    quick, slow, recovering = wall.sits(FakeSeat()), wall.sits(FakeSeat(slow=True)), wall.sits(FakeSeat(slow=True))
    wall.moves()
    await until(lambda: len(quick.frames) == 1)
    wall.seats.drop_the_slow()
    assert slow.closed == []
    recovering.recovers()
    await until(lambda: recovering.frames == [b"version 1"])
    await asyncio.sleep(0.15)
    wall.seats.drop_the_slow()
    assert (quick.closed, slow.closed, recovering.closed) == ([], [1013], [])
    assert wall.seats.dropped == 1
    wall.seats.drop_the_slow()
    assert slow.closed == [1013], "once is enough"
