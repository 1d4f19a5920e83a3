"""Who is connected: people, not connections, and nobody is given up the moment a connection breaks."""

from __future__ import annotations

from collections.abc import Callable

from app.live.presence import FORGOTTEN, GRACE, MOST_SEATS, TOO_MANY, Presence


class Chair:
    """A seat that notes how it was closed."""

    def __init__(self, person: str | None) -> None:
        self.person, self.closed = person, 0

    def join(self, lines: object) -> None: ...

    def rest(self, frame: bytes) -> None: ...

    def offer(self, frame: bytes) -> bool:
        return True

    def when_clear(self, again: Callable[[], None]) -> None: ...

    def close(self, code: int) -> None:
        self.closed = code


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_person_counts_once_however_many_windows_they_have() -> None:
    presence = Presence(Watch())
    first, second = Chair("ann"), Chair("ann")
    assert presence.came(first)
    assert not presence.came(second)
    assert presence.own() == (1, 0)
    presence.left(first)
    assert presence.own() == (1, 0)
    assert presence.seats_of("ann") == [second]


def test_boards_and_consoles_are_not_people() -> None:
    presence = Presence(Watch())
    board = Chair(None)
    assert not presence.came(board)
    presence.left(board)
    assert presence.own() == (0, 0)


def test_whoever_lost_the_connection_is_here_for_a_while_then_away_then_forgotten() -> None:
    watch = Watch()
    presence = Presence(watch)
    chair = Chair("ann")
    presence.came(chair)
    presence.left(chair)
    for watch.now, counted in ((0, (1, 0)), (GRACE - 1, (1, 0)), (GRACE, (0, 1)), (FORGOTTEN, (0, 0))):
        assert presence.own() == counted, watch.now


def test_whoever_comes_back_here_or_elsewhere_is_no_longer_away() -> None:
    watch = Watch()
    presence = Presence(watch)
    for name in ("ann", "ben"):
        chair = Chair(name)
        presence.came(chair)
        presence.left(chair)
    watch.now = GRACE + 1
    assert presence.own() == (0, 2)
    presence.came(Chair("ann"))
    presence.is_elsewhere("ben")
    assert presence.own() == (1, 0)


def test_the_oldest_window_of_too_many_is_closed() -> None:
    presence = Presence(Watch())
    chairs = [Chair("ann") for _ in range(MOST_SEATS + 2)]
    for chair in chairs:
        presence.came(chair)
    assert [chair.closed for chair in chairs] == [TOO_MANY] * 2 + [0] * MOST_SEATS


def test_what_other_processes_report_is_added() -> None:
    presence = Presence(Watch())
    presence.came(Chair("ann"))
    presence.elsewhere = (3, 2)
    assert (presence.here(), presence.away()) == (4, 2)
