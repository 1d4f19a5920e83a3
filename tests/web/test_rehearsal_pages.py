"""The rehearse button: a twin with a crowd, hosted like the real one, and wiped with every row when it ends."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from sqlalchemy import func, select
from sqlmodel import SQLModel

from app.main import create_app
from app.storage.database import reading_engine
from app.web.rights import RIGHTS
from app.web.templating import environment
from tests.people import Json, Organiser, Workshop
from tests.postgres import Postgres
from tests.redis import Redis
from tests.rehearsal.crowds import here, seen
from tests.serving import Server, serving
from tests.web.routes import doors

pytestmark = pytest.mark.check

HOSTS = frozenset({"organiser", "host", "host by pass"})
NOT_COUNTED = {"process_presence", "audit_line"}
"""What is of the moment, and the record, which has no gaps: that somebody rehearsed stays in it."""


class Desk:
    """An organiser's browser, as far as forms go."""

    def __init__(self, server: Server, host: Organiser) -> None:
        self.server, self.host = server, host
        self.http = httpx.Client(
            base_url=server.url, headers={"Authorization": f"Bearer {server.token}"}, timeout=30, trust_env=False
        )

    def rehearses(self, session: str, people: object = 8) -> httpx.Response:
        return self.http.post(f"/sessions/{session}/rehearsal", data={"people": str(people)})

    def twin_of(self, workshop: Workshop, people: int = 8) -> Workshop:
        """Presses the button → the twin, as its host handles it."""
        answer = self.rehearses(workshop.id, people)
        assert answer.status_code == 303, answer.text
        found = re.fullmatch(r"/sessions/([^/]+)/console", answer.headers["location"])
        assert found is not None
        return Workshop(self.host, self.host.gets(f"/sessions/{found[1]}"), workshop.ideas)

    def ends(self, session: str) -> str:
        """→ where the host is led."""
        answer = self.http.post(f"/sessions/{session}/rehearsal/end")
        assert answer.status_code == 303
        return str(answer.headers["location"])

    def rows(self) -> dict[str, int]:
        """How many rows each table holds."""
        engine = reading_engine(self.server._settings.get("COMMON_GROUND_DATABASE_URL") or self._file())
        try:
            with engine.connect() as db:
                tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in NOT_COUNTED]
                return {t.name: int(db.scalar(select(func.count()).select_from(t)) or 0) for t in tables}
        finally:
            engine.dispose()

    def _file(self) -> str:
        return f"sqlite:///{self.server.data}/common-ground.db"

    def knocks(self, code: str) -> str:
        """Tries to join with a code → the reason why not."""
        joining = {"code": code, "community": "citizen"}
        answer = httpx.post(f"{self.server.url}/api/v1/join", json=joining, trust_env=False)
        return str(answer.json()["error"]["code"])


def crowds_of(server: Server) -> list[int]:
    """The processes of simulated people that this server started."""
    family = psutil.Process(server.pid).children(recursive=True)
    return [one.pid for one in family if one.is_running() and "rehearse" in one.cmdline()]


@contextmanager
def a_desk(data: Path, workers: int = 1, **settings: str) -> Iterator[Desk]:
    with serving(data, workers, **settings) as server, Organiser(server) as host:
        yield Desk(server, host)


@pytest.fixture
def desk(server: Server, organiser: Organiser) -> Desk:
    return Desk(server, organiser)


def planned(desk: Desk, *stages: Json | str) -> Workshop:
    return desk.host.workshop(*(stages or ("vote",)), start=False, opened=False)


def settled(workshop: Workshop) -> Json:
    shown = workshop.shown()
    return {name: shown[name] for name in shown if name != "connected"}


@pytest.mark.check
def test_a_rehearsal_is_hosted_like_the_real_one_and_wiped_with_every_row(tmp_path: Path) -> None:
    with a_desk(tmp_path / "data") as desk:
        plan: list[Json | str] = [
            {"kind": "vote", "title": "First"},
            {"kind": "rank", "ideas": {"from": 0, "top": 3}},
            "discuss",
        ]
        workshop = planned(desk, *plan)
        before, untouched = desk.rows(), settled(workshop)
        twin = desk.twin_of(workshop, 9)
        shown = twin.shown()
        assert (shown["name"], shown["rehearsal"]) == ("Rehearsal: Example workshop", True)
        assert twin.code != workshop.code
        assert [(s["kind"], s["title"]) for s in shown["stages"]] == [("vote", "First"), ("rank", ""), ("discuss", "")]
        assert shown["stages"][1]["plan"]["from"] == twin.stage
        desk.host.posts(f"/sessions/{twin.id}/start")
        twin.turn("open")
        seen(twin, lambda now: here(now) >= 3 and now["version"] >= 8, within=60)
        person = httpx.post(
            f"{desk.server.url}/api/v1/join", json={"code": twin.code, "community": "ahp"}, trust_env=False
        )
        desk.host.posts(f"/sessions/{twin.id}/tickets", {"count": 2})
        desk.host.posts(
            f"/sessions/{twin.id}/paper",
            {"number": "1", "community": "citizen", "answers": [twin.vote("r0", "agree")]},
        )
        desk.host.posts(f"/sessions/{twin.id}/finish")
        assert twin.outcomes()["stages"][0]["ballots"]["citizen"] >= 1, "everybody counts in a rehearsal"
        during = desk.rows()
        assert during["outcome"] == 0, "a rehearsal leaves no outcome"
        assert all(during[name] > before[name] for name in ("participant", "answer", "journal", "stage", "ticket"))
        crowd = crowds_of(desk.server)
        assert desk.ends(twin.id) == f"/sessions/{workshop.id}/plan"
        assert desk.rows() == before
        assert settled(workshop) == untouched
        assert [pid for pid in crowd if psutil.pid_exists(pid)] == []
        assert desk.knocks(twin.code) == "unknown_code"
        for path in (f"/sessions/{twin.id}/console", f"/api/v1/sessions/{twin.id}"):
            assert desk.http.get(path).status_code == 404
        token = {"Authorization": f"Bearer {person.json()['token']}"}
        assert httpx.get(f"{desk.server.url}/api/v1/me", headers=token, trust_env=False).status_code == 401
        assert desk.host.posts(f"/sessions/{workshop.id}/start")["state"] == "running"


def test_pressing_again_leads_to_the_same_rehearsal(desk: Desk) -> None:
    workshop = planned(desk)
    first, again = desk.twin_of(workshop, 1), desk.twin_of(workshop, 1)
    assert first.id == again.id
    assert desk.ends(workshop.id) == f"/sessions/{workshop.id}/plan", "its workshop names it too"
    assert desk.twin_of(workshop, 1).id != first.id
    desk.ends(workshop.id)


def test_whoever_joins_a_rehearsal_sees_that_it_is_one(desk: Desk) -> None:
    workshop = planned(desk)
    twin = desk.twin_of(workshop, 1)
    try:
        with httpx.Client(base_url=desk.server.url, trust_env=False, headers={"Origin": desk.server.url}) as phone:
            assert "Rehearsal: Example workshop" in phone.get(f"/join/{twin.code}").text
            came = phone.post("/api/v1/join", json={"code": twin.code, "community": "citizen"})
            assert came.status_code == 201
            assert "Rehearsal: Example workshop" in phone.get(f"/sessions/{twin.id}").text
        for page in ("console", "board"):
            assert "Rehearsal: Example workshop" in desk.http.get(f"/sessions/{twin.id}/{page}").text
    finally:
        desk.ends(twin.id)


@pytest.mark.parametrize("people", ["0", "61", "-1", "many", "1e1"])
def test_no_more_than_a_room_full_is_sent(desk: Desk, people: str) -> None:
    workshop = planned(desk)
    answer = desk.rehearses(workshop.id, people)
    assert answer.status_code == 422
    assert "Choose from 1 to 60 people." in answer.text
    assert "A rehearsal is under way" not in desk.http.get(f"/sessions/{workshop.id}/rehearsal").text


def test_a_workshop_that_has_started_is_not_rehearsed(desk: Desk) -> None:
    workshop = desk.host.workshop("vote", opened=False)
    answer = desk.rehearses(workshop.id)
    assert answer.status_code == 409
    assert "This workshop has started." in answer.text
    assert desk.rehearses("nowhere").status_code == 404


def test_a_rehearsal_is_not_rehearsed(desk: Desk) -> None:
    workshop = planned(desk)
    twin = desk.twin_of(workshop, 1)
    assert desk.rehearses(twin.id).status_code == 403
    desk.ends(twin.id)


def test_a_workshop_that_is_none_cannot_be_wiped(desk: Desk) -> None:
    workshop = planned(desk)
    assert desk.ends(workshop.id) == f"/sessions/{workshop.id}/rehearsal"
    assert workshop.shown()["state"] == "planned"
    assert desk.ends("nowhere") == "/programmes"


def test_every_door_of_rehearsals_is_for_hosts(server: Server, desk: Desk) -> None:
    ours = [door for door in doors(create_app()) if door.path.endswith(("/rehearsal", "/rehearsal/end"))]
    assert len(ours) == 3
    workshop = planned(desk)
    participant = desk.host.workshop("vote")
    joined = httpx.post(
        f"{server.url}/api/v1/join", json={"code": participant.code, "community": "citizen"}, trust_env=False
    ).json()
    for door in ours:
        assert RIGHTS[door.right or ""] == HOSTS
        path = f"{server.url}{door.path.format(session=workshop.id)}"
        asked: list[tuple[dict[str, str], set[int]]] = [
            ({}, {303, 401, 403}), ({"Authorization": f"Bearer {joined['token']}"}, {403}),
        ]  # fmt: skip
        for headers, refused in asked:
            answer = httpx.request(door.method, path, headers=headers, trust_env=False)
            assert answer.status_code in refused
            assert answer.status_code != 303 or "/sign-in" in answer.headers["location"]
    assert "A rehearsal is under way" not in desk.http.get(f"/sessions/{workshop.id}/rehearsal").text


def test_a_form_of_another_page_starts_no_rehearsal(server: Server, desk: Desk) -> None:
    workshop = planned(desk)
    link = server.command("link", "--email", "host@example.org").strip()
    with httpx.Client(base_url=server.url, trust_env=False, follow_redirects=True) as browser:
        browser.post(f"/sign-in/{link.rsplit('/', 1)[1]}", headers={"Origin": server.url})
        assert browser.get(f"/sessions/{workshop.id}/rehearsal").status_code == 200
        for path in ("rehearsal", "rehearsal/end"):
            answer = browser.post(f"/sessions/{workshop.id}/{path}", headers={"Origin": "http://evil.example"})
            assert answer.status_code == 403


@pytest.mark.parametrize("how", [pytest.param("stop", marks=pytest.mark.check), "kill9"])
@pytest.mark.check
def test_a_rehearsal_ends_with_the_server_and_the_next_start_wipes_it(tmp_path: Path, how: str) -> None:
    with a_desk(tmp_path / "data") as desk:
        workshop = planned(desk)
        before = desk.rows()
        twin = desk.twin_of(workshop, 4)
        seen(twin, lambda shown: here(shown) >= 1)
        crowd = crowds_of(desk.server)
        assert len(crowd) == 1
        getattr(desk.server, how)()
        _all_gone(crowd)
        desk.server.start()
        assert desk.rows() == before
        assert desk.knocks(twin.code) == "unknown_code"
        assert settled(workshop)["state"] == "planned"


@pytest.mark.check
@pytest.mark.parametrize("bus", ["with Redis", "without"])
def test_of_two_processes_either_ends_a_rehearsal_for_both(
    tmp_path: Path, postgres: Postgres, redis: Redis, bus: str
) -> None:
    settings = {"redis_url": redis.address} if bus == "with Redis" else {}
    with a_desk(tmp_path / "data", 2, database_url=postgres.emptied(), secret_key="k" * 32, **settings) as desk:
        workshop = planned(desk)
        before = desk.rows()
        for _ in range(3):  # so that both have ended one, most probably
            twin = desk.twin_of(workshop, 6)
            desk.host.posts(f"/sessions/{twin.id}/start")
            twin.turn("open")
            seen(twin, lambda shown: here(shown) >= 3)
            crowd = crowds_of(desk.server)
            with httpx.Client(base_url=desk.server.url, trust_env=False) as another:
                another.headers["Authorization"] = f"Bearer {desk.server.token}"
                assert another.post(f"/sessions/{twin.id}/rehearsal/end").status_code == 303
            _all_gone(crowd)
            until = time.monotonic() + 6
            while any(s != 404 for s in _statuses(desk, twin)) and time.monotonic() < until:
                time.sleep(0.2)
            assert _statuses(desk, twin) == [404] * 8, "in each process"
            assert desk.rows() == before


def _statuses(desk: Desk, twin: Workshop) -> list[int]:
    """What eight new connections are told of it, spread over the processes."""
    found: list[Any] = [
        httpx.get(f"{desk.server.url}/api/v1/sessions/{twin.id}", headers=desk.http.headers, trust_env=False)
        for _ in range(8)
    ]
    return [answer.status_code for answer in found]


def _all_gone(crowd: list[int], within: float = 15.0) -> None:
    until = time.monotonic() + within
    while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in crowd):
        assert time.monotonic() < until, "a crowd outlives its rehearsal"
        time.sleep(0.1)


def test_the_button_and_the_marks_stand_on_any_page_that_includes_them() -> None:
    templates = environment()
    button = templates.get_template("components/_rehearse.html").render(rehearse_id="abc")
    assert 'href="/sessions/abc/rehearsal"' in button
    source = "{% import 'components/rehearsal.jinja' as rehearsal with context %}"
    marks = templates.from_string(source + "{{ rehearsal.console_mark('abc') }}{{ rehearsal.mark() }}").render()
    assert marks.count("This is a rehearsal.") == 2
    assert 'action="/sessions/abc/rehearsal/end"' in marks
