"""Simulated people come by the real doors, take part in every step, come back when cut off, and leave no trace."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.actions.rehearsing import proof_of
from app.settings import Settings
from tests.people import Organiser
from tests.serving import Server, serving

from .crowds import crowd, file_of, finished, here, seen

pytestmark = pytest.mark.check

SAID_BY_PEOPLE = ("participant", "answer", "comment", "suggestion", "support")


def left_of_people(server: Server) -> dict[str, int]:
    """Rows that hold somebody or their words."""
    with closing(sqlite3.connect(f"file:{file_of(server)}?mode=ro", uri=True)) as db:
        counts = {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in SAID_BY_PEOPLE}
        theirs = "SELECT count(*) FROM journal_content WHERE participant IS NOT NULL"
        return {name: count for name, count in counts.items() if count} | (
            {"journal_content": n} if (n := db.execute(theirs).fetchone()[0]) else {}
        )


@pytest.mark.check
def test_they_take_part_in_each_step_come_back_after_a_restart_and_leave_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, Organiser(server) as host:
        workshop = host.workshop("vote", "dots", "rank", opened=False)
        with crowd(server, workshop.code, 14) as people:
            assert seen(workshop, lambda shown: here(shown) == 14)["here"] == {"citizen": 7, "ahp": 6, "other": 1}
            assert seen(workshop, lambda shown: shown["connected"] == 12)
            for n in range(3):
                workshop.turn("open", n)
                seen(workshop, lambda shown: finished(shown) >= 9)
                workshop.turn("close", n)
                if n == 0:
                    time.sleep(1)  # everybody waits on an open line again
                    server.kill9()
                    server.start()
                    seen(workshop, lambda shown: shown["connected"] == 12)
            assert here(workshop.shown()) == 14, "who lost the line is the same person"
            assert people.stops() == 0, people.said()
            assert "All have taken themselves out again" in people.said()
        assert here(workshop.shown()) == 0
        server.stop()
        assert left_of_people(server) == {}


@pytest.mark.parametrize(
    "how", ["the workshop ends", "the time is up", "the server that sent them is gone", "asked to end"]
)
@pytest.mark.check
def test_simulated_people_take_themselves_out_when(server: Server, organiser: Organiser, how: str) -> None:
    workshop = organiser.workshop("vote")
    more = {"the time is up": ["--seconds", "4"], "the server that sent them is gone": ["--of-a-server"]}.get(how, [])
    with crowd(server, workshop.code, 4, *more) as people:
        seen(workshop, lambda shown: here(shown) == 4)
        if how == "the workshop ends":
            organiser.posts(f"/sessions/{workshop.id}/finish")
        elif how == "the server that sent them is gone":
            assert people.process.stdin is not None
            people.process.stdin.close()
        elif how == "asked to end":
            people.process.send_signal(signal.SIGTERM)
        assert people.process.wait(30) == 0, people.said()
    assert here(workshop.shown()) == 0


def test_a_crowd_of_a_server_steps_back_for_it(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    with crowd(server, workshop.code, 1, "--of-a-server") as people:
        seen(workshop, lambda shown: here(shown) == 1)
        polite, usual = (os.getpriority(os.PRIO_PROCESS, pid) for pid in (people.process.pid, os.getpid()))
        assert polite == min(19, usual + 10)
        people.stops()


def test_simulated_people_are_no_answer_where_somebody_real_takes_part(server: Server, organiser: Organiser) -> None:
    """They may try out the real workshop before it begins; from the first real person on they count nowhere."""
    workshop = organiser.workshop("vote", opened=False)
    with crowd(server, workshop.code, 6) as people:
        seen(workshop, lambda shown: here(shown) == 6)
        answer = httpx.post(
            f"{server.url}/api/v1/join", json={"code": workshop.code, "community": "citizen"}, trust_env=False
        )
        workshop.turn("open")
        seen(workshop, lambda shown: shown["version"] > 20)
        assert workshop.shown()["here"] == {"citizen": 1, "ahp": 0, "other": 0}
        outcomes = workshop.outcomes()
        assert outcomes["participants"]["citizen"] == 1
        assert outcomes["stages"][0]["ballots"] == {"citizen": 0, "ahp": 0, "other": 0}
        assert answer.status_code == 201
        people.stops()


def test_a_code_that_no_workshop_has_is_said_in_a_sentence(server: Server) -> None:
    with crowd(server, "000000", 3) as people:
        assert people.process.wait(30) == 1
        assert "No workshop has this code" in people.said()
        assert "Traceback" not in people.said()


def test_who_is_not_let_in_says_why(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", joining="ticket", opened=False)
    with crowd(server, workshop.code, 3) as people:
        assert people.process.wait(30) == 1
        assert "This workshop needs a ticket" in people.said()


@pytest.mark.parametrize("what", ["nonsense", "", "another session's", "a participant's token", 7, ["x"]])
def test_nobody_else_joins_as_simulated(server: Server, organiser: Organiser, what: object) -> None:
    workshop, other = organiser.workshop("vote"), organiser.workshop("vote")
    key = Settings(data_dir=server.data).key

    def come(simulated: object) -> httpx.Response:
        body = {"code": workshop.code, "community": "citizen", "simulated": simulated}
        return httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False)

    token = httpx.post(
        f"{server.url}/api/v1/join", json={"code": other.code, "community": "citizen"}, trust_env=False
    ).json()["token"]
    tried = {"another session's": proof_of(key, other.id), "a participant's token": token}
    answer = come(tried.get(what, what) if isinstance(what, str) else what)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
    assert "set-cookie" not in answer.headers
    assert here(workshop.shown()) == 0
    assert come(proof_of(key, workshop.id)).status_code == 201
