"""Planning: a programme, its ideas, and a session with its run sheet."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session as Db

from app.actions import planning
from app.actions.planning import NewIdea, add_ideas, create_programme, plan_session, run_sheet
from app.domain.stages import KINDS
from app.storage.ideas import ideas_of, wording_of
from app.storage.sessions import find_by_code, read_session
from app.storage.tables import Programme
from tests.builders import refused

NOW = 1_000.0


@pytest.fixture
def programme(db: Db) -> Programme:
    made = create_programme(db, "  Example   programme ", NOW)
    add_ideas(db, made.id, [NewIdea(f" Idea {n}\n", ref=f"r{n}") for n in range(3)], NOW)
    return made


def test_a_name_loses_its_blanks_and_needs_a_letter(db: Db, programme: Programme) -> None:
    assert programme.name == "Example programme"
    with refused("bad_field", "name"):
        create_programme(db, " \t", NOW)
    with refused("too_long", "name"):
        create_programme(db, "x" * 201, NOW)


def test_ideas_are_added_in_their_order(db: Db, programme: Programme) -> None:
    add_ideas(db, programme.id, [NewIdea("Another")], NOW)
    assert [(i.position, i.ref, i.text) for i in ideas_of(db, programme.id)] == [
        (0, "r0", "Idea 0"), (1, "r1", "Idea 1"), (2, "r2", "Idea 2"), (3, None, "Another"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "code"),
    [(NewIdea("Words", ref="r1"), "ref_taken"), (NewIdea("Words", ref="new"), "ref_taken"),
     (NewIdea("  "), "bad_field"), (NewIdea("x" * 2_001), "too_long")],
    ids=["a ref of before", "a ref twice", "no words", "too many words"],
)  # fmt: skip
def test_ideas_come_all_or_none(db: Db, programme: Programme, second: NewIdea, code: str) -> None:
    with refused(code):
        add_ideas(db, programme.id, [NewIdea("Fine", ref="new"), second], NOW)
    assert len(ideas_of(db, programme.id)) == 3


def test_two_programmes_may_use_the_same_ref(db: Db, programme: Programme) -> None:
    other = create_programme(db, "Another", NOW)
    add_ideas(db, other.id, [NewIdea("Words", ref="r1")], NOW)


def test_a_session_of_every_kind_can_be_planned_and_read_back(db: Db, programme: Programme) -> None:
    row = plan_session(db, programme.id, "Workshop", "open", [{"kind": kind, "title": kind} for kind in KINDS], NOW)
    session = read_session(db, row.id)
    assert session is not None
    assert [stage.kind for stage in session.stages.values()] == list(KINDS)
    assert (session.phase, session.version, session.joining) == ("planned", 0, "open")
    assert len(row.code) == 6
    assert row.code.isdigit()
    for way_in in (row.code, row.secret):
        found = find_by_code(db, way_in)
        assert found is not None
        assert found.id == row.id


def test_codes_grow_with_the_number_of_open_sessions(db: Db, programme: Programme) -> None:
    codes = [plan_session(db, programme.id, "W", "open", [], NOW).code for _ in range(52)]
    assert [len(code) for code in codes] == [6] * 5 + [7] * 45 + [8] * 2
    assert len(set(codes)) == len(codes)


def test_a_plan_names_other_stages_by_position_and_keeps_their_ids(db: Db, programme: Programme) -> None:
    stages = run_sheet(
        [{"kind": "vote"}, {"kind": "rank", "ideas": {"from": 0, "top": 2, "by": "union"}},
         {"kind": "reveal", "settings": {"of": [0, "1"]}}, {"kind": "rank", "settings": {"start_from": 1}}],
        [],
    )  # fmt: skip
    assert stages[1].plan == {"from": stages[0].id, "top": 2, "by": "union"}
    assert stages[2].settings.of == (stages[0].id, stages[1].id)
    assert stages[3].settings.start_from == stages[1].id


BAD_STAGES: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "cinema"}, "bad_field", "stages.0.kind"),
    ({"kind": "vote", "title": 7}, "bad_field", "stages.0.title"),
    ({"kind": "vote", "ideas": ["nowhere"]}, "unknown_idea", "stages.0.ideas"),
    ({"kind": "vote", "ideas": ["known", "known"]}, "repeated_idea", "stages.0.ideas"),
    ({"kind": "vote", "ideas": "some"}, "bad_field", "stages.0.ideas"),
    ({"kind": "rank", "ideas": {"from": 0}}, "unknown_stage", "stages.0"),
    ({"kind": "rank", "ideas": {"from": 9}}, "unknown_stage", "stages.0"),
    ({"kind": "reveal", "settings": {"of": [3]}}, "unknown_stage", "stages.0"),
    ({"kind": "dots", "settings": {"budget": 0}}, "bad_field", "budget"),
    ({"kind": "dots", "settings": {"budget": "5"}}, "bad_field", "budget"),
    ({"kind": "rate", "settings": {"steps": 1}}, "bad_field", "steps"),
    ({"kind": "rate", "settings": {"scales": []}}, "bad_field", "scales"),
    ({"kind": "rate", "settings": {"scales": [{"key": "a"}, {"key": "a"}]}}, "bad_field", "scales"),
    ({"kind": "rank", "settings": {"places": -1}}, "bad_field", "places"),
    ({"kind": "rank", "settings": {"by": "cat"}}, "bad_field", "by"),
    ({"kind": "vote", "settings": {"minutes": 0}}, "bad_field", "minutes"),
    ({"kind": "vote", "settings": {"minutes": float("nan")}}, "bad_field", "minutes"),
    ({"kind": "vote", "settings": {"comments": "yes"}}, "bad_field", "comments"),
]


@pytest.mark.parametrize(("stage", "code", "field"), BAD_STAGES, ids=[str(bad[0]) for bad in BAD_STAGES])
def test_what_is_wrong_in_a_plan_is_named(stage: dict[str, Any], code: str, field: str) -> None:
    with refused(code, field):
        run_sheet([stage], ["known"])


def test_top_and_way_of_taking_ideas_over_are_checked() -> None:
    for plan in ({"from": 0, "top": 0}, {"from": 0, "top": True}, {"from": 0, "by": "luck"}, {"top": 3}):
        with refused("bad_field", "stages.1.ideas"):
            run_sheet([{"kind": "vote"}, {"kind": "rank", "ideas": plan}], [])


@pytest.mark.parametrize(("kind", "plan", "fits"), [
    ("rate", {"top": 2}, False), ("discuss", {"by": "union"}, False), ("break", {"top": 1}, False),
    ("rate", {}, True), ("gather", {"top": 2}, True), ("dots", {"top": 2, "by": "union"}, True),
])  # fmt: skip
def test_the_top_of_a_step_that_sets_no_order_is_refused_when_it_is_planned(
    db: Db, programme: Programme, kind: str, plan: dict[str, Any], fits: bool
) -> None:
    """A sheet that has one already can still be changed and rehearsed."""
    source = {"kind": kind, "settings": {"scales": [{"key": "s", "label": "Difference"}]}}
    sheet: list[dict[str, Any]] = [source, {"kind": "rank", "ideas": {"from": 0} | plan}]
    assert run_sheet(sheet, [])[1].plan["top"] == plan.get("top")
    assert plan_session(db, programme.id, "W", "open", sheet, NOW, of_another=True)
    if fits:
        assert plan_session(db, programme.id, "W", "open", sheet, NOW)
    else:
        with refused("bad_field", "stages.1.ideas"):
            plan_session(db, programme.id, "W", "open", sheet, NOW)


def test_a_run_sheet_has_an_end() -> None:
    with refused("too_many", "stages"):
        run_sheet([{"kind": "break"}] * (planning.MOST_STAGES + 1), [])


def test_nothing_is_planned_in_a_programme_of_nowhere(db: Db) -> None:
    with refused("unknown_code"):
        plan_session(db, "nowhere", "Workshop", "open", [], NOW)
    with refused("unknown_code"):
        add_ideas(db, "nowhere", [], NOW)


def test_joining_is_open_or_by_ticket(db: Db, programme: Programme) -> None:
    assert plan_session(db, programme.id, "W", "ticket", [], NOW).joining == "ticket"
    with refused("bad_field", "joining"):
        plan_session(db, programme.id, "W", "door", [], NOW)


def test_ideas_open_in_the_order_the_plan_names_them(db: Db, programme: Programme) -> None:
    ids = [idea.id for idea in ideas_of(db, programme.id)]
    assert [i.id for i in wording_of(db, programme.id, None)] == ids
    assert [i.text for i in wording_of(db, programme.id, [ids[2], ids[0]])] == ["Idea 2", "Idea 0"]
