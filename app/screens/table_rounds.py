"""Rounds in which tables rank together: which one this is, what it starts from, and whose list is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.session import Session
from app.domain.stages import Stage, Table


def rounds_of(session: Session) -> tuple[Stage, ...]:
    """The steps that tables rank, in the order of the run sheet. Skipped ones are no rounds."""
    return tuple(stage for stage in session.stages.values() if stage.by_table and not stage.skipped)


def round_number(session: Session, stage: Stage) -> tuple[int, int]:
    """(which round this is, from 1; how many there are)."""
    rounds = rounds_of(session)
    return (rounds.index(stage) + 1 if stage in rounds else 1), max(1, len(rounds))


def source_of(session: Session, stage: Stage) -> Stage | None:
    """The step whose shared order this one starts from."""
    return session.stages.get(stage.settings.start_from or "")


def round_before(session: Session, stage: Stage) -> Stage | None:
    """The round that this one starts from, where that was ranked by tables too."""
    source = source_of(session, stage)
    return source if source is not None and source.by_table else None


def is_table(table: Table) -> bool:
    """Whether a list is a group's: people were dealt to it, or the host entered it. Else one phone ranks for itself."""
    return table.dealt or not table.members


def tables_in(stage: Stage) -> tuple[Table, ...]:
    """The tables, by number; phones that rank each for themselves are left out."""
    return tuple(stage.tables[n] for n in sorted(stage.tables) if is_table(stage.tables[n]))


def finished_in(stage: Stage) -> set[str]:
    """Who has finished this step. At tables: everybody whose list is handed in."""
    return set(_seated(stage, handed_in=True)) if stage.by_table else stage.finished


def started_in(stage: Stage) -> set[str]:
    """Who has given something in this step, or whose table has."""
    return set(_seated(stage, handed_in=False)) if stage.by_table else set(stage.ballots) | stage.finished


def _seated(stage: Stage, handed_in: bool) -> Iterator[str]:
    for table in stage.tables.values():
        if table.order and (table.handed_in or not handed_in):
            yield from table.members


def places_before(figures: Mapping[str, Any] | None) -> dict[str, int]:
    """{idea: place} of a round's totals; empty where there are none."""
    return {row["idea"]: row["place"] for row in figures["tables"]["order"]} if figures else {}
