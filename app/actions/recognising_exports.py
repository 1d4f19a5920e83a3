"""Files of what people said, as other tools export them: which tool, which sheet, and which column holds what."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath

from app.domain.refusals import Refusal
from app.domain.wording import tidied

from .delimited import read_delimited
from .importing import LARGEST_FILE
from .tabular import Row, not_a_table, table_of
from .workbook import read_sheets

POLIS, DECIDIM, SLIDO, MENTIMETER, PLAIN = "Polis", "Decidim", "Slido", "Mentimeter", ""
HEADING_WITHIN = 15
"""Rows in which the headings have to stand: some exports begin with a title and a date."""
MOST_SHEETS = 60

ALIASES = {
    "text": (
        "text", "commentbody", "comment", "comments", "body", "contribution", "response", "responses", "answer",
        "answers", "feedback", "suggestion", "words", "whattheysaid", "idea", "statement",
    ),
    "title": ("title",),
    "question": ("question", "prompt", "questiontext"),
    "community": ("community", "whoareyou", "group", "iamhereas"),
    "role": ("role", "iama", "aboutyou"),
    "profession": ("profession", "yourprofession"),
    "area": ("area", "place", "location", "town", "region", "scopename"),
    "theme": ("theme", "category", "topic", "categoryname", "taxonomyname"),
    "quote": ("mayquote", "maywequote", "quote", "consent", "consenttoquote", "maywequoteyourwords"),
    "when": ("when", "date", "dateutc", "submittedat", "submitted", "createdat", "publishedat", "timestamp"),
    "left": ("moderated", "state"),
}  # fmt: skip
"""What each column may be called, however spaced or capitalised; the first that is there counts."""
CHOSEN = ("question", "community", "role", "profession", "area", "theme", "quote", "when")
"""The columns that a person may choose, beside those of what was said."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where what stands: `texts` are places of what people said, `places` those of the rest by name. With
    `by_heading` the heading of each text column is the question that was asked."""

    texts: tuple[int, ...] = ()
    places: dict[str, int] = field(default_factory=dict)
    by_heading: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """A file as it was understood: which tool it seems to come from, its headings and its rows below them."""

    tool: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    columns: Columns

    def heading(self, place: int) -> str:
        """The heading of a column as it stands in the file; empty where it has none."""
        return self.headings[place] if place < len(self.headings) else ""


def read_export(data: bytes, filename: str) -> Export:
    """Reads CSV or XLSX, told apart by what is in it, and finds the sheet that a tool's answers stand on.

    Raises Refusal too_large or malformed, as for any file that is imported.
    """
    if len(data) > LARGEST_FILE:
        raise Refusal("too_large", "This file is larger than 10 MB. Split it and try again.", "file")
    if PurePath(filename).suffix.casefold() not in ("", ".csv", ".tsv", ".txt", ".xlsx"):
        raise not_a_table()
    if not data.startswith(b"PK"):
        return _understood(read_delimited(data))
    filled = (rows for rows in read_sheets(data) if any(row.filled() for row in rows))
    sheets = [_understood(rows) for rows in islice(filled, MOST_SHEETS)]
    if not sheets:
        return _understood(())  # says that the file is empty
    return max(sheets, key=_worth)  # the first of equals


def _worth(export: Export) -> tuple[bool, bool]:
    return bool(export.tool and export.columns.texts), bool(export.columns.texts)


def _understood(found: Iterable[Row]) -> Export:
    table = table_of(found)
    rows = (table.headings, *table.rows)
    for at, row in enumerate(rows[:HEADING_WITHIN]):
        names = [bare(cell) for cell in row.cells]
        for tool, knows in _TOOLS:
            if knows(names, row.cells):
                return _LAID_OUT[tool](tool, row, rows[at + 1 :])
    return _plain(PLAIN, table.headings, table.rows)


def bare(heading: str) -> str:
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


def _is_polis(names: Sequence[str], cells: Sequence[str]) -> bool:
    return {"commentid", "commentbody"} <= set(names)


def _is_mentimeter(names: Sequence[str], cells: Sequence[str]) -> bool:
    return "voter" in names and ("session" in names or "dateutc" in names)


def _is_slido_by_person(names: Sequence[str], cells: Sequence[str]) -> bool:
    return any(len({f"{who}{what}" for what in ("id", "name", "email")} & set(names)) >= 2 for who in _PERSON)


def _is_slido_questions(names: Sequence[str], cells: Sequence[str]) -> bool:
    votes = {"upvotes", "score", "likes", "downvotes"}
    return bool({"question", "questiontext"} & set(names)) and bool(votes & set(names))


def _is_decidim(names: Sequence[str], cells: Sequence[str]) -> bool:
    bases = {_base(cell) for cell in cells}
    return {"title", "body"} <= bases and any("/" in cell or cell == "reference" for cell in cells)


_TOOLS = (
    (POLIS, _is_polis), (MENTIMETER, _is_mentimeter), (SLIDO, _is_slido_by_person), (SLIDO, _is_slido_questions),
    (DECIDIM, _is_decidim),
)  # fmt: skip


def _plain(tool: str, headings: Row, rows: Sequence[Row]) -> Export:
    """Columns by their names; else a list below each heading that asks something; else one column of words alone."""
    names = tuple(tidied(cell) for cell in headings.cells)
    places = _only(_places(names), "text", *CHOSEN)
    text = places.pop("text", None)
    if text is not None:
        return Export(tool, names, tuple(rows), Columns((text,), places))
    asking = tuple(place for place, name in enumerate(names) if name.endswith("?"))
    if asking:
        return Export(tool, names, tuple(rows), Columns(asking, places, by_heading=True))
    filled = {place for row in rows for place, cell in enumerate(row.cells) if tidied(cell)}
    filled |= {place for place, name in enumerate(names) if name}
    if len(filled) == 1 and not places:
        return Export(tool, (), (headings, *rows), Columns((filled.pop(),)))
    return Export(tool, names, tuple(rows), Columns((), places))


def _polis(tool: str, headings: Row, rows: Sequence[Row]) -> Export:
    names = tuple(tidied(cell) for cell in headings.cells)
    places = _places(names)
    return Export(tool, names, tuple(rows), Columns((places.pop("text"),), _only(places, "left", "when")))


def _mentimeter(tool: str, headings: Row, rows: Sequence[Row]) -> Export:
    """One row a person, "question: Answer" above what they wrote to each."""
    names = tuple(_ANSWER.sub("", tidied(cell)) for cell in headings.cells)
    asked = [place for place, cell in enumerate(headings.cells) if _ANSWER.search(tidied(cell))]
    texts = _with_words(rows, asked)
    return Export(tool, names, tuple(rows), Columns(texts, _only(_places(names), "when"), by_heading=True))


def _slido(tool: str, headings: Row, rows: Sequence[Row]) -> Export:
    """Either one row a person, with a column for each poll, or one row for each question that somebody asked."""
    names = tuple(tidied(cell) for cell in headings.cells)
    known = [bare(name) for name in names]
    if _is_slido_by_person(known, names):
        polls = [place for place, name in enumerate(known) if name and name not in _ABOUT_A_USER]
        rows = _of_people(rows, known)
        return Export(tool, names, tuple(rows), Columns(_with_words(rows, polls), {}, by_heading=True))
    text = known.index("questiontext" if "questiontext" in known else "question")
    return Export(tool, names, tuple(rows), Columns((text,), _only(_places(names), "when")))


def _of_people(rows: Sequence[Row], names: Sequence[str]) -> Sequence[Row]:
    """Without the row that says something of each poll, where the others begin with the id of a person."""
    place = next((place for place, name in enumerate(names) if name in ("userid", "participantid")), None)
    if place is None or not any(tidied(row.cell(place)) for row in rows):
        return rows
    return [row for row in rows if row.problem or tidied(row.cell(place))]


def _decidim(tool: str, headings: Row, rows: Sequence[Row]) -> Export:
    """A column for each language becomes one column, in English where there is any; marks of HTML go."""
    bases = list(dict.fromkeys(_base(cell) for cell in headings.cells))
    from_places = {base: _languages(headings.cells, base) for base in bases}
    plain = tuple(
        replace(row, cells=tuple(_said_in(row, from_places[base]) for base in bases)) if not row.problem else row
        for row in rows
    )
    places = _only(_places(bases), "title", "theme", "area", "left", "when")
    return Export(tool, tuple(bases), plain, Columns((bases.index("body"),), places))


_LAID_OUT = {POLIS: _polis, MENTIMETER: _mentimeter, SLIDO: _slido, DECIDIM: _decidim}
_ANSWER = re.compile(r"\s*:\s*answer\s*$", re.I)
_PERSON = ("user", "participant")
"""How Slido calls whoever answered; the second word is the newer one."""
_ABOUT_A_USER = {f"{who}{what}" for who in _PERSON for what in ("id", "name", "email", "company")} | {
    "email", "name", "company", "totalscore", "score", "correctanswers", "totalcorrectanswers", "rank", "joinedat",
    "date", "device",
}  # fmt: skip
_LANGUAGE = re.compile(r"/(?:machine_translations/)?(?!id$)[a-z]{2}(?:[-_][A-Za-z]{2,4})?$")
_MARKUP = re.compile(r"<[^<>]{0,500}>")


def _places(names: Sequence[str]) -> dict[str, int]:
    known = [bare(name) for name in names]
    found = {
        column: known.index(alias)
        for column, aliases in ALIASES.items()
        if (alias := next((alias for alias in aliases if alias in known), None))
    }
    if found.get("question") == found.get("text"):
        found.pop("question", None)
    return found


def _only(places: dict[str, int], *names: str) -> dict[str, int]:
    return {name: place for name, place in places.items() if name in names}


def _with_words(rows: Sequence[Row], places: Sequence[int]) -> tuple[int, ...]:
    """Those of these columns where people wrote in words, not the ones where they chose a figure or an option."""
    wordy = []
    for place in places:
        cells = [tidied(row.cell(place)) for row in rows]
        said = [cell for cell in cells if cell]
        if said and sum(len(cell.split()) for cell in said) >= 2 * len(said):
            wordy.append(place)
    return tuple(wordy) or tuple(places)


def _base(heading: str) -> str:
    return _LANGUAGE.sub("", tidied(heading))


def _languages(headings: Sequence[str], base: str) -> list[int]:
    """The places of a column in every language, English first."""
    places = [place for place, cell in enumerate(headings) if _base(cell) == base]
    return sorted(places, key=lambda place: (not tidied(headings[place]).endswith("/en"), place))


def _said_in(row: Row, places: Sequence[int]) -> str:
    said = next((cell for place in places if (cell := tidied(row.cell(place)))), "")
    if said.startswith("{"):
        said = _translated(said)
    return html.unescape(_MARKUP.sub(" ", said)).strip() if "<" in said or "&" in said else said


def _translated(cell: str) -> str:
    """A cell that holds {"en": "…", "cy": "…"}."""
    try:
        words = json.loads(cell)
    except (ValueError, RecursionError):
        return cell
    if not isinstance(words, dict):
        return cell
    texts = {key: value for key, value in words.items() if isinstance(value, str) and value}
    return texts.get("en") or next(iter(texts.values()), "")
