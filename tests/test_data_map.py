"""The published data map is the schema: no table or column without a purpose, none that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import SQLModel

from tools.data_map.drawing import drawn, tables_here
from tools.data_map.purposes import COMMON, OF_TABLE

MAP = Path(__file__).resolve().parent.parent / "docs/data-map.md"


def test_the_map_is_what_the_schema_says() -> None:
    assert MAP.read_text(encoding="utf-8") == drawn(), "make it anew with: python -m tools.data_map"


def test_every_table_and_column_stands_in_it() -> None:
    sections = {part.split("\n", 1)[0]: part for part in MAP.read_text(encoding="utf-8").split("\n## ")}
    for name in tables_here():
        for column in SQLModel.metadata.tables[name].columns:
            assert f"| `{column.name}` |" in sections[name], f"{name}.{column.name}"
    assert OF_TABLE.keys() == tables_here()


def test_what_nobody_explained_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(COMMON, "position")
    with pytest.raises(KeyError, match="position has no purpose"):
        drawn()


def test_a_purpose_of_nothing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OF_TABLE, "gone", OF_TABLE["answer"])
    with pytest.raises(ValueError, match="gone"):
        drawn()
