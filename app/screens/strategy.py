"""The strategy draft as organisers see it: statements by section, who acts on what, and what is not used yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.communities import AHP
from app.domain.coverage import Coverage, Linked, coverage_of
from app.domain.decisions import CARRY_FORWARD
from app.domain.drafts import REVIEW
from app.storage.facts import professions
from app.storage.frameworks import Commitment, Plan, framework_of
from app.storage.ideas import programme
from app.storage.people import who_came
from app.storage.shaping import Filters, counts
from app.storage.statements import open_comments, removed_statements, sections_of, statements_of
from app.storage.tables import Programme, Section, Statement

from .drafted import Drafted, IdeaMark, StatementLine


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its statements; `section` is None for those that stand in none."""

    section: Section | None
    statements: tuple[StatementLine, ...]


@dataclass(frozen=True, slots=True)
class ProfessionLine:
    """A row of the matrix: how many statements per commitment. `fits` ideas name the profession and are in none."""

    profession: str
    cells: tuple[tuple[str, int], ...]
    covered: bool
    came: bool
    fits: int
    without: int
    """Statements that name it and no commitment of the plan."""


@dataclass(frozen=True, slots=True)
class OpenCommitment:
    commitment: Commitment
    fits: int


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the page was asked to show only: a profession, a commitment, or both."""

    profession: str = ""
    commitment: str = ""

    def __bool__(self) -> bool:
        return bool(self.profession or self.commitment)

    def of(self, names: Iterable[str], codes: Iterable[str]) -> bool:
        return (not self.profession or self.profession in names) and (not self.commitment or self.commitment in codes)


@dataclass(frozen=True, slots=True)
class StrategyScreen:
    programme: Programme
    plan: Plan
    parts: tuple[Part, ...]
    all: int
    in_review: int
    shown: int
    narrowed: Narrowed
    matrix: tuple[ProfessionLine, ...]
    open_commitments: tuple[OpenCommitment, ...]
    lost: Mapping[str, int]
    """{code that the plan no longer has: statements that name it}"""
    fitting: tuple[IdeaMark, ...]
    """Ideas in no statement that name what the page was narrowed to."""
    carried: tuple[IdeaMark, ...]
    """Carried forward by the newest decision, and in no statement."""
    unfounded: tuple[StatementLine, ...]
    """Statements that rest on no idea."""
    left: int
    """Contributions that are in no idea yet."""
    removed: tuple[Statement, ...]


ANYTHING = Narrowed()


def strategy_screen(db: Db, id: str, narrowed: Narrowed = ANYTHING) -> StrategyScreen | None:
    """The draft of a programme, or None where there is no such programme."""
    known = programme(db, id)
    if known is None:
        return None
    drafted, plan, comments = Drafted(db, id), framework_of(db, id), open_comments(db, id)
    lines = [drafted.line(numbered, comments.get(numbered.statement.id, 0)) for numbered in statements_of(db, id)]
    used = {mark.id for line in lines for mark in line.ideas}
    unused = _unused(drafted, used)
    coverage = coverage_of([_linked(line) for line in lines], unused, professions(), plan.codes)
    shown = [line for line in lines if narrowed.of(line.content.professions, line.content.commitments)]
    fitting = [idea.id for idea in unused if narrowed and narrowed.of(idea.professions, idea.commitments)]
    return StrategyScreen(
        known, plan, _parts(shown, sections_of(db, id), bool(narrowed)), len(lines),
        sum(line.state == REVIEW for line in lines), len(shown), narrowed, _matrix(coverage, _heard(db, id)),
        tuple(OpenCommitment(plan.by_code[row.code], len(row.fits)) for row in coverage.commitments
              if not row.statements),
        {code: len(ids) for code, ids in coverage.lost.items()},
        tuple(map(drafted.mark, fitting)), tuple(map(drafted.mark, _carried(drafted, used))),
        tuple(line for line in lines if not line.ideas), counts(db, id, Filters())[0],
        tuple(removed_statements(db, id)),
    )  # fmt: skip


def _linked(line: StatementLine) -> Linked:
    return Linked(line.id, line.content.professions, line.content.commitments)


def _unused(drafted: Drafted, used: set[str]) -> list[Linked]:
    """Ideas that stand, are not put aside, and are in no statement."""
    return [
        Linked(idea.id, tuple(idea.professions), tuple(idea.commitments))
        for idea in drafted.ideas.values()
        if idea.merged_into is None and idea.parked_at is None and idea.id not in used
    ]


def _carried(drafted: Drafted, used: set[str]) -> list[str]:
    decided = [id for id, (_, decision) in drafted.decisions.items() if decision.verdict == CARRY_FORWARD]
    return [id for id in drafted.each(id for id in decided if id in drafted.ideas) if id not in used]


def _parts(lines: Sequence[StatementLine], sections: Sequence[Section], narrowed: bool) -> tuple[Part, ...]:
    """Sections without statements are shown too, so that they can be filled; but not where the page is narrowed."""
    parts = [Part(None, tuple(line for line in lines if line.section is None))]
    parts += [Part(section, tuple(line for line in lines if line.section == section.id)) for section in sections]
    return tuple(part for part in parts if part.statements or (part.section is not None and not narrowed))


def _matrix(coverage: Coverage, heard: set[str]) -> tuple[ProfessionLine, ...]:
    return tuple(
        ProfessionLine(
            row.profession, tuple((code, len(ids)) for code, ids in row.cells.items()), row.covered,
            row.profession in heard, len(row.fits), len(row.without),
        )
        for row in coverage.professions
    )  # fmt: skip


def _heard(db: Db, programme: str) -> set[str]:
    """The professions that somebody came from."""
    return {name for _, community, name, people in who_came(db, programme) if community == AHP and name and people}
