"""What a participant's answer has to be: the rules of vote, dots, rate and rank."""

from __future__ import annotations

from typing import Any

from . import asking
from .events import Answered
from .refusals import N_, Refusal
from .session import ENDED, Session
from .stages import CLOSED, DONE, OPEN, ORDER, READY, WITH_IDEAS, Stage

CHOICES = ("agree", "unsure", "disagree")


def vote(session: Session, person: str, action: asking.Vote, arrived: float) -> Answered:
    stage = stage_for(session, person, action.stage, "vote", arrived)
    _idea_of(stage, action.idea)
    if action.choice is not None and action.choice not in CHOICES:
        raise Refusal("bad_choice", "Choose agree, not sure or disagree.", "choice")
    return Answered(person, stage.id, action.idea, "", action.choice)


def place_dots(session: Session, person: str, action: asking.PlaceDots, arrived: float) -> Answered:
    stage = stage_for(session, person, action.stage, "dots", arrived)
    _idea_of(stage, action.idea)
    dots, settings = action.dots, stage.settings
    if not _whole(dots) or dots < 0:
        raise Refusal("bad_dots", "Dots are counted in whole numbers, from 0.", "dots")
    if settings.most_per_idea is not None and dots > settings.most_per_idea:
        raise Refusal("over_budget", "At most {most} dots can lie on one idea.", "dots", most=settings.most_per_idea)
    ballot = stage.ballots.get(person, {})
    elsewhere = sum(n for key, n in ballot.items() if key != DONE and key[0] != action.idea)
    if elsewhere + dots > settings.budget:
        raise Refusal("over_budget", "You have {budget} dots in all.", "dots", budget=settings.budget)
    return Answered(person, stage.id, action.idea, "", dots)


def rate(session: Session, person: str, action: asking.Rate, arrived: float) -> Answered:
    stage = stage_for(session, person, action.stage, "rate", arrived)
    _idea_of(stage, action.idea)
    if action.scale not in {s.key for s in stage.settings.scales}:
        raise Refusal("unknown_scale", "This scale is not part of the question.", "scale")
    steps = stage.settings.steps
    if action.score is not None and not (_whole(action.score) and 1 <= action.score <= steps):
        raise Refusal("bad_score", "Choose a whole number from 1 to {steps}.", "score", steps=steps)
    return Answered(person, stage.id, action.idea, action.scale, action.score)


def rank(session: Session, person: str, action: asking.Rank, arrived: float) -> Answered:
    stage = stage_for(session, person, action.stage, "rank", arrived)
    if stage.by_table:
        raise Refusal("wrong_kind", "Tables rank here, not single people.", "do")
    order_must_fit(stage, action.order)
    return Answered(person, stage.id, *ORDER, action.order)


def order_must_fit(stage: Stage, order: tuple[tuple[str, ...], ...]) -> None:
    """Raises Refusal for an order that names another idea, one twice, or more than there are places."""
    placed = [idea for tier in order for idea in tier]
    for idea in placed:
        _idea_of(stage, idea)
    if len(set(placed)) != len(placed):
        raise Refusal("repeated_idea", "Each idea can stand in the order once.", "order")
    if stage.settings.places is not None and len(placed) > stage.settings.places:
        raise Refusal("too_many_places", "Choose up to {places} ideas.", "order", places=stage.settings.places)


def finish(session: Session, person: str, action: asking.Finish, arrived: float) -> Answered:
    stage = stage_for(session, person, action.stage, None, arrived)
    return Answered(person, stage.id, *DONE, True)


def stage_for(session: Session, person: str, stage_id: str, kind: str | None, arrived: float) -> Stage:
    """The stage that takes this answer. `kind` None: any stage with ideas or suggestions to give."""
    if person not in session.people:
        raise Refusal("not_signed_in", "Please join again with the code.")
    stage = stage_of(session, stage_id)
    if (kind is not None and stage.kind != kind) or (kind is None and stage.kind not in WITH_IDEAS | {"gather"}):
        raise Refusal("wrong_kind", "This is not what is asked at the moment.", "do")
    must_take_answers(session, stage, arrived)
    return stage


def must_take_answers(session: Session, stage: Stage, arrived: float) -> None:
    """Raises Refusal unless an answer that arrived then counts in this stage."""
    if stage.state == READY:
        raise Refusal("stage_not_open", "This has not opened yet.", "stage")
    if session.phase == ENDED or not stage.takes_answers(arrived):
        closed = {"vote": N_("Voting on this has closed."), "gather": N_("Ideas are no longer collected here.")}
        raise Refusal("stage_closed", closed.get(stage.kind, "This has closed."), "stage")


def stage_of(session: Session, stage_id: str) -> Stage:
    stage = session.stages.get(stage_id)
    if stage is None:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    return stage


def was_asked(stage: Stage) -> bool:
    """Open or closed, and not yet sealed: paper may still be entered."""
    return stage.state in (OPEN, CLOSED)


def _idea_of(stage: Stage, idea: str) -> None:
    if idea not in stage.idea_ids:
        raise Refusal("unknown_idea", "This idea is not part of this step.", "idea")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
