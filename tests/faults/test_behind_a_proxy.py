"""The topology of compose.yaml from a system's packages: Caddy, two processes, PostgreSQL, Redis, and each replaced."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from app.settings import Settings
from tests.caddy import CADDYFILE, running_caddy
from tests.chance import a_seed
from tests.conversation import VOTES, made_up
from tests.people import Json, Organiser
from tests.postgres import Postgres
from tests.redis import Redis
from tests.replaying import Replay, planned
from tests.serving import TOP, Server

pytestmark = pytest.mark.check

COMPOSE: Json = yaml.safe_load((TOP / "compose.yaml").read_text("utf-8"))
SMALL: Json = yaml.safe_load((TOP / "compose.small.yaml").read_text("utf-8"))
KEY = "one key for all processes"


class Site:
    """Two processes, and the address of the proxy before them, which stands in for a server's own."""

    def __init__(self, processes: list[Server], address: str) -> None:
        self.processes = processes
        self.proxied = Server.reached_at(address, processes[0].token)

    def replace_each(self) -> None:
        """As a rolling update does: one ends and starts again, then the other."""
        for process in self.processes:
            assert process.stop() == 0
            process.start()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, redis: Redis) -> Iterator[Site]:
    folder, database = tmp_path_factory.mktemp("site"), postgres.emptied()
    processes = [
        Server(
            folder / f"app-{n}", database_url=database, redis_url=redis.address, secret_key=KEY,
            trusted_proxies="127.0.0.1",
        )
        for n in (1, 2)
    ]  # fmt: skip
    try:
        for process in processes:
            process.start()
        upstreams = [process.url.removeprefix("http://") for process in processes]
        with running_caddy(folder / "caddy", upstreams) as address:
            yield Site(processes, address)
    finally:
        for process in processes:
            process.stop()


async def test_a_conversation_through_the_proxy_survives_a_rolling_update(site: Site) -> None:
    seed = a_seed()
    conversation = made_up(seed)
    with Organiser(site.proxied) as organiser:
        replay = await Replay.of(site.proxied, planned(organiser, conversation), conversation)
        replacing = asyncio.create_task(asyncio.to_thread(site.replace_each))
        refused = 0
        async with httpx.AsyncClient(base_url=site.proxied.url, timeout=20, trust_env=False) as http:
            while not replacing.done():
                sending = asyncio.create_task(replay.sends_until_cut_off())
                refused += (await http.get("/readyz")).status_code != 200
                await sending
                await asyncio.sleep(0.05)
        await replacing
        while len(replay.first) < VOTES:
            await replay.sends_until_cut_off()
        assert refused == 0, "somebody was always there to answer"
        assert all(ack["ok"] for ack in replay.first.values())
        assert await replay.everyone_sends(backwards=True) == replay.first
        assert replay.workshop.tally() == conversation.tally()


def test_the_proxy_keeps_figures_inside_and_passes_addresses_on(site: Site) -> None:
    assert httpx.get(f"{site.proxied.url}/metrics", trust_env=False).status_code == 404
    wrong = [
        httpx.post(f"{site.proxied.url}/api/v1/join", json={"code": "0000000", "community": "citizen"}, trust_env=False)
        for _ in range(21)
    ]
    assert [answer.status_code for answer in wrong] == [404] * 20 + [429]


def test_compose_starts_what_the_tests_start() -> None:
    assert set(COMPOSE["services"]) == {"app-1", "app-2", "caddy", "postgres", "redis"}
    upstreams = re.search(r"\{\$UPSTREAMS:([^}]*)\}", CADDYFILE.read_text("utf-8"))
    assert upstreams
    assert upstreams[1].split() == ["app-1:8000", "app-2:8000"]
    for services in (COMPOSE["services"], SMALL["services"]):
        for service in services.values():
            known = {f"COMMON_GROUND_{name.upper()}" for name in Settings.model_fields} | {"SITE_ADDRESS"}
            set_here = set(service.get("environment", {}))
            assert {name for name in set_here if not name.startswith("POSTGRES_")} <= known
    for mounted in COMPOSE["services"]["caddy"]["volumes"]:
        source = mounted.partition(":")[0]
        assert not source.startswith(".") or Path(TOP / source).exists()
