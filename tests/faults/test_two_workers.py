"""Two workers on PostgreSQL with Redis between them: a worker is killed, all are replaced, the bus is lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chance import a_seed
from tests.conversation import made_up
from tests.faults.cluster import Cluster, clustered, survives, wait_until
from tests.people import Organiser, Phone, an_action, join
from tests.postgres import Postgres
from tests.redis import Redis
from tests.replaying import Replay, planned
from tests.serving import Server

pytestmark = pytest.mark.check


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, redis: Redis) -> Iterator[Cluster]:
    with clustered(tmp_path_factory.mktemp("cluster") / "data", postgres, redis) as cluster:
        yield cluster


async def test_a_conversation_through_two_workers_comes_out_as_it_was(cluster: Cluster) -> None:
    conversation = made_up(a_seed())
    with Organiser(cluster.server) as organiser:
        replay = await Replay.of(cluster.server, planned(organiser, conversation), conversation)
        first = await replay.everyone_sends()
        assert all(ack["ok"] for ack in first.values())
        assert await replay.everyone_sends(backwards=True) == first
        assert replay.workshop.tally() == conversation.tally()


async def test_what_changes_reaches_every_connection_of_either_worker_soon(cluster: Cluster) -> None:
    with Organiser(cluster.server) as organiser:
        workshop = organiser.workshop("vote", opened=False)
        joined = await join(cluster.server, workshop.code, [{"community": "citizen"}] * 12)
        phones = [await Phone(cluster.server, person["token"]).__aenter__() for person in joined]
        begun = time.monotonic()
        opened = workshop.turn("open")
        for phone in phones:
            await phone.hears("changed", within=2.0)
        took = time.monotonic() - begun
        for phone in phones:
            version = max(frame["changed"]["version"] for frame in phone.frames if "changed" in frame)
            assert version == opened["version"]
            await phone.__aexit__()
        print(f"reached all in {took:.2f} s")


async def test_an_ack_is_never_ahead_of_what_either_worker_shows_next(cluster: Cluster) -> None:
    with Organiser(cluster.server) as organiser:
        workshop = organiser.workshop("vote", ideas=10)
        [person] = await join(cluster.server, workshop.code, [{"community": "ahp"}])
        headers = {"Authorization": f"Bearer {person['token']}"}
        for n in range(30):
            action = an_action(workshop.stage, "vote", idea=workshop.ideas[f"r{n % 10}"], choice="agree")
            # a connection of its own for each call: whichever worker takes it
            sent = httpx.post(
                f"{cluster.server.url}/api/v1/actions", json=action, headers=headers, trust_env=False
            ).json()
            shown = httpx.get(f"{cluster.server.url}/api/v1/me", headers=headers, trust_env=False).json()
            assert shown["version"] >= sent["acks"][0]["version"]
            assert shown["answers"][action["idea"]] == "agree"


async def test_a_killed_worker_loses_and_doubles_nothing(cluster: Cluster) -> None:
    killed: list[int] = []
    await survives(cluster, a_seed(), lambda _: killed.append(cluster.kill_a_worker()))
    assert len(set(killed)) == 3


async def test_replacing_all_workers_loses_and_doubles_nothing(cluster: Cluster) -> None:
    def replace(replay: Replay) -> None:
        before = set(cluster.workers())
        cluster.server.hears(signal.SIGHUP)
        wait_until(lambda: cluster.complete() and not before & set(cluster.workers()))

    await survives(cluster, a_seed(), replace, rounds=1)


async def test_votes_go_on_while_redis_is_lost(cluster: Cluster) -> None:
    def lose(replay: Replay) -> None:
        cluster.redis.stop()

    try:
        await survives(cluster, a_seed(), lose, rounds=1)
    finally:
        cluster.redis.start()


async def test_two_workers_end_when_they_are_asked_to(
    tmp_path: Path, postgres: Postgres, redis: Redis, cluster: Cluster
) -> None:
    server = Server(tmp_path / "data", workers=2, database_url=postgres.address, redis_url=redis.address)
    server.start()
    begun = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - begun < 10
    assert "Traceback" not in server.said()
