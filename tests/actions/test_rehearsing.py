"""A twin is a faithful copy under a code of its own, only before the start, and only so many at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlmodel import Session as Db

from app.actions.planning import NewIdea, add_ideas, create_programme, plan_session
from app.actions.rehearsing import MOST_AT_ONCE, make_twin, proof_of
from app.actions.run_sheets import sheet_of
from app.domain.refusals import Refusal
from app.storage.database import writing_engine
from app.storage.rehearsals import wipe
from app.storage.sessions import read_session
from app.storage.tables import WorkshopSession
from tests.builders import refused


@pytest.fixture
def db(sqlite: str) -> Iterator[Db]:
    engine = writing_engine(sqlite, 1)
    with Db(engine) as db, db.begin():
        yield db
    engine.dispose()


def planned(db: Db, joining: str = "open") -> WorkshopSession:
    programme = create_programme(db, "Example programme", 1.0)
    ideas = add_ideas(db, programme.id, [NewIdea("One idea"), NewIdea("Another idea")], 1.0)
    stages: list[dict[str, Any]] = [
        {"kind": "vote", "title": "First", "ideas": [ideas[1].id], "settings": {"minutes": 7, "shuffle": False}},
        {"kind": "rank", "ideas": {"from": 0, "top": 1, "by": "union"}, "settings": {"places": 1}},
        {"kind": "reveal", "settings": {"of": ["0", "1"]}},
    ]
    return plan_session(db, programme.id, "Example workshop", joining, stages, 1.0)


def test_a_twin_has_the_same_run_sheet_under_ids_of_its_own(db: Db) -> None:
    real = planned(db)
    twin, new = make_twin(db, real.id, "Rehearsal: Example workshop", 2.0)
    assert new
    first, copy = read_session(db, real.id), read_session(db, twin.id)
    assert first is not None
    assert copy is not None
    place = {id: n for session in (first, copy) for n, id in enumerate(session.stages)}
    sheets = [[_in_places(step, place) for step in sheet_of(session)] for session in (first, copy)]
    assert sheets[0] == sheets[1]
    assert not first.stages.keys() & copy.stages.keys()
    assert (copy.rehearsal, first.rehearsal, twin.rehearsal_of) == (True, False, real.id)
    assert (twin.code != real.code, twin.secret != real.secret) == (True, True)


def _in_places(step: dict[str, Any], place: dict[str, int]) -> dict[str, Any]:
    """A step with the places of stages in place of their ids."""
    settings, ideas = dict(step["settings"]), step["ideas"]
    settings["of"] = [place[id] for id in settings["of"]]
    ideas = {**ideas, "from": place[ideas["from"]]} if isinstance(ideas, dict) else ideas
    return {"kind": step["kind"], "title": step["title"], "settings": settings, "ideas": ideas}


def test_simulated_people_need_no_tickets_for_a_twin(db: Db) -> None:
    twin, _ = make_twin(db, planned(db, "ticket").id, "Rehearsal", 2.0)
    assert twin.joining == "open"


def test_who_rehearses_already_is_led_to_the_same_twin(db: Db) -> None:
    real = planned(db)
    twin, _ = make_twin(db, real.id, "Rehearsal", 2.0)
    again, new = make_twin(db, real.id, "Rehearsal", 3.0)
    assert (again.id, new) == (twin.id, False)


def test_what_cannot_be_rehearsed_is_refused_in_a_sentence(db: Db) -> None:
    real = planned(db)
    twin, _ = make_twin(db, real.id, "Rehearsal", 2.0)
    with refused("unknown_code"):
        make_twin(db, "nowhere", "Rehearsal", 2.0)
    with refused("not_allowed"):
        make_twin(db, twin.id, "Rehearsal", 2.0)
    started = planned(db)
    started.phase = "running"
    db.flush()
    with refused("moved_on"):
        make_twin(db, started.id, "Rehearsal", 2.0)


def test_there_are_not_more_rehearsals_than_a_laptop_bears(db: Db) -> None:
    twins = [make_twin(db, planned(db).id, "Rehearsal", 2.0)[0] for _ in range(MOST_AT_ONCE)]
    waits = planned(db)
    with pytest.raises(Refusal, match="Too many rehearsals"):
        make_twin(db, waits.id, "Rehearsal", 2.0)
    assert wipe(db, twins[0].id)
    assert make_twin(db, waits.id, "Rehearsal", 2.0)[1]


def test_a_proof_is_good_for_one_session_and_one_key() -> None:
    proofs = {proof_of(key, session) for key in (b"one", b"two") for session in ("a", "b")}
    assert len(proofs) == 4
    assert proof_of(b"one", "a") == proof_of(b"one", "a")


def test_two_who_press_at_once_get_one_twin(database: str) -> None:
    """The second waits for the first, also on PostgreSQL, where two processes write at the same time."""
    real, made = in_a_transaction(database, lambda db: planned(db).id), Event()

    def first(db: Db) -> tuple[str, bool]:
        twin, new = make_twin(db, real, "Rehearsal", 2.0)
        made.set()
        time.sleep(0.5)  # not saved yet
        return twin.id, new

    def second(db: Db) -> tuple[str, bool]:
        twin, new = make_twin(db, real, "Rehearsal", 2.0)
        return twin.id, new

    with ThreadPoolExecutor(2) as hosts:
        one = hosts.submit(in_a_transaction, database, first)
        assert made.wait(10)
        other = hosts.submit(in_a_transaction, database, second)
        (twin, new), (same, again) = one.result(20), other.result(20)
    assert (new, again) == (True, False)
    assert same == twin


def in_a_transaction(database: str, deed: Callable[[Db], Any]) -> Any:
    """On a connection of its own, as another process would."""
    engine = writing_engine(database, 1)
    try:
        with Db(engine, expire_on_commit=False) as db, db.begin():
            return deed(db)
    finally:
        engine.dispose()
