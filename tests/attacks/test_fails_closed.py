"""S13: where the gate cannot ask its questions, nobody comes in; where limits cannot be shared, they still hold."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from app.web.codes import WRONG_A_DAY
from tests.attacks.signed_in import signed_in
from tests.people import Organiser, Workshop
from tests.redis import running_redis
from tests.serving import Server, serving
from tests.web.passes import a_pass
from tests.web.routes import doors
from tests.web.test_access import APP, GUARDED

pytestmark = pytest.mark.check
CLOSED = (303, 401, 403, 503)
DOORS = [door for door in doors(APP) if door.right in GUARDED and door.method != "SOCKET"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Workshop]]:
    with serving(tmp_path_factory.mktemp("closed") / "data") as server, Organiser(server) as host:
        yield server, host.workshop("vote")


@contextmanager
def without(server: Server, table: str) -> Iterator[None]:
    """The database answers every question about this table with an error."""
    with closing(sqlite3.connect(server.data / "common-ground.db", timeout=10)) as db:
        db.execute("PRAGMA legacy_alter_table = ON")
        db.execute(f"ALTER TABLE {table} RENAME TO hidden_{table}")
        try:
            yield
        finally:
            db.execute(f"ALTER TABLE hidden_{table} RENAME TO {table}")


def ways_in(server: Server, workshop: Workshop) -> dict[str, tuple[str, dict[str, str]]]:
    """By the table that each way in is looked up in: a page that it opens, and what the visitor sends."""
    console, home = f"/sessions/{workshop.id}/console", f"/programmes/{workshop.programme}"
    viewer = signed_in(server, viewer_of=workshop.programme)
    return {
        "api_token": (console, {"Authorization": f"Bearer {server.token}"}),
        "signed_in": (console, {"Cookie": f"cg_signed_in={signed_in(server)}", "Origin": server.url}),
        "account": (console, {"Cookie": f"cg_signed_in={signed_in(server)}", "Origin": server.url}),
        "membership": (home, {"Cookie": f"cg_signed_in={viewer}", "Origin": server.url}),
        "session_pass": (console, {"Cookie": f"cg_pass={a_pass(server, workshop.id, 'host')}", "Origin": server.url}),
    }


def test_a_gate_that_cannot_ask_lets_nobody_in(house: tuple[Server, Workshop]) -> None:
    server, workshop = house
    ids = {
        "programme": workshop.programme, "programme_id": workshop.programme, "session": workshop.id,
        "stage": workshop.stage, "idea": workshop.ideas["r0"],
    }  # fmt: skip
    with httpx.Client(base_url=server.url, trust_env=False, timeout=20) as http:
        for table, (page, headers) in ways_in(server, workshop).items():
            assert http.get(page, headers=headers).status_code == 200, f"by {table} one comes in on other days"
            with without(server, table):
                for door in DOORS:
                    address = re.sub(r"\{(\w+)\}", lambda part: ids.get(part[1], "1"), door.path)
                    answer = http.request(door.method, address, headers=headers)
                    assert answer.status_code in CLOSED, f"{table}: {door} {answer.status_code}"
                    assert "Traceback" not in answer.text
            assert http.get(page, headers=headers).status_code == 200, f"by {table} one comes in again"


def test_wrong_codes_are_counted_while_redis_is_away(tmp_path: Path) -> None:
    with running_redis() as redis, serving(tmp_path / "data", redis_url=redis.address) as server:
        redis.stop()
        with httpx.Client(base_url=server.url, trust_env=False, timeout=20) as http:
            body = {"community": "citizen"}
            said = [
                http.post("/api/v1/join", json=body | {"code": f"{n:06}"}).status_code for n in range(WRONG_A_DAY + 5)
            ]
        assert said[:WRONG_A_DAY] == [404] * WRONG_A_DAY
        assert said[WRONG_A_DAY:] == [429] * 5
        redis.start()
