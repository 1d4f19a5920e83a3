"""PostgreSQL is lost: stopped, frozen, cut off, or cut off during a COMMIT. Nobody hears ok for what was not saved."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chance import a_seed
from tests.conversation import made_up
from tests.faults.cluster import Cluster, clustered, survives, takes_votes, wait_until
from tests.faults.commit_eater import eating_commits
from tests.people import Organiser, an_action, join
from tests.postgres import Postgres, running_postgres
from tests.redis import Redis
from tests.replaying import Replay, planned
from tests.serving import serving

BACK_WITHIN = 5.0
ANSWERED_WITHIN = 6.0


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[Postgres]:
    """A server of its own: these tests crash it, so it syncs what it commits."""
    with running_postgres(fsync=True) as postgres:
        yield postgres


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, own_postgres: Postgres, redis: Redis) -> Iterator[Cluster]:
    with clustered(tmp_path_factory.mktemp("cluster") / "data", own_postgres, redis) as cluster:
        yield cluster


@pytest.mark.check
async def test_connections_that_are_cut_lose_and_double_nothing(cluster: Cluster) -> None:
    await survives(cluster, a_seed(), lambda _: cluster.postgres.drop_connections())


@pytest.mark.check
async def test_a_database_that_crashes_loses_and_doubles_nothing(cluster: Cluster) -> None:
    back: list[float] = []

    def crash(replay: Replay) -> None:
        cluster.postgres.stop("immediate")
        time.sleep(1)
        cluster.postgres.start()
        back.append(wait_until(lambda: takes_votes(cluster.server)))

    await survives(cluster, a_seed(), crash, rounds=2)
    print(f"took votes again after {[f'{seconds:.1f} s' for seconds in back]}")
    assert max(back) <= BACK_WITHIN


@pytest.mark.check
async def test_a_frozen_database_is_answered_for_and_comes_back(cluster: Cluster) -> None:
    with Organiser(cluster.server) as organiser:
        workshop = organiser.workshop("vote")
        [person] = await join(cluster.server, workshop.code, [{"community": "citizen"}])
    action = an_action(workshop.stage, "vote", idea=workshop.ideas["r0"], choice="agree")
    headers = {"Authorization": f"Bearer {person['token']}"}
    async with httpx.AsyncClient(base_url=cluster.server.url, headers=headers, timeout=15, trust_env=False) as http:
        frozen = cluster.postgres.processes()
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        try:
            for _ in range(2):
                begun = time.monotonic()
                answer = await http.post("/api/v1/actions", json=action)
                assert (answer.status_code, answer.headers.get("retry-after")) == (503, "1")
                assert time.monotonic() - begun <= ANSWERED_WITHIN
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        took = await asyncio.to_thread(wait_until, lambda: takes_votes(cluster.server))
        assert took <= BACK_WITHIN
        again = await http.post("/api/v1/actions", json=action)
        assert again.json()["acks"][0]["ok"]
        assert (await http.post("/api/v1/actions", json=action)).json() == again.json()
    with Organiser(cluster.server) as organiser:
        assert organiser.gets(f"/sessions/{workshop.id}/outcomes")["participants"]["citizen"] == 1


@pytest.mark.check
async def test_a_commit_whose_answer_is_lost_is_never_doubled(tmp_path: Path, own_postgres: Postgres) -> None:
    seed = a_seed()
    conversation = made_up(seed)
    own_postgres.emptied()
    with eating_commits(own_postgres.port, seed) as eater:
        address = own_postgres.address.replace(str(own_postgres.port), str(eater.port))
        with serving(tmp_path / "data", database_url=address) as server, Organiser(server) as organiser:
            replay = await Replay.of(server, planned(organiser, conversation), conversation)
            eater.chance = 0.3
            for _ in range(6):
                await replay.sends_until_cut_off()
            eater.chance = 0.0
            await replay.sends_until_cut_off()
            assert min(eater.eaten.values()) > 0, eater.eaten
            assert all(ack["ok"] for ack in replay.first.values())
            versions = {ack["version"] for ack in replay.first.values()}
            assert len(replay.first) == len(versions) == len(conversation.votes)
            assert await replay.everyone_sends(backwards=True) == replay.first
            assert replay.workshop.tally() == conversation.tally()
    print(f"commits broken: {eater.eaten}")
