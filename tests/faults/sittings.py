"""A whole sitting as a hall lives it: people come, vote, comment, rank, see results, and it ends. With its figures."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.people import Workshop, an_action

from .crowd import Crowd
from .halls import CHOICES, Hall, away, communities
from .kept import kept
from .onlookers import Onlooker, open_board, open_console
from .person import Person

VOTE, RANK = 0, 1
KINDS = ("vote", "rank")
STAGES: tuple[Any, ...] = ("vote", {"kind": "rank", "settings": {"places": 3}})
IDEAS = 14
COMMENTERS = 0.05


@dataclass(slots=True)
class Sitting:
    """How many come, and in how many seconds they come, vote and rank."""

    hall: Hall
    workshop: Workshop
    crowd: Crowd
    people: int
    coming: float
    voting: float
    ranking: float
    quiet: float
    """Seconds after a reveal in which nothing happens but that all look."""
    seed: int
    joins: list[float] = field(default_factory=list)
    requests: dict[str, int] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    few: int = 0
    """Who came first: with them the server has loaded what it needs, and what comes then is people."""
    boards: list[Onlooker] = field(default_factory=list)
    consoles: list[Onlooker] = field(default_factory=list)
    _saw: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)

    @property
    def dice(self) -> Random:
        return Random(self.seed)

    async def hold(self) -> None:
        """From the first person to the finish."""
        self.crowd.on_saw = self._sees
        self.memory["nobody here"] = self.hall.memory()
        async with AsyncExitStack() as screens:
            for _ in range(2):
                self.boards.append(await open_board(self.hall.server.url, self.workshop.id))
                self.consoles.append(await open_console(self.hall.server.url, self.workshop.id, self.hall.server.token))
            for onlooker in (*self.boards, *self.consoles):
                screens.callback(onlooker.line.transport.abort)
            everybody = [Person(self.crowd, community) for community in communities(self.people)]
            self.few = self.people // 10
            await self._come(everybody[: self.few])
            self.memory["a tenth here"] = self.hall.memory()
            await self._come(everybody[self.few :])
            self.memory["everybody here"] = self.hall.memory()
            await self._turn("open", VOTE)
            await self._all_vote()
            await self._turn("close", VOTE)
            await self._turn("reveal", VOTE)
            await self._turn("open", RANK)
            await self._all_rank()
            await self._turn("close", RANK)
            await self._turn("reveal", RANK)
            await self._turn("finish", RANK)
            self.memory["at the end"] = self.hall.memory()

    async def _come(self, people: list[Person]) -> None:
        """Each joins at a moment of their own, and opens their line at once."""
        dice, within = self.dice, self.coming * len(people) / self.people
        self.crowd.people += people
        self.crowd.keep_watch()

        async def comes(person: Person, after: float) -> None:
            await asyncio.sleep(after)
            begun = time.perf_counter()
            reply = await person.join(self.workshop.code)
            assert reply.status == 201, f"{reply.status} {reply.body[:200]!r}"
            self.joins.append(time.perf_counter() - begun)
            person.sit_down()
            await asyncio.wait_for(person.up.wait(), 60)

        await asyncio.gather(*(comes(person, dice.random() * within) for person in people))

    async def _turn(self, deed: str, stage: int) -> None:
        """The host moves on; when has everybody seen it? Then a while of quiet, in which requests are counted."""
        fetched = len(self.crowd.fetches)
        if deed == "finish":
            await away(self.workshop.host.posts, f"/sessions/{self.workshop.id}/finish")
        else:
            await away(self.workshop.turn, deed, stage)
        await asyncio.sleep(self.quiet if deed == "reveal" else self.quiet / 4)
        self.requests[f"{deed} {KINDS[stage]}"] = len(self.crowd.fetches) - fetched

    def _sees(self, person: Person) -> None:
        stage = person.face["stage"]
        if stage is not None:
            seen = self._saw.setdefault((stage["id"], stage["state"]), {})
            seen.setdefault(person.id, time.time())

    async def _all_vote(self) -> None:
        """Each answers every idea at a pace of their own; some comment, and the host lets a few of them through."""
        dice, loop, ideas = self.dice, asyncio.get_running_loop(), list(self.workshop.ideas.values())
        stage = self.workshop.stages[VOTE]
        for person in self.crowd.people:
            for idea in dice.sample(ideas, len(ideas)):
                action = an_action(stage, "vote", idea=idea, choice=dice.choice(CHOICES))
                loop.call_later(dice.random() * self.voting, person.does, action)
            if dice.random() < COMMENTERS:
                words = an_action(stage, "comment", idea=dice.choice(ideas), text=f"A remark, number {dice.random()}")
                loop.call_later(dice.random() * self.voting, person.does, words)
        await asyncio.sleep(self.voting / 2)
        await away(self._allows_some)
        await asyncio.sleep(self.voting / 2)
        await self.crowd.settle()

    def _allows_some(self) -> None:
        path = f"/sessions/{self.workshop.id}/comments?state=waiting"
        for comment in self.workshop.host.gets(path)["comments"][:5]:
            self.workshop.host.posts(f"/comments/{comment['id']}/allow")

    async def _all_rank(self) -> None:
        """Each puts three ideas in order, changes their mind once, and is done."""
        dice, loop, ideas = self.dice, asyncio.get_running_loop(), list(self.workshop.ideas.values())
        stage = self.workshop.stages[RANK]
        for person in self.crowd.people:
            after = dice.random() * self.ranking
            for part in (0.0, 0.5):
                action = an_action(stage, "rank", order=dice.sample(ideas, 3))
                loop.call_later(after * part, person.does, action)
            loop.call_later(after, person.does, an_action(stage, "done"))
        await asyncio.sleep(self.ranking)
        await self.crowd.settle()
        assert Counter(len(person.outbox) for person in self.crowd.people) == {0: self.people}

    def reached(self) -> dict[str, list[float]]:
        """Seconds from when a change of stage was saved until each phone showed it, by change."""
        lines, found = kept(self.hall.database, self.workshop.id).lines, {}
        for deed, state in (("open", "opened"), ("close", "closed"), ("reveal", "revealed")):
            times = [at for _, happened, _, at in lines if happened == f"stage_{state}"]
            for stage, at in zip(KINDS, times, strict=True):
                seen = self._saw.get((self.workshop.stages[KINDS.index(stage)], state.replace("opened", "open")), {})
                found[f"{deed} {stage}"] = [seen.get(p.id, float("inf")) - at for p in self.crowd.people]
        return found
