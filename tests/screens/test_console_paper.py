"""Paper in the console: which numbers are left, what stands on a ballot, and what a reveal would leave out."""

from __future__ import annotations

from app.domain import asking
from app.domain.stages import Stage
from app.screens.console_paper import (
    field_of,
    next_number,
    paper_count,
    paper_left,
    paper_screen,
    read_back,
    stage_for_paper,
)
from tests.builders import Sitting, a_stage


def entered(sitting: Sitting, *numbers: int, stage: str = "vote", community: str = "citizen") -> None:
    """Ballots with one answer each."""
    for n in numbers:
        answers: tuple[asking.Action, ...] = (asking.Vote(stage, "a", "agree"), asking.Finish(stage))
        sitting.host(asking.EnterPaper(number=str(n), participant=f"paper{n}", community=community, answers=answers))


def with_paper(handed_out: int, *numbers: int) -> Sitting:
    sitting = Sitting("vote", a_stage("vote", "second"))
    sitting.opens("vote")
    sitting.host(asking.HandOutPaper(count=handed_out))
    entered(sitting, *numbers)
    return sitting


def test_the_next_number_is_the_next_that_is_left() -> None:
    sitting = with_paper(9, 1, 2, 5)
    vote = sitting.session.stages["vote"]
    assert next_number(sitting.session, vote) == "3"
    assert next_number(sitting.session, vote, after="3") == "4"
    assert next_number(sitting.session, vote, after="5") == "6"
    assert next_number(sitting.session, vote, after="9") == "3"
    entered(sitting, 3, 4, 6, 7, 8, 9)
    assert next_number(sitting.session, vote, after="9") == "10"


def test_the_list_names_every_number_printed_and_every_number_entered() -> None:
    screen = paper_screen(with_paper(4, 1, 2, 12).session, number="3")
    assert [row.number for row in screen.listed] == ["12", "4", "3", "2", "1"]
    assert [(row.number, row.community, row.answers) for row in screen.listed if row.community] == [
        ("12", "citizen", 1), ("2", "citizen", 1), ("1", "citizen", 1),
    ]  # fmt: skip
    assert [row.number for row in screen.listed if row.now] == ["3"]
    assert (screen.paper.entered, screen.paper.missing, screen.paper.all) == (3, 2, 5)


def test_a_number_entered_before_shows_what_stands_on_it() -> None:
    sitting = with_paper(2, 1)
    ballot = paper_screen(sitting.session, number="1").ballot
    assert ballot is not None
    assert (ballot.known, ballot.community, ballot.answered) == (True, "citizen", 1)
    assert {row.idea: row.cells[0].value for row in ballot.rows}["a"] == "agree"
    fresh = paper_screen(sitting.session, number="2").ballot
    assert fresh is not None
    assert (fresh.known, fresh.community, fresh.answered) == (False, "", 0)


def test_what_was_typed_and_refused_is_shown_again() -> None:
    sitting = with_paper(1)
    ballot = paper_screen(sitting.session, number="1", typed={field_of("b"): "unsure", "community": "ahp"}).ballot
    assert ballot is not None
    assert [row.cells[0].value for row in ballot.rows][:2] == ["", "unsure"]
    assert ballot.community == "ahp"


def test_three_ballots_are_read_back_or_as_many_as_there_are() -> None:
    sitting = with_paper(9, 1, 2)
    vote = sitting.session.stages["vote"]
    assert (read_back(sitting.session, vote).done, read_back(sitting.session, vote).of) == (0, 2)
    entered(sitting, 3, 4, 5)
    for n in range(3):
        offer = read_back(sitting.session, vote).offer
        assert offer is not None
        sitting.host(asking.ReadPaperBack(number=offer))
        assert read_back(sitting.session, vote).done == n + 1
    assert read_back(sitting.session, vote).offer is None


def test_a_reveal_leaves_out_the_paper_that_is_not_entered() -> None:
    sitting = with_paper(9, 1, 2, 3, 4, 5, 6, 7)
    vote = sitting.session.stages["vote"]
    left = paper_left(sitting.session, vote)
    assert left is not None
    assert (left.missing, left.all) == (2, 9)
    entered(sitting, 8, 9)
    assert paper_left(sitting.session, vote) is None


def test_a_step_that_shows_results_asks_for_the_paper_of_those_steps() -> None:
    sitting = Sitting("vote", a_stage("reveal", of=["vote"]))
    sitting.opens("vote")
    sitting.host(asking.HandOutPaper(count=2))
    sitting.closes("vote")
    left = paper_left(sitting.session, sitting.session.stages["reveal"])
    assert left is not None
    assert left.missing == 2


def test_no_step_takes_paper_before_it_opens_or_after_its_reveal() -> None:
    sitting = with_paper(1)
    assert [stage.id for stage in paper_screen(sitting.session).stages] == ["vote"]
    sitting.closes("vote")
    assert [stage.id for stage in paper_screen(sitting.session).stages] == ["vote"]
    sitting.waits(2.0)
    sitting.host(asking.RevealStage("vote"))
    assert paper_screen(sitting.session).stages == ()
    assert paper_screen(sitting.session).ballot is None
    assert paper_count(sitting.session, None).handed_out == 1


def test_a_table_that_ranks_together_has_no_ballots() -> None:
    sitting = Sitting(a_stage("rank", by="table"))
    sitting.opens("rank")
    assert paper_screen(sitting.session).stages == ()


def test_level_places_and_scores_come_back_as_they_were_typed() -> None:
    sitting = Sitting("rank", a_stage("rate"))
    sitting.opens("rank")
    order = asking.Rank("rank", (("b",), ("a", "c")))
    sitting.host(asking.EnterPaper(number="1", participant="p", community="ahp", answers=(order,)))
    ballot = paper_screen(sitting.session, number="1").ballot
    assert ballot is not None
    assert {row.idea: row.cells[0].value for row in ballot.rows} == {"a": "2", "b": "1", "c": "2", "d": ""}
    assert [row.answers for row in paper_screen(sitting.session, number="1").listed] == [3]


def to_the_second(sitting: Sitting) -> Stage:
    sitting.closes("vote")
    sitting.waits(2)
    return sitting.opens("second")


def test_a_step_for_which_no_paper_was_printed_asks_for_none() -> None:
    sitting = with_paper(3, 1, 2, 3)
    second = to_the_second(sitting)
    printed = {"vote": {1, 2, 3}}
    assert paper_left(sitting.session, second, printed) is None
    left = paper_left(sitting.session, second, printed | {"second": {1, 3}})
    assert left is not None
    assert (left.missing, left.numbers, left.all) == (2, (1, 3), 2)


def test_where_people_kept_their_numbers_without_a_print_every_number_is_asked_for() -> None:
    sitting = with_paper(3, 1, 2, 3)
    second = to_the_second(sitting)
    entered(sitting, 2, stage="second")
    left = paper_left(sitting.session, second, {"vote": {1, 2, 3}})
    assert left is not None
    assert left.numbers == (1, 3)


def test_paper_handed_out_between_two_steps_is_for_the_next_one_that_takes_any() -> None:
    sitting = Sitting("break", "vote", a_stage("rank", "tables", by="table"), "dots")
    assert at(sitting) == "vote"
    sitting.opens("break")
    assert at(sitting) == "vote"
    sitting.closes("break")
    sitting.opens("vote")
    assert at(sitting) == "vote"
    sitting.reveals("vote")
    assert at(sitting) == "dots"


def at(sitting: Sitting) -> str | None:
    stage = stage_for_paper(sitting.session)
    return stage.id if stage else None
