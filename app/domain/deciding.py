"""Judging what is asked: an event that says what happens, or a Refusal. Reads the state, never changes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import answering, asking, events, hosting, remarking, seating, setting_aside, taking_part, translating
from .asking import Action, Actor
from .refusals import Refusal
from .session import Session
from .stages import OPEN


def decide(session: Session, actor: Actor, action: Action, arrived: float, now: float) -> events.Event | None:
    """What follows from this action. `arrived` is when it reached the door, `now` when its turn came (seconds).

    None means that all is already as asked. Raises Refusal.
    """
    if isinstance(action, asking.Deed):
        if actor.kind not in ("host", "clock"):
            raise Refusal("not_allowed", "Only a host can do this.")
        known = range(session.host_version, session.version + 1)  # a higher one is from before a restore
        if action.expected is not None and action.expected not in known:
            raise Refusal("moved_on", "Another host has moved on meanwhile.")
        return _DEEDS[type(action)](session, action, now)
    if isinstance(action, asking.RemoveAnswers) and actor.kind == "participant" and actor.id != action.participant:
        raise Refusal("not_allowed", "Only a host can do this.")
    if isinstance(action, asking.Rank) and _by_table(session, action.stage):
        return seating.order(session, actor.id, action, arrived)
    return _ACTIONS[type(action)](session, actor.id, action, arrived)


def _by_table(session: Session, id: str) -> bool:
    stage = session.stages.get(id)
    return stage is not None and stage.by_table


def due(session: Session, now: float) -> list[events.Event]:
    """What the clock brings: stages whose time is up close."""
    return [
        events.StageClosed(stage.id)
        for stage in session.stages.values()
        if stage.state == OPEN and stage.closes_at is not None and stage.closes_at <= now
    ]


def next_due(session: Session) -> float | None:
    """When the clock next brings something, if anything is running."""
    return min(
        (s.closes_at for s in session.stages.values() if s.state == OPEN and s.closes_at is not None), default=None
    )


_ACTIONS: dict[type[Action], Callable[[Session, str, Any, float], events.Event | None]] = {
    asking.Vote: answering.vote,
    asking.PlaceDots: answering.place_dots,
    asking.Rate: answering.rate,
    asking.Rank: answering.rank,
    asking.Finish: answering.finish,
    asking.Comment: remarking.comment,
    asking.Withdraw: remarking.withdraw,
    asking.Support: remarking.support,
    asking.Suggest: remarking.suggest,
    asking.TakeBackSuggestion: remarking.take_back_suggestion,
    asking.HandIn: seating.hand_in,
    asking.NoteReason: seating.note_reason,
    asking.Join: taking_part.join,
    asking.ChangeProfile: taking_part.change_profile,
    asking.RemoveAnswers: taking_part.remove_answers,
}

_DEEDS: dict[type[asking.Deed], Callable[[Session, Any, float], events.Event | None]] = {
    asking.StartSession: hosting.start_session,
    asking.FinishSession: hosting.finish_session,
    asking.OpenStage: hosting.open_stage,
    asking.CloseStage: hosting.close_stage,
    asking.RevealStage: hosting.reveal_stage,
    asking.ReopenStage: hosting.reopen_stage,
    asking.SkipStage: hosting.skip_stage,
    asking.PauseClock: hosting.pause_clock,
    asking.ResumeClock: hosting.resume_clock,
    asking.ExtendClock: hosting.extend_clock,
    asking.ChangeRunSheet: hosting.change_run_sheet,
    asking.ChangeSession: hosting.change_session,
    asking.ChangeBoard: hosting.change_board,
    asking.TranslateIdea: translating.translate_idea,
    asking.SetDoors: hosting.set_doors,
    asking.CheckComment: remarking.check_comment,
    asking.CheckSuggestion: remarking.check_suggestion,
    asking.MutePerson: hosting.mute_person,
    asking.SetPeopleAside: setting_aside.set_people_aside,
    asking.IssueTickets: taking_part.issue_tickets,
    asking.EnterPaper: taking_part.enter_paper,
    asking.HandOutPaper: taking_part.hand_out_paper,
    asking.ReadPaperBack: taking_part.read_paper_back,
    asking.DealTables: seating.deal_tables,
    asking.SeatPerson: seating.seat_person,
    asking.NameScribe: seating.name_scribe,
    asking.OrderTable: seating.order_table,
    asking.HandInTable: seating.hand_in_table,
    asking.NoteMove: seating.note_move,
    asking.UnsayIdea: remarking.unsay_idea,
}
