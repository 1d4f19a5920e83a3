"""What a host sees while a session runs: everything but which way people answered."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.domain.communities import COMMUNITIES, COMPARED, by_community
from app.domain.session import ENDED, PLANNED, Session
from app.domain.stages import CLOSED, OPEN, REVEALED, WEIGHING, Stage

from .console_board import BoardFace, board_face
from .console_paper import PaperCount, paper_count, weighed_by_person
from .console_queue import Queue, queue_of
from .days import is_for_days
from .run_sheet import Lateness, Step, lateness, run_sheet
from .table_rounds import finished_in, rounds_of, started_in

SOON_ENOUGH = 0.2
"""Share of a community that has finished before a pace says anything."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """One community in the stage of now: `started` counts everyone with an answer, the finished too."""

    community: str
    finished: int
    started: int
    here: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes until everyone has finished at this pace; `slower`: the community that takes longer, if one does."""

    minutes: int
    slower: str | None


@dataclass(frozen=True, slots=True)
class Now:
    """The stage everybody looks at."""

    id: str
    kind: str
    title: str
    state: str
    ideas: int
    has_clock: bool
    left: float | None
    """Seconds on the clock, running or stopped."""
    paused: bool
    until: float | None
    """When it closes, where that is so far off that a date says more than a countdown."""
    suggestions: int
    reopenable: bool
    by_table: bool = False

    @property
    def weighs(self) -> bool:
        return self.kind in WEIGHING

    @property
    def open(self) -> bool:
        return self.state == OPEN


@dataclass(frozen=True, slots=True)
class ConsoleScreen:
    """`press` is the one big step that comes next: start, open, close, reveal, next, finish or none."""

    id: str
    name: str
    code: str
    phase: str
    rehearsal: bool
    version: int
    here: int
    present: dict[str, int]
    locked: bool
    comments_paused: bool
    now: Now | None
    next: Step | None
    press: str
    steps: tuple[Step, ...]
    lateness: Lateness | None
    turnout: tuple[Turnout, ...]
    pace: Pace | None
    board: BoardFace
    queue: Queue
    late: int = 0
    """Answers that came to the stage of now after its close, and were refused."""
    tables: bool = False
    """Whether the run sheet has a round that tables rank."""
    paper: PaperCount = PaperCount(0, 0, 0)
    """Ballots on paper in the stage of now, or in any where that is not answered on paper."""


def console_screen(session: Session, now: float, starts_at: float | None = None, late: int = 0) -> ConsoleScreen:
    """The console at this moment. It holds no answer and no figure of an answer, before a reveal or after."""
    stage, steps = session.current_stage(), run_sheet(session, starts_at)
    following = session.next_stage()
    people = by_community(p.community for p in session.counted())
    turnout = turnout_of(session, stage)
    return ConsoleScreen(
        id=session.id,
        name=session.name,
        code=session.code,
        phase=session.phase,
        rehearsal=session.rehearsal,
        version=session.version,
        here=sum(people.values()),
        present=people,
        locked=session.locked,
        comments_paused=session.comments_paused,
        now=_now(session, stage, now) if stage else None,
        next=next((s for s in steps if following is not None and s.id == following.id), None),
        press=next_press(session),
        steps=steps,
        lateness=lateness(session, starts_at, now),
        turnout=turnout,
        pace=_pace(stage, turnout, now) if stage else None,
        board=board_face(session, stage),
        queue=queue_of(session),
        late=late,
        tables=bool(rounds_of(session)),
        paper=paper_count(session, stage if stage is not None and weighed_by_person(stage) else None),
    )


def next_press(session: Session) -> str:
    """The deed that a host most likely wants now. Steps that nobody answers need no closing of their own."""
    stage = session.current_stage()
    if session.phase == ENDED:
        return "none"
    if session.phase == PLANNED:
        return "start"
    if stage is not None and stage.kind in WEIGHING and stage.state in (OPEN, CLOSED):
        return "close" if stage.state == OPEN else "reveal"
    if session.next_stage() is None:
        return "finish"
    return "open" if stage is None else "next"


def turnout_of(session: Session, stage: Stage | None) -> tuple[Turnout, ...]:
    """Who is here and who has finished, citizens first; others only where there are some."""
    here = by_community(p.community for p in session.counted())
    finished = _communities(session, finished_in(stage)) if stage else dict.fromkeys(COMMUNITIES, 0)
    started = _communities(session, started_in(stage) | finished_in(stage)) if stage else finished
    return tuple(
        Turnout(c, finished[c], started[c], here[c]) for c in COMMUNITIES if here[c] or c in COMPARED
    )  # fmt: skip


def under_half(session: Session, stage: Stage) -> tuple[Turnout, ...]:
    """The compared communities of which fewer than half have finished: closing asks once more."""
    if stage.kind not in WEIGHING:
        return ()
    return tuple(t for t in turnout_of(session, stage) if t.community in COMPARED and t.finished * 2 < t.here)


def _communities(session: Session, people: set[str]) -> dict[str, int]:
    return by_community(session.communities_among(people))


def _now(session: Session, stage: Stage, now: float) -> Now:
    left = stage.paused_left
    if stage.closes_at is not None:
        left = max(0.0, stage.closes_at - now)
    return Now(
        id=stage.id,
        kind=stage.kind,
        title=stage.title,
        state=stage.state,
        ideas=len(stage.ideas),
        has_clock=left is not None,
        left=left,
        paused=stage.paused_left is not None,
        until=stage.closes_at if stage.closes_at is not None and is_for_days((left or 0) / 60) else None,
        suggestions=sum(s.stage == stage.id for s in session.suggestions.values()),
        reopenable=stage.state in (CLOSED, REVEALED) and session.phase != ENDED,
        by_table=stage.by_table,
    )


def _pace(stage: Stage, turnout: tuple[Turnout, ...], now: float) -> Pace | None:
    """Straight on from the share that has finished; silent before a fifth of each community has."""
    asked = [t for t in turnout if t.community in COMPARED and t.here]
    if stage.state != OPEN or stage.kind not in WEIGHING or stage.opened_at is None or not asked:
        return None
    shares = {t.community: t.finished / t.here for t in asked}
    slowest, lowest = min(shares.items(), key=lambda item: item[1])
    if lowest < SOON_ENOUGH or lowest >= 1:
        return None
    behind = max(shares.values()) - lowest > 0.05
    minutes = (now - stage.opened_at) * (1 - lowest) / lowest / 60
    return Pace(max(1, math.ceil(minutes)), slowest if behind else None)
