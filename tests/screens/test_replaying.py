"""A replay is the board of the day: the same pictures in the same order, without what was taken back since."""

from __future__ import annotations

import pickle
import random
import time

import pytest

from app.domain import asking
from app.domain import events as e
from app.domain.folding import fold
from app.domain.session import Session
from app.domain.stages import Stage, StageIdea
from app.screens.board import BoardScreen, board_screen
from app.screens.board_results import Results
from app.screens.board_stages import Asking
from app.screens.board_talk import Talk
from app.screens.replaying import Line, Moment, Replay, replay_of
from tests.builders import IDEAS, Sitting, a_stage

PROFESSIONS = ("Dietitians", "Paramedics")


def planned(sitting: Sitting) -> Session:
    """The session as it was before anything happened in it."""
    known = sitting.session
    fresh = Session(known.id, known.programme, known.name, known.code, known.joining)
    fresh.stages = {s.id: Stage(s.id, s.kind, s.title, s.settings, s.plan) for s in known.stages.values()}
    return fresh


def lines_of(sitting: Sitting, emptied: str = "") -> list[Line]:
    """The journal; without what this person gave, as a removal leaves it."""

    def of(event: e.Event) -> e.Event | None:
        return None if emptied and getattr(event, "participant", None) == emptied else event

    return [(r.number, r.at, r.event.kind, of(r.event)) for r in sitting.recorded]


def replayed(sitting: Sitting, emptied: str = "") -> Replay:
    return replay_of(planned(sitting), lines_of(sitting, emptied), PROFESSIONS)


def seen(screen: BoardScreen) -> tuple[object, ...]:
    return screen.part, screen.body, screen.name, screen.code, screen.here, screen.title, screen.state, screen.dark


class Watched(Sitting):
    """A sitting whose board somebody watched: what it showed after every event."""

    def __init__(self, *stages: Stage | str) -> None:
        self.shown: dict[int, BoardScreen] = {}
        super().__init__(*stages)

    def happens(self, event: e.Event) -> None:
        super().happens(event)
        self.shown[self.session.version] = board_screen(self.session, self.now, len(IDEAS), PROFESSIONS)


def a_watched_afternoon() -> Watched:
    sitting = Watched(a_stage("vote", minutes=20), a_stage("discuss"), a_stage("rank"), "reveal")
    for n in range(6):
        sitting.joins(f"c{n}")
        sitting.joins(f"h{n}", community="ahp", profession="Paramedics")
        sitting.now += 20
    sitting.opens("vote")
    for n in range(6):
        for idea in "abcd":
            sitting.now += 3
            sitting.votes(f"c{n}", idea, "agree")
            sitting.votes(f"h{n}", idea, "agree" if n < 4 else "disagree")
    sitting.reveals("vote")
    for changes in ({"view": "map"}, {"view": ""}, {"bigger": True}, {"dark": True}):
        sitting.now += 10
        sitting.host(asking.ChangeBoard(changes=dict(changes)))
    sitting.opens("discuss")
    sitting.comments("c0", "It took far too long", "k1")
    sitting.comments("h0", "We hear that every week", "k2")
    for comment in ("k1", "k2"):
        sitting.now += 5
        sitting.host(asking.CheckComment(comment=comment, verdict="spotlight"))
    sitting.closes("discuss")
    sitting.opens("rank")
    for n in range(6):
        sitting.says(f"c{n}", asking.Rank("rank", (("b",), ("a",))))
        sitting.says(f"h{n}", asking.Rank("rank", (("a",), ("c", "d"))))
    sitting.reveals("rank")
    sitting.ends()
    return sitting


def test_every_picture_is_what_the_board_showed_at_that_moment() -> None:
    sitting = a_watched_afternoon()
    replay = replayed(sitting)
    assert not replay.left_out
    for moment in replay.moments:
        assert seen(moment.screen) == seen(sitting.shown[moment.number]), moment.kind
    assert {moment.screen.part for moment in replay.moments} >= {
        "lobby", "vote", "results", "map", "discuss", "rank", "ranking", "ended"
    }  # fmt: skip


def test_no_turn_of_the_board_is_missing() -> None:
    """Whatever the board showed after a host's deed is among the pictures, in the order of the day."""
    sitting = a_watched_afternoon()
    kinds = {r.number: r.event for r in sitting.recorded}
    after_deeds = [seen(screen) for number, screen in sitting.shown.items() if kinds[number].by_host]
    pictures = [seen(moment.screen) for moment in replayed(sitting).moments]
    at = 0
    for picture in after_deeds:
        assert picture in pictures[max(0, at - 1) :]
        at = pictures.index(picture, max(0, at - 1))


def test_moments_stand_in_order_and_no_two_neighbours_look_the_same() -> None:
    moments = replayed(a_watched_afternoon()).moments
    assert [m.number for m in moments] == sorted({m.number for m in moments})
    assert [m.at for m in moments] == sorted(m.at for m in moments)
    opened = [(m.stage, m.title) for m in moments if m.kind == "stage_opened"]
    assert opened == [("vote", "The vote"), ("discuss", "The discuss"), ("rank", "The rank")]


def test_counts_of_people_move_on_every_half_minute_and_not_at_every_answer() -> None:
    sitting = a_watched_afternoon()
    people = [m for m in replayed(sitting).moments if m.kind == "people"]
    assert 2 <= len(people) <= 12
    assert isinstance(people[-1].screen.body, Asking)


def test_what_somebody_took_back_since_is_in_no_picture() -> None:
    sitting = a_watched_afternoon()
    replay = replayed(sitting, emptied="c0")
    assert replay.left_out
    assert "It took far too long" not in repr(replay)
    results = next(m.screen for m in replay.moments if m.screen.part == "results")
    assert isinstance(results.body, Results)
    assert results.here["citizen"] == 5
    assert {row.citizen.answered for row in results.body.rows if row.citizen} == {5}
    talk = [m.screen.body for m in replay.moments if isinstance(m.screen.body, Talk)]
    assert {body.spotlight.text for body in talk if body.spotlight} == {"We hear that every week"}
    assert replay.moments[-1].screen.part == "ended"


def test_a_replay_shows_no_more_of_a_small_group_than_the_board_did() -> None:
    """With two taken back since, four are left: then the picture of the day is no longer shown."""
    sitting = a_watched_afternoon()
    lines = [
        (number, at, kind, None if getattr(event, "participant", None) in ("h0", "h1") else event)
        for number, at, kind, event in lines_of(sitting)
    ]
    results = next(m.screen.body for m in replay_of(planned(sitting), lines).moments if m.screen.part == "results")
    assert isinstance(results, Results)
    assert {row.ahp for row in results.rows} == {None}
    assert {row.reading for row in results.rows} == {"too_few"}


@pytest.mark.parametrize("gone", ["c0", "h0", "c3"])
def test_whoever_is_gone_the_rest_of_the_journal_still_folds(gone: str) -> None:
    sitting = a_watched_afternoon()
    session = planned(sitting)
    for number, at, _, event in lines_of(sitting, gone):
        fold(session, number, at, event)
    assert session.version == sitting.session.version
    assert gone not in session.people
    sitting.says(gone, asking.RemoveAnswers(gone))
    assert session.phase == sitting.session.phase
    assert {s.id: s.ballots for s in session.stages.values()} == {
        s.id: s.ballots for s in sitting.session.stages.values()
    }


def test_a_replay_travels_between_processes_unchanged() -> None:
    replay = replayed(a_watched_afternoon())
    assert pickle.loads(pickle.dumps(replay)) == replay


def test_a_session_in_which_nothing_happened_has_no_picture() -> None:
    assert replay_of(planned(Sitting("vote", started=False)), []) == Replay((), False)


def fifty_thousand_events() -> Sitting:
    sitting = Sitting(a_stage("vote"), "reveal")
    dice = random.Random(7)
    people = [f"p{n}" for n in range(1_200)]
    for n, person in enumerate(people):
        sitting.joins(person, community=("citizen", "ahp")[n % 2])
    ideas = [StageIdea(f"i{n}", f"Idea number {n}", ref=f"r{n}") for n in range(40)]
    sitting.opens("vote", ideas)
    for person in people:
        for idea in ideas:
            sitting.now += 0.05
            sitting.votes(person, idea.id, dice.choice(("agree", "unsure", "disagree")))
    sitting.reveals("vote")
    for page in range(2, 7):
        sitting.now += 30
        sitting.host(asking.ChangeBoard(changes={"page": page}))
    sitting.ends()
    return sitting


@pytest.mark.check
def test_fifty_thousand_events_are_folded_once_and_stepped_through_in_no_time() -> None:
    sitting = fifty_thousand_events()
    session, lines = planned(sitting), lines_of(sitting)
    assert len(lines) > 49_000
    start = time.process_time()
    replay = replay_of(session, lines)
    spent = time.process_time() - start
    weight = len(pickle.dumps(replay))
    print(f"{len(lines)} events → {len(replay.moments)} moments in {spent:.2f} s, {weight / 1e6:.1f} MB")
    assert spent < 30
    assert weight < 30_000_000
    assert {type(m) for m in replay.moments} == {Moment}
