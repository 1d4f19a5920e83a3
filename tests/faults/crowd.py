"""A crowd: thousands of simulated participants of one session, in one process."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from .doors import ask
from .history import History
from .person import Person

MOST_JITTER = 10.0


class Crowd:
    """Everyone in one session. `url` is where they reach the server: itself, or a proxy before it."""

    def __init__(
        self, url: str, seed: int = 1, pages: bool = True, most_jitter: float = MOST_JITTER, source: str = ""
    ) -> None:
        """`pages`: they are shown fragments, as browsers are, and not only data, as programs are. `source`: the
        address that all of them join from."""
        self.url, self.pages, self.most_jitter, self.source = url, pages, most_jitter, source
        self.people: list[Person] = []
        self.history = History()
        self.dice = random.Random(seed)
        self.fetches: list[float] = []
        """When somebody's page asked for its screen because a push did not bring it all."""
        self.turned_away: Counter[str] = Counter()
        """Why lines could not be opened."""
        self.on_saw: Callable[[Person], None] = lambda _: None
        self._read: dict[bytes, Any] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None

    async def join(self, code: str, communities: Iterable[str], at_once: int = 32) -> list[float]:
        """Everybody comes in → seconds that each waited."""
        turns, people = asyncio.Semaphore(at_once), [Person(self, community) for community in communities]
        waits: list[float] = []

        async def one(person: Person) -> None:
            async with turns:
                begun = time.perf_counter()
                reply = await person.join(code)
                waits.append(time.perf_counter() - begun)
            assert reply.status == 201, f"{reply.status} {reply.body[:200]!r}"

        await asyncio.gather(*map(one, people))
        self.people += people
        return waits

    async def sit_down(self, within: float = 60.0, at_once: int = 64) -> None:
        """Everybody opens a line and has a first picture."""
        self.keep_watch()
        turns = asyncio.Semaphore(at_once)

        async def one(person: Person) -> None:
            async with turns:
                person.sit_down()
                await asyncio.wait_for(person.up.wait(), within)

        await asyncio.gather(*(one(person) for person in self.people if person.line is None))

    def keep_watch(self) -> None:
        """Looks after everybody's lines from now on, as each phone does after its own."""
        if self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._watch_lines())

    async def settle(self, within: float = 30.0) -> None:
        """Until everything that was asked is answered."""
        until = time.perf_counter() + within
        while waiting := sum(len(person.outbox) for person in self.people):
            assert time.perf_counter() < until, f"{waiting} actions have no answer after {within:.0f} s"
            await asyncio.sleep(0.02)

    async def leave(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*(person.leave() for person in self.people), return_exceptions=True)

    def here(self) -> int:
        return sum(person.up.is_set() for person in self.people)

    def faces(self) -> set[str]:
        """What the phones show now: one element where all agree."""
        return {json.dumps([p.face["state"], p.face["stage"], p.face["keys"]], sort_keys=True) for p in self.people}

    def jitter(self, failures: int) -> float:
        """Full jitter: those who lost the line together do not come back together. Seconds."""
        return self.dice.random() * min(self.most_jitter, 2.0 ** min(failures, 10))

    def read(self, text: bytes) -> Any:
        """A push that many get is read once."""
        if text not in self._read:
            for old in list(itertools.islice(self._read, max(0, len(self._read) - 8))):
                del self._read[old]
            self._read[text] = json.loads(text)
        return self._read[text]

    def saw(self, person: Person) -> None:
        self.on_saw(person)

    def fetch(self, person: Person) -> None:
        """One person's page asks for its screen, a little later than the others."""
        task = asyncio.get_running_loop().create_task(self._fetch(person))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _fetch(self, person: Person) -> None:
        await asyncio.sleep(self.dice.random())
        self.fetches.append(time.perf_counter())
        session = person.token.split(".")[1]
        try:
            reply = await ask(self.url, "GET", f"/sessions/{session}/screen", Cookie=person.cookie)
        except (OSError, EOFError, TimeoutError):
            return
        if reply.status == 200 and (snapshot := reply.json())["version"] >= person.face["version"]:
            person.own = snapshot["own"]
            person.face = {name: snapshot[name] for name in ("version", "state", "stage", "keys")}

    async def _watch_lines(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.perf_counter()
            for person in self.people:
                person.watch(now)
