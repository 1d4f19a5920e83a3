"""Choosing the plan that a programme serves, or bringing another one as a file.

Statements keep the codes they name. Where the new plan does not have one, pages say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlmodel import Session as Db

from app.domain.naming import fit_name
from app.domain.refusals import Refusal
from app.domain.wording import label_of, tidied
from app.storage.frameworks import DEFAULT, Commitment, Plan, shipped_plans
from app.storage.programme_deeds import record_deed
from app.storage.tables import Framework

from .importing import read_table
from .planning import must_exist
from .tabular import Row

MOST_COMMITMENTS = 60
LONGEST = {"code": 20, "short": 40, "text": 500}
_HEADINGS = {
    "code": ("code", "number", "ref", "id"),
    "short": ("short", "shortname", "name", "label"),
    "text": ("text", "commitment", "promise", "description"),
}


def choose_framework(db: Db, programme: str, key: str, who: str, now: float) -> None:
    """Takes one of the plans that come with the program. Raises Refusal bad_field."""
    must_exist(db, programme)
    plan = next((plan for plan in shipped_plans() if plan.key == key), None)
    if plan is None:
        raise Refusal("bad_field", "Choose one of these plans.", "key")
    known = db.get(Framework, programme)
    if key == DEFAULT and known is not None:
        db.delete(known)
    elif key != DEFAULT:
        _keep(db, programme, plan, who, now)
    record_deed(db, programme, who, "choose framework", now, key)


def bring_framework(
    db: Db, programme: str, name: str, commitments: Sequence[Commitment], who: str, now: float
) -> Plan:  # fmt: skip
    """Takes a plan of the programme's own, all of it or nothing. Raises Refusal, naming the row that is wrong."""
    must_exist(db, programme)
    rows = [Row(n, (c.code, c.short, c.text)) for n, c in enumerate(commitments, start=1)]
    plan = Plan("", fit_name(name), _checked(rows, {"code": 0, "short": 1, "text": 2}, dict.fromkeys(LONGEST, "")))
    _keep(db, programme, plan, who, now)
    record_deed(db, programme, who, "bring framework", now)
    return plan


def framework_from_file(db: Db, programme: str, name: str, data: bytes, filename: str, who: str, now: float) -> Plan:
    """Takes a plan from a CSV or XLSX file: code, short and text. Raises Refusal, naming row and column."""
    must_exist(db, programme)
    table = read_table(data, filename)
    headings = [tidied(cell) for cell in table.headings.cells]
    places = _places(headings)
    for column in ("code", "text"):
        if column not in places:
            message = "There is no column “{column}”. The first row has to name code, short and text."
            raise Refusal("bad_field", message, "file", column=column)
    named = {column: headings[place] for column, place in places.items()}
    plan = Plan("", fit_name(name), _checked(table.rows, places, named))
    _keep(db, programme, plan, who, now)
    record_deed(db, programme, who, "bring framework", now)
    return plan


def _places(headings: Sequence[str]) -> dict[str, int]:
    bare = ["".join(letter for letter in heading.casefold() if letter.isalnum()) for heading in headings]
    return {
        column: bare.index(name)
        for column, names in _HEADINGS.items()
        if (name := next((name for name in names if name in bare), None))
    }


def _checked(rows: Sequence[Row], places: dict[str, int], named: dict[str, str]) -> tuple[Commitment, ...]:
    if not rows:
        raise Refusal("bad_field", "There is no commitment in it. Write one in each row.", "file")
    if len(rows) > MOST_COMMITMENTS:
        raise Refusal("too_many", "A plan has up to {most} commitments.", "file", most=MOST_COMMITMENTS)
    found: dict[str, Commitment] = {}
    for row in rows:
        told = {column: tidied(row.cell(places.get(column))) for column in LONGEST}
        _check_row(row, told, named)
        if told["code"] in found:
            message = "Row {row}, column “{column}”: the code {taken} is there already. Give it another one."
            raise _wrong(row, named, "code", message, taken=told["code"])
        short = told["short"] or label_of({"text": told["text"]})
        found[told["code"]] = Commitment(told["code"], short, told["text"])
    return tuple(found.values())


def _check_row(row: Row, told: dict[str, str], named: dict[str, str]) -> None:
    if row.problem:
        raise _wrong(row, named, "text", "Row {row} cannot be read. Put its words in quotation marks.")
    for column in ("code", "text"):
        if not told[column]:
            raise _wrong(row, named, column, "Row {row}, column “{column}”: this is empty. Fill it in.")
    for column, longest in LONGEST.items():
        if len(told[column]) > longest:
            message = "Row {row}, column “{column}”: keep it under {longest} characters."
            raise _wrong(row, named, column, message, longest=longest)


def _wrong(row: Row, named: dict[str, str], column: str, message: str, **more: Any) -> Refusal:
    return Refusal("bad_field", message, "file", row=row.number, column=named.get(column) or column, **more)


def _keep(db: Db, programme: str, plan: Plan, who: str, now: float) -> None:
    kept = db.get(Framework, programme) or Framework(programme=programme, name="", commitments=[], at=now, who=who)
    kept.name, kept.at, kept.who = plan.name, now, who
    kept.commitments = [asdict(commitment) for commitment in plan.commitments]
    db.add(kept)
    db.flush()
