"""Files of an outcome: the same numbers in each, nothing that a spreadsheet runs, and sense where little happened."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from sqlalchemy import text

from app.actions.exporting import KINDS, Kind, export, pseudonyms_for
from app.actions.exporting.cells import inert
from app.actions.exporting.material import Material
from app.actions.exporting.telling import to_nobody
from app.domain import asking
from app.domain.outcomes import outcome_of
from app.domain.session import Session
from app.domain.stages import StageIdea
from app.storage.beside import at_one_moment
from app.storage.secrets import new_id
from app.storage.sessions import read_session
from tests.builders import IDEAS, Sitting, a_stage
from tests.postgres import Postgres

UGLY = ("=1+1", "+44", "-2 beds", "@here", "＝SUM(A1)", "\tTab", "A & B <c> “ŵŷ” 👩‍⚕️", "", "x" * 2000)


def everything() -> Sitting:
    """A workshop with a stage of each kind that weighs ideas, one by tables, and people of all communities."""
    sitting = Sitting("vote", "dots", "rate", "rank", a_stage("rank", "tables", by="table"), "discuss")
    for n in range(12):
        community = ("citizen", "ahp", "other")[n % 3]
        sitting.joins(f"p{n}", community=community, profession="Paramedics" if community == "ahp" else None)
    sitting.opens("vote")
    for n in range(12):
        sitting.votes(f"p{n}", "abcd"[n % 4], ("agree", "unsure", "disagree")[n % 3])
        sitting.votes(f"p{n}", "a", "agree")
    sitting.closes("vote")
    sitting.opens("dots")
    for n in range(12):
        sitting.says(f"p{n}", asking.PlaceDots("dots", "abcd"[n % 4], 1 + n % 5))
    sitting.closes("dots")
    sitting.opens("rate")
    for n in range(12):
        sitting.says(f"p{n}", asking.Rate("rate", "a", ("importance", "ease")[n % 2], 1 + n % 5))
    sitting.closes("rate")
    sitting.opens("rank")
    for n in range(12):
        order = ("abcd"[n % 4], "abcd"[(n + 1) % 4])
        sitting.says(f"p{n}", asking.Rank("rank", ((order[0],), (order[1],)) if n % 2 else (order,)))
    sitting.closes("rank")
    sitting.opens("tables")
    sitting.says("p0", asking.Rank("tables", (("b",), ("a",), ("c", "d"))))
    sitting.closes("tables")
    sitting.opens("discuss")
    sitting.comments("p1", "=HYPERLINK(1)", "c1")
    sitting.host(asking.CheckComment(comment="c1"))
    sitting.closes("discuss")
    return sitting


def written(session: Session, kind: str, folder: Path) -> tuple[Path, Mapping[str, Any]]:
    outcome = outcome_of(session, 1_000.0)
    file = folder / f"{kind}.{KINDS[kind].ending}"
    KINDS[kind].write(file, Material(outcome, session, pseudonyms_for(session)), to_nobody)
    return file, outcome


def csv_tables(file: Path) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(file) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
            for name in archive.namelist()
        }


def sheets(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    book: Any = openpyxl.load_workbook(file)
    return {sheet.title: [tuple(cell for cell in row) for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_every_figure_is_the_same_in_every_file(tmp_path: Path) -> None:
    session = everything().session
    file, outcome = written(session, "csv", tmp_path)
    tables = csv_tables(file)
    cells = {(row["stage_id"], row["idea"], row["community"], row["scale"]): row for row in tables["outcomes.csv"]}
    for stage in outcome["stages"]:
        for idea in stage["ideas"]:
            for community, cell in (idea.get("communities") or {}).items():
                for scale, figures in (cell if stage["kind"] == "rate" else {"": cell}).items():
                    row = cells[stage["id"], idea["idea"], community, scale]
                    for name in ("agree", "unsure", "disagree", "answered", "dots", "people", "mean", "median"):
                        if name in figures:
                            assert row[name] == ("" if figures[name] is None else str(figures[name]))
                    if stage["kind"] == "vote":
                        assert row["share"] == ("" if figures["share"] is None else str(figures["share"]))
    book = sheets(written(session, "xlsx", tmp_path)[0])
    for name, rows in tables.items():
        sheet = book[name.removesuffix(".csv")]
        assert not rows or [cell.value for cell in sheet[0]] == list(rows[0])
        assert len(sheet) == len(rows) + 1
    for cells_of_row in book["outcomes"][1:]:
        shown: Any = {h.value: c.value for h, c in zip(book["outcomes"][0], cells_of_row, strict=True)}
        said = cells[shown["stage_id"], shown["idea"], shown["community"], shown["scale"] or ""]
        for name, value in shown.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                assert float(said[name]) == pytest.approx(value, rel=1e-12)  # a sheet holds 16 digits


def test_answers_are_counted_as_the_outcome_counts_them(tmp_path: Path) -> None:
    session = everything().session
    file, outcome = written(session, "csv", tmp_path)
    tables = csv_tables(file)
    said = [row for row in tables["answers.csv"] if row["kind"] == "vote"]
    for idea in outcome["stages"][0]["ideas"]:
        for community, cell in idea["communities"].items():
            mine = [row for row in said if row["idea"] == idea["idea"] and row["community"] == community]
            assert len(mine) == cell["answered"]
            assert sum(row["choice"] == "agree" for row in mine) == cell["agree"]
    assert len(tables["participants.csv"]) == 12
    ballots = [row | {"idea": "" if row["kind"] == "rank" else row["idea"]} for row in tables["answers.csv"]]
    given = {(row["participant"], row["stage_id"], row["idea"]) for row in ballots}
    assert sum(int(row["answers"]) for row in tables["participants.csv"]) == len(given)
    assert not {row["participant"] for row in tables["participants.csv"]} & set(session.people)


def test_a_spreadsheet_runs_nothing_that_was_written(tmp_path: Path) -> None:
    sitting = Sitting("vote")
    sitting.joins("ann")
    sitting.opens("vote", [StageIdea(f"i{n}", text, ref=text[:40], name=text[:40]) for n, text in enumerate(UGLY)])
    sitting.votes("ann", "i0", "agree")
    tables = csv_tables(written(sitting.session, "csv", tmp_path)[0])
    texts = [row["text"] for row in tables["outcomes.csv"]][::3]
    assert texts == [f"'{text}" if n < 6 else text for n, text in enumerate(UGLY)]
    for rows in sheets(written(sitting.session, "xlsx", tmp_path)[0]).values():
        for row in rows:
            assert not [cell for cell in row if cell.data_type == "f" or cell.hyperlink]
    document = docx.Document(str(written(sitting.session, "docx", tmp_path)[0]))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert all(text.strip() in words for text in UGLY)


@pytest.mark.parametrize(
    "text", ["=a", "+a", "-a", "@a", "\ta", "\ra", "＝a", "＋a", "－a", "＠a", "﹦a", "\u200e=a", "\ufeff-2"]
)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"


def test_ids_are_the_same_in_tables_as_everywhere_else() -> None:
    ids = [new_id() for _ in range(2_000)]
    assert [inert(id) for id in ids] == ids
    assert {len(id) for id in ids} == {22}


def test_plain_words_stay_as_they_are() -> None:
    assert [inert(text) for text in ("", "a=b", " =a", "'=a", "1")] == ["", "a=b", " =a", "'=a", "1"]


def test_the_shape_of_polis(tmp_path: Path) -> None:
    session = everything().session
    with zipfile.ZipFile(written(session, "polis", tmp_path)[0]) as archive:
        heads = {name: archive.read(name).decode().splitlines()[0] for name in archive.namelist()}
    assert heads == {
        "comments.csv": "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body",
        "votes.csv": "timestamp,datetime,comment-id,voter-id,vote",
        "participants-votes.csv": "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2,3",
        "about.csv": "item,value",
    }
    tables = csv_tables(tmp_path / "polis.zip")
    counted = outcome_of(session, 0.0)["stages"][0]["ideas"]
    for row, idea in zip(tables["comments.csv"], counted, strict=True):
        cells = idea["communities"].values()
        assert int(row["agrees"]) == sum(cell["agree"] for cell in cells)
        assert int(row["disagrees"]) == sum(cell["disagree"] for cell in cells)
        assert row["comment-body"] == idea["text"]
    assert {row["timestamp"] for row in tables["votes.csv"]} == {"1000"}
    assert sum(int(row["vote"]) for row in tables["votes.csv"] if row["comment-id"] == "0") == 12
    groups = [row["group-id"] for row in tables["participants-votes.csv"]]
    assert sorted(groups) == ["ahp"] * 4 + ["citizen"] * 4 + ["other"] * 4


def test_rankings_in_the_files_of_preflib(tmp_path: Path) -> None:
    with zipfile.ZipFile(written(everything().session, "preflib", tmp_path)[0]) as archive:
        names = archive.namelist()
        text = archive.read("ranking-1-all.toi").decode()
    rankings = [f"ranking-1-{group}.toi" for group in ("all", "citizen", "ahp", "other")]
    assert names == [*rankings, "ranking-2-all.toi", "about.csv"]
    assert "# NUMBER VOTERS: 12\n" in text
    assert text.startswith("# FILE NAME: ranking-1-all.toi\n# TITLE: ")
    assert "# PUBLICATION DATE: 1970-01-01\n" in text
    assert "# ALTERNATIVE NAME 1: Idea a\n" in text
    assert sum(int(line.split(":")[0]) for line in text.splitlines() if not line.startswith("#")) == 12
    assert "{1,2}" in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_session_in_which_nothing_happened_gives_a_file_all_the_same(kind: str, tmp_path: Path) -> None:
    for n, sitting in enumerate((Sitting(), Sitting("vote", "rank", "rate", "dots", started=False), Sitting("break"))):
        assert written(sitting.session, kind, tmp_path)[0].stat().st_size > 0, n
    opened = Sitting(*(a_stage(kind) for kind in ("vote", "dots", "rate", "rank")))
    for stage in list(opened.session.stages):
        opened.opens(stage)
        opened.closes(stage)
    assert written(opened.session, kind, tmp_path)[0].stat().st_size > 0


def test_every_idea_is_named_in_the_document(tmp_path: Path) -> None:
    document = docx.Document(str(written(everything().session, "docx", tmp_path)[0]))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    assert all(idea.text in words for idea in IDEAS)


def test_what_fails_leaves_no_half_file(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.storage.ledger import kept

    sitting = Sitting("vote", started=False)

    def fails(file: Path, *_: Any) -> None:
        file.write_bytes(b"half")
        raise OSError("no room")

    with kept(database, sitting.session) as ledger, ledger.transaction() as db:
        export(db, sitting.session.id, "csv", tmp_path / "good.zip", 0.0)
        monkeypatch.setitem(KINDS, "csv", Kind("zip", "", fails))
        with pytest.raises(OSError, match="no room"):
            export(db, sitting.session.id, "csv", tmp_path / "bad.zip", 0.0)
    assert [file.name for file in tmp_path.iterdir() if file.suffix in (".zip", ".part")] == ["good.zip"]


@pytest.mark.parametrize("kind", KINDS)
def test_characters_that_no_xml_may_hold_keep_nobody_from_a_file(tmp_path: Path, kind: str) -> None:
    sitting = Sitting("vote")
    sitting.joins("ann")
    sitting.opens("vote", [StageIdea("a", "Idea \ufffe a")])
    sitting.comments("ann", "Said \uffff aloud", "c1", stage="vote")
    sitting.host(asking.CheckComment(comment="c1"))
    assert written(sitting.session, kind, tmp_path)[0].stat().st_size > 0


def test_a_file_shows_one_moment_though_people_answer_and_leave_while_it_is_made(database: str) -> None:
    from tests.storage.ledger import kept

    sitting = Sitting("vote", started=False)
    with kept(database, sitting.session.copy()) as ledger:
        sitting.host(asking.StartSession())
        sitting.joins("ann")
        sitting.opens("vote")
        sitting.votes("ann", "a", "agree")
        ledger.save(sitting.session, sitting.recorded)
        before = len(sitting.recorded)
        with at_one_moment(database) as db:
            first = read_session(db, sitting.session.id)
            sitting.joins("ben")
            sitting.votes("ben", "a", "agree")
            sitting.says("ann", asking.RemoveAnswers("ann"))
            ledger.save(sitting.session, sitting.recorded[before:])
            db.expire_all()
            assert read_session(db, sitting.session.id) == first


def test_a_file_that_takes_long_to_write_is_not_cut_off_by_the_database(postgres: Postgres) -> None:
    with at_one_moment(postgres.emptied()) as db:
        patience = db.execute(text("SHOW idle_in_transaction_session_timeout")).scalar()
    assert patience == "0"


def test_no_file_holds_an_order_that_people_still_rank(tmp_path: Path, sqlite: str) -> None:
    from tests.storage.ledger import kept

    sitting = Sitting("rank", started=False)
    with kept(sqlite, sitting.session.copy()) as ledger:
        sitting.host(asking.StartSession())
        for n in range(12):
            sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
        sitting.opens("rank")
        for n in range(12):
            sitting.says(f"p{n}", asking.Rank("rank", (("b",), ("a",)) if n < 8 else (("a",), ("c",))))
        ledger.save(sitting.session, sitting.recorded)
        assert outcome_of(sitting.session, 0.0)["stages"][0]["standings"]["combined"]
        assert orders_in(ledger, tmp_path / "early") == (0, 0, False)
        before = len(sitting.recorded)
        sitting.closes("rank")
        ledger.save(sitting.session, sitting.recorded[before:])
        assert orders_in(ledger, tmp_path / "closed") == (24, 8, True)  # combined and five more lists


def orders_in(ledger: Any, folder: Path) -> tuple[int, int, bool]:
    """Rows of standings, rows of figures with a place or points, and whether the summary draws points."""
    folder.mkdir()
    with ledger.transaction() as db:
        for kind in ("csv", "xlsx"):
            export(db, ledger.id, kind, folder / f"file.{KINDS[kind].ending}", 0.0)
    tables, book = csv_tables(folder / "file.zip"), sheets(folder / "file.xlsx")
    assert len(tables["answers.csv"]) == 24
    assert len(tables["standings.csv"]) == len(book["standings"]) - 1
    placed = [row for row in tables["outcomes.csv"] if row["place"] or row["points"]]
    heads = [cell.value for row in book["summary"] for cell in row[:1]]
    return len(tables["standings.csv"]), len(placed), "The rank: Mean points" in heads
