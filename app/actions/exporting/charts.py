"""The charts of the workbook's summary: for each step that weighed ideas a small table, and a bar chart beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from app.domain.communities import AHP, CITIZEN, COMPARED
from app.domain.shared_order import in_order_of_shared

from .sheet import Sheet

MOST = 40
"""Ideas in a chart: with more, nobody can read it. The table beside it has them all."""
COLOURS = {"citizen": "#D06D00", "ahp": "#005EB8"}
NAMES = {"citizen": "Citizens", "ahp": "AHPs"}
_ROW = 20
"""Pixels of a row of the sheet."""

Stage = Mapping[str, Any]
Rows = list[tuple[str, float | None, float | None]]
"""(idea, citizens' figure, AHPs' figure), in the order of the chart."""


class Charts:
    """Writes one block after the other, down the sheet."""

    def __init__(self, book: Workbook, sheet: Sheet, bold: Format) -> None:
        self._book, self._sheet, self._bold = book, sheet, bold
        self._free_from = 0
        self._parts, self._figures = (book.add_format({"num_format": form}) for form in ("0.0%", "0.00"))

    def of(self, outcome: Mapping[str, Any]) -> None:
        for stage in outcome["stages"]:
            for title, axis, rows in _blocks(stage):
                if rows:
                    self._block(stage, title, axis, rows)

    def _block(self, stage: Stage, title: str, axis: Mapping[str, Any], rows: Rows) -> None:
        sheet = self._sheet
        sheet.height = max(sheet.height + 2, self._free_from)
        sheet.add([f"{stage['title'] or stage['kind'].capitalize()}: {title}"], style=self._bold)
        sheet.add(["Idea", *(NAMES[community] for community in COMPARED)], style=self._bold)
        top = sheet.height
        look = self._parts if axis is _PARTS else self._figures
        for row in rows:
            sheet.add(row, style=look)
        self._chart(title, axis, rows[:MOST], top)

    def _chart(self, title: str, axis: Mapping[str, Any], rows: Rows, top: int) -> None:
        last = top + len(rows) - 1
        chart = self._book.add_chart({"type": "bar"})
        for n, community in enumerate(COMPARED, start=1):
            chart.add_series({
                "name": NAMES[community], "categories": ["summary", top, 0, last, 0],
                "values": ["summary", top, n, last, n], "categories_data": [row[0] for row in rows],
                "values_data": [row[n] for row in rows], "fill": {"color": COLOURS[community]},
                "pattern": {"pattern": "wide_upward_diagonal", "fg_color": COLOURS[community], "bg_color": "white"}
                if community == "ahp" else None,
            })  # fmt: skip
        chart.set_title({"name": title, "overlay": False})
        chart.set_x_axis(dict(axis))
        chart.set_y_axis({"reverse": True})
        height = max(260, 90 + 34 * len(rows))
        chart.set_size({"width": 760, "height": height})
        described = f"{title}. A bar for citizens and one for AHPs for each idea; the table beside it has the figures."
        self._sheet.page.insert_chart(top - 2, 6, chart, {"description": described})
        self._free_from = top + height // _ROW


def _blocks(stage: Stage) -> list[tuple[str, Mapping[str, Any], Rows]]:
    """(title, axis, rows) of each chart of a stage."""
    match "tables" if "tables" in stage else stage["kind"]:
        case "vote":
            return [("Share who agree", _PARTS, _shares(in_order_of_shared(stage, "vote")))]
        case "dots":
            return [("People with a dot on it, of all ballots", _PARTS, _shares(in_order_of_shared(stage, "dots")))]
        case "rate":
            labels = {scale["key"]: scale["label"] for scale in stage["settings"]["scales"]}
            axis = {"min": 0, "max": stage["settings"]["steps"]}
            return [(f"Mean score: {label}", axis, _means(stage["ideas"], key)) for key, label in labels.items()]
        case "rank":
            return [("Mean points", {"min": 0}, _points(stage))]
    return []


_PARTS = {"min": 0, "max": 1, "num_format": "0%"}


def _shares(ideas: Sequence[Stage]) -> Rows:
    return [(_name(idea), _of(idea, CITIZEN)["share"], _of(idea, AHP)["share"]) for idea in ideas]


def _means(ideas: Sequence[Stage], scale: str) -> Rows:
    means = [[_of(idea, c).get(scale, {}).get("mean") for c in (CITIZEN, AHP)] for idea in ideas]
    return [(_name(idea), citizens, ahps) for idea, (citizens, ahps) in zip(ideas, means, strict=True)]


def _points(stage: Stage) -> Rows:
    words = {idea["idea"]: _name(idea) for idea in stage["ideas"]}
    own = {c: {row["idea"]: row["points"] for row in stage["standings"]["communities"][c] or ()} for c in COMPARED}
    listed = stage["standings"]["combined"] or ()
    return [(words[row["idea"]], own[CITIZEN].get(row["idea"]), own[AHP].get(row["idea"])) for row in listed]


def _of(idea: Stage, community: str) -> Mapping[str, Any]:
    cell: Mapping[str, Any] = idea["communities"][community]
    return cell


def _name(idea: Stage) -> str:
    return str(idea.get("name") or idea["text"])
