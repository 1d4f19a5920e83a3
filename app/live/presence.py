"""Who is connected to a room just now, and who will probably be back in a moment."""

from __future__ import annotations

from collections.abc import Callable

from .seats import Seat

GRACE = 10.0
"""Seconds for which someone whose connection broke still counts as here: phones come and go all the time."""
FORGOTTEN = 600.0
"""Seconds after which nobody waits for them any more."""
MOST_SEATS = 5
"""Connections that one participant may have: the one opened longest ago closes for a newer one."""
TOO_MANY = 1013


class Presence:
    """The participants of one room in this process, and the sums that other processes reported."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._seats: dict[str, list[Seat]] = {}
        self._left: dict[str, float] = {}
        self.elsewhere: tuple[int, int] = (0, 0)
        """(here, away) in other processes."""

    def came(self, seat: Seat) -> bool:
        """A participant's new connection → whether they had none here before."""
        if seat.person is None:
            return False
        theirs = self._seats.setdefault(seat.person, [])
        theirs.append(seat)
        for oldest in theirs[:-MOST_SEATS]:
            oldest.close(TOO_MANY)
        self._left.pop(seat.person, None)
        return len(theirs) == 1

    def left(self, seat: Seat) -> None:
        if seat.person is None or seat not in (theirs := self._seats.get(seat.person, [])):
            return
        theirs.remove(seat)
        if not theirs:
            del self._seats[seat.person]
            self._left[seat.person] = self._now()

    def is_elsewhere(self, person: str) -> None:
        """They have come to another process."""
        self._left.pop(person, None)

    def seats_of(self, person: str) -> list[Seat]:
        return list(self._seats.get(person, ()))

    def own(self) -> tuple[int, int]:
        """(people here, people away) in this process; those gone for long are forgotten."""
        now = self._now()
        self._left = {person: at for person, at in self._left.items() if now - at < FORGOTTEN}
        fading = sum(now - at < GRACE for at in self._left.values())
        return len(self._seats) + fading, len(self._left) - fading

    def here(self) -> int:
        """How many participants are connected, in all processes, or were a moment ago."""
        return self.own()[0] + self.elsewhere[0]

    def away(self) -> int:
        """How many lost their connection less than ten minutes ago and have not come back."""
        return self.own()[1] + self.elsewhere[1]
