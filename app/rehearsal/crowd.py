"""A crowd of simulated participants in one session: a mix of communities and professions, in and out together."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from sqlmodel import Session as Db

from app.actions.rehearsing import proof_of
from app.domain.communities import AHP
from app.settings import Settings
from app.storage.database import reading_engine
from app.storage.facts import professions
from app.storage.sessions import find_by_code

from .person import Person, TurnedAway, Way

MIX = ("citizen", "ahp", "citizen", "ahp", "citizen", "citizen", "ahp", "citizen", "other", "ahp")
WITHOUT_SOCKETS = 7
"""Every seventh comes without a socket."""
ARRIVE_WITHIN = 8.0
LEAVES_WITHIN, LEAVES_AN_END_WITHIN = 15.0, 3.0
"""Seconds for which they try to leave; where a server that is gone had sent them, its next start wipes the rest."""
POLITE = 10


def rehearse(
    settings: Settings, code: str, people: int, url: str, seconds: float | None, pace: float, of_a_server: bool
) -> None:
    """Sends the crowd in and waits for it: until the session ends, the time is up, or somebody stops it.

    `of_a_server`: a server started this, so it steps back for it and ends with it, when its input ends.
    Exits with a sentence where the code is unknown, nobody is let in, or somebody could not be taken out again.
    """
    if of_a_server:
        os.nice(POLITE)
    way = _way_in(settings, code, url, pace)
    crowd = list(_crowd(way, people, Random(secrets.randbits(64))))
    asyncio.run(_together(crowd, seconds, of_a_server, pace))


def _way_in(settings: Settings, code: str, url: str, pace: float) -> Way:
    """By the secret of the QR code, so that many who come at once are no guessers."""
    engine = reading_engine(settings.database, 1)
    try:
        with Db(engine) as db:
            row = find_by_code(db, "".join(code.split()))
            if row is None:
                raise SystemExit("No workshop has this code. Look at its console, and at COMMON_GROUND_DATA_DIR.")
            return Way(url.rstrip("/"), row.secret, proof_of(settings.key, row.id), pace)
    finally:
        engine.dispose()


def _crowd(way: Way, people: int, dice: Random) -> Iterator[Person]:
    known = professions()
    for n in range(people):
        community = MIX[n % len(MIX)]
        profession = dice.choice(known) if community == AHP and n % 4 else None
        yield Person(way, Random(dice.getrandbits(64)), community, profession, n % WITHOUT_SOCKETS != 3)


async def _together(crowd: Sequence[Person], seconds: float | None, of_a_server: bool, pace: float) -> None:
    stopped = _stopped(of_a_server)
    _say(f"{len(crowd)} simulated people are coming. Stop with Ctrl+C: they then take themselves out again.")
    tasks = [asyncio.create_task(_arrive(person, n, len(crowd), pace)) for n, person in enumerate(crowd)]
    done = asyncio.gather(*tasks, return_exceptions=True)
    stop = asyncio.create_task(stopped.wait())
    either: list[asyncio.Future[Any]] = [stop, done]
    await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    for task in tasks:
        task.cancel()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    within = LEAVES_AN_END_WITHIN if of_a_server else LEAVES_WITHIN
    left = await asyncio.gather(*(person.leave(within) for person in crowd))
    _conclude(crowd, left, ends)


async def _arrive(person: Person, n: int, of: int, pace: float) -> None:
    """One after the other, as people come through a door."""
    await asyncio.sleep(ARRIVE_WITHIN / pace * n / of)
    await person.take_part()


def _stopped(of_a_server: bool) -> asyncio.Event:
    """Set by Ctrl+C, by being asked to end, and by the end of the server that holds the other end of our input."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for which in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(which, stopped.set)

    def read_on() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            loop.remove_reader(sys.stdin.fileno())
            stopped.set()

    if of_a_server:
        loop.add_reader(sys.stdin.fileno(), read_on)
    return stopped


def _conclude(crowd: Sequence[Person], left: Sequence[bool], ends: Sequence[BaseException | None]) -> None:
    for end in ends:
        if isinstance(end, TurnedAway):
            raise SystemExit(f"Not everybody was let in: {end}")
        if end is not None and not isinstance(end, asyncio.CancelledError):
            raise end
    if not all(left):
        raise SystemExit(f"{left.count(False)} simulated people could not be taken out again: no answer.")
    _say(f"All have taken themselves out again, and {sum(person.answers for person in crowd)} answers with them.")


def _say(words: str) -> None:
    print(words, flush=True)
