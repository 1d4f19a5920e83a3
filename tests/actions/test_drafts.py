"""The strategy draft as files: every quote under the statement that rests on it, and nothing that was taken back."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import jsonschema_rs
import pytest
from sqlmodel import Session as Db

from app.actions import sectioning
from app.actions.challenging import challenge
from app.actions.contributing import withdraw_contribution
from app.actions.deciding import decide
from app.actions.drafting import add_statement
from app.actions.drafts import KINDS, export_draft
from app.actions.drafts.gathering import gathered
from app.actions.frameworks import choose_framework
from app.actions.reviewing import put_statement
from app.domain.drafts import AGREED, REVIEW, Content
from app.storage.database import writing_engine
from app.storage.statements import stand_ins
from app.storage.tables import Contribution
from tests.builders import refused
from tests.draftwork import FEW, KEENER, NOW, SHARED, WHO, a_programme, held, said

SCHEMA = Path(__file__).resolve().parents[2] / "app/data/strategy-draft.schema.json"
FORMULA = "=HYPERLINK(A1) *bold* <b>|\ufffe"
LAST = "My mum fell on the Friday. Nobody came till the new year."


class Story:
    """A programme from quotes to statements. `db` sees all of it."""

    def __init__(self, db: Db) -> None:
        self.db = db
        self.programme, self.ideas = a_programme(db, "Visit me at home", "Evenings please", "Left out")
        visit, evenings, left = self.ideas
        self.quote = said(db, self.programme, visit.id, LAST)
        self.gone = said(db, self.programme, visit.id, "xyzzy is withdrawn")
        said(db, self.programme, visit.id, "plugh may not be quoted", may_quote=False)
        said(db, self.programme, visit.id, "frotz is not checked yet", state="waiting")
        said(db, self.programme, visit.id, "gnusto was hidden", state="hidden")
        withdraw_contribution(db, self.told(self.gone.contribution), WHO, NOW)
        said(db, self.programme, left.id, FORMULA)
        votes = {visit.id: SHARED, evenings.id: KEENER, left.id: FEW}
        session = held(db, self.programme, self.ideas, votes, name="Keighley")
        held(db, self.programme, [visit], {visit.id: KEENER}, name="Hull", ended_at=NOW - 86_400)
        decide(db, session, left.id, "park", None, "Not in our hands", "The board", NOW)
        section = sectioning.add_section(db, self.programme, "People first", "What comes first.", WHO, NOW)
        content = Content(
            "Everyone who falls is visited.", section.id, (visit.id,), ("Paramedics", "Physiotherapists"), "GPs",
            ("1.1", "2"), still_open="Travel in rural areas", next_review="After Whitby",
        )  # fmt: skip
        self.first = add_statement(db, self.programme, content, WHO, NOW).id
        put_statement(db, self.programme, self.first, REVIEW, 1, WHO, NOW)
        put_statement(db, self.programme, self.first, AGREED, 2, WHO, NOW, "at the board of 3 May")
        self.second = add_statement(db, self.programme, Content(FORMULA, ideas=(evenings.id,)), WHO, NOW).id
        challenge(db, self.programme, [self.first], "Whitby", "open", WHO, NOW)
        stand_in = stand_ins(db, self.programme)[self.first]
        held(db, self.programme, [replace_text(stand_in)], {stand_in.id: SHARED}, name="Whitby")
        add_statement(db, self.programme, Content("It rests on nothing."), WHO, NOW)

    def told(self, contribution: str) -> Contribution:
        found = self.db.get(Contribution, contribution)
        assert found is not None
        return found

    def written(self, kind: str, folder: Path) -> Path:
        file = folder / f"draft.{KINDS[kind].ending}"
        export_draft(self.db, self.programme, kind, file, NOW)
        return file


def replace_text(idea: Any) -> Any:
    """The same idea as it was worded at an earlier time."""
    return type(idea)(**{**idea.model_dump(), "text": "Everyone who falls is helped."})


@pytest.fixture
def story(sqlite: str) -> Iterator[Story]:
    engine = writing_engine(sqlite)
    with Db(engine, expire_on_commit=False) as db, db.begin():
        yield Story(db)
    engine.dispose()


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def paragraphs_of(file: Path) -> list[tuple[str, str]]:
    """[(style, words)] of a document, tables apart."""
    return [(p.style.name if p.style else "", p.text) for p in docx.Document(str(file)).paragraphs]


def test_the_annex_holds_the_sentence_under_the_statement_that_rests_on_it(story: Story, tmp_path: Path) -> None:
    told = paragraphs_of(story.written("docx", tmp_path))
    annex = told[next(n for n, p in enumerate(told) if p == ("Heading 1", "Evidence annex")) :]
    first = annex[annex.index(("Heading 2", "Statement 1")) : annex.index(("Heading 2", "Statement 2"))]
    assert ("Normal", FORMULA.replace("\ufffe", "")) in first
    assert not any(LAST in words for _, words in first)
    agreed = annex[annex.index(("Heading 2", "Statement 3")) : annex.index(("Heading 2", "Ideas in no statement"))]
    assert ("Quote", f"“{LAST}”") in agreed
    assert ("Normal", "Carer, Hull listening event") in agreed
    assert ("Normal", "Not printed: 2 more that may not be quoted, 1 withdrawn.") in agreed
    assert ("Heading 3", "Check and challenge") in agreed
    assert ("Normal", "Wording at Whitby: Everyone who falls is helped.") in agreed
    left = annex[annex.index(("Heading 2", "Ideas in no statement")) :]
    assert any("Not in our hands" in words for _, words in left)


def test_the_tables_of_the_document_say_what_each_workshop_said(story: Story, tmp_path: Path) -> None:
    document = docx.Document(str(story.written("docx", tmp_path)))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Keighley", "1 January 1970", "90%", "90%", "Common ground"] in rows
    assert ["Keighley", "1 January 1970", "90%", "30%", "Citizens keener"] in rows
    assert ["Keighley", "1 January 1970", "Too few to show", "90%", "Too few to compare"] in rows
    assert ["Paramedics", "1.1 Care out of hospital: 3; 2 Prevention: 3"] in rows
    assert ["Osteopaths", "Not covered yet"] in rows


@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_that_may_not_be_quoted_is_in_any_file(story: Story, tmp_path: Path, kind: str) -> None:
    file = story.written(kind, tmp_path)
    words = "\n".join(w for _, w in paragraphs_of(file)) if kind == "docx" else file.read_text("utf-8")
    assert not [word for word in ("xyzzy", "plugh", "frotz", "gnusto") if word in words]
    assert "Nobody came till the new year" in words
    assert WHO not in words
    withdraw_contribution(story.db, story.told(story.quote.contribution), WHO, NOW)
    story.db.flush()
    file = story.written(kind, tmp_path)
    words = "\n".join(w for _, w in paragraphs_of(file)) if kind == "docx" else file.read_text("utf-8")
    assert "Nobody came" not in words


def test_the_json_is_as_its_schema_says(story: Story, tmp_path: Path) -> None:
    draft = json.loads(story.written("json", tmp_path).read_text("utf-8"))
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")))
    assert [str(error) for error in validator.iter_errors(draft)] == []
    agreed = next(s for s in draft["statements"] if s["state"] == "agreed")
    assert agreed["agreed"] == {"at": "1970-01-01T00:16:40.000Z", "why": "at the board of 3 May"}
    assert agreed["checks"][0]["text"] == "Everyone who falls is helped."
    assert next(s for s in draft["statements"] if s["text"].startswith("="))["needs"][0] == "works_if"
    few = next(idea for idea in draft["ideas"] if idea["text"] == "Left out")
    assert (few["readings"][0]["citizen"], few["readings"][0]["reading"]) == (None, "too_few")
    choose_framework(story.db, story.programme, "three-shifts", WHO, NOW)
    later = gathered(story.db, story.programme, NOW)
    assert [str(error) for error in validator.iter_errors(later)] == []
    lost = next(s for s in later["statements"] if s["state"] == "agreed")["commitments"]
    assert lost == [{"code": "1.1", "short": None, "in_plan": False}, {"code": "2", "short": None, "in_plan": False}]


def test_the_trace_leads_from_each_quote_to_each_commitment(story: Story, tmp_path: Path) -> None:
    rows = rows_of(story.written("csv", tmp_path))
    mine = [row for row in rows if row["quote_words"] == LAST]
    assert {(row["workshop_name"], row["reading"], row["commitment"]) for row in mine} == {
        (workshop, reading, code)
        for workshop, reading in (("Keighley", "common_ground"), ("Hull", "citizen_keener"))
        for code in ("1.1", "2")
    }
    assert {(row["quote_state"], row["quote_words"]) for row in rows if row["idea_text"] == "Visit me at home"} == {
        ("quoted", LAST), ("kept back", ""), ("withdrawn", ""),
    }  # fmt: skip
    assert {row["decision_reason"] for row in rows if row["idea_text"] == "Left out"} == {"Not in our hands"}
    assert [row["statement_text"] for row in rows if not row["idea"]] == ["It rests on nothing."]
    formulas = {row["statement_text"] for row in rows if "HYPERLINK" in row["statement_text"]}
    assert formulas == {f"'{FORMULA}".replace("\ufffe", "")}


def test_no_words_become_marks_of_the_text(story: Story, tmp_path: Path) -> None:
    text = story.written("md", tmp_path).read_text("utf-8")
    assert r"\=HYPERLINK(A1) \*bold\* \<b\>\|" in text
    assert "\n> “My mum fell on the Friday. Nobody came till the new year.”" in text
    assert text.count("\n# ") + text.startswith("# ") == 1


def test_an_empty_draft_and_a_programme_of_nowhere(story: Story, tmp_path: Path) -> None:
    story.programme, _ = a_programme(story.db)
    for kind in KINDS:
        assert story.written(kind, tmp_path).stat().st_size > 0
    story.programme = "nowhere"
    with refused("unknown_code"):
        story.written("json", tmp_path / "none")


@pytest.mark.check
def test_libreoffice_opens_the_document(story: Story, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    assert office is not None, "LibreOffice is missing. Install it with: apt-get install libreoffice-writer"
    file = story.written("docx", tmp_path)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    made = [office, home, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(file)]
    subprocess.run(made, check=True, capture_output=True, timeout=180)
    assert LAST in (tmp_path / "draft.txt").read_text("utf-8-sig")
