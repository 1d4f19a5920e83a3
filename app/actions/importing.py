"""Read a file of ideas and say what importing it would do: nothing here is saved."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from app.domain.lookalikes import look_alikes_among
from app.domain.refusals import N_, Refusal
from app.domain.stages import LONGEST_IDEA, Translation
from app.domain.wording import folded, tidied

from .columns import recognised
from .delimited import read_delimited
from .import_plan import Duplicate, ExistingIdea, ImportPlan, NewIdea, Rejected
from .tabular import Row, Table, not_a_table, table_of
from .workbook import read_workbook

LARGEST_FILE = 10 * 1024 * 1024
LONGEST = {
    "text": LONGEST_IDEA, "ref": 100, "name": 200, "theme": 200, "detail": LONGEST_IDEA, "easy_read": LONGEST_IDEA,
    "text_cy": LONGEST_IDEA, "name_cy": 200, "easy_read_cy": LONGEST_IDEA,
}  # fmt: skip

NO_COLUMN = N_("No column of ideas was found. Give it the heading “text” and try again.")
NO_TEXT = N_("This row has no idea in it. Write the idea, or delete the row.")
_WORDS = N_("This is longer than 2,000 characters. Shorten it.")
TOO_LONG = {
    "text": N_("This idea is longer than 2,000 characters. Shorten it, and put the rest under “detail”."),
    "ref": N_("This reference is longer than 100 characters. Shorten it."),
    "name": N_("This name is longer than 200 characters. Shorten it."),
    "theme": N_("This theme is longer than 200 characters. Shorten it."),
    "detail": N_("This detail is longer than 2,000 characters. Shorten it."),
    "easy_read": _WORDS,
    "text_cy": _WORDS,
    "name_cy": N_("This name is longer than 200 characters. Shorten it."),
    "easy_read_cy": _WORDS,
}
REF_TAKEN = N_("Another idea with other words has this reference. Change the reference.")
REF_OF_ANOTHER = N_("An idea that was parked or joined with another has this reference. Change the reference.")

_MARKER = re.compile(r"^(?:(?:[-*–—·]|\(?\d{1,3}[.)])(?:\s+|$)|[•‣◦●○▪■□☐]\s*|o\t\s*)")


def read_table(data: bytes, filename: str) -> Table:
    """Read a CSV or XLSX file, told apart by what is in it.

    Refuses files over 10 MB or the limits of a table (`too_large`), and what is not a table (`malformed`).
    """
    if len(data) > LARGEST_FILE:
        raise Refusal("too_large", "This file is larger than 10 MB. Split it and try again.", "file")
    if PurePath(filename).suffix.casefold() not in ("", ".csv", ".tsv", ".txt", ".xlsx"):
        raise not_a_table()
    return table_of(read_workbook(data) if data.startswith(b"PK") else read_delimited(data))


def plan_import(
    table: Table, existing: Sequence[ExistingIdea], compare: bool = True, put_by: Collection[str] = ()
) -> ImportPlan:
    """Say for every row whether it becomes an idea, is there already, or must be mended.

    Refuses (`bad_field`) a table without a column of ideas. A file imported once adds nothing the second time.
    `put_by` are references of ideas that are not on the list any more. Without `compare` look-alikes are not sought:
    that is most of the work, and what is created does not depend on it.
    """
    layout = _layout(table)
    plan = ImportPlan(columns=layout.columns, unused=layout.unused)
    known = _Known(existing, put_by)
    for row in layout.rows:
        match _judged(row, layout, known):
            case NewIdea() as idea:
                plan.created.append(idea)
            case Duplicate() as duplicate:
                plan.duplicates.append(duplicate)
            case Rejected() as rejected:
                plan.rejected.append(rejected)
    if compare:
        plan.look_alikes.extend(_look_alikes(plan.created, existing))
    return plan


def pasted_lines(text: str) -> list[str]:
    """One idea a line, without the bullet or number that a list puts before it; blank lines are dropped."""
    lines = (tidied(line) for line in tidied(text).split("\n"))
    return [bare for line in lines if (bare := _MARKER.sub("", line, count=1))]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each known column stands, what it is called in the file, and the rows that are ideas."""

    places: dict[str, int]
    rows: tuple[Row, ...]
    columns: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)

    def rejected(self, row: Row, column: str, message: str) -> Rejected:
        return Rejected(row.number, self.columns.get(column, column), message)


def _layout(table: Table) -> _Layout:
    headings = [tidied(cell) for cell in table.headings.cells]
    places = recognised(headings)
    if "text" in places:
        columns = {column: headings[place] for column, place in places.items()}
        unused = [heading for place, heading in enumerate(headings) if heading and place not in places.values()]
        return _Layout(places, table.rows, columns, unused)
    rows = (table.headings, *table.rows)
    filled = {place for row in rows for place, cell in enumerate(row.cells) if tidied(cell)}
    if places or len(filled) != 1:
        raise Refusal("bad_field", NO_COLUMN, "file")
    return _Layout({"text": filled.pop()}, rows)


class _Known:
    """The words and references met so far, in the programme and higher up in the file."""

    def __init__(self, existing: Sequence[ExistingIdea], put_by: Collection[str]) -> None:
        self.put_by = put_by
        self.words_of_ref = {idea.ref: folded(idea.text) for idea in existing if idea.ref}
        self.holder_of_words: dict[str, tuple[str | int, str]] = {}
        for idea in existing:
            self.holder_of_words.setdefault(folded(idea.text), (idea.id, idea.text))


def _judged(row: Row, layout: _Layout, known: _Known) -> NewIdea | Duplicate | Rejected:
    told = {column: tidied(row.cell(layout.places.get(column))) for column in LONGEST}
    if row.problem:
        return layout.rejected(row, "text", row.problem)
    if not told["text"]:
        return layout.rejected(row, "text", NO_TEXT)
    for column, most in LONGEST.items():
        if len(told[column]) > most:
            return layout.rejected(row, column, TOO_LONG[column])
    words = folded(told["text"])
    if told["ref"] in known.put_by:
        return layout.rejected(row, "ref", REF_OF_ANOTHER)
    if told["ref"] and known.words_of_ref.setdefault(told["ref"], words) != words:
        return layout.rejected(row, "ref", REF_TAKEN)
    if words in known.holder_of_words:
        of, of_text = known.holder_of_words[words]
        return Duplicate(row.number, told["text"], of, of_text, "same")
    known.holder_of_words[words] = (row.number, told["text"])
    extra = {column: told[column] or None for column in ("ref", "name", "theme", "detail", "easy_read")}
    return NewIdea(row.number, told["text"], **extra, translations=_translations(told))


def _translations(told: Mapping[str, str]) -> tuple[Translation, ...]:
    """Those columns that a language has of its own, where they hold an idea."""
    if not told["text_cy"]:
        return ()
    return (Translation("cy", told["text_cy"], told["name_cy"] or None, told["easy_read_cy"] or None),)


def _look_alikes(created: Sequence[NewIdea], existing: Sequence[ExistingIdea]) -> Iterator[Duplicate]:
    holders: list[tuple[str | int, str]] = [(idea.id, idea.text) for idea in existing]
    holders += [(idea.row, idea.text) for idea in created]
    for place, other, likeness in look_alikes_among([text for _, text in holders], first=len(existing)):
        idea = created[place - len(existing)]
        yield Duplicate(idea.row, idea.text, *holders[other], "look-alike", likeness)
