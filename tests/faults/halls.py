"""A hall full of people: the server, its database, a crowd in it, and what all of it came to."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

import httpx
import psutil

from app.bench.results import percentile
from tests.people import Organiser, Workshop, an_action
from tests.serving import Server

from .checking import Findings, check
from .crowd import Crowd
from .person import Person

CHOICES = ("agree", "unsure", "disagree")
T = TypeVar("T")


@dataclass(slots=True)
class Hall:
    """A running server and where it keeps its data."""

    server: Server
    database: str

    def memory(self) -> int:
        """Resident bytes of all its processes."""
        first = psutil.Process(self.server.pid)
        return int(sum(p.memory_info().rss for p in (first, *first.children(recursive=True))))

    def cpu(self) -> float:
        """Seconds that all its processes have computed."""
        first = psutil.Process(self.server.pid)
        times = [p.cpu_times() for p in (first, *first.children(recursive=True))]
        return float(sum(time.user + time.system for time in times))

    def descriptors(self) -> int:
        """Files and sockets that all its processes hold open."""
        first = psutil.Process(self.server.pid)
        return int(sum(p.num_fds() for p in (first, *first.children(recursive=True))))

    def metrics(self) -> dict[str, float]:
        """What it says of itself: {'name{label="value"}': number}."""
        text = httpx.get(f"{self.server.url}/metrics", timeout=20, trust_env=False).text
        lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name.removeprefix("common_ground_"): float(value) for name, _, value in lines}

    def phones_here(self, session: str) -> int:
        """How many participants are connected, as the host is told."""
        with Organiser(self.server) as organiser:
            return int(organiser.gets(f"/sessions/{session}/health")["phones"]["here"])

    @contextmanager
    def workshop(self, *stages: Any, ideas: int = 14, **fields: Any) -> Iterator[Workshop]:
        with Organiser(self.server) as organiser:
            yield organiser.workshop(*stages, ideas=ideas, **fields)

    @asynccontextmanager
    async def crowd(self, workshop: Workshop, people: int, url: str = "", **kind: Any) -> AsyncIterator[Crowd]:
        """So many people, two citizens to one AHP and a few others, joined and on their lines, which go to `url`."""
        crowd = Crowd(self.server.url, **kind)
        try:
            await crowd.join(workshop.code, communities(people))
            crowd.url = url or crowd.url
            await crowd.sit_down()
            gc.collect()
            gc.freeze()
            yield crowd
        finally:
            await crowd.leave()
            gc.unfreeze()

    def check(self, crowd: Crowd, workshop: Workshop) -> Findings:
        """Compares everything that was tried with everything that is stored and told."""
        found = check(crowd.history, self.database, workshop.id, workshop.outcomes())
        print(found.as_text())
        return found


def communities(people: int) -> list[str]:
    return [("ahp" if n % 3 == 2 else "other" if n % 20 == 19 else "citizen") for n in range(people)]


def votes_anew(person: Person, workshop: Workshop, dice: Random, stage: int = 0) -> None:
    """One vote on one idea, whatever was said before."""
    idea = dice.choice(list(workshop.ideas.values()))
    person.does(an_action(workshop.stages[stage], "vote", idea=idea, choice=dice.choice(CHOICES)))


async def away(deed: Callable[..., T], *what: Any, **how: Any) -> T:
    """A deed of the host that waits for its answer, while the crowd goes on."""
    return await asyncio.to_thread(deed, *what, **how)


def spread(values: list[float]) -> str:
    """Seconds as the middle and the ends of what was measured, in milliseconds."""
    shares = ((0.5, "p50"), (0.95, "p95"), (0.99, "p99"), (1.0, "worst"))
    return ", ".join(f"{name} {percentile(values, share) * 1e3:.0f} ms" for share, name in shares)
