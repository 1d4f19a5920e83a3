"""Changing a run sheet, and the run sheets to start from."""

from __future__ import annotations

from typing import Any

from app.actions import run_sheets
from app.actions.planning import run_sheet
from app.actions.run_sheets import Sheet, sheet_of, stages_of, started_anew
from app.actions.starting_points import starting_points
from app.domain import asking
from app.domain.session import Session
from tests.builders import Sitting, a_stage, refused


def a_sheet() -> Sheet:
    plan = {"from": "vote", "top": 3, "by": "shared"}
    stages = (a_stage("vote"), a_stage("reveal", of=["vote"]), a_stage("rank", plan=plan, start_from=None))
    return sheet_of(Sitting(*stages, started=False).session)


def ids(sheet: Sheet) -> list[Any]:
    return [step["id"] for step in sheet]


def test_a_step_moves_by_one_and_stops_at_the_ends() -> None:
    sheet = a_sheet()
    assert ids(run_sheets.moved(sheet, "rank", -1)) == ["vote", "rank", "reveal"]
    assert ids(run_sheets.moved(sheet, "vote", -1)) == ["vote", "reveal", "rank"]
    assert ids(run_sheets.moved(sheet, "rank", 1)) == ["vote", "reveal", "rank"]


def test_a_step_that_is_taken_out_is_no_longer_shown_by_another() -> None:
    sheet = run_sheets.without(a_sheet(), "vote")
    assert ids(sheet) == ["reveal", "rank"]
    assert sheet[0]["settings"]["of"] == []


def test_a_step_cannot_stand_before_the_one_it_builds_on() -> None:
    session = Sitting(a_stage("vote"), a_stage("rank", plan={"from": "vote", "top": 3, "by": "shared"})).session
    with refused("unknown_stage"):
        stages_of(session, run_sheets.moved(sheet_of(session), "rank", -1), [])


def test_a_copy_stands_right_after_and_has_an_id_of_its_own() -> None:
    sheet, twin = run_sheets.copied(a_sheet(), "vote")
    assert ids(sheet) == ["vote", twin, "reveal", "rank"]
    assert twin != "vote"


def test_a_step_is_put_at_a_place_and_no_further_than_the_ends() -> None:
    sheet = a_sheet()
    assert ids(run_sheets.placed(sheet, "rank", 0)) == ["rank", "vote", "reveal"]
    assert ids(run_sheets.placed(sheet, "vote", 9)) == ["reveal", "rank", "vote"]
    assert ids(run_sheets.placed(sheet, "reveal", -9)) == ["reveal", "vote", "rank"]


def test_a_finished_step_is_repeated_after_the_current_one_with_its_settings_and_nothing_else_moves() -> None:
    sitting = Sitting(a_stage("vote", plan=["a"], minutes=7), a_stage("break"), a_stage("rank"))
    sitting.joins("ann")
    sitting.opens("vote")
    sitting.votes("ann", "a", "agree")
    sitting.closes("vote")
    sitting.opens("break", ())
    sheet, twin = run_sheets.repeated(sheet_of(sitting.session), "vote", "break")
    assert ids(sheet) == ["vote", "break", twin, "rank"]
    sitting.host(asking.ChangeRunSheet(stages=stages_of(sitting.session, sheet, ["a"])))
    copy, first = sitting.session.stages[twin], sitting.session.stages["vote"]
    assert (copy.state, copy.ballots, copy.plan, copy.settings.minutes) == ("ready", {}, ["a"], 7)
    assert first.ballots == {"ann": {("a", ""): "agree"}}
    assert sitting.session.next_stage() is copy


def test_a_new_step_comes_after_the_named_one_or_last() -> None:
    sheet, new = run_sheets.added(a_sheet(), "break", "Tea", after="vote")
    assert ids(sheet) == ["vote", new, "reveal", "rank"]
    assert ids(run_sheets.added(a_sheet(), "break", "")[0])[:-1] == ["vote", "reveal", "rank"]


def test_an_unknown_step_is_refused() -> None:
    with refused("unknown_stage"):
        run_sheets.moved(a_sheet(), "nowhere", 1)


def test_an_opened_step_stays_as_it_is_whatever_the_sheet_says() -> None:
    sitting = Sitting(a_stage("vote", plan=["a"]), a_stage("rank"))
    opened = sitting.opens("vote")
    sheet = run_sheets.changed(sheet_of(sitting.session), "vote", "Other", {"minutes": 3}, "all")
    stages = stages_of(sitting.session, sheet, [])
    assert stages[0] is opened
    assert stages[0].title == "The vote"


def test_a_parked_idea_on_the_sheet_does_not_stop_other_changes() -> None:
    session: Session = Sitting(a_stage("vote", plan=["gone", "a"]), a_stage("rank")).session
    stages = stages_of(session, run_sheets.moved(sheet_of(session), "rank", -1), ["a"])
    assert [stage.id for stage in stages] == ["rank", "vote"]


def test_a_copied_sheet_keeps_its_references_under_new_ids_and_leaves_lost_ideas_out() -> None:
    sheet = a_sheet()
    sheet[0]["ideas"] = ["a", "lost"]
    twin = started_anew(sheet, ["a"])
    vote, reveal, rank = run_sheet(twin, ["a"])
    assert not {vote.id, reveal.id, rank.id} & {"vote", "reveal", "rank"}
    assert vote.plan == ["a"]
    assert reveal.settings.of == (vote.id,)
    assert rank.plan == {"from": vote.id, "top": 3, "by": "shared"}


def test_every_starting_point_is_a_run_sheet_of_the_length_it_names() -> None:
    points = {point.key: point for point in starting_points(str)}
    minutes = {
        key: sum(stage.settings.minutes or 0 for stage in run_sheet(point.stages, [])) for key, point in points.items()
    }
    assert minutes["workshop"] == 90
    assert minutes["pulse"] == 15
    assert minutes["james-lind"] == 250
    assert minutes["ballot"] == 14 * 24 * 60 + 10
    assert minutes["conversation"] == 5 * 7 * 24 * 60 + 10
    assert minutes["respond"] == 14 * 24 * 60 + 10
    assert minutes["check"] == 120
    assert minutes["empty"] == 0


def test_the_two_rounds_of_tables_build_on_each_other_and_the_second_gives_the_top_ten() -> None:
    sheet = run_sheet(next(point.stages for point in starting_points(str) if point.key == "james-lind"), [])
    first, second = (stage for stage in sheet if stage.kind == "rank")
    assert first.by_table
    assert second.by_table
    assert second.settings.start_from == first.id
    assert [stage.plan for stage in sheet if stage.kind == "discuss"][-1] == {
        "from": second.id, "top": 10, "by": "combined"
    }  # fmt: skip
