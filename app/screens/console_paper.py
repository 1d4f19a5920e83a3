"""What a helper sees who types paper ballots in: which numbers are left, one ballot, and what was read back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.session import ENDED, Person, Session
from app.domain.stages import CLOSED, DONE, OPEN, ORDER, READY, REVEALED, WEIGHING, Settings, Stage, StageIdea

from .labels import label_of
from .shuffling import shuffled

TO_READ_BACK = 3
LONGEST_LABEL = 70
SEPARATOR = "|"
Printed = Mapping[str, Collection[int]]


@dataclass(frozen=True, slots=True)
class PaperCount:
    """Numbers `handed_out` in all, ballots `entered` in one stage, and how many handed out are `missing` there."""

    handed_out: int
    entered: int
    missing: int
    numbers: tuple[int, ...] = ()
    """Which are missing."""

    @property
    def all(self) -> int:
        return self.entered + self.missing


@dataclass(frozen=True, slots=True)
class Listed:
    """One number in the list; `community` is None until it is entered."""

    number: str
    community: str | None
    answers: int
    now: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the form: `label` is its scale's, empty where there is only one; `value` what stands in it."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One idea of the ballot, by the number it has on paper."""

    idea: str
    place: int
    label: str
    cells: tuple[Cell, ...]
    comment: Cell


@dataclass(frozen=True, slots=True)
class Ballot:
    """The ballot being typed. `known`: its number was entered in this stage before."""

    number: str
    known: bool
    community: str
    profession: str
    reason: str
    rows: tuple[Row, ...]
    following: str

    @property
    def answered(self) -> int:
        return sum(all(cell.value for cell in row.cells) for row in self.rows)


@dataclass(frozen=True, slots=True)
class ReadBack:
    """`offer` is the number to read back next, where one is left."""

    done: int
    of: int
    offer: str | None


@dataclass(frozen=True, slots=True)
class PaperStage:
    id: str
    kind: str
    title: str
    settings: Settings


@dataclass(frozen=True, slots=True)
class PaperScreen:
    """The page; `ballot` is None where no step takes paper at the moment."""

    id: str
    name: str
    code: str
    phase: str
    version: int
    here: int
    paper: PaperCount
    stages: tuple[PaperStage, ...]
    stage: PaperStage | None = None
    ballot: Ballot | None = None
    listed: tuple[Listed, ...] = ()
    read_back: ReadBack = ReadBack(0, 0, None)


def paper_screen(
    session: Session, stage: str = "", number: str = "", typed: Mapping[str, str] | None = None, after: str = ""
) -> PaperScreen:
    """The page for one stage and number: the stage of now and the next number left (`after` one) where none is named.

    `typed` is a form that was sent and not taken: its values stand in place of those entered before.
    """
    taking = taking_paper(session)
    chosen = _chosen(session, taking, stage)
    face = PaperScreen(
        session.id, session.name, session.code, session.phase, session.version, sum(1 for _ in session.counted()),
        paper_count(session, chosen), tuple(_face(s) for s in taking),
    )  # fmt: skip
    if chosen is None:
        return face
    ballot = _ballot(session, chosen, number.strip() or next_number(session, chosen, after), typed or {})
    return PaperScreen(
        face.id, face.name, face.code, face.phase, face.version, face.here, face.paper, face.stages,
        _face(chosen), ballot, _listed(session, chosen, ballot.number), read_back(session, chosen),
    )  # fmt: skip


def taking_paper(session: Session) -> tuple[Stage, ...]:
    """The stages whose ballots can be entered now: open, or closed and not yet shown."""
    if session.phase == ENDED:
        return ()
    return tuple(s for s in session.stages.values() if weighed_by_person(s) and s.state in (OPEN, CLOSED))


def weighed_by_person(stage: Stage) -> bool:
    """Whether single people answer here, and so a ballot can be printed."""
    return stage.kind in WEIGHING and not stage.by_table


def paper_count(session: Session, stage: Stage | None) -> PaperCount:
    """How many ballots were handed out, and how many are in; without a stage, in any."""
    return _counted(session, stage, range(1, session.handed_out + 1))


def _counted(session: Session, stage: Stage | None, expected: Collection[int]) -> PaperCount:
    entered = entered_in(session, stage)
    missing = tuple(n for n in sorted(expected) if str(n) not in entered)
    return PaperCount(session.handed_out, len(entered), len(missing), missing)


def paper_left(session: Session, stage: Stage, printed: Printed | None = None) -> PaperCount | None:
    """What would be left out if this stage were revealed now, or what a reveal stage shows; None where nothing is.

    `printed` says for which stages which numbers were handed out: {stage: numbers}.
    """
    shown = (
        [session.stages[id] for id in stage.settings.of if id in session.stages] if stage.kind == "reveal" else [stage]
    )
    asked = [s for s in shown if weighed_by_person(s) and s.state != REVEALED]
    counts = [_counted(session, s, _expected(session, s, printed or {})) for s in asked]
    return max((count for count in counts if count.missing), key=lambda count: count.missing, default=None)


def _expected(session: Session, stage: Stage, printed: Printed) -> Collection[int]:
    """The ballots that may come in for a stage: those printed for it. Where some came in that were not, all numbers:
    people kept theirs. None where paper was printed for other stages alone."""
    if stage.id in printed:
        return printed[stage.id]
    return range(1, session.handed_out + 1) if entered_in(session, stage) or not printed else ()


def stage_for_paper(session: Session) -> Stage | None:
    """The stage that paper handed out now is for: the one of now, until it is revealed, else the next."""
    current = session.current_stage()
    if current is not None and weighed_by_person(current) and current.state in (OPEN, CLOSED):
        return current
    waiting = (s for s in session.stages.values() if s.state == READY and not s.skipped)
    return next((s for s in waiting if weighed_by_person(s)), None)


def entered_in(session: Session, stage: Stage | None) -> dict[str, Person]:
    """number → person, of the paper entered in that stage."""
    return {
        number: session.people[person]
        for number, person in session.numbers.items()
        if stage is None or person in stage.ballots
    }


def next_number(session: Session, stage: Stage, after: str = "") -> str:
    """The next number that is not entered here: upwards from `after`, then from the first, then a new one."""
    entered = entered_in(session, stage)
    left = [n for n in range(1, session.handed_out + 1) if str(n) not in entered and str(n) != after]
    above = [n for n in left if n > _whole(after)]
    if left:
        return str((above or left)[0])
    return str(max([_whole(number) for number in entered] + [_whole(after), session.handed_out]) + 1)


def read_back(session: Session, stage: Stage) -> ReadBack:
    """Three ballots are enough; which ones is left to no one's choice."""
    entered = entered_in(session, stage)
    done = sum(person.read_back for person in entered.values())
    left = shuffled(session.id, [number for number, person in entered.items() if not person.read_back])
    of = min(TO_READ_BACK, len(entered))
    return ReadBack(min(done, of), of, left[0] if left and done < of else None)


def field_of(idea: str, scale: str = "") -> str:
    """The name of a field of the form; a scale's key may hold any character, and so stands last."""
    return SEPARATOR.join(("answer", idea, scale))


def comment_field(idea: str) -> str:
    return SEPARATOR.join(("comment", idea))


def values_of(stage: Stage, person: str) -> dict[str, str]:
    """What stands on a ballot, as the form's fields hold it."""
    ballot: dict[tuple[str, str], Any] = stage.ballots.get(person, {})
    if stage.kind == "rank":
        return {
            field_of(idea): str(place) for place, tier in enumerate(ballot.get(ORDER, ()), start=1) for idea in tier
        }
    return {field_of(idea, scale): str(value) for (idea, scale), value in ballot.items() if (idea, scale) != DONE}


def _chosen(session: Session, taking: tuple[Stage, ...], id: str) -> Stage | None:
    current = session.current_stage()
    named = next((s for s in taking if s.id == id), None)
    return named or (current if current in taking else None) or (taking[-1] if taking else None)


def _face(stage: Stage) -> PaperStage:
    return PaperStage(stage.id, stage.kind, stage.title, stage.settings)


def _ballot(session: Session, stage: Stage, number: str, typed: Mapping[str, str]) -> Ballot:
    id = session.numbers.get(number, "")
    person = session.people.get(id)
    values = typed or values_of(stage, id)
    return Ballot(
        number,
        id in stage.ballots,
        typed.get("community", "") if typed else person.community if person else "",
        typed.get("profession", "") if typed else person.profession or "" if person else "",
        typed.get("reason", ""),
        tuple(_row(stage, idea, place, values) for place, idea in enumerate(stage.ideas, start=1)),
        next_number(session, stage, number),
    )


def _row(stage: Stage, idea: StageIdea, place: int, values: Mapping[str, str]) -> Row:
    scales = [(s.key, s.label) for s in stage.settings.scales] if stage.kind == "rate" else [("", "")]
    names = [(field_of(idea.id, key), label) for key, label in scales]
    comment = comment_field(idea.id)
    cells = tuple(Cell(name, label, values.get(name, "")) for name, label in names)
    return Row(idea.id, place, label_of(idea, LONGEST_LABEL), cells, Cell(comment, "", values.get(comment, "")))


def _listed(session: Session, stage: Stage, now: str) -> tuple[Listed, ...]:
    """Every number that was printed or entered, and the one being typed; the newest first."""
    entered = entered_in(session, stage)
    numbers = {str(n) for n in range(1, session.handed_out + 1)} | set(entered) | {now}
    return tuple(
        Listed(n, entered[n].community if n in entered else None, _answers(stage, entered.get(n)), n == now)
        for n in sorted(numbers, key=lambda n: (_whole(n), n), reverse=True)
    )


def _answers(stage: Stage, person: Person | None) -> int:
    """How many ideas this ballot says something about."""
    ballot = stage.ballots.get(person.id, {}) if person else {}
    if stage.kind == "rank":
        return sum(len(tier) for tier in ballot.get(ORDER, ()))
    return len({idea for idea, scale in ballot if (idea, scale) != DONE})


def _whole(number: str) -> int:
    return int(number) if number.isascii() and number.isdigit() and len(number) <= 9 else 0
