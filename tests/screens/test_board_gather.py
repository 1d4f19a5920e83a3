"""What people suggest, on the board: newest first, new for a minute, and nothing that a host has not read."""

from __future__ import annotations

from typing import Any

from app.domain import asking
from app.screens.board import board_screen
from app.screens.board_gather import Gathering
from app.screens.board_stages import Pause
from tests.builders import Sitting, a_stage


def gathered(sitting: Sitting) -> Gathering:
    body = board_screen(sitting.session, sitting.now).body
    assert isinstance(body, Gathering)
    return body


def a_room(**settings: Any) -> Sitting:
    sitting = Sitting(a_stage("gather", question="What would help?", **settings))
    sitting.joins("cara")
    sitting.joins(*(f"h{n}" for n in range(8)), community="ahp", profession="Physiotherapists")
    sitting.joins("oli", community="other")
    sitting.opens("gather", ())
    return sitting


def suggests(sitting: Sitting, person: str, id: str, verdict: str | None = "allowed") -> None:
    sitting.says(person, asking.Suggest("gather", f"Words of {id}", id))
    if verdict:
        sitting.host(asking.CheckSuggestion(suggestion=id, verdict=verdict))


def test_what_no_host_has_read_is_counted_and_not_shown() -> None:
    sitting = a_room()
    suggests(sitting, "cara", "one")
    suggests(sitting, "cara", "two", verdict=None)
    suggests(sitting, "h0", "three", verdict="hidden")
    body = gathered(sitting)
    assert [said.id for said in body.suggestions] == ["one"]
    assert (body.total, body.waiting, body.counts) == (1, 1, {"citizen": 1, "ahp": 0, "other": 0})
    assert "Words of two" not in repr(body)
    assert "Words of three" not in repr(body)


def test_eight_stand_on_a_page_newest_first_and_each_is_new_for_a_minute() -> None:
    sitting = a_room()
    for n in range(9):
        sitting.waits(10)
        suggests(sitting, "cara", f"s{n}")
    body = gathered(sitting)
    assert [said.id for said in body.suggestions] == [f"s{n}" for n in range(8, 0, -1)]
    assert [said.new_for for said in body.suggestions] == [60.0, 50.0, 40.0, 30.0, 20.0, 10.0, 0.0, 0.0]
    sitting.waits(60)
    assert not any(said.new_for for said in gathered(sitting).suggestions)
    sitting.host(asking.ChangeBoard(changes={"page": 2}))
    assert [said.id for said in gathered(sitting).suggestions] == ["s0"]


def test_a_profession_is_named_only_from_eight_who_share_it() -> None:
    sitting = a_room()
    suggests(sitting, "h0", "theirs")
    assert gathered(sitting).suggestions[0].profession == "Physiotherapists"
    sitting.says("h7", asking.RemoveAnswers("h7"))
    assert gathered(sitting).suggestions[0].profession is None


def test_a_break_starts_again_only_where_something_came_before_it() -> None:
    sitting = Sitting(a_stage("break", "welcome", minutes=5), a_stage("break", "tea", minutes=10), "vote")
    first = sitting.opens("welcome", ())
    pause = board_screen(sitting.session, sitting.now).body
    assert isinstance(pause, Pause)
    assert (pause.again, pause.again_at) == (False, first.closes_at)
    sitting.closes("welcome")
    sitting.opens("tea", ())
    pause = board_screen(sitting.session, sitting.now).body
    assert isinstance(pause, Pause)
    assert (pause.again, pause.minutes, [step.kind for step in pause.steps]) == (True, 10, ["vote"])


def test_an_idea_is_new_from_when_the_room_can_read_it_and_not_from_when_it_was_sent() -> None:
    sitting = a_room()
    suggests(sitting, "cara", "early", verdict=None)
    sitting.waits(300)
    suggests(sitting, "h0", "late")
    sitting.waits(20)
    sitting.host(asking.CheckSuggestion(suggestion="early", verdict="allowed"))
    assert [(said.id, said.new_for) for said in gathered(sitting).suggestions] == [("early", 60), ("late", 40)]
    sitting.waits(30)
    sitting.host(asking.CheckSuggestion(suggestion="early", verdict="allowed", reason="Read twice"))
    assert {said.id: said.new_for for said in gathered(sitting).suggestions} == {"early": 30, "late": 10}
