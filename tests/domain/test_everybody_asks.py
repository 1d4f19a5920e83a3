"""Everybody asks everything in every state of a step: what happens is what is written here, and no cell is empty."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from app.domain import asking
from app.domain.asking import Action, Actor, Deed
from app.domain.refusals import Refusal
from app.domain.stages import GRACE, OPEN, Translation
from app.domain.translating import made_of
from tests.builders import HOST, IDEAS, Sitting, a_stage

STATES = ("planned", "ready", "open", "closed", "revealed", "ended")
ANN = Actor("participant", "ann")
REMOVED, NEXT_DOOR = Actor("participant", "removed"), Actor("participant", "next door")
STRANGERS = (REMOVED, NEXT_DOOR)

PAPER = asking.EnterPaper(
    number="7", participant="paper", community="citizen", answers=(asking.Vote("it", "a", "agree"),)
)
WELSH = asking.TranslateIdea("", idea="a", of=made_of("Idea a"), translation=Translation("cy", "Syniad"))


Example = tuple[str, Callable[[Sitting], Action]]
"""The kind of step that it is asked about, and what is asked."""


def every_action() -> set[type[Action]]:
    """Everything that can be asked, read from where it is defined."""
    found = {one for one in vars(asking).values() if isinstance(one, type) and issubclass(one, Action)}
    return found - {Action, Deed}


BY_PERSON: dict[type[Action], Example] = {
    asking.Vote: ("vote", lambda s: asking.Vote("it", "a", "agree")),
    asking.PlaceDots: ("dots", lambda s: asking.PlaceDots("it", "a", 1)),
    asking.Rate: ("rate", lambda s: asking.Rate("it", "a", "importance", 3)),
    asking.Rank: ("rank", lambda s: asking.Rank("it", (("a",), ("b",)))),
    asking.Finish: ("vote", lambda s: asking.Finish("it")),
    asking.Comment: ("vote", lambda s: asking.Comment("it", "a", "A remark", f"c-{s.session.version}")),
    asking.Withdraw: ("vote", lambda s: asking.Withdraw("it", "of ann")),
    asking.Support: ("vote", lambda s: asking.Support("it", "of ben", True)),
    asking.Suggest: ("gather", lambda s: asking.Suggest("it", "A bus", f"s-{s.session.version}")),
    asking.TakeBackSuggestion: ("gather", lambda s: asking.TakeBackSuggestion("it", "said by ann")),
    asking.HandIn: ("tables", lambda s: asking.HandIn("it")),
    asking.NoteReason: ("tables", lambda s: asking.NoteReason("it", "a", "Because")),
    asking.Join: ("vote", lambda s: asking.Join("new", "citizen", device=b"new")),
    asking.ChangeProfile: ("vote", lambda s: asking.ChangeProfile("ann", "other", None)),
    asking.RemoveAnswers: ("vote", lambda s: asking.RemoveAnswers("ann")),
}
BY_HOST: dict[type[Action], Example] = {
    asking.StartSession: ("vote", lambda s: asking.StartSession()),
    asking.FinishSession: ("vote", lambda s: asking.FinishSession()),
    asking.OpenStage: ("vote", lambda s: asking.OpenStage("it", ideas=IDEAS)),
    asking.CloseStage: ("vote", lambda s: asking.CloseStage("it")),
    asking.RevealStage: ("vote", lambda s: asking.RevealStage("it")),
    asking.ReopenStage: ("vote", lambda s: asking.ReopenStage("it")),
    asking.SkipStage: ("vote", lambda s: asking.SkipStage("it")),
    asking.PauseClock: ("timed", lambda s: asking.PauseClock("it")),
    asking.ResumeClock: ("timed", lambda s: once_paused(s)),
    asking.ExtendClock: ("timed", lambda s: asking.ExtendClock("it")),
    asking.ChangeRunSheet: ("vote", lambda s: one_more(s)),
    asking.ChangeSession: ("vote", lambda s: asking.ChangeSession(name="Another name")),
    asking.ChangeBoard: ("vote", lambda s: asking.ChangeBoard(changes={"blank": True})),
    asking.TranslateIdea: ("vote", lambda s: WELSH),
    asking.SetDoors: ("vote", lambda s: asking.SetDoors(locked=True)),
    asking.CheckComment: ("vote", lambda s: asking.CheckComment(comment="of ben", verdict="hidden")),
    asking.CheckSuggestion: ("gather", lambda s: asking.CheckSuggestion(suggestion="said by ann")),
    asking.MutePerson: ("vote", lambda s: asking.MutePerson(participant="ann")),
    asking.SetPeopleAside: ("vote", lambda s: asking.SetPeopleAside(participants=("ann",))),
    asking.EnterPaper: ("vote", lambda s: PAPER),
    asking.IssueTickets: ("vote", lambda s: asking.IssueTickets(tickets=(("hash", ""),))),
    asking.HandOutPaper: ("vote", lambda s: asking.HandOutPaper(count=3)),
    asking.ReadPaperBack: ("vote", lambda s: once_on_paper(s)),
    asking.DealTables: ("tables", lambda s: asking.DealTables("it", count=1, dice=Random(1))),
    asking.SeatPerson: ("tables", lambda s: asking.SeatPerson("it", participant="ben", table=0)),
    asking.NameScribe: ("tables", lambda s: asking.NameScribe("it", table=1, participant="ben")),
    asking.OrderTable: ("tables", lambda s: asking.OrderTable("it", table=1, order=(("b",), ("a",)))),
    asking.HandInTable: ("tables", lambda s: asking.HandInTable("it", table=1)),
    asking.NoteMove: ("tables", lambda s: asking.NoteMove("it", idea="a", text="They agreed")),
    asking.UnsayIdea: ("vote", lambda s: asking.UnsayIdea("it", idea="a", text="What is left")),
}


def one_more(sitting: Sitting) -> asking.ChangeRunSheet:
    return asking.ChangeRunSheet(stages=(*sitting.session.stages.values(), a_stage("break", "tea")))


def once_paused(sitting: Sitting) -> asking.ResumeClock:
    if sitting.session.stages["it"].state == OPEN:
        sitting.host(asking.PauseClock("it"))
    return asking.ResumeClock("it")


def once_on_paper(sitting: Sitting) -> asking.ReadPaperBack:
    if sitting.session.stages["it"].state == OPEN:
        sitting.host(PAPER)
    return asking.ReadPaperBack(number="7")


def sitting_in(state: str, kind: str) -> Sitting:
    """A session with ann and ben whose step `it` is in this state. Both said something while they could."""
    match kind:
        case "tables":
            stage = a_stage("rank", "it", by="table")
        case "timed":
            stage = a_stage("vote", "it", minutes=30)
        case _:
            stage = a_stage(kind, "it")
    sitting = Sitting(stage, started=state != "planned")
    sitting.joins("ann", "ben", "removed")
    sitting.host(asking.SetDoors(locked=False))
    sitting.says("removed", asking.RemoveAnswers("removed"))
    if kind == "tables":
        sitting.host(asking.DealTables("it", count=1, dice=Random(1)))
        sitting.host(asking.NameScribe("it", table=1, participant="ann"))
    if state in ("planned", "ready"):
        return sitting
    sitting.opens("it")
    _talk(sitting, kind)
    if state == "open":
        return sitting
    sitting.closes("it")
    sitting.waits(GRACE + 0.1)
    if state == "revealed":
        sitting.host(asking.RevealStage("it"))
    elif state == "ended":
        sitting.ends()
    return sitting


def _talk(sitting: Sitting, kind: str) -> None:
    if kind == "tables":
        sitting.says("ann", asking.Rank("it", (("a",), ("b",))))
    elif kind == "gather":
        sitting.says("ann", asking.Suggest("it", "A tram", "said by ann"))
    else:
        for person in ("ann", "ben"):
            sitting.says(person, asking.Comment("it", "a", f"A remark of {person}", f"of {person}"))
            sitting.host(asking.CheckComment(comment=f"of {person}"))


def asked(state: str, example: Example, actor: Actor) -> str:
    """The cell as it is: ok, same (all is as asked already), or the code of the refusal."""
    kind, ask = example
    sitting = sitting_in(state, kind)
    try:
        return "same" if sitting.ask(actor, ask(sitting)) is None else "ok"
    except Refusal as refusal:
        return refusal.code


WRITTEN: dict[type[Action], str] = {
    asking.Vote: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.PlaceDots: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.Rate: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.Rank: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.Finish: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.Comment: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.Withdraw: "unknown_comment unknown_comment ok ok ok ok",
    asking.Support: "unknown_comment unknown_comment ok ok ok session_over",
    asking.Suggest: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.TakeBackSuggestion: "unknown_idea unknown_idea ok ok ok ok",
    asking.HandIn: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.NoteReason: "stage_not_open stage_not_open ok stage_closed stage_closed stage_closed",
    asking.Join: "ok ok ok ok ok session_over",
    asking.ChangeProfile: "ok ok moved_on moved_on moved_on moved_on",
    asking.RemoveAnswers: "ok ok ok ok ok ok",
    asking.StartSession: "ok same same same same session_over",
    asking.FinishSession: "ok ok moved_on ok ok same",
    asking.OpenStage: "moved_on ok moved_on moved_on moved_on session_over",
    asking.CloseStage: "moved_on moved_on ok moved_on moved_on moved_on",
    asking.RevealStage: "moved_on moved_on moved_on ok moved_on session_over",
    asking.ReopenStage: "moved_on moved_on moved_on ok ok session_over",
    asking.SkipStage: "ok ok moved_on moved_on moved_on session_over",
    asking.PauseClock: "moved_on moved_on ok moved_on moved_on moved_on",
    asking.ResumeClock: "moved_on moved_on ok moved_on moved_on moved_on",
    asking.ExtendClock: "moved_on moved_on ok moved_on moved_on moved_on",
    asking.ChangeRunSheet: "ok ok ok ok ok session_over",
    asking.ChangeSession: "ok ok ok ok ok session_over",
    asking.ChangeBoard: "ok ok ok ok ok ok",
    asking.TranslateIdea: "same same ok ok ok session_over",
    asking.SetDoors: "ok ok ok ok ok ok",
    asking.CheckComment: "unknown_comment unknown_comment ok ok ok ok",
    asking.CheckSuggestion: "unknown_idea unknown_idea ok ok ok ok",
    asking.MutePerson: "ok ok ok ok ok ok",
    asking.SetPeopleAside: "ok ok ok ok ok ok",
    asking.EnterPaper: "stage_not_open stage_not_open ok ok stage_closed session_over",
    asking.IssueTickets: "ok ok ok ok ok session_over",
    asking.HandOutPaper: "ok ok ok ok ok ok",
    asking.ReadPaperBack: "bad_field bad_field ok bad_field bad_field bad_field",
    asking.DealTables: "ok ok moved_on moved_on moved_on moved_on",
    asking.SeatPerson: "ok ok ok moved_on moved_on moved_on",
    asking.NameScribe: "ok ok ok moved_on moved_on moved_on",
    asking.OrderTable: "stage_closed stage_closed ok ok stage_closed stage_closed",
    asking.HandInTable: "stage_closed stage_closed ok ok stage_closed stage_closed",
    asking.NoteMove: "unknown_idea unknown_idea ok ok ok ok",
    asking.UnsayIdea: "same same ok ok ok ok",
}
"""What follows for who may ask it, in the order of STATES. Everybody else is refused in every state."""


def test_nothing_can_be_asked_that_is_not_in_the_table() -> None:
    assert every_action() == BY_PERSON.keys() | BY_HOST.keys() == WRITTEN.keys()
    assert all("ok" in cells.split() for cells in WRITTEN.values()), "each is possible in some state"


@pytest.mark.parametrize("action", WRITTEN, ids=lambda action: action.__name__)
def test_what_follows_in_each_state_is_as_written(action: type[Action]) -> None:
    actor, example = (ANN, BY_PERSON[action]) if action in BY_PERSON else (HOST, BY_HOST[action])
    found = {state: asked(state, example, actor) for state in STATES}
    assert found == dict(zip(STATES, WRITTEN[action].split(), strict=True))


@pytest.mark.parametrize("state", STATES)
def test_a_hosts_deed_is_nobody_elses_in_any_state(state: str) -> None:
    cells = {(a.__name__, who.id): asked(state, ex, who) for a, ex in BY_HOST.items() for who in (ANN, *STRANGERS)}
    assert set(cells.values()) == {"not_allowed"}, cells


@pytest.mark.parametrize("state", STATES)
def test_nobody_acts_for_a_person_who_is_somebody_else(state: str) -> None:
    """Removed people, people of other rooms and hosts get no answer of theirs in; a host may only remove someone."""
    free = {asking.Join, asking.RemoveAnswers}
    cells = {
        (a.__name__, who.id): asked(state, ex, who)
        for a, ex in BY_PERSON.items() for who in (*STRANGERS, HOST) if a not in free
    }  # fmt: skip
    assert not {cell for cell, found in cells.items() if found in ("ok", "same")}
    assert {asked(state, BY_PERSON[asking.RemoveAnswers], who) for who in STRANGERS} == {"not_allowed"}
    assert asked(state, BY_PERSON[asking.RemoveAnswers], HOST) == "ok"
