"""What a host may do to a session: start, open, close, reveal, finish, and everything beside the stages."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from . import asking, events
from .answering import stage_of
from .naming import fit_name
from .refusals import N_, Refusal, moved_on
from .selecting import chosen_ideas, in_starting_order
from .session import ENDED, PLANNED, RUNNING, Board, Session
from .stages import CLOSED, GRACE, OPEN, READY, REVEALED, WITH_IDEAS, Stage, StageIdea

JOINING = ("open", "ticket")


def start_session(session: Session, deed: asking.StartSession, now: float) -> events.SessionStarted | None:
    _not_ended(session)
    return events.SessionStarted() if session.phase == PLANNED else None


def finish_session(session: Session, deed: asking.FinishSession, now: float) -> events.SessionFinished | None:
    if session.phase == ENDED:
        return None
    if session.open_stage() is not None:
        raise moved_on("Close the open step first.")
    if wait_before_sealing(session, now) > 0:
        raise Refusal("busy", "Answers under way may still arrive. Try again in a moment.")
    return events.SessionFinished()


def wait_before_sealing(session: Session, now: float) -> float:
    """Seconds until no answer under way can still count, over all closed stages that are not sealed."""
    closed = [s.closed_at for s in session.stages.values() if s.state == CLOSED and s.closed_at is not None]
    return max((at + GRACE - now for at in closed), default=0.0)


def open_stage(session: Session, deed: asking.OpenStage, now: float) -> events.StageOpened:
    _running(session)
    stage = stage_of(session, deed.stage)
    if stage.state != READY:
        raise moved_on("This step was opened before. Reopen it instead.")
    _nothing_else_open(session, stage)
    ideas = _ideas_for(session, stage, deed.ideas)
    return events.StageOpened(stage.id, ideas, _deadline(stage, now), _revealed_by(session, stage, now))


def _ideas_for(session: Session, stage: Stage, offered: tuple[StageIdea, ...]) -> tuple[StageIdea, ...]:
    if stage.kind not in WITH_IDEAS:
        return ()
    ideas = chosen_ideas(session, stage.plan) if isinstance(stage.plan, dict) else offered
    if not ideas:
        raise Refusal("bad_field", "There are no ideas to put to this step yet.", "ideas")
    return in_starting_order(session, stage, ideas)


def _revealed_by(session: Session, stage: Stage, now: float) -> tuple[str, ...]:
    """The closed stages that this reveal stage shows; an answer under way keeps it waiting."""
    if stage.kind != "reveal":
        return ()
    shown = [session.stages[s] for s in stage.settings.of if s in session.stages]
    closed = [s for s in shown if s.state == CLOSED]
    if any((s.closed_at or 0.0) + GRACE > now for s in closed):
        raise Refusal("busy", "Answers under way may still arrive. Try again in a moment.")
    return tuple(s.id for s in closed)


def close_stage(session: Session, deed: asking.CloseStage, now: float) -> events.StageClosed:
    stage = stage_of(session, deed.stage)
    if stage.state != OPEN:
        raise moved_on("This step is not open.")
    return events.StageClosed(stage.id)


def reveal_stage(session: Session, deed: asking.RevealStage, now: float) -> events.StageRevealed:
    """Not after the finish: what the outcome says was shown stays so, and only publishing makes figures public then."""
    _not_ended(session, N_("This workshop has ended. What was not shown then stands in its outcome."))
    stage = stage_of(session, deed.stage)
    if stage.state != CLOSED:
        raise moved_on("Close this step before you show its results.")
    if stage.closed_at is not None and now < stage.closed_at + GRACE:
        raise Refusal("busy", "Answers under way may still arrive. Try again in a moment.")
    return events.StageRevealed(stage.id)


def reopen_stage(session: Session, deed: asking.ReopenStage, now: float) -> events.StageReopened:
    _running(session)
    stage = stage_of(session, deed.stage)
    if stage.state not in (CLOSED, REVEALED):
        raise moved_on("Only a closed step can be reopened.")
    _nothing_else_open(session, stage)
    return events.StageReopened(stage.id)


def skip_stage(session: Session, deed: asking.SkipStage, now: float) -> events.StageSkipped | None:
    _not_ended(session)
    stage = stage_of(session, deed.stage)
    if stage.state != READY:
        raise moved_on("This step was opened before.")
    return None if stage.skipped == deed.skip else events.StageSkipped(stage.id, deed.skip)


def pause_clock(session: Session, deed: asking.PauseClock, now: float) -> events.ClockChanged:
    stage = _with_clock(session, deed.stage)
    if stage.closes_at is None:
        raise moved_on("The clock is stopped already.")
    return events.ClockChanged(stage.id, None, max(stage.closes_at - now, 1.0))


def resume_clock(session: Session, deed: asking.ResumeClock, now: float) -> events.ClockChanged:
    stage = _with_clock(session, deed.stage)
    if stage.paused_left is None:
        raise moved_on("The clock is running already.")
    return events.ClockChanged(stage.id, now + stage.paused_left, None)


def extend_clock(session: Session, deed: asking.ExtendClock, now: float) -> events.ClockChanged:
    """Adds seconds; a stage without a clock gets one. A negative number takes time away, but never ends a stage."""
    stage = _open(session, deed.stage)
    if not -3600 <= deed.seconds <= 30 * 86400:
        raise Refusal("bad_field", "Add up to 30 days.", "seconds")
    if stage.paused_left is not None:
        return events.ClockChanged(stage.id, None, max(stage.paused_left + deed.seconds, 1.0))
    return events.ClockChanged(stage.id, max((stage.closes_at or now) + deed.seconds, now + 1.0), None)


def change_run_sheet(session: Session, deed: asking.ChangeRunSheet, now: float) -> events.RunSheetChanged:
    _not_ended(session)
    kept = {stage.id: stage for stage in deed.stages}
    for stage in session.stages.values():
        if stage.state == READY and stage.opened_at is None:
            continue
        if stage.id not in kept:
            raise moved_on("A step that was opened stays on the run sheet.")
        if kept[stage.id].kind != stage.kind or kept[stage.id].settings != stage.settings:
            raise moved_on("A step that was opened keeps its kind and settings.")
    planned = tuple(events.PlannedStage(s.id, s.kind, s.title, s.settings, s.plan) for s in deed.stages)
    return events.RunSheetChanged(planned)


def change_session(session: Session, deed: asking.ChangeSession, now: float) -> events.SessionChanged | None:
    """A name may change until the end. How people join may not once somebody has: they came by the other way."""
    _not_ended(session)
    name = session.name if deed.name is None else fit_name(deed.name)
    joining = deed.joining or session.joining
    if joining not in JOINING:
        raise Refusal("bad_field", "Joining is open or by ticket.", "joining")
    if joining != session.joining and session.people:
        raise Refusal("not_allowed", "People have joined already, so how they join stays as it is.", "joining")
    return None if (name, joining) == (session.name, session.joining) else events.SessionChanged(name, joining)


def change_board(session: Session, deed: asking.ChangeBoard, now: float) -> events.BoardChanged | None:
    known = {f.name: getattr(session.board, f.name) for f in fields(Board)}
    for name, value in deed.changes.items():
        if name not in known or not _fits_board(session, name, value):
            raise Refusal("bad_field", "The board cannot show this.", name)
    changes = {name: value for name, value in deed.changes.items() if known[name] != value}
    return events.BoardChanged(changes) if changes else None


def _fits_board(session: Session, name: str, value: Any) -> bool:
    match name:
        case "page":
            return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 1000
        case "view":
            return value in ("", "map", "lobby", "comments")
        case "pointing":
            return value is None or any(value in stage.idea_ids for stage in session.stages.values())
        case "language":
            return isinstance(value, str) and len(value) <= 8 and (value.isalpha() or not value)
    return isinstance(value, bool)


def set_doors(session: Session, deed: asking.SetDoors, now: float) -> events.DoorsChanged | None:
    locked = session.locked if deed.locked is None else deed.locked
    paused = session.comments_paused if deed.comments_paused is None else deed.comments_paused
    if (locked, paused) == (session.locked, session.comments_paused):
        return None
    return events.DoorsChanged(locked, paused)


def mute_person(session: Session, deed: asking.MutePerson, now: float) -> events.PersonMuted | None:
    person = session.people.get(deed.participant)
    if person is None:
        raise Refusal("bad_field", "This person is not here.", "participant")
    return None if person.muted == deed.muted else events.PersonMuted(person.id, deed.muted)


def _deadline(stage: Stage, now: float) -> float | None:
    return now + stage.settings.minutes * 60 if stage.settings.minutes is not None else None


def _open(session: Session, stage_id: str) -> Stage:
    stage = stage_of(session, stage_id)
    if stage.state != OPEN:
        raise moved_on("This step is not open.")
    return stage


def _with_clock(session: Session, stage_id: str) -> Stage:
    stage = _open(session, stage_id)
    if stage.closes_at is None and stage.paused_left is None:
        raise moved_on("This step has no clock.")
    return stage


def _nothing_else_open(session: Session, stage: Stage) -> None:
    other = session.open_stage()
    if other is not None and other is not stage:
        raise Refusal("another_stage_open", "Another step is open. Close it first.")


def _running(session: Session) -> None:
    _not_ended(session)
    if session.phase != RUNNING:
        raise moved_on("Start the workshop first.")


def _not_ended(session: Session, why: str = N_("This workshop has ended.")) -> None:
    if session.phase == ENDED:
        raise Refusal("session_over", why)
