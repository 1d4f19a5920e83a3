"""What an idea file would do is said row by row, and doing it twice adds nothing."""

from __future__ import annotations

import time

import pytest

from app.actions.import_plan import Duplicate, ExistingIdea, ImportPlan, NewIdea, Rejected
from app.actions.importing import NO_TEXT, REF_TAKEN, TOO_LONG, pasted_lines, plan_import, read_table
from app.domain.refusals import Refusal
from tests.conversation import data_folder


def planned(csv: str, existing: list[ExistingIdea] | None = None) -> ImportPlan:
    return plan_import(read_table(csv.encode(), "ideas.csv"), existing or [])


def as_existing(plan: ImportPlan) -> list[ExistingIdea]:
    return [ExistingIdea(f"idea-{idea.row}", idea.ref, idea.text) for idea in plan.created]


def test_columns_are_known_by_their_headings_in_any_case_and_spacing() -> None:
    plan = planned(
        "Comment_ID,Short Name,Comment-Body,THEME,Notes,author\n7,Feet,More foot clinics,Access,In halls,Sam\n"
    )
    assert plan.created == [NewIdea(2, "More foot clinics", "7", "Feet", "Access", "In halls")]
    assert plan.columns == {
        "text": "Comment-Body", "ref": "Comment_ID", "name": "Short Name", "theme": "THEME", "detail": "Notes",
    }  # fmt: skip
    assert plan.unused == ["author"]


def test_the_heading_that_says_text_wins_over_others_that_could() -> None:
    plan = planned("comment,text\nnice,More foot clinics\n")
    assert [idea.text for idea in plan.created] == ["More foot clinics"]
    assert plan.unused == ["comment"]


def test_one_column_needs_no_heading() -> None:
    plan = planned("More foot clinics, closer to home\nShorter waits\n")
    assert [(idea.row, idea.text) for idea in plan.created] == [
        (1, "More foot clinics, closer to home"),
        (2, "Shorter waits"),
    ]
    assert plan.columns == {}


def test_one_column_may_have_a_heading() -> None:
    plan = planned("Idea\nMore foot clinics, closer to home\nShorter waits\n")
    assert [idea.row for idea in plan.created] == [2, 3]
    assert plan.columns == {"text": "Idea"}


def test_a_table_without_a_column_of_ideas_is_refused_kindly() -> None:
    for csv in ("when,where\nMonday,Leeds\nTuesday,York\n", "theme\nAccess\n"):
        with pytest.raises(Refusal, match="Give it the heading") as refused:
            planned(csv)
        assert refused.value.code == "bad_field"


def test_a_row_without_text_says_where_and_what_to_do() -> None:
    plan = planned("ref,Idea\n1,More foot clinics\n2, \u200b\n,\n3,Shorter waits\n4\n")
    assert plan.rejected == [Rejected(3, "Idea", NO_TEXT), Rejected(6, "Idea", NO_TEXT)]
    assert [idea.row for idea in plan.created] == [2, 5]


def test_an_idea_may_have_2000_characters_and_no_more() -> None:
    plan = planned(f"text\n{'é' * 2000}\n{'é' * 2001}\n")
    assert [idea.row for idea in plan.created] == [2]
    assert plan.rejected == [Rejected(3, "text", TOO_LONG["text"])]


def test_other_columns_have_limits_too() -> None:
    plan = planned(f"text,Theme,number\nOne,{'x' * 201},1\nTwo,ok,{'9' * 101}\n")
    assert plan.rejected == [Rejected(2, "Theme", TOO_LONG["theme"]), Rejected(3, "number", TOO_LONG["ref"])]


def test_equal_words_are_created_once_whatever_their_case_spacing_or_accents_encoding() -> None:
    existing = [ExistingIdea("i9", "9", "Caf\u00e9 for carers")]
    plan = planned("text\nCAFE\u0301  for carers\nShorter waits\nshorter\twaits\n", existing)
    assert [idea.text for idea in plan.created] == ["Shorter waits"]
    assert plan.duplicates == [
        Duplicate(2, "CAFE\u0301  for carers", "i9", "Caf\u00e9 for carers", "same"),
        Duplicate(4, "shorter\twaits", 3, "Shorter waits", "same"),
    ]


def test_a_look_alike_is_created_and_pointed_out() -> None:
    existing = [ExistingIdea("i1", None, "Let people book a physiotherapist without seeing a doctor first.")]
    plan = planned("text\nLet people book a physiotherapist without seeing the doctor first\nFoo\nFoo!\n", existing)
    assert len(plan.created) == 3
    assert plan.duplicates == []
    assert [(alike.row, alike.of, alike.why) for alike in plan.look_alikes] == [
        (2, "i1", "look-alike"),
        (4, 3, "look-alike"),
    ]
    assert all(0.8 <= alike.likeness <= 1 for alike in plan.look_alikes)


def test_what_is_created_does_not_depend_on_comparing() -> None:
    table = read_table(b"text\nFoo\nFoo!\nfoo\n", "ideas.csv")
    compared, plain = plan_import(table, []), plan_import(table, [], compare=False)
    assert (len(compared.look_alikes), plain.look_alikes) == (1, [])
    assert (plain.created, plain.duplicates) == (compared.created, compared.duplicates)


def test_a_reference_belongs_to_one_idea() -> None:
    existing = [ExistingIdea("i1", "A1", "Shorter waits")]
    plan = planned("ref,text\nA1,shorter  waits\nA1,Something new\nB2,Foot clinics\nB2,Home visits\n", existing)
    assert [(duplicate.row, duplicate.of) for duplicate in plan.duplicates] == [(2, "i1")]
    assert plan.rejected == [Rejected(3, "ref", REF_TAKEN), Rejected(5, "ref", REF_TAKEN)]
    assert [idea.row for idea in plan.created] == [4]


def test_the_same_file_twice_adds_nothing() -> None:
    csv = "ref,text\n1,Foot clinics\n2,foot clinics\n2,Home visits\n,Shorter waits\n3,\n4,Foot clinic\n"
    first = planned(csv)
    assert len(first.created) == 3
    second = planned(csv, as_existing(first))
    assert (second.created, second.look_alikes) == ([], [])
    assert second.rejected == first.rejected


def test_words_survive_and_only_control_characters_go() -> None:
    odd = '<script>alert("1")</script> &amp; 👩🏽‍⚕️ =SUM(A1)\u202f€'
    plan = planned('text\n"  ' + odd.replace('"', '""') + '\x07\r\n\r\nsecond\x0bline\tend\n "\n=1+1\n+44\n')
    assert [idea.text for idea in plan.created] == [odd + "\n\nsecond\nline\tend", "=1+1", "+44"]


def test_forty_broken_rows_of_five_thousand_cost_only_themselves_and_little_time() -> None:
    rows = [f"{n},{' '.join(f'{(n * k * 7919) % 10007:x}' for k in range(1, 26))} idea {n}" for n in range(1, 5001)]
    broken = list(range(60, 5000, 124))
    for place, at in enumerate(broken):
        rows[at] = (f"{at},", f'{at},"never closed', f"{at},cut, in three", f"{at},{'x' * 2001}")[place % 4]
    began = time.process_time()
    plan = planned("id;x\n".replace(";x", ",text") + "\n".join(rows))
    spent = time.process_time() - began
    assert [rejected.row for rejected in plan.rejected] == [at + 2 for at in broken]
    assert len(broken) == 40
    assert len(plan.created) == 4960
    assert spent < 4, "two seconds on one quiet core; the sum over two here"


def test_pasted_lines_lose_their_bullets_and_nothing_else() -> None:
    pasted = (
        "1. Foot clinics\r\n 2) Home visits\n\n- Shorter waits\n•No space\n•\tWord list\n* Star\n– Dash\n(3) Bracket\n"
        "2.5 hours is too long\n-5 degrees in the hall\n2024. A year\n3 visits, not 2\n*Stressed* words\n1.\n-\n   \n"
    )
    assert pasted_lines(pasted) == [
        "Foot clinics", "Home visits", "Shorter waits", "No space", "Word list", "Star", "Dash", "Bracket",
        "2.5 hours is too long", "-5 degrees in the hall", "2024. A year", "3 visits, not 2", "*Stressed* words",
    ]  # fmt: skip


def test_every_statement_of_a_real_conversation_becomes_an_idea() -> None:
    if not (folder := data_folder()).is_dir():
        pytest.skip("The real conversation is not here: name its folder in COMMON_GROUND_TEST_DATA.")
    plan = plan_import(read_table((folder / "comments.csv").read_bytes(), "comments.csv"), [])
    assert [idea.ref for idea in plan.created] == [str(number) for number in range(54)]
    assert (plan.duplicates, plan.rejected) == ([], [])
    assert plan.created[13].text == "Hello."
    assert all(idea.text == idea.text.strip() for idea in plan.created)
    assert [(alike.text, alike.of_text) for alike in plan.look_alikes] == [("Foo!", "foo")]
    again = plan_import(read_table((folder / "comments.csv").read_bytes(), "comments.csv"), as_existing(plan))
    assert (again.created, len(again.duplicates)) == ([], 54)
