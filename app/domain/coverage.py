"""Who acts on what: the professions against the commitments of the plan, what nobody covers, and what could fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Linked:
    """A statement or an idea, with the professions and commitments that it names."""

    id: str
    professions: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfessionRow:
    """`cells` hold ids of statements by code; `without` are statements that name the profession and no commitment of
    the framework; `fits` are ideas in no statement that name it."""

    profession: str
    cells: Mapping[str, tuple[str, ...]]
    without: tuple[str, ...]
    fits: tuple[str, ...]

    @property
    def covered(self) -> bool:
        return any(self.cells.values())


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    code: str
    statements: tuple[str, ...]
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    professions: tuple[ProfessionRow, ...]
    commitments: tuple[CommitmentRow, ...]
    lost: Mapping[str, tuple[str, ...]]
    """Codes that statements name and the framework no longer has."""


def coverage_of(
    statements: Sequence[Linked], unused: Sequence[Linked], professions: Sequence[str], codes: Sequence[str]
) -> Coverage:
    """Every profession against every commitment, in their order. `unused` are ideas that no statement rests on."""
    lost: dict[str, list[str]] = {}
    for statement in statements:
        for code in statement.commitments:
            if code not in codes:
                lost.setdefault(code, []).append(statement.id)
    return Coverage(
        tuple(_row(profession, statements, unused, codes) for profession in professions),
        tuple(
            CommitmentRow(code, _naming(statements, "commitments", code), _naming(unused, "commitments", code))
            for code in codes
        ),
        {code: tuple(ids) for code, ids in lost.items()},
    )  # fmt: skip


def _row(
    profession: str, statements: Sequence[Linked], unused: Sequence[Linked], codes: Sequence[str]
) -> ProfessionRow:
    its = [s for s in statements if profession in s.professions]
    cells = {code: _naming(its, "commitments", code) for code in codes}
    without = tuple(s.id for s in its if not set(s.commitments) & set(codes))
    return ProfessionRow(profession, cells, without, _naming(unused, "professions", profession))


def _naming(linked: Sequence[Linked], field: str, value: str) -> tuple[str, ...]:
    return tuple(one.id for one in linked if value in getattr(one, field))
