"""Numbers for Prometheus: who may read them, what they count, and that nobody's words or names are among them."""

from __future__ import annotations

import asyncio
import gc
import re
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app import metrics
from app.actions.concluding import conclude
from app.domain import asking
from app.domain.asking import Actor
from app.live.rooms import Rooms
from app.live.seats import Audience
from app.storage.store import Store
from app.vital_signs import VitalSigns
from tests.builders import HOST
from tests.live.hall import a_hall, until
from tests.people import Organiser, join
from tests.serving import Server

TOP = Path(__file__).resolve().parents[2]
Numbers = dict[str, float]


def numbers(text: str) -> Numbers:
    """{name with its labels: value} of what was shown."""
    samples = (sample for family in text_string_to_metric_families(text) for sample in family.samples)
    return {"/".join([s.name.removeprefix("common_ground_"), *s.labels.values()]): s.value for s in samples}


def now() -> Numbers:
    return numbers(metrics.shown().decode())


def asked(server: Server, token: str = "", **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    return httpx.get(f"{server.url}/metrics", headers=sent, trust_env=False)


def test_a_program_on_this_machine_reads_them(server: Server) -> None:
    answer = asked(server)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert numbers(answer.text)["disk_free_ratio"] > 0


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "192.0.2.7"}, {"X_Forwarded_Host": "workshops.example.org"},
        {"Forwarded": "for=192.0.2.7"}, {"Via": "1.1 proxy"}, {"X_Real_IP": "192.0.2.7"},
        {"Host": "workshops.example.org"},
    ],
    ids=str,
)  # fmt: skip
def test_whoever_comes_through_a_proxy_or_by_another_name_finds_nothing(
    server: Server, headers: dict[str, str]
) -> None:
    assert asked(server, **headers).status_code == 404
    assert asked(server, server.token, **headers).status_code == 200


def test_only_an_organisers_token_opens_them_from_afar(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    (ann,) = asyncio.run(join(server, workshop.code, [{"community": "citizen"}]))
    link = server.command("link", "--email", "host@example.org").strip().rpartition("/")[2]
    cookie = httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).headers["set-cookie"].partition(";")[0]
    assert asked(server, ann["token"], Via="1.1 proxy").status_code == 404
    assert asked(server, "nonsense", Via="1.1 proxy").status_code == 404
    assert asked(server, Cookie=cookie, Via="1.1 proxy").status_code == 404


def test_every_number_is_explained_and_no_other() -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", (TOP / "docs/deployment.md").read_text("utf-8"), re.M)
    explained = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}
    families = text_string_to_metric_families(metrics.shown().decode())
    told = {
        family.name + ("_total" if family.type == "counter" else "") for family in families
        if family.name.startswith("common_ground_")
    }  # fmt: skip
    assert {f"common_ground_{name}" for name in explained} == told


def test_they_name_no_workshop_and_nobody_in_it(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", name="Unmistakable")
    (ann,) = asyncio.run(join(server, workshop.code, [{"community": "citizen"}]))
    wrong = [{"id": "Unmistakable", "stage": "Unmistakable", "do": "vote", "idea": "Unmistakable", "choice": "x"}]
    headers = {"Authorization": f"Bearer {ann['token']}"}
    httpx.post(f"{server.url}/api/v1/actions", json=wrong, headers=headers, trust_env=False)
    said = asked(server).text
    for secret in (workshop.id, workshop.code, workshop.programme, ann["participant"], "Unmistakable"):
        assert secret not in said


class Chair:
    """A connection that takes whatever it is offered."""

    person: str | None = None

    def join(self, lines: object) -> None: ...

    def rest(self, frame: bytes) -> None: ...

    def offer(self, frame: bytes) -> bool:
        return True

    def when_clear(self, again: Callable[[], None]) -> None: ...

    def close(self, code: int) -> None: ...


async def nothing(session: Any) -> bytes:
    return b""


async def test_turns_answers_and_seats_are_counted(sqlite: str, tmp_path: Path) -> None:
    store = Store(sqlite)
    hall = await a_hall(store)
    rooms = Rooms(store, conclude)
    rooms.on_turn.append(metrics.turn)
    signs, before = VitalSigns(rooms, tmp_path), now()
    room = await rooms.room(hall.session)
    assert room is not None
    await hall.opens(room)
    await asyncio.gather(*(room.ask(Actor("participant", f"p{n}"), asking.Join(f"p{n}", "ahp")) for n in range(40)))
    await asyncio.gather(*(room.ask(Actor("participant", f"p{n}"), hall.vote()) for n in range(40)))
    for kind in (("phone", "en"), ("console", "en"), ("comments", "en"), ("board", "here", "en")):
        room.seats.take(Chair(), Audience(kind, 0.25, lambda session: session.version, nothing), room.session.version)
    signs.look()
    after = now()
    grown = {name: after[name] - before.get(name, 0) for name in after}
    assert grown["turn_actions_sum"] == 82, "start, open, 40 joins, 40 votes"
    assert 4 <= grown["turn_actions_count"] <= 82
    assert grown["ack_seconds_count"] == grown["turn_actions_count"]
    assert 0 < grown["turn_seconds_sum"] <= grown["ack_seconds_sum"], "waiting begins before the turn does"
    assert grown["rooms_opened_total"] == 1
    assert {kind: after[f"seats/{kind}"] for kind in ("phones", "programs", "boards", "consoles")} == {
        "phones": 1, "programs": 0, "boards": 1, "consoles": 1
    }  # fmt: skip
    assert after["last_saved_timestamp_seconds"] == room.last_saved
    assert 0 < after["disk_free_ratio"] < 1
    assert (after["waiting_actions"], after["behind_versions"], after["bus_alive"]) == (0, 0, 1)
    await rooms.close()
    store.close()


async def test_a_turn_that_could_not_be_saved_is_counted_as_such(sqlite: str) -> None:
    store = Store(sqlite)
    hall = await a_hall(store)
    rooms = Rooms(store, conclude)
    rooms.on_turn.append(metrics.turn)
    room, before = await rooms.room(hall.session), now()
    assert room is not None
    store.broken = True
    with suppress(Exception):
        await room.ask(HOST, asking.StartSession())
    await until(lambda: now()["failed_turns_total"] == before["failed_turns_total"] + 1)
    assert now()["turn_seconds_count"] == before["turn_seconds_count"]
    await rooms.close()
    store.close()


async def test_what_stops_the_loop_is_measured(sqlite: str, tmp_path: Path) -> None:
    store = Store(sqlite)
    rooms, before = Rooms(store, conclude), now()
    watching = asyncio.create_task(VitalSigns(rooms, tmp_path).watch())
    await asyncio.sleep(0.05)
    time.sleep(0.4)
    gc.collect()
    await asyncio.sleep(0.3)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    after = now()
    assert after["loop_lag_most_seconds"] >= 0.3
    assert after["loop_lag_seconds_count"] > before["loop_lag_seconds_count"]
    assert after["collector_pause_seconds_count"] > before["collector_pause_seconds_count"]
    assert after["collector_pause_most_seconds"] > 0
    assert not [heard for heard in gc.callbacks if "vital_signs" in getattr(heard, "__module__", "")]
    await rooms.close()
    store.close()


async def test_a_look_that_fails_spoils_no_later_one(sqlite: str, tmp_path: Path) -> None:
    store = Store(sqlite)
    rooms, folder = Rooms(store, conclude), tmp_path / "not there yet"
    watching = asyncio.create_task(VitalSigns(rooms, folder).watch())
    metrics.DISK_FREE.set(2)
    await asyncio.sleep(0.2)
    assert now()["disk_free_ratio"] == 2
    folder.mkdir()
    await asyncio.sleep(1.3)
    assert now()["disk_free_ratio"] < 1
    watching.cancel()
    await rooms.close()
    store.close()


WORKER = """
import sys
from app import metrics
metrics.WRONG_CODES.inc(int(sys.argv[1]))
metrics.SEATS.labels("phones").set(int(sys.argv[1]))
metrics.LOOP_LAG_MOST.set(int(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""
ASKED = "from app import metrics; import sys; sys.stdout.write(metrics.shown().decode())"


@pytest.mark.check
def test_any_of_several_workers_answers_for_all_and_forgets_who_sat_in_one_that_died(tmp_path: Path) -> None:
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, count], cwd=TOP, env=shared, stdin=-1, stdout=-1, text=True)
        for count in ("3", "4")
    ]

    def shown() -> Numbers:
        return numbers(subprocess.run([sys.executable, "-c", ASKED], cwd=TOP, env=shared, stdout=-1, text=True).stdout)

    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    both = shown()
    workers[1].kill()
    workers[1].wait()
    one = shown()
    workers[0].communicate("")
    kept = ("wrong_codes_total", "seats/phones", "loop_lag_most_seconds")
    assert [both[name] for name in kept] == [7, 7, 4]
    assert [one[name] for name in kept] == [7, 3, 3]
