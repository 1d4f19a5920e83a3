"""People who vote whatever happens: each resends until it is answered, and remembers what was acknowledged."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from itertools import count
from pathlib import Path
from typing import Self

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from app.storage.journal import key_of
from tests.people import Json, Phone, Workshop, join
from tests.serving import Server

CUT_OFF = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, EOFError, TimeoutError)
CHOICES = ("agree", "unsure", "disagree")
AGAIN_AFTER = 0.25
"""Seconds until somebody who was cut off tries again: far sooner than a real phone does."""


class Voters:
    """`acks` are the answers by action id, `said` who asked what, `closes` the codes with which connections ended."""

    def __init__(self, server: Server, workshop: Workshop, people: Sequence[Json]) -> None:
        self.server, self.workshop, self.people = server, workshop, list(people)
        self.acks: dict[str, Json] = {}
        self.said: dict[str, str] = {}
        self.closes: list[int | None] = []
        self.heard: list[float] = []
        """When acks came, in seconds since 1970."""

    @classmethod
    async def of(cls, server: Server, workshop: Workshop, people: int) -> Self:
        return cls(server, workshop, await join(server, workshop.code, [{"community": "citizen"}] * people))

    async def vote(self, times: int | None = None, seconds: float = 60.0) -> None:
        """Everybody votes so often, one vote after the other, through whatever happens, until the time is up."""
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._one(person, self.votes(times), until) for person in self.people))

    @asynccontextmanager
    async def voting(self) -> AsyncIterator[None]:
        """Everybody votes meanwhile, without end."""
        task = asyncio.create_task(self.vote(None, 3600))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def an_ack(self, after: float = 0.0, within: float = 30.0) -> float | None:
        """Seconds from that time until somebody's vote was saved; None if none was within so many seconds from now."""
        until = time.time() + within
        while time.time() < until:
            if later := [at for at in self.heard[-100:] if at > after]:
                return later[0] - after
            await asyncio.sleep(0.01)
        return None

    async def _one(self, person: Json, votes: Iterator[Json], until: float) -> None:
        waiting = next(votes, None)
        while waiting is not None and time.monotonic() < until:
            phone = Phone(self.server, person["token"])
            with suppress(*CUT_OFF):
                async with phone:
                    while waiting is not None and await self._answered(phone, person["participant"], waiting, until):
                        waiting = next(votes, None)
                self.closes.append(phone.socket.close_code)
            if waiting is not None:
                await asyncio.sleep(AGAIN_AFTER)

    async def _answered(self, phone: Phone, participant: str, vote: Json, until: float) -> bool:
        self.said[vote["id"]] = participant
        ack = await phone.sends(vote)
        await asyncio.wait([ack], timeout=max(0.0, until - time.monotonic()))
        if not ack.done() or ack.cancelled():
            return False
        self.acks[vote["id"]] = ack.result()
        self.heard.append(time.time())
        return True

    def votes(self, times: int | None = None) -> Iterator[Json]:
        """So many, or without end. Each changes what came before, so that each is written down."""
        refs = list(self.workshop.ideas)
        for n in count() if times is None else range(times):
            yield self.workshop.vote(refs[n % len(refs)], CHOICES[n // len(refs) % 3])

    def saved(self) -> dict[str, Json]:
        """The acks that said ok."""
        return {id: ack for id, ack in self.acks.items() if ack["ok"]}

    def longest_silence(self) -> float:
        """Seconds between two acks, at the most."""
        return max(later - sooner for sooner, later in zip(self.heard, self.heard[1:], strict=False))

    def key(self, salt: bytes, id: str) -> bytes:
        return key_of(salt, self.said[id], id)


class Checked:
    """What a database holds, held against what people were told."""

    def __init__(self, file: Path, voters: Voters) -> None:
        with closing(sqlite3.connect(file)) as db:
            self.integrity: str = db.execute("pragma integrity_check").fetchone()[0]
            session = voters.workshop.id
            salt = db.execute("select salt from session where id = ?", [session]).fetchone()[0]
            lines = dict(
                db.execute("select key, number from journal where session = ? and kind = 'answered'", [session])
            )
            self.answers: int = db.execute(
                "select count(*) from answer where stage = ? and value is not null", [voters.workshop.stage]
            ).fetchone()[0]
        asked = {voters.key(salt, id): id for id in voters.said}
        self.lines = len(lines)
        self.lost = [id for id, ack in voters.saved().items() if lines.get(voters.key(salt, id)) != ack["version"]]
        self.phantoms = [number for key, number in lines.items() if key not in asked]

    def assert_whole(self) -> None:
        assert self.integrity == "ok"
        assert not self.lost, f"{len(self.lost)} acknowledged votes are not in the journal under their number"
        assert not self.phantoms, f"{len(self.phantoms)} votes are in the journal that nobody cast"


def database_of(server: Server) -> Path:
    return server.data / "common-ground.db"
