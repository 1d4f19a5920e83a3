"""A server of two workers on a real PostgreSQL and Redis, whose parts can be lost one at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from tests.conversation import VOTES, made_up
from tests.people import Organiser
from tests.postgres import Postgres
from tests.redis import Redis
from tests.replaying import Replay, planned
from tests.serving import Server, serving

WORKERS = 2


@dataclass
class Cluster:
    """`server` is reached at one address, whichever worker answers."""

    server: Server
    postgres: Postgres
    redis: Redis

    def workers(self) -> list[int]:
        """The process ids of those that serve, oldest first."""
        children = sorted(psutil.Process(self.server.pid).children(), key=lambda child: child.create_time())
        return [child.pid for child in children if _serves(child, self.postgres.port)]

    def complete(self) -> bool:
        return len(self.workers()) == WORKERS

    def kill_a_worker(self) -> int:
        """kill -9, once all serve → which one it was."""
        wait_until(self.complete)
        pid = self.workers()[0]
        psutil.Process(pid).kill()
        wait_until(lambda: pid not in self.workers())
        return pid


def _serves(process: psutil.Process, database: int) -> bool:
    """Whether it is a worker that has opened the database: not one that starts or ends, nor what watches them."""
    try:
        return any(its.raddr and its.raddr.port == database for its in process.net_connections("tcp"))
    except psutil.NoSuchProcess:  # a zombie is one of these
        return False


@contextmanager
def clustered(data: Path, postgres: Postgres, redis: Redis, **settings: str) -> Iterator[Cluster]:
    with serving(data, workers=WORKERS, database_url=postgres.emptied(), redis_url=redis.address, **settings) as server:
        cluster = Cluster(server, postgres, redis)
        wait_until(cluster.complete)
        yield cluster


def wait_until(holds: Callable[[], bool], within: float = 60.0) -> float:
    """Waits until it holds → the seconds it took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < within, f"it does not hold after {within} s"
        time.sleep(0.05)
    return time.monotonic() - begun


def takes_votes(server: Server) -> bool:
    try:
        return httpx.get(f"{server.url}/readyz", timeout=6, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


async def survives(cluster: Cluster, seed: int, harm: Callable[[Replay], None], rounds: int = 3) -> Replay:
    """A conversation is replayed; in the middle of each round something is harmed. Everybody sends again what has no
    ack, until all is answered; then nothing may be lost, doubled, or different from what was sent."""
    conversation = made_up(seed)
    with Organiser(cluster.server) as organiser:
        replay = await Replay.of(cluster.server, planned(organiser, conversation), conversation)
        for _ in range(rounds):
            sending = asyncio.create_task(replay.sends_until_cut_off())
            enough = len(replay.first) + (VOTES - len(replay.first)) // 3
            while replay.heard() < enough and not sending.done():
                await asyncio.sleep(0.002)
            await asyncio.to_thread(harm, replay)
            await asyncio.wait_for(sending, 60)
        await everything_is_answered(replay)
        await asyncio.to_thread(wait_until, cluster.complete)
        assert all(ack["ok"] for ack in replay.first.values())
        assert len(replay.first) == len({ack["version"] for ack in replay.first.values()}) == VOTES
        again = await replay.everyone_sends(backwards=True)
        assert again == replay.first, "a retry gets the first answer, in whichever process"
        assert replay.workshop.tally() == conversation.tally()
    return replay


async def everything_is_answered(replay: Replay, within: float = 90.0) -> None:
    until = time.monotonic() + within
    while len(replay.first) < VOTES:
        assert time.monotonic() < until, f"{len(replay.first)} of {VOTES} answered after {within} s"
        await replay.sends_until_cut_off()
