"""Answers that change after a reveal: the public sees them only where nobody can be picked out of the difference.

A stage that is opened again keeps what everybody has seen of it, and so does one that shows its results while somebody
is set aside or counts again. At its next reveal, and when the session ends, it is shown anew only if in every cell
nobody or at least five people have changed their answers since; until then the later ones wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from typing import Any

from .small_numbers import OPEN_FROM, TELL_NOTHING_APART
from .stages import DONE, Shown, Stage, Table


def seen_so_far(stage: Stage, aside: Collection[str] = ()) -> Shown:
    """What the public knows of a stage that is shown now: without those who were set aside before."""
    if stage.shown is not None:
        return stage.shown
    ballots = {person: dict(ballot) for person, ballot in stage.ballots.items() if person not in aside}
    return Shown(ballots, counted_tables(stage.tables, aside))


def counted_tables(tables: Mapping[int, Table], aside: Collection[str]) -> dict[int, Table]:
    """The tables without those who are set aside: what one of them wrote alone is not there."""
    counted = dict(tables)
    for number, table in tables.items():
        for gone in [member for member in table.members if member in aside]:
            if number in counted and (rest := counted[number].without(gone)) is not None:
                counted[number] = rest
            else:
                counted.pop(number, None)
    return counted


def as_shown(stage: Stage) -> Stage:
    """The stage as the public may know it: as it stands, or as it was shown before while later answers wait."""
    if stage.shown is None:
        return stage
    known = stage.copy()
    known.ballots, known.tables = stage.shown.ballots, stage.shown.tables
    return known


def must_wait(stage: Stage, community_of: Mapping[str, str], aside: Collection[str] = ()) -> bool:
    """Whether, since the public last saw this stage, somebody but fewer than five people changed a cell of it.

    `community_of` holds those who are set aside as well: they may have counted when the public looked.
    """
    if stage.shown is None:
        return False
    now = {person: ballot for person, ballot in stage.ballots.items() if person not in aside}
    changed = _changed(stage.kind, stage.shown.ballots, now, community_of)
    tables = counted_tables(stage.tables, aside)
    return any(0 < people < OPEN_FROM for people in changed.values()) or _few_tables(stage.shown.tables, tables)


def _changed(
    kind: str, before: Mapping[str, Mapping[Any, Any]], now: Mapping[str, Mapping[Any, Any]],
    community_of: Mapping[str, str],
) -> Mapping[Hashable, int]:  # fmt: skip
    """Cell → how many people's answers in it are others than before. Of dots and rankings a community is one cell."""
    people: dict[Hashable, int] = defaultdict(int)
    for person, community in community_of.items():
        old, new = before.get(person, {}), now.get(person, {})
        keys = {key for key in old.keys() | new.keys() if key != DONE and old.get(key) != new.get(key)}
        for cell in {(community, key) if kind in ("vote", "rate") else (community, "") for key in keys}:
            people[cell] += 1
    return people


def _few_tables(before: Mapping[int, Table], now: Mapping[int, Table]) -> bool:
    """Whether some tables' lists changed, but so few that the totals before and after would tell one of them."""
    numbers = before.keys() | now.keys()
    changed = sum(_order(before.get(number)) != _order(now.get(number)) for number in numbers)
    return 0 < changed < TELL_NOTHING_APART


def _order(table: Table | None) -> object:
    return table.order if table is not None else ()


def without(shown: Shown, gone: str) -> Shown:
    """What was shown, without somebody who has taken everything back: that acts at once."""
    ballots = {person: ballot for person, ballot in shown.ballots.items() if person != gone}
    return Shown(ballots, {t.number: t for table in shown.tables.values() if (t := table.without(gone)) is not None})
