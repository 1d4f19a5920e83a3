"""A finished workshop's board, watched again: one picture for every event that changed it.

The journal is folded once. Each picture is made by the function that made the live board, from the state of that
moment, and kept as plain data: going to any of them costs nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain import events as e
from app.domain.folding import fold
from app.domain.session import Session
from app.domain.stages import Stage

from .board import BoardScreen, Translate, board_screen

AT_LEAST_EVERY, SHARES = 30.0, 200
"""While people join and answer there is a picture every so many seconds, or every 200th of the whole time if longer."""

PEOPLE = "people"
"""The kind of a moment at which only counts of people had moved on."""

Line = tuple[int, float, str, e.Event | None]


@dataclass(frozen=True, slots=True)
class Moment:
    """One picture. `kind` is that of the event it came with, or PEOPLE."""

    number: int
    at: float
    kind: str
    stage: str
    """The kind of the stage that the event was about, or ""."""
    title: str
    screen: BoardScreen


@dataclass(frozen=True, slots=True)
class Replay:
    moments: tuple[Moment, ...]
    left_out: bool
    """Whether answers that were taken back since are missing."""


def replay_of(
    session: Session, lines: Sequence[Line], professions: tuple[str, ...] = (), translate: Translate = str
) -> Replay:
    """All pictures of the board, from a session before its first event and its whole journal. Changes the session."""
    ideas, pause = _ideas_weighed_first(lines), _pause_between(lines)
    moments: list[Moment] = []

    def picture(number: int, at: float, kind: str, about: Stage | None = None) -> None:
        screen = board_screen(session, at, ideas, professions, translate)
        if not moments or _picture(screen) != _picture(moments[-1].screen):
            named = (about.kind, about.title) if about is not None else ("", "")
            moments.append(Moment(number, at, kind, *named, screen))

    meanwhile: tuple[int, float] | None = None
    for number, at, kind, event in lines:
        if kind in TURNS_OF_THE_BOARD:
            if meanwhile is not None:  # how far people had come when the host turned the board
                picture(*meanwhile, PEOPLE)
            fold(session, number, at, event)
            picture(number, at, kind, _stage_of(session, event))
            meanwhile = None
            continue
        fold(session, number, at, event)
        meanwhile = (number, at)
        if moments and at - moments[-1].at >= pause:
            picture(*meanwhile, PEOPLE)
            meanwhile = None
    return Replay(tuple(moments), any(event is None for *_, event in lines))


TURNS_OF_THE_BOARD = frozenset(
    event.kind
    for event in (
        e.SessionStarted, e.SessionFinished, e.StageOpened, e.StageClosed, e.StageRevealed, e.StageReopened,
        e.StageSkipped, e.ClockChanged, e.BoardChanged, e.DoorsChanged, e.RunSheetChanged, e.SessionChanged,
        e.CommentChecked, e.SuggestionChecked, e.Withdrawn, e.SuggestionWithdrawn, e.AnswersRemoved,
        e.TablesDealt, e.TableHandedIn, e.ReasonNoted, e.PeopleSetAside,
    )
)  # fmt: skip
"""Kinds of event that change more than a count of people, if they change the board at all."""


def _picture(screen: BoardScreen) -> BoardScreen:
    """What is seen of it: two states that look the same are one moment."""
    clock = None if screen.clock is None else replace(screen.clock, left=0.0)
    return replace(screen, version=0, look="", clock=clock)


def _stage_of(session: Session, event: e.Event | None) -> Stage | None:
    named = getattr(event, "stage", "")
    return session.stages.get(named) if isinstance(named, str) else None


def _ideas_weighed_first(lines: Iterable[Line]) -> int | None:
    """How many ideas the lobby promises: those of the first step that opened with any."""
    opened = (event for *_, event in lines if isinstance(event, e.StageOpened) and event.ideas)
    first = next(opened, None)
    return None if first is None else len(first.ideas)


def _pause_between(lines: Sequence[Line]) -> float:
    length = lines[-1][1] - lines[0][1] if lines else 0.0
    return max(AT_LEAST_EVERY, length / SHARES)
