"""The same figures in every place where an organiser finds them: read out of each, and laid side by side.

What the JSON says is spread out here anew; nothing of the program's own tables is asked.
"""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from typing import Any

import docx
import openpyxl

Json = dict[str, Any]
COMMUNITIES = ("citizen", "ahp", "other")
WORDS = {"common_ground", "citizen_keener", "ahp_keener", "not_there_yet", "too_few"}
FIGURES = (
    "agree", "unsure", "disagree", "answered", "share", "dots", "people", "share_of_people", "share_of_dots", "mean",
    "median", "lower_quartile", "upper_quartile", "dissent", "counts", "likely_low", "likely_high", "ballots", "shared",
    "reading", "close_call", "small_group", "group_informed_consensus", "equal_weight", "place", "points",
)  # fmt: skip
ABOUT = ("shared", "reading", "close_call", "small_group", "group_informed_consensus")
Figures = dict[tuple[str, str, str, str], tuple[Any, ...]]
"""{(stage, idea's ref, community, scale): what FIGURES names}"""
Standings = list[tuple[Any, ...]]
"""[(stage, order, place, level, ref, points)], as they come."""


def figures_of_json(outcome: Json) -> Figures:
    found: Figures = {}
    for stage in outcome["stages"]:
        own = (stage.get("standings") or {}).get("communities") or {}
        for idea in stage["ideas"]:
            for community in COMMUNITIES:
                placed: Json = next((row for row in own.get(community) or () if row["idea"] == idea["idea"]), {})
                cell = (idea.get("communities") or {}).get(community, {})
                for scale, figures in cell.items() if stage["kind"] == "rate" else [("", cell)]:
                    known = _renamed(stage["kind"], figures) | {
                        name: idea.get(name) for name in (*ABOUT, "equal_weight")
                    }
                    known |= {"ballots": stage["ballots"][community], **{n: placed.get(n) for n in ("place", "points")}}
                    found[stage["id"], idea["ref"], community, scale] = tuple(map(known.get, FIGURES))
    return found


def _renamed(kind: str, cell: Json) -> Json:
    low, high = cell.get("likely_range") or (None, None)
    lower, upper = cell.get("quartiles") or (None, None)
    ends = {"likely_low": low, "likely_high": high, "lower_quartile": lower, "upper_quartile": upper}
    counts = {"counts": " ".join(map(str, cell["counts"]))} if "counts" in cell else {}
    return {**cell, **ends, **counts, **({"share": None, "share_of_people": cell["share"]} if kind == "dots" else {})}


def figures_of_rows(rows: list[Json]) -> Figures:
    return {
        (row["stage_id"], row["ref"], row["community"], row["scale"] or ""): tuple(
            row[name] or None if name == "counts" else known(row[name]) for name in FIGURES
        )
        for row in rows
    }


def standings_of_json(outcome: Json) -> Standings:
    found: Standings = []
    for stage in outcome["stages"]:
        refs, standings = {idea["idea"]: idea["ref"] for idea in stage["ideas"]}, stage.get("standings") or {}
        for order, rows in {"combined": standings.get("combined"), **(standings.get("communities") or {})}.items():
            found += [
                (stage["id"], order, row["place"], row["level"], refs[row["idea"]], row["points"]) for row in rows or ()
            ]
        for order in ("borda", "schulze", "schulze_balanced"):
            place = 1
            for tier in standings.get(order) or ():
                found += [(stage["id"], order, place, len(tier) > 1, refs[idea], None) for idea in tier]
                place += len(tier)
    return found


def standings_of_rows(rows: list[Json]) -> Standings:
    return [
        (row["stage_id"], row["order"], known(row["place"]), known(row["level"]), row["ref"], known(row["points"]))
        for row in rows
    ]


def known(cell: Any) -> Any:
    """What a cell holds; CSV has text alone."""
    if not isinstance(cell, str):
        return cell
    if cell in ("", "true", "false"):
        return {"": None, "true": True, "false": False}[cell]
    return cell if cell in WORDS else float(cell)


def csv_tables(file: bytes) -> dict[str, list[Json]]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
            for name in archive.namelist()
        }


def sheet_tables(file: bytes) -> dict[str, list[Json]]:
    book: Any = openpyxl.load_workbook(io.BytesIO(file))
    found = {}
    for sheet in book.worksheets[2:]:  # after the summary and the method
        heads, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(heads, row, strict=True)) for row in rows]
    return found


def document_tables(file: bytes) -> dict[str, list[list[str]]]:
    """{its headings in one line: its rows}; of tables that are alike, all rows."""
    document: Any = docx.Document(io.BytesIO(file))
    found: dict[str, list[list[str]]] = {}
    for table in document.tables:
        heads, *rows = [[cell.text for cell in row.cells] for row in table.rows]
        found.setdefault(" ".join(heads), []).extend(rows)
    return found


def page_tables(page: str) -> list[list[list[str]]]:
    """[[[text of a cell] of a row] of a table], the cells of the body."""
    return [
        [[text_of(cell) for cell in re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.S)] for row in _rows(table)]
        for table in re.findall(r'<table class="(?:standings|all-figures)">(.*?)</table>', page, re.S)
    ]


def _rows(table: str) -> list[str]:
    return re.findall(r"<tr\b.*?</tr>", table.partition("<tbody>")[2], re.S)


def text_of(markup: str) -> str:
    """What is read in a cell, without the links beside it and what is said aloud alone."""
    markup = re.sub(r'<a\b.*?</a>|<span class="visually-hidden">[^<]*</span>', " ", markup, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).strip()
