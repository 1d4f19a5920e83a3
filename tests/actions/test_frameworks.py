"""The plan a programme serves: one that comes with the program, or one from a file that says what is wrong in it."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.frameworks import MOST_COMMITMENTS, choose_framework, framework_from_file
from app.domain.refusals import Refusal
from app.storage.frameworks import framework_of
from tests.builders import refused
from tests.draftwork import NOW, WHO, a_programme

FILE = "Code;Name;Commitment\nA;Home;Care at home\nB;;Help in a crisis, at home and near it\n"


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


def test_the_long_term_plan_unless_another_is_chosen(db: Db) -> None:
    id, _ = a_programme(db)
    assert (framework_of(db, id).key, len(framework_of(db, id).commitments)) == ("long-term-plan", 14)
    choose_framework(db, id, "three-shifts", WHO, NOW)
    assert (framework_of(db, id).key, framework_of(db, id).codes) == ("three-shifts", ("A", "B", "C"))
    choose_framework(db, id, "long-term-plan", WHO, NOW)
    assert framework_of(db, id).key == "long-term-plan"
    with refused("bad_field", "key"):
        choose_framework(db, id, "my-plan", WHO, NOW)


def test_a_file_brings_another_plan(db: Db) -> None:
    id, _ = a_programme(db)
    framework_from_file(db, id, " Our  plan ", FILE.encode(), "plan.csv", WHO, NOW)
    plan = framework_of(db, id)
    assert (plan.key, plan.name, plan.codes) == ("", "Our plan", ("A", "B"))
    assert [c.short for c in plan.commitments] == ["Home", "Help in a crisis, at home and…"]


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        ("short,text\nHome,Care\n", "bad_field", "no column “code”"),
        ("code,text\n1,Care\n,Help\n", "bad_field", "Row 3, column “code”"),
        ("code,text\n1,Care\n2,\n", "bad_field", "Row 3, column “text”"),
        ("code,text\n1,Care\n1,Help\n", "bad_field", "Row 3, column “code”: the code 1 is there already"),
        (f"code,short,text\n1,{'x' * 41},Care\n", "bad_field", "Row 2, column “short”: keep it under 40"),
        ("code,text\n", "bad_field", "no commitment in it"),
        ("code,text\n" + "".join(f"{n},Care\n" for n in range(61)), "too_many", f"up to {MOST_COMMITMENTS}"),
        ("", "malformed", "empty"),
        ("%PDF-1.7", "malformed", "not a table"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_row_and_column(db: Db, file: str, code: str, words: str) -> None:
    id, _ = a_programme(db)
    with pytest.raises(Refusal) as told:
        framework_from_file(db, id, "Plan", file.encode(), "plan.csv", WHO, NOW)
    assert (told.value.code, told.value.field) == (code, "file")
    assert words in str(told.value)
    assert framework_of(db, id).key == "long-term-plan"
