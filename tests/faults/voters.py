"""People who vote whatever happens: each resends until it is answered, and remembers what was acknowledged."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from app.storage.journal import key_of
from tests.people import Json, Phone, Workshop, join
from tests.serving import Server

CUT_OFF = (ConnectionClosed, InvalidHandshake, InvalidMessage, OSError, EOFError, TimeoutError)
CHOICES = ("agree", "unsure", "disagree")
AGAIN_AFTER = 0.1
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

    async def vote(self, times: int, seconds: float = 60.0) -> None:
        """Everybody votes so often, one vote after the other, through whatever happens, until the time is up."""
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._one(person, self.votes(times), until) for person in self.people))

    async def _one(self, person: Json, votes: list[Json], until: float) -> None:
        while votes and time.monotonic() < until:
            phone = Phone(self.server, person["token"])
            with suppress(*CUT_OFF):
                async with phone:
                    await self._send(phone, person["participant"], votes, until)
                self.closes.append(phone.socket.close_code)
            if votes:
                await asyncio.sleep(AGAIN_AFTER)

    async def _send(self, phone: Phone, participant: str, votes: list[Json], until: float) -> None:
        """Takes off the list what is answered."""
        while votes and (left := until - time.monotonic()) > 0:
            id = votes[0]["id"]
            self.said[id] = participant
            ack = await phone.sends(votes[0])
            await asyncio.wait([ack], timeout=left)
            if not ack.done() or ack.cancelled():
                return
            self.acks[id] = ack.result()
            self.heard.append(time.time())
            votes.pop(0)

    def votes(self, times: int) -> list[Json]:
        """Each changes what came before, so that each is written down."""
        refs = list(self.workshop.ideas)
        return [self.workshop.vote(refs[n % len(refs)], CHOICES[n // len(refs) % 3]) for n in range(times)]

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
