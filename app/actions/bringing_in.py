"""Bringing in a file of what people said, as it was looked at: some rows at a time, so that no vote waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session as Db

from app.domain.lookalikes import look_alikes_among
from app.domain.refusals import N_, Refusal
from app.domain.wording import folded
from app.storage.contributions import FILE, WITHDRAWN, Which, count_of, keys_taken, questions_of, some_of
from app.storage.programme_deeds import record_deed
from app.storage.store import Store

from .contributing import take_in
from .importing_contributions import KEEP, ForAll, Found, Reading, mended, read_rows, without
from .listening import LONGEST_QUESTION, add_question
from .planning import must_exist
from .recognising_exports import Columns, Export

AT_ONCE = 500
"""Rows in one transaction: a tenth of a second at most."""
MOST_NEW_QUESTIONS = 30
NO_COLUMN = N_("No column of what people said was found. Give it the heading “text”, and try again.")
COMPARED_NEW, COMPARED_KNOWN = 500, 2_000
"""Look-alikes are sought in small files only; the workbench finds the others."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A new row that is worded almost like something known, or like an earlier row."""

    row: int
    place: int
    text: str
    other: str
    earlier_row: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: `new` can come in, `same` came in before."""

    new: list[Found]
    same: int
    reading: Reading
    alike: list[Alike]


def previewed(db: Db, programme: str, reading: Reading, compare: bool = True) -> Preview:
    """Compares a file with what the programme has. Raises Refusal unknown_code."""
    must_exist(db, programme)
    fixable = [one.told.key for one in reading.to_fix if one.told and one.told.key]
    taken = keys_taken(db, programme, [*(one.told.key for one in reading.found if one.told.key), *fixable])
    new = without(reading.found, taken)
    to_fix = [one for one in reading.to_fix if one.told is None or one.told.key not in taken]
    same = len(reading.found) - len(new) + len(reading.to_fix) - len(to_fix)
    alike = _alike(db, programme, new) if compare else []
    return Preview(new, same, replace(reading, to_fix=to_fix), alike)


async def bring_in(
    store: Store, programme: str, found: Sequence[Found], source_name: str, who: str, now: float
) -> list[dict[str, Any]]:
    """Adds what has not come in before → [{row, id, number}]. Where it is cut short, the same file again adds the rest.

    Raises Refusal.
    """
    made: list[dict[str, Any]] = []
    for n in range(0, len(found), AT_ONCE):
        made += await store.write(_bring_in, programme, found[n : n + AT_ONCE], source_name, who, now)
    return made


def _bring_in(
    db: Db, programme: str, found: Sequence[Found], source_name: str, who: str, now: float
) -> list[dict[str, Any]]:
    must_exist(db, programme)
    known = {folded(question.text): question.id for question in questions_of(db, programme)}
    told = []
    for one in found:
        question = one.told.question
        if one.asked:
            question = known.get(folded(one.asked)) or _asked_elsewhere(db, programme, one.asked, known, who, now)
        told.append(replace(one.told, question=question))
    name = " ".join(source_name.split())[:100] or None
    rows = {one.told.key: one.row for one in found}
    made = take_in(db, programme, told, FILE, now, source_name=name)
    if made:
        record_deed(db, programme, who, "import contributions", now)
    return [{"row": rows.get(row.key), "id": row.id, "number": row.number} for row in made]


def _asked_elsewhere(db: Db, programme: str, asked: str, known: dict[str, str], who: str, now: float) -> str:
    """A question that people were asked somewhere else is kept with what they said, and not asked here."""
    if len(known) >= MOST_NEW_QUESTIONS + 12:
        raise Refusal("too_many", "This file has more than {most} questions.", "question", most=MOST_NEW_QUESTIONS)
    made = add_question(db, programme, asked[:LONGEST_QUESTION], "", who, now, asked=False)
    known[folded(asked)] = made.id
    return made.id


def _alike(db: Db, programme: str, new: Sequence[Found]) -> list[Alike]:
    if len(new) > COMPARED_NEW or count_of(db, programme, Which()) > COMPARED_KNOWN:
        return []
    known = [one.text for one in some_of(db, programme, Which(), COMPARED_KNOWN) if one.state != WITHDRAWN]
    texts = [*known, *(one.told.text for one in new)]
    found = []
    for place, other, _ in look_alikes_among(texts, first=len(known)):
        one = new[place - len(known)]
        earlier = new[other - len(known)].row if other >= len(known) else None
        found.append(Alike(one.row, one.place, one.told.text, texts[other], earlier))
    return found


async def import_contributions(
    store: Store, programme: str, export: Export, columns: Columns, for_all: ForAll, source_name: str, who: str,
    now: float, dry_run: bool,
) -> dict[str, Any]:  # fmt: skip
    """{created, same, rejected, left} as JSON-ready data. What may name somebody comes in too, and waits to be checked
    with a mark, as everything does that is sent here. Raises Refusal."""
    if not columns.texts:
        raise Refusal("bad_field", NO_COLUMN, "file")
    preview = await store.read(previewed, programme, read_rows(export, columns, for_all), False)
    rows = mended(replace(preview.reading, found=preview.new), {}, KEEP)
    made = [{"row": one.row} for one in rows]
    if not dry_run:
        made = await bring_in(store, programme, rows, source_name, who, now)
    came_in = {(one.row, one.place) for one in rows}
    rejected = [
        {"row": one.row, "column": one.column, "message": one.message}
        for one in preview.reading.to_fix
        if (one.row, one.place) not in came_in
    ]
    return {
        "created": made, "same": preview.same, "rejected": rejected, "left": preview.reading.left, "tool": export.tool,
        "columns": {
            "text": [export.heading(place) for place in columns.texts],
            **{name: export.heading(place) for name, place in columns.places.items()},
        },
    }  # fmt: skip
