"""A small workshop as it goes, and all that is public of it at every moment.

An attacker sees each page and view of the board, what every phone shows, how many are here and have finished, each
version of the published report, and the public trail of each idea, where this workshop stands beside others of its
programme. With them are up to three participants, whose own screens and answers they know too. They never see whose
phone sent what. Other pages that everybody may read hold no figure of a workshop; those across workshops are for
members of the programme.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain import asking
from app.domain.outcomes import outcome_of
from app.domain.refusals import Refusal
from app.domain.session import ENDED, Session
from app.domain.stages import DONE, GRACE, ORDER, REVEALED, WEIGHING, Stage, StageIdea
from app.screens import figures, ranges
from app.screens.board import board_pages, board_screen
from app.screens.participant import own_things, shared_screen
from app.screens.participant_beside import beside
from app.screens.report import public_report
from app.screens.snapshot import snapshot
from app.screens.trail_votes import votes_on
from tests.builders import Sitting

from .other_workshops import outcomes_elsewhere

ENOUGH, AT_A_TABLE = 5, 3
"""Answers, and people at a table, from which they may be shown, as the rules say it: not taken from the program."""
CHOICES = ("agree", "unsure", "disagree")
IDEAS = tuple(StageIdea(key, f"Idea {key}", ref=f"r-{key}") for key in "abc")

Key = tuple[str, str]
WHOLE: Key = ("", "")
Ballot = Mapping[Key, Any]
Cell = tuple[str, str, Key]
"""(stage, community, (idea, scale)); of dots and rankings a community's ballots together are one cell."""


@dataclass(frozen=True, slots=True)
class Joins:
    person: str
    profession: str | None = None


@dataclass(frozen=True, slots=True)
class Says:
    """One person's answers in one stage, in a go; None takes one back. `done`: and says that this is all."""

    person: str
    stage: str
    answers: Ballot
    done: bool = False


@dataclass(frozen=True, slots=True)
class Hosts:
    deed: asking.Deed


@dataclass(frozen=True, slots=True)
class Leaves:
    person: str


@dataclass(frozen=True, slots=True)
class Looks:
    """Some time passes, and the attacker looks again."""


Step = Joins | Says | Hosts | Leaves | Looks


def community(person: str) -> str:
    """Of somebody with a name like ahp-3 or, on paper, citizen-p3."""
    return person.partition("-")[0]


def on_paper(person: str) -> bool:
    return "-p" in person


@dataclass(frozen=True, slots=True)
class Room:
    """A workshop as it will go, and who of it is with the attacker."""

    stages: tuple[Stage, ...]
    script: tuple[Step, ...]
    friends: frozenset[str]

    def but(self, changed: Mapping[int, Step]) -> Room:
        """The same workshop with other steps in these places."""
        return replace(self, script=tuple(changed.get(n, step) for n, step in enumerate(self.script)))


@dataclass(slots=True)
class Played:
    """What happened: what the attacker saw, and what they may not know."""

    sitting: Sitting
    seen: list[Any] = field(default_factory=list)
    most: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    """Cell → how many answers it held at most whenever something was published."""
    public: dict[str, dict[str, Ballot]] = field(default_factory=dict)
    """Stage → its ballots when it was last shown as it stood."""
    late: dict[Cell, set[str]] = field(default_factory=dict)
    """Cell → the one to four people who have changed it since."""
    left: set[str] = field(default_factory=set)

    def stage(self, id: str) -> Stage:
        return self.sitting.session.stages[id]

    def people(self) -> dict[str, str]:
        return self.sitting.session.community_of()


def play(room: Room) -> Played:
    figures._KEPT = OrderedDict()
    ranges._KEPT.clear()
    played = Played(Sitting(*(Stage(s.id, s.kind, s.title, s.settings, s.plan) for s in room.stages)))
    for step in room.script:
        try:
            _happens(played, step)
        except Refusal:
            continue
        if isinstance(step, Hosts | Leaves | Looks):
            _note(played)
            played.seen.append(_seen(played.sitting, room.friends))
    return played


def _happens(played: Played, step: Step) -> None:
    sitting = played.sitting
    match step:
        case Joins(person, profession):
            sitting.joins(person, community=community(person), profession=profession)
        case Says(person, stage):
            _answers(sitting, step, tuple(_actions(step, sitting.session.stages[stage])))
        case Leaves(person):
            sitting.says(person, asking.RemoveAnswers(person))
            played.left.add(person)
        case Hosts(deed):
            if isinstance(deed, asking.RevealStage | asking.FinishSession):
                sitting.waits(GRACE)
            sitting.host(replace(deed, ideas=IDEAS) if isinstance(deed, asking.OpenStage) else deed)
        case Looks():
            sitting.now += 7.0


def _answers(sitting: Sitting, step: Says, actions: tuple[asking.Action, ...]) -> None:
    person = step.person
    if on_paper(person):
        of = community(person)
        deed = asking.EnterPaper(number=person, participant=person, community=of, answers=actions)
        sitting.host(deed)
        return
    for action in actions:
        sitting.says(person, action)


def fitting(step: Says, stage: Stage) -> dict[Key, Any]:
    """The answers to ideas that are on this stage: a phone asks about no others."""
    ids = {idea.id for idea in stage.ideas}
    if ORDER in step.answers:
        order = tuple(tier for tier in step.answers[ORDER] if set(tier) <= ids)
        return {ORDER: order} if order or not step.answers[ORDER] else {}
    return {key: value for key, value in step.answers.items() if key[0] in ids}


def _actions(step: Says, stage: Stage) -> Iterator[asking.Action]:
    for (idea, scale), value in fitting(step, stage).items():
        match stage.kind:
            case "vote":
                yield asking.Vote(stage.id, idea, value)
            case "dots":
                yield asking.PlaceDots(stage.id, idea, value)
            case "rate":
                yield asking.Rate(stage.id, idea, scale, value)
            case "rank":
                yield asking.Rank(stage.id, value)
    if step.done:
        yield asking.Finish(stage.id)


def _note(played: Played) -> None:
    """Keeps, by the rules as they are written, what may be known from now on and what may not."""
    session, of = played.sitting.session, played.people()
    for stage in session.stages.values():
        shown = stage.state == REVEALED or (session.phase == ENDED and stage.ideas)
        if stage.kind not in WEIGHING or not shown:
            continue
        for cell, people in cells_of(stage, {}, of).items():
            played.most[cell] = max(played.most[cell], len(people))
        known = played.public.get(stage.id)
        changed = cells_of(stage, known, of) if known is not None else {}
        few = {cell: people for cell, people in changed.items() if len(people) < ENOUGH}
        played.late = {cell: people for cell, people in played.late.items() if cell[0] != stage.id} | few
        if not few:
            played.public[stage.id] = {person: dict(ballot) for person, ballot in stage.ballots.items()}


def cells_of(stage: Stage, before: Mapping[str, Ballot], of: Mapping[str, str]) -> dict[Cell, set[str]]:
    """Cell → the people whose answers in it are others than before; with nothing before, all who answered."""
    found: dict[Cell, set[str]] = defaultdict(set)
    for person, its in of.items():
        old, new = before.get(person, {}), stage.ballots.get(person, {})
        for key in (old.keys() | new.keys()) - {DONE}:
            if old.get(key) != new.get(key):
                found[stage.id, its, key if stage.kind in ("vote", "rate") else WHOLE].add(person)
    return found


def _seen(sitting: Sitting, friends: frozenset[str]) -> tuple[Any, ...]:
    """Everything that is public now, as the data that pages and frames are drawn from: nothing else reaches them.

    Not compared is the number of the last event: it counts whatever happens, changed minds too.
    """
    session, now = sitting.session, sitting.now
    shared = shared_screen(session)
    own = []
    for person in sorted(friends & session.people.keys()):
        things = own_things(session, person)
        own.append((things, beside(shared, things), {**snapshot(session, person), "version": 0}))
    return tuple(_boards(session, now)), shared, own, _published(session, now)


def _published(session: Session, now: float) -> object:
    """What is public once a workshop has ended: its report, and what the trail of each idea says of all workshops."""
    if session.phase != ENDED:
        return None
    outcome = outcome_of(session, now, 1)
    report = public_report(outcome, ranges.place_ranges(ranges.rankings_of(session)))
    told = [outcome, *outcomes_elsewhere(IDEAS)]
    return report, tuple(votes_on(told, idea.id, words=idea.text, public=True) for idea in IDEAS)


def _boards(session: Session, now: float) -> Iterator[Any]:
    for view in ("", "map", "comments"):
        known = replace(session, board=replace(session.board, view=view))
        for page in range(1, board_pages(known) + 1):
            known.board = replace(known.board, page=page)
            yield replace(board_screen(known, now, len(IDEAS)), version=0, look="")
