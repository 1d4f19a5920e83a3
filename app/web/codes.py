"""Wrong join codes by address: enough tries for people who mistype, too few to find a session by guessing."""

from __future__ import annotations

import asyncio
import math
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from time import monotonic

from starlette.requests import Request

from app import metrics
from app.live.rooms import Rooms

from .errors import SlowDown
from .house import House, house_of

A_DAY = 86400.0
WRONG_A_DAY = 20
PEOPLE_FOR_ONE_MORE = 10
MOST_ADDRESSES = 100_000
AN_HOUR = 3600.0
MOST_COUNTED = 10_000
GATEWAY = IPv6Network("64:ff9b::/96")
EVEN = 0.05
"""Seconds. Every no to a typed code comes at a multiple of it."""


class WrongCodes:
    """Counts per address in memory only: an address is forgotten after a day, or when too many are known."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, list[float]] = OrderedDict()
        self._lately: deque[float] = deque(maxlen=MOST_COUNTED)

    def wrong(self, address: str, now: float) -> None:
        entry = self._entry(address, now)
        entry[1] += 1
        self._lately.append(now)

    def lately(self, now: float) -> int:
        """How many wrong codes came in the last hour, from anywhere: none of them says which workshop was meant."""
        while self._lately and self._lately[0] < now - AN_HOUR:
            self._lately.popleft()
        return len(self._lately)

    def joined(self, address: str, now: float) -> None:
        """Ten people who came in from an address earn it one more wrong code: a hall is never locked out."""
        entry = self._entry(address, now)
        entry[2] += 1

    def wait(self, address: str, now: float) -> int:
        """Seconds until this address may type a code again; 0 if it may now."""
        entry = self._entry(address, now)
        allowed = WRONG_A_DAY + entry[2] // PEOPLE_FOR_ONE_MORE
        return 0 if entry[1] < allowed else max(1, math.ceil(entry[0] + A_DAY - now))

    def _entry(self, address: str, now: float) -> list[float]:
        """[day began, wrong codes, people joined] of this address."""
        entry = self._seen.get(address)
        if entry is None or now - entry[0] >= A_DAY:
            entry = self._seen[address] = [now, 0, 0]
            while len(self._seen) > MOST_ADDRESSES:
                self._seen.popitem(last=False)
        return entry


def address_of(request: Request) -> str:
    """The address a request came from. Of IPv6 the network: one home or phone has all of its 2^64 addresses. A gateway
    between the two (RFC 6052) writes each IPv4 address into one network."""
    address = request.client.host if request.client else ""
    if ":" not in address:
        return address
    with suppress(ValueError):
        there = ip_address(address)
        if isinstance(there, IPv6Address) and there.ipv4_mapped is None:
            if there in GATEWAY:
                return str(IPv4Address(int(there) & 0xFFFFFFFF))
            return str(IPv6Network((int(there), 64), strict=False))
    return address


def may_type_a_code(request: Request) -> None:
    """Raises SlowDown where this address has typed too many wrong codes today."""
    house = house_of(request)
    seconds = house.limits.wait(address_of(request), house.now())
    if seconds:
        raise SlowDown("Too many wrong codes came from here. Scan the QR code instead, or try again later.", seconds)


def typed_a_wrong_code(request: Request) -> None:
    house = house_of(request)
    house.limits.wrong(address_of(request), house.now())
    metrics.wrong_code()
    _say(house, "wrong", request)


def someone_joined(request: Request) -> None:
    house = house_of(request)
    house.limits.joined(address_of(request), house.now())
    _say(house, "joined", request)


def typed_at(request: Request) -> None:
    """Notes when a typed code came in, for `told_no_sooner`."""
    request.state.typed_at = monotonic()


async def told_no_sooner(request: Request) -> None:
    """Waits until a whole number of EVEN seconds after a typed code came in, so that how long a no takes does not tell
    a code that nobody has from one of a workshop that has ended or asks for tickets."""
    came = getattr(request.state, "typed_at", None)
    if came is not None:
        await asyncio.sleep(EVEN - (monotonic() - came) % EVEN)


def _say(house: House, kind: str, request: Request) -> None:
    """Other processes count it too. No two such words are alike, so that none stands for another on the bus."""
    house.rooms.bus.say(kind, secrets.token_hex(4), house.rooms.process, address_of(request))


def listen(rooms: Rooms, limits: WrongCodes) -> None:
    """Counts what other processes say."""

    def heard(count: Callable[[str, float], None]) -> Callable[[list[str]], None]:
        def count_it(what: list[str]) -> None:
            if what[1] != rooms.process:
                count(what[2], rooms.clock.now())

        return count_it

    rooms.on_word["wrong"] = heard(limits.wrong)
    rooms.on_word["joined"] = heard(limits.joined)
