"""Rooms on a real database, for the tests of rooms."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from sqlmodel import Session as Db

from app.actions.concluding import conclude
from app.actions.planning import NewIdea, add_ideas, create_programme, plan_session
from app.domain import asking
from app.domain.asking import Action, Actor
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.live.answers import Unavailable
from app.live.clock import Clock
from app.live.room import Room
from app.live.turn import Conclude
from app.storage.ideas import wording_of
from app.storage.journal import FirstAnswer
from app.storage.sessions import read_session
from app.storage.store import Store
from tests.builders import HOST

Came = FirstAnswer | str
"""What an ask came to: the first answer, the code of a refusal, or "unavailable"."""


class Hall:
    """One planned session in a database; `room` opens a room on it."""

    def __init__(self, store: Store, session: str, stages: list[str]) -> None:
        self.store, self.session, self.stages = store, session, stages
        self.ideas: list[str] = []

    @property
    def stage(self) -> str:
        return self.stages[0]

    @asynccontextmanager
    async def room(self, concluding: Conclude = conclude, clock: Clock | None = None) -> AsyncIterator[Room]:
        room = Room(await self.read(), self.store, clock or Clock(), concluding)
        try:
            yield room
        finally:
            await room.close()

    async def read(self) -> Session:
        session = await self.store.read(read_session, self.session)
        assert session is not None
        return session

    async def opens(self, room: Room, stage: int = 0) -> None:
        """Starts the session and opens a stage with all ideas of the programme."""
        await room.ask(HOST, asking.StartSession())
        ideas = await self.store.read(wording_of, room.session.programme, None)
        self.ideas = [idea.id for idea in ideas]
        await room.ask(HOST, asking.OpenStage(self.stages[stage], ideas=ideas))

    def vote(self, choice: str | None = "agree", idea: int = 0) -> asking.Vote:
        return asking.Vote(self.stage, self.ideas[idea], choice)


async def a_hall(store: Store, *stages: dict[str, Any]) -> Hall:
    def plan(db: Db) -> Hall:
        programme = create_programme(db, "Example programme", 0.0)
        add_ideas(db, programme.id, [NewIdea(f"Idea {n}", ref=f"r{n}") for n in range(4)], 0.0)
        row = plan_session(db, programme.id, "Workshop", "open", list(stages) or [{"kind": "vote"}], 0.0)
        session = read_session(db, row.id)
        assert session is not None
        return Hall(store, row.id, list(session.stages))

    return await store.write(plan)


async def joins(room: Room, *people: str, community: str = "citizen") -> None:
    for person in people:
        await room.ask(Actor("participant", person), asking.Join(person, community))


async def came(room: Room, actor: Actor | str, action: Action, id: str | None = None) -> Came:
    """Asks, and says what it came to."""
    who = Actor("participant", actor) if isinstance(actor, str) else actor
    try:
        return await room.ask(who, action, id)
    except Refusal as refusal:
        return refusal.code
    except Unavailable:
        return "unavailable"


async def until(holds: Callable[[], bool], within: float = 5.0) -> None:
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, f"it does not hold after {within} s"
        await asyncio.sleep(0.01)
