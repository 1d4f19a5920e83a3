"""The board shows participation and never direction before the reveal, and afterwards only the public figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain import asking
from app.domain.stages import StageIdea
from app.screens.board import BoardScreen, board_pages, board_screen
from app.screens.board_map import Map
from app.screens.board_ranking import Ranking
from app.screens.board_results import Results
from app.screens.board_stages import Asking, Pause
from app.screens.board_talk import Talk
from app.screens.lobby import Lobby
from tests.builders import IDEAS, Sitting, a_stage

PROFESSIONS = ("Art therapists", "Dietitians", "Paramedics", "Physiotherapists")
CITIZENS = [f"c{n}" for n in range(6)]
AHPS = [f"h{n}" for n in range(6)]


def board_of(sitting: Sitting) -> BoardScreen:
    return board_screen(sitting.session, sitting.now, 4, PROFESSIONS)


def a_room(stage: str, citizens: int = 6, ahps: int = 6, **settings: Any) -> Sitting:
    """A sitting with that stage open."""
    sitting = Sitting(a_stage(stage, **settings))
    sitting.joins(*CITIZENS[:citizens])
    sitting.joins(*AHPS[:ahps], community="ahp")
    sitting.opens(stage)
    return sitting


def answer_all(sitting: Sitting, stage: str, keen: bool) -> None:
    """Everyone answers everything, keenly or not at all keenly."""
    ids = [idea.id for idea in IDEAS]
    for person in sitting.session.people:
        match stage:
            case "vote":
                for idea in ids:
                    sitting.votes(person, idea, "agree" if keen else "disagree")
            case "dots":
                sitting.says(person, asking.PlaceDots(stage, ids[0 if keen else 3], 5))
            case "rate":
                for idea in ids:
                    for scale in ("importance", "ease"):
                        sitting.says(person, asking.Rate(stage, idea, scale, 5 if keen else 1))
            case "rank":
                order = ids if keen else ids[::-1]
                sitting.says(person, asking.Rank(stage, tuple((idea,) for idea in order)))


@pytest.mark.parametrize("stage", ["vote", "dots", "rate", "rank"])
@pytest.mark.parametrize("closed", [False, True])
def test_before_the_reveal_the_board_is_the_same_however_people_answered(stage: str, closed: bool) -> None:
    boards = []
    for keen in (True, False):
        sitting = a_room(stage)
        answer_all(sitting, stage, keen)
        if closed:
            sitting.closes(stage)
        boards.append(board_of(sitting))
    assert boards[0] == boards[1]
    assert isinstance(boards[0].body, Asking)
    assert [(c.finished, c.here) for c in boards[0].body.crowd] == [(6, 6), (6, 6), (0, 0)]


@pytest.mark.parametrize("stage", ["vote", "dots", "rate", "rank"])
def test_reopening_takes_the_results_off_the_board(stage: str) -> None:
    sitting = a_room(stage)
    answer_all(sitting, stage, True)
    sitting.reveals(stage)
    assert not isinstance(board_of(sitting).body, Asking)
    sitting.host(asking.ReopenStage(stage))
    assert isinstance(board_of(sitting).body, Asking)


@pytest.mark.parametrize("view", ["", "map"])
def test_what_four_people_answered_changes_nothing_on_the_board(view: str) -> None:
    boards = []
    for choice in ("agree", "disagree"):
        sitting = a_room("vote", ahps=4)
        for person in CITIZENS:
            sitting.votes(person, "a", "agree")
        for person in AHPS[:4]:
            sitting.votes(person, "a", choice)
        sitting.reveals("vote")
        sitting.host(asking.ChangeBoard(changes={"view": view}))
        boards.append(board_of(sitting))
    assert boards[0] == boards[1]


def test_a_ranking_by_four_ahps_shows_the_citizens_order_alone() -> None:
    boards = []
    for keen in (True, False):
        sitting = a_room("rank", ahps=4)
        for person in CITIZENS:
            sitting.says(person, asking.Rank("rank", (("b",), ("a",))))
        for person in AHPS[:4]:
            sitting.says(person, asking.Rank("rank", (("c",), ("d",)) if keen else (("d",), ("c",))))
        sitting.reveals("rank")
        boards.append(board_of(sitting))
    assert boards[0] == boards[1]
    ranking = boards[0].body
    assert isinstance(ranking, Ranking)
    assert (ranking.combined, ranking.only, ranking.few) == (False, "citizen", "ahp")
    assert [(row.key, row.citizen, row.ahp) for row in ranking.rows[:2]] == [("b", 1, None), ("a", 2, None)]


def test_the_heading_counts_common_ground_and_close_calls_and_names_a_small_group() -> None:
    sitting = a_room("vote")
    for person in (*CITIZENS, *AHPS):
        sitting.votes(person, "a", "agree")
        sitting.votes(person, "b", "agree" if person not in ("c0", "h0") else "disagree")
        sitting.votes(person, "c", "disagree")
    sitting.reveals("vote")
    results = board_of(sitting).body
    assert isinstance(results, Results)
    assert (results.shared.ideas, results.shared.close, results.shared.small_group) == (2, 1, 2)
    assert [row.id for row in results.rows] == ["a", "b", "c", "d"]
    assert results.marks
    assert [(row.shared, row.few) for row in results.rows] == [
        ("6 of 6", None), ("5 of 6", None), ("0 of 6", None), (None, None)]  # fmt: skip


def test_from_five_to_nine_answers_are_told_as_people_and_from_ten_as_per_cent() -> None:
    sitting = Sitting(a_stage("vote"))
    many = [f"m{n}" for n in range(20)]
    sitting.joins(*many)
    sitting.joins(*AHPS, community="ahp")
    sitting.opens("vote")
    for person in (*many, *AHPS):
        sitting.votes(person, "a", "agree" if person not in ("m0", "h0") else "disagree")
    sitting.reveals("vote")
    results = board_of(sitting).body
    assert isinstance(results, Results)
    row = results.rows[0]
    assert not results.marks
    assert row.citizen is not None
    assert row.ahp is not None
    assert (row.citizen.agree_words, row.citizen.disagree_words) == ("95%", "5%")
    assert (row.ahp.agree_words, row.ahp.disagree_words, row.shared) == ("5 of 6", "1", "5 of 6")


def test_seven_ideas_stand_on_a_page_and_past_the_end_is_the_last_page() -> None:
    ideas = tuple(StageIdea(f"i{n:02}", f"Idea {n}") for n in range(16))
    sitting = Sitting(a_stage("vote"))
    sitting.joins(*CITIZENS)
    sitting.opens("vote", ideas)
    sitting.reveals("vote")
    assert board_pages(sitting.session) == 3
    for page, first in ((1, 1), (2, 8), (3, 15), (9, 15)):
        sitting.host(asking.ChangeBoard(changes={"page": page}))
        results = board_of(sitting).body
        assert isinstance(results, Results)
        assert results.first == first


def test_a_reveal_stage_turns_through_its_results_one_after_the_other() -> None:
    sitting = Sitting(a_stage("vote"), a_stage("rank"), a_stage("reveal", of=["vote", "rank"]))
    sitting.joins(*CITIZENS)
    sitting.joins(*AHPS, community="ahp")
    for stage in ("vote", "rank"):
        sitting.opens(stage)
        answer_all(sitting, stage, True)
        sitting.closes(stage)
        sitting.waits(3)
    sitting.opens("reveal")
    assert board_pages(sitting.session) == 2
    assert board_of(sitting).part == "results"
    sitting.host(asking.ChangeBoard(changes={"page": 2}))
    assert board_of(sitting).part == "ranking"


@pytest.mark.parametrize("verdict", [None, "hidden"])
def test_a_comment_that_no_host_has_allowed_is_on_no_board(verdict: str | None) -> None:
    sitting = Sitting("discuss", "break")
    sitting.joins("c0")
    sitting.opens("discuss")
    sitting.comments("c0", "Unread words", "x")
    if verdict:
        sitting.host(asking.CheckComment(comment="x", verdict="spotlight"))
        sitting.host(asking.CheckComment(comment="x", verdict=verdict))
    for view in ("", "comments"):
        sitting.host(asking.ChangeBoard(changes={"view": view}))
        screen = board_of(sitting)
        assert isinstance(screen.body, Talk)
        assert screen.body.total == 0
        assert "Unread" not in repr(screen)
    sitting.closes("discuss")
    assert "Unread" not in repr(board_of(sitting))


def test_the_spotlight_stands_apart_and_four_newest_comments_beside_it() -> None:
    sitting = Sitting("discuss")
    sitting.joins("c0")
    sitting.opens("discuss")
    for n in range(7):
        sitting.now += 1
        sitting.comments("c0", f"Comment {n}", f"x{n}")
        sitting.host(asking.CheckComment(comment=f"x{n}"))
    sitting.host(asking.CheckComment(comment="x2", verdict="spotlight"))
    talk = board_of(sitting).body
    assert isinstance(talk, Talk)
    assert talk.spotlight is not None
    assert (talk.spotlight.id, [said.id for said in talk.beside]) == ("x2", ["x6", "x5", "x4", "x3"])
    assert (talk.total, talk.pages) == (7, 2)


@pytest.mark.parametrize(("present", "named"), [(7, None), (8, "Paramedics")])
def test_a_byline_names_a_profession_only_from_eight_of_it(present: int, named: str | None) -> None:
    sitting = Sitting("discuss")
    sitting.joins(*(f"p{n}" for n in range(present)), community="ahp", profession="Paramedics")
    sitting.opens("discuss")
    sitting.comments("p0", "Some words", "x")
    sitting.host(asking.CheckComment(comment="x"))
    talk = board_of(sitting).body
    assert isinstance(talk, Talk)
    assert talk.beside[0].profession == named


def test_the_lobby_names_professions_without_any_count() -> None:
    sitting = Sitting("vote", started=False)
    sitting.joins("h0", "h1", community="ahp", profession="Paramedics")
    sitting.joins("h2", community="ahp", profession="Art therapists")
    sitting.joins("h3", community="ahp")
    screen = board_of(sitting)
    assert screen.part == "lobby"
    assert screen.body == Lobby(4, ("Art therapists", "Paramedics"), 4, False)


def test_the_clock_is_sent_as_seconds_left_and_can_be_hidden_or_stopped() -> None:
    sitting = a_room("vote", minutes=2)
    sitting.waits(30)
    clock = board_of(sitting).clock
    assert clock is not None
    assert (clock.left, clock.paused) == (90.0, False)
    sitting.host(asking.PauseClock("vote"))
    sitting.waits(30)
    stopped = board_of(sitting).clock
    assert stopped is not None
    assert (stopped.left, stopped.paused) == (90.0, True)
    sitting.host(asking.ChangeBoard(changes={"timer": False}))
    assert board_of(sitting).clock is None


def test_a_break_says_when_we_start_again_and_what_comes_next() -> None:
    sitting = Sitting(a_stage("break", minutes=12, note="Tea is at the back."), a_stage("vote", minutes=15), "rank")
    sitting.opens("break")
    pause = board_of(sitting).body
    assert isinstance(pause, Pause)
    assert (pause.again_at, pause.minutes, pause.note) == (sitting.now + 720, 12, "Tea is at the back.")
    assert [(step.kind, step.at) for step in pause.steps] == [("vote", sitting.now + 720), ("rank", sitting.now + 1620)]


def test_the_host_decides_what_the_board_shows_and_the_end_is_the_end() -> None:
    sitting = a_room("vote")
    shown = []
    for changes in ({"blank": True}, {"blank": False, "view": "lobby"}, {"view": ""}):
        sitting.host(asking.ChangeBoard(changes=changes))
        shown.append(board_of(sitting).part)
    sitting.closes("vote")
    sitting.ends()
    assert [*shown, board_of(sitting).part] == ["blank", "lobby", "vote", "ended"]
    assert board_of(sitting).code is None


def test_the_code_leaves_the_board_when_the_host_hides_it_or_locks_the_door() -> None:
    sitting = a_room("vote")
    assert board_of(sitting).code == "482916"
    sitting.host(asking.SetDoors(locked=True))
    assert board_of(sitting).code is None
    sitting.host(asking.SetDoors(locked=False))
    sitting.host(asking.ChangeBoard(changes={"code": False}))
    assert board_of(sitting).code is None


def test_the_look_changes_with_what_the_host_does_and_not_with_counts_of_people() -> None:
    sitting = a_room("vote")
    before = board_of(sitting)
    answer_all(sitting, "vote", True)
    sitting.joins("late")
    assert board_of(sitting).look == before.look
    assert board_of(sitting) != replace(before, version=sitting.session.version)
    sitting.host(asking.ChangeBoard(changes={"page": 2}))
    assert board_of(sitting).look != before.look


def test_the_map_holds_only_ideas_with_a_reading_and_names_the_widest_gap() -> None:
    sitting = a_room("vote")
    for person in (*CITIZENS, *AHPS):
        sitting.votes(person, "a", "agree")
        sitting.votes(person, "b", "agree" if person in CITIZENS else "disagree")
    sitting.reveals("vote")
    sitting.host(asking.ChangeBoard(changes={"view": "map"}))
    found = board_of(sitting).body
    assert isinstance(found, Map)
    assert [(mark.key, mark.citizen, mark.ahp, mark.ahp_words) for mark in found.marks] == [
        ("a", 100, 100, "6 of 6"), ("b", 100, 0, "0 of 6")]  # fmt: skip
    assert found.most_shared is not None
    assert found.widest_gap is not None
    assert (found.most_shared.name, found.widest_gap.name, found.widest_gap.keener) == ("Idea a", "Idea b", "citizen")
    assert found.too_few == 2
