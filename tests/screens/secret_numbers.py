"""What must stay unknown of a workshop that was played: whatever too few people said or changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.stages import DONE, Stage

from .small_workshop import AT_A_TABLE, ENOUGH, WHOLE, Cell, Played, Room, Says, cells_of, community


@dataclass(frozen=True, slots=True)
class Secret:
    """What a cell holds: how many answered it (`count`), or what they said; of tables, one's list."""

    cell: Cell
    count: bool = False
    table: int = 0


def secrets_of(room: Room, played: Played) -> list[Secret]:
    """Every cell that never held five answers when something was published, what a few people changed late, and lists
    of tables too small to show.

    Cells of people who left are none: taking one's answers back acts at once. Nor is what the attacker's friends alone
    could have answered. Two counts are none either, as the rules have it. How many have finished is public: where no
    stranger has, and all who are here show in other cells, none of them can have answered this one. And orders over
    all ballots are shown where none of the others ranked, so that none is told from some.
    """
    found: list[Secret] = []
    for id in played.public:
        stage = played.stage(id)
        if stage.by_table:
            found += _table_secrets(room, played, stage)
            continue
        answered = defaultdict(set, cells_of(stage, {}, played.people()))
        asked = {step.person for step in room.script if isinstance(step, Says) and step.stage == id}
        for cell in _all_cells(stage):
            if cell in played.late:
                continue
            strangers = {p for p in asked if community(p) == cell[1]} - room.friends
            if played.most[cell] < ENOUGH and strangers and not _somebody_left(played, cell[1]):
                told = (stage.kind == "rank" and cell[1] == "other") or _is_nobody(stage, strangers, answered[cell])
                found += [] if told else [Secret(cell, count=True)]
                found += [Secret(cell)] if answered[cell] - room.friends and not _one_order(stage) else []
    for cell, people in played.late.items():
        stage = played.stage(cell[0])
        if people - room.friends and not (stage.by_table or _one_order(stage) or _somebody_left(played, cell[1])):
            found.append(Secret(cell))
    return found


def _one_order(stage: Stage) -> bool:
    return stage.kind == "rank" and len(stage.ideas) < 2


def _is_nobody(stage: Stage, strangers: set[str], answered: set[str]) -> bool:
    """No stranger has finished, and none has answered this cell."""
    return not strangers & (stage.finished | answered)


def _all_cells(stage: Stage) -> Iterator[Cell]:
    for its in ("citizen", "ahp", "other"):
        match stage.kind:
            case "vote":
                yield from ((stage.id, its, (idea.id, "")) for idea in stage.ideas)
            case "rate":
                scales = [scale.key for scale in stage.settings.scales]
                yield from ((stage.id, its, (idea.id, scale)) for idea in stage.ideas for scale in scales)
            case _:
                yield stage.id, its, WHOLE


def _somebody_left(played: Played, its: str) -> bool:
    return any(community(person) == its for person in played.left)


def _table_secrets(room: Room, played: Played, stage: Stage) -> list[Secret]:
    """Hidden lists of strangers, unless all of them are alike: a voice that all share shows in any total."""
    of = played.people()
    hidden = [
        table for table in stage.tables.values()
        if table.order and not (table.dealt and sum(p in of for p in table.members) >= AT_A_TABLE) and table.members
        and not room.friends & set(table.members)
    ]  # fmt: skip
    if played.left or len(stage.ideas) < 2 or len(hidden) > 1 == len({table.order for table in hidden}):
        return []
    return [Secret((stage.id, "", WHOLE), table=table.number) for table in hidden]


def value_of(played: Played, secret: Secret) -> Any:
    id, _, key = secret.cell
    stage = played.stage(id)
    if secret.table:
        return stage.tables[secret.table].order
    people = cells_of(stage, {}, played.people()).get(secret.cell, set())
    if secret.count:
        return len(people)
    wanted = {key} if stage.kind in ("vote", "rate") else {k for p in people for k in stage.ballots[p]} - {DONE}
    return sorted(repr(sorted((k, v) for k, v in stage.ballots[p].items() if k in wanted)) for p in people)
