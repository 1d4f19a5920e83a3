"""The drafting pack: headings, pictures with words, tables with a header row, quotes, decisions, own templates."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from app.actions.exporting import KINDS, pseudonyms_for
from app.actions.exporting.material import Material
from app.actions.exporting.telling import to_nobody
from app.domain import asking
from app.domain.decisions import Decision
from app.domain.outcomes import outcome_of
from app.domain.session import Session
from app.domain.stages import StageIdea
from tests.actions.test_exporting import everything
from tests.builders import Sitting

MERGED = Decision("d1", "b", "merge_with", "a", "The same wish in other words", "A. Example", 1_700_000_000.0)
PARKED = Decision("d0", "b", "park", None, "Not yet", "A. Example", 1_600_000_000.0)


def pack(session: Session, folder: Path, *decisions: Decision, template: str = "") -> Any:
    file = folder / "pack.docx"
    outcome = outcome_of(session, 1_000.0)
    KINDS["docx"].write(file, Material(outcome, session, pseudonyms_for(session), decisions, template), to_nobody)
    return docx.Document(str(file))


def compared() -> Session:
    """A vote with enough of both communities to stand on the map."""
    sitting = Sitting("vote", "rank")
    for n in range(24):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    sitting.opens("vote")
    for n in range(24):
        for idea, some in (("a", 24), ("b", 12), ("c", 20)):
            sitting.votes(f"p{n}", idea, "agree" if n < some else "disagree")
    sitting.closes("vote")
    return sitting.session


def headings(document: Any, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def test_it_opens_with_findings_and_ends_with_the_method(tmp_path: Path) -> None:
    document = pack(compared(), tmp_path)
    first = headings(document, 1)
    assert first[0] == "At a glance"
    assert first[-2:] == ["Who was here", "How it was counted"]
    words = "\n".join(p.text for p in document.paragraphs)
    assert "Both want: Idea a" in words
    assert "95% score interval of Wilson" in words


def test_every_picture_says_in_words_what_it_shows(tmp_path: Path) -> None:
    document = pack(everything().session, tmp_path)
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) >= 4
    for picture in pictures:
        assert len(picture.get("descr")) > 40
        assert picture.get("title")
    assert len({picture.get("id") for picture in pictures}) == len(pictures)
    with zipfile.ZipFile(tmp_path / "pack.docx") as archive:
        images = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert all(image.startswith(b"\x89PNG\r\n") for image in images)


def test_the_map_is_there_only_where_something_can_be_compared(tmp_path: Path) -> None:
    captions = [p.text for p in pack(compared(), tmp_path).paragraphs if p.style.name == "Caption"]
    assert any("Common ground map" in caption for caption in captions)
    few = [p.text for p in pack(everything().session, tmp_path).paragraphs if p.style.name == "Caption"]
    assert not any("Common ground map" in caption for caption in few)


def test_each_table_has_a_name_and_a_header_row(tmp_path: Path) -> None:
    document = pack(everything().session, tmp_path, MERGED)
    assert len(document.tables) > 8
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_quotes_and_decisions_stand_with_their_idea(tmp_path: Path) -> None:
    document = pack(everything().session, tmp_path, PARKED, MERGED)
    lines = [p.text for p in document.paragraphs]
    decided = "Decided: Merge with: Idea a. The same wish in other words. (A. Example, 14 November 2023)"
    at = next(n for n, line in enumerate(lines) if line.endswith("Idea b") and lines[n + 1] == "Idea b")
    assert decided in lines[at : at + 4]
    assert not any("Not yet" in line for line in lines), "only the newest decision counts"
    assert any("“=HYPERLINK(1)”" in line and "– a" in line for line in lines)
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Idea b", "Merge with another idea", "Idea a", MERGED.reason, "A. Example", "14 November 2023"] in cells


def test_the_organisations_template_keeps_its_look_and_loses_its_words(tmp_path: Path) -> None:
    theirs: Any = docx.Document()
    theirs.add_paragraph("Their own words")
    theirs.sections[0].header.paragraphs[0].text = "North Dales Example Trust"
    theirs.styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    quote = theirs.styles["Quote"].element
    quote.getparent().remove(quote)
    theirs.save(str(tmp_path / "theirs.docx"))
    document = pack(compared(), tmp_path, template=str(tmp_path / "theirs.docx"))
    assert document.sections[0].header.paragraphs[0].text == "North Dales Example Trust"
    assert document.styles["Heading 1"].font.color.rgb == RGBColor(0x12, 0x34, 0x56)
    assert "Their own words" not in "\n".join(p.text for p in document.paragraphs)
    assert any(p.style.name == "Quote" for p in document.paragraphs), "what it lacks is lent"


def test_a_workshop_where_nobody_answered_makes_no_figure_up(tmp_path: Path) -> None:
    opened = Sitting("vote", "dots", "rate", "rank")
    for stage in list(opened.session.stages):
        opened.opens(stage)
        opened.closes(stage)
    document = pack(opened.session, tmp_path)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(p.text for p in document.paragraphs), *cells])
    assert "%" not in words.split("How it was counted")[0].replace("Share who agree", "")
    assert "nan" not in words


@pytest.mark.parametrize("text", ["ŵ", "مرحبا", "👩‍⚕️", "", " ", "x" * 3000])
def test_a_picture_can_hold_any_name(text: str, tmp_path: Path) -> None:
    session = compared()
    stage = session.stages["vote"]
    stage.ideas = tuple(type(idea)(idea.id, text or "-", idea.ref) for idea in stage.ideas)
    assert pack(session, tmp_path).paragraphs


def as_template(document: Any, file: Path) -> None:
    """Saves it as Word saves a template: the same parts, and one other word for what the main one is."""
    document.save(str(file.with_suffix(".docx")))
    with zipfile.ZipFile(file.with_suffix(".docx")) as plain, zipfile.ZipFile(file, "w") as template:
        for name in plain.namelist():
            template.writestr(name, plain.read(name).replace(b".document.main+xml", b".template.main+xml"))


def test_a_word_template_is_written_in_as_a_document_is(tmp_path: Path) -> None:
    theirs: Any = docx.Document()
    theirs.add_paragraph("Their own words")
    theirs.sections[0].footer.paragraphs[0].text = "North Dales Example Trust"
    theirs.styles["Normal"].font.name = "Verdana"
    as_template(theirs, tmp_path / "theirs.dotx")
    with pytest.raises(ValueError, match="not a Word file"):
        docx.Document(str(tmp_path / "theirs.dotx"))
    document = pack(compared(), tmp_path, template=str(tmp_path / "theirs.dotx"))
    assert document.sections[0].footer.paragraphs[0].text == "North Dales Example Trust"
    assert document.styles["Normal"].font.name == "Verdana"
    assert "Their own words" not in "\n".join(p.text for p in document.paragraphs)


def test_below_ten_answers_no_percentage_is_printed_and_above_the_same_as_on_the_page(tmp_path: Path) -> None:
    sitting = Sitting("vote")
    for n in range(24):
        sitting.joins(f"p{n}", community="citizen" if n < 15 else "ahp")
    sitting.opens("vote")
    for n in range(24):
        sitting.votes(f"p{n}", "a", "agree" if n % 3 else "disagree")
    sitting.closes("vote")
    tables = [[[c.text for c in row.cells] for row in t.rows] for t in pack(sitting.session, tmp_path).tables]
    first = next(table for table in tables if table[0][1:4] == ["Agree", "Not sure", "Disagree"])
    assert first[1] == ["Citizens", "10", "0", "5", "67%", "42% to 85%"]
    assert first[2] == ["AHPs", "6", "0", "3", "6 of 9", "–"]
    assert first[3] == ["Others", "0", "0", "0", "–", "–"]


def test_who_was_missing_and_who_was_helped_is_said_in_words(tmp_path: Path) -> None:
    session = everything().session
    session.people["p0"] = replace(session.people["p0"], channel="helped")
    document = pack(session, tmp_path)
    missing = next(p.text for p in document.paragraphs if p.text.startswith("Nobody said they are from:"))
    assert "Dietitians" in missing
    assert "Paramedics" not in missing
    cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["A host or helper answered for them", "1"] in cells
    assert ["On paper", "0"] in cells


def test_no_picture_is_higher_than_its_page_and_no_word_of_a_table_is_broken(tmp_path: Path) -> None:
    sitting = Sitting("vote")
    for n in range(12):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    sitting.opens("vote", [StageIdea(f"i{n}", f"Idea number {n}") for n in range(40)])
    for n in range(12 * 40):
        sitting.votes(f"p{n % 12}", f"i{n // 12}", "agree" if n % 5 else "disagree")
    sitting.closes("vote")
    document = pack(sitting.session, tmp_path)
    page = document.sections[0]
    room = page.page_height - page.top_margin - page.bottom_margin
    assert [shape.height < room for shape in document.inline_shapes] == [True, True]
    assert any("The first 28 of 40" in p.text for p in document.paragraphs if p.style.name == "Caption")
    for table in document.tables:
        for column in table.columns:
            longest = max(len(word) for cell in column.cells for word in cell.text.split() or [""])
            assert column.width >= Pt(6 * longest), [cell.text for cell in column.cells][:2]
        assert sum(column.width for column in table.columns) <= page.page_width - page.left_margin - page.right_margin


def test_what_stands_above_an_ideas_votes_stays_on_their_page(tmp_path: Path) -> None:
    blocks = list(pack(compared(), tmp_path).iter_inner_content())
    at = [n for n, block in enumerate(blocks) if hasattr(block, "rows") and block.rows[0].cells[1].text == "Agree"]
    assert len(at) == 4
    for n in at:
        assert [blocks[n - 3].style.name, blocks[n - 2].style.name] == ["Heading 2", "Quote"]
        assert all(block.paragraph_format.keep_with_next for block in blocks[n - 2 : n])
        assert all(p.paragraph_format.keep_with_next for c in blocks[n].rows[0].cells for p in c.paragraphs)


def test_an_ideas_words_stand_in_full_once_and_again_only_with_something_to_quote(tmp_path: Path) -> None:
    names = headings(pack(everything().session, tmp_path), 2)
    assert [name.partition(". ")[2] or name for name in names].count("Idea b") == 1
    assert [name.partition(". ")[2] or name for name in names].count("Idea a") == 2, "in the vote, and with a comment"


def ranked(citizens: int, ahps: int, closed: bool = True) -> Session:
    sitting = Sitting("rank")
    sitting.opens("rank")
    for n in range(citizens + ahps):
        sitting.joins(f"p{n}", community="citizen" if n < citizens else "ahp")
        sitting.says(f"p{n}", asking.Rank("rank", (("b",), ("a",))))
    if closed:
        sitting.closes("rank")
    return sitting.session


def test_an_order_says_whose_it_is_and_stands_nowhere_before_the_step_has_closed(tmp_path: Path) -> None:
    def lines(session: Session) -> list[str]:
        return [p.text for p in pack(session, tmp_path).paragraphs]

    alone = "No AHP ranked, so this is the citizens’ order alone."
    assert alone in lines(ranked(6, 0))
    assert alone not in lines(ranked(6, 6))
    assert "Nobody ranked." in lines(ranked(0, 0))
    early = pack(ranked(6, 6, closed=False), tmp_path)
    assert "The order is shown once this step has closed." in [p.text for p in early.paragraphs]
    assert not any(table.rows[0].cells[0].text == "Place" for table in early.tables)
    assert not early.inline_shapes
