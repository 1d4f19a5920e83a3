"""The page of the record says in words whatever is recorded: nobody reads a name from the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from app.storage.audit import _DEEDS

APP = Path(__file__).resolve().parents[2] / "app"
WHAT = {"record": 2, "record_deed": 3, "record_look": 3}
"""Which argument says what was done."""
PASSES = ["helper", "host"]
ROLES = {"role": ["viewer", "host", "drafter", "organiser"], "row.role": PASSES, "found.role": PASSES}
OTHERS = {"what": ["book", "story", "trail", "draft"], "ALLOWED": ["allowed"]}
WORDS = (APP / "templates/organiser/_record_words.jinja").read_text("utf-8")


def recorded() -> Iterator[str]:
    for file in sorted(APP.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            at = WHAT.get(ast.unparse(call.func)) if isinstance(call, ast.Call) else None
            if isinstance(call, ast.Call) and at is not None and len(call.args) > at:
                yield from _names(call.args[at])


def _names(what: ast.expr) -> Iterator[str]:
    """What a call can name; nothing where the name is only known while it runs."""
    if isinstance(what, ast.Constant):
        yield str(what.value)
    elif isinstance(what, ast.IfExp):
        yield from _names(what.body)
        yield from _names(what.orelse)
    elif isinstance(what, ast.JoinedStr):
        parts = [
            (ROLES | OTHERS).get(ast.unparse(part.value), [])
            if isinstance(part, ast.FormattedValue)
            else [ast.literal_eval(part)]
            for part in what.values
        ]
        yield from ("".join(map(str, chosen)) for chosen in product(*parts))


def test_every_deed_of_record_has_words() -> None:
    """In passes.py the role of a link is a plain `role`, so it may also be one of those."""
    known = set(re.findall(r"'([^']+)': _", WORDS))
    names = {*recorded(), *_DEEDS.values()} - {f"make {role} link" for role in ROLES["role"] if role not in PASSES}
    assert {"retention", "invite viewer", "end host link", "reveal", "merge ideas", "open trail"} <= names
    assert sorted(names - known) == []
