"""Passes: a link opens once, what it opens ends, and what was done with it is known by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session as Db

from app.actions.passes import MOST, end_of_today, make_pass
from app.actions.planning import create_programme, plan_session
from app.domain import asking
from app.domain.asking import Actor
from app.live.turn import Asked, take_turn
from app.storage.passes import deeds_by_pass, pass_of_cookie, pass_of_link, passes_of, revoke_pass, use_pass
from app.storage.secrets import hash_of
from app.storage.sessions import read_session
from app.storage.store import Store
from tests.builders import refused

NOON = datetime(2026, 11, 22, 12, 0).timestamp()


def a_session(db: Db) -> str:
    programme = create_programme(db, "Example programme", NOON)
    return plan_session(db, programme.id, "Example workshop", "open", [{"kind": "break"}], NOON).id


async def in_one(store: Store, deed: Callable[[Db], Any]) -> Any:
    return await store.write(deed)


async def test_a_link_opens_once_and_only_while_it_is_good(store: Store) -> None:
    def story(db: Db) -> None:
        session = a_session(db)
        _, secret = make_pass(db, session, "helper", "  Sam,\n table 2 ", NOON)
        link = hash_of(secret)
        found = pass_of_link(db, link, NOON + 1)
        assert found is not None
        assert (found.name, found.role, found.session) == ("Sam, table 2", "helper", session)
        assert pass_of_cookie(db, link, NOON + 1) is None, "a link is no cookie"
        used = use_pass(db, link, NOON + 2)
        assert used is not None
        assert use_pass(db, link, NOON + 3) is None
        assert pass_of_link(db, link, NOON + 3) is None
        assert pass_of_cookie(db, hash_of(used[1]), NOON + 3) == found
        assert pass_of_cookie(db, hash_of(used[1]), found.expires_at) is None, "it ends with the day"

    await in_one(store, story)


async def test_a_stopped_pass_is_good_for_nothing_opened_or_not(store: Store) -> None:
    def story(db: Db) -> None:
        session = a_session(db)
        first, unopened = make_pass(db, session, "host", "Hope", NOON)
        second, secret = make_pass(db, session, "host", "Hope", NOON)
        used = use_pass(db, hash_of(secret), NOON)
        assert used is not None
        assert revoke_pass(db, "another session", second, NOON) is None
        assert pass_of_cookie(db, hash_of(used[1]), NOON) is not None
        assert revoke_pass(db, session, second, NOON) == hash_of(used[1])
        assert revoke_pass(db, session, first, NOON) is None
        assert pass_of_cookie(db, hash_of(used[1]), NOON) is None
        assert use_pass(db, hash_of(unopened), NOON) is None

    await in_one(store, story)


async def test_what_is_done_with_a_pass_is_noted_as_its_own_in_the_same_turn(store: Store) -> None:
    def story(db: Db) -> None:
        session = a_session(db)
        known = read_session(db, session)
        assert known is not None
        sam, locks = "host:pass:sam", asking.SetDoors(locked=True)
        deeds = [("host:hope", asking.StartSession()), (sam, locks), (sam, locks), (sam, asking.CloseStage("none"))]
        waiting = [Asked(Actor("host", who), None, deed, NOON, lambda _: None) for who, deed in deeds]
        take_turn(db, known, waiting, NOON, lambda *_: None)
        assert deeds_by_pass(db, session) == {2: "sam"}, "what changed nothing, or was refused, is nobody's"

    await in_one(store, story)


async def test_a_pass_is_asked_for_in_words_that_can_be_kept(store: Store) -> None:
    def story(db: Db) -> None:
        session = a_session(db)
        for role, name, code, field in (
            ("owner", "Sam", "bad_field", "role"), ("helper", " \n", "bad_field", "name"),
            ("helper", "x" * 61, "too_long", "name"),
        ):  # fmt: skip
            with refused(code, field):
                make_pass(db, session, role, name, NOON)
        for n in range(MOST):
            make_pass(db, session, "helper", f"Helper {n}", NOON)
        with refused("too_many"):
            make_pass(db, session, "helper", "One more", NOON)

    await in_one(store, story)


@pytest.mark.parametrize(("at", "until"), [((9, 0), (0, 0)), ((18, 30), (0, 30)), ((22, 0), (4, 0))])
def test_a_pass_ends_at_midnight_but_lasts_six_hours(at: tuple[int, int], until: tuple[int, int]) -> None:
    ends = datetime.fromtimestamp(end_of_today(datetime(2026, 11, 22, *at).timestamp()))
    assert ends == datetime(2026, 11, 23, *until)


async def test_a_pass_ends_no_later_than_that_of_whoever_made_it(store: Store) -> None:
    def story(db: Db) -> None:
        session = a_session(db)
        soon, end = NOON + 600, end_of_today(NOON)
        for until, ends in ((soon, soon), (end + 3600, end), (None, end)):
            id, _ = make_pass(db, session, "host", "Hope", NOON, until)
            assert {row.id: row.expires_at for row in passes_of(db, session)}[id] == ends

    await in_one(store, story)
