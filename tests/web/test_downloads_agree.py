"""R5 for what is taken away: pages, JSON, CSV, XLSX, DOCX and a SELECT say what the conversation's own tables say."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
import zipfile
from collections import defaultdict
from functools import cache
from math import sqrt
from typing import Any

import docx
import httpx
import openpyxl
import pytest

from tests.conversation import CHOICES, COMMUNITIES, Conversation, Tally, data_folder, expected_tallies, made_up, real
from tests.people import Organiser, Workshop
from tests.replaying import Replay, planned
from tests.serving import Server

from .agreeing import ABOUT, known

HEADS = {"agree": "Agree", "unsure": "Not sure", "disagree": "Disagree"}
NAMES = {"Citizens": "citizen", "AHPs": "ahp", "Others": "other"}


@pytest.mark.check
@pytest.mark.parametrize("which", ["real", "made up"])
async def test_every_way_to_read_an_outcome_says_the_same(server: Server, organiser: Organiser, which: str) -> None:
    conversation = made_up(11)
    if which == "real":
        if not data_folder().is_dir():
            pytest.skip("The real conversation is not here: name its folder in COMMON_GROUND_TEST_DATA.")
        conversation = real(data_folder())
    workshop = await held(server, organiser, conversation)
    told = {
        "a SELECT": by_select(server, workshop),
        "json": by_json(workshop),
        "csv": by_rows(csv_rows(server, workshop)),
        "answers.csv": by_answers(server, workshop),
        "xlsx": by_rows(sheet_rows(server, workshop)),
        "docx": by_document(server, workshop),
        "page": by_page(server, workshop),
        "polis": by_polis(server, workshop),
    }
    expected = conversation.tally()
    for way, tally in told.items():
        assert tally == (expected if way != "polis" else whole(expected)), way
    printed = as_printed(expected)
    for way, words in {
        "page": printed_on_page(server, workshop),
        "docx": printed_in_document(server, workshop),
    }.items():
        assert words == printed, way
    organiser.posts(f"/sessions/{workshop.id}/publish")
    assert printed_on_page(server, workshop, "report") == as_published(expected)
    exact = exact_figures(workshop)
    for way, rows in {"csv": csv_rows(server, workshop), "xlsx": sheet_rows(server, workshop)}.items():
        assert {ref: figures_in(rows, ref) for ref in expected} == exact, way
    if which == "real":
        of_all, groups = expected_tallies(data_folder())
        assert {ref: whole(expected)[ref] for ref in expected} == of_all
        for (ref, group), counts in groups.items():
            if group in ("0", "1"):
                assert expected[ref][("citizen", "ahp")[int(group)]] == counts
        summary = json.loads((data_folder() / "expected_summary.json").read_text("utf-8"))
        print({name: value for name, value in summary.items() if isinstance(value, int | float)})


async def held(server: Server, organiser: Organiser, conversation: Conversation) -> Workshop:
    replay = await Replay.of(server, planned(organiser, conversation), conversation)
    await replay.everyone_sends()
    replay.workshop.turn("close")
    organiser.posts(f"/sessions/{replay.workshop.id}/finish")
    return replay.workshop


@cache
def file_of(server: Server, workshop: Workshop, kind: str) -> bytes:
    """Asked for once: nothing changes after the finish."""
    answer = httpx.get(
        f"{server.url}/api/v1/sessions/{workshop.id}/export", params={"format": kind}, timeout=120, trust_env=False,
        headers={"Authorization": f"Bearer {server.token}"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return answer.content


def nothing(workshop: Workshop) -> Tally:
    return {ref: {c: dict.fromkeys(CHOICES, 0) for c in COMMUNITIES} for ref in workshop.ideas}


def whole(tally: Tally) -> Any:
    return {
        ref: {choice: sum(cells[c][choice] for c in COMMUNITIES) for choice in CHOICES} for ref, cells in tally.items()
    }


def by_select(server: Server, workshop: Workshop) -> Tally:
    tally = nothing(workshop)
    with sqlite3.connect(f"file:{server.data}/common-ground.db?mode=ro", uri=True) as db:
        rows = db.execute(
            "SELECT si.ref, p.community, a.value, count(*) FROM answer a JOIN participant p ON p.id = a.participant"
            " JOIN stage_idea si ON si.stage = a.stage AND si.idea = a.idea WHERE a.stage = ? AND a.value IS NOT NULL"
            " GROUP BY si.ref, p.community, a.value",
            (workshop.stage,),
        ).fetchall()
    for ref, community, choice, count in rows:
        tally[ref][community][choice] = count
    return tally


def by_json(workshop: Workshop) -> Tally:
    return workshop.tally()


def csv_rows(server: Server, workshop: Workshop, name: str = "outcomes.csv", kind: str = "csv") -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(file_of(server, workshop, kind))) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))


def sheet_rows(server: Server, workshop: Workshop) -> list[dict[str, Any]]:
    book: Any = openpyxl.load_workbook(io.BytesIO(file_of(server, workshop, "xlsx")))
    heads, *rows = book["outcomes"].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def by_rows(rows: list[dict[str, Any]]) -> Tally:
    tally: Tally = defaultdict(dict)
    for row in rows:
        tally[str(row["ref"])][row["community"]] = {choice: int(row[choice]) for choice in CHOICES}
        answered, share = int(row["answered"]), row["share"]
        assert answered == sum(tally[str(row["ref"])][row["community"]].values())
        assert (share in ("", None)) == (answered == 0)
        assert not answered or float(share) == int(row["agree"]) / answered
    return dict(tally)


def by_answers(server: Server, workshop: Workshop) -> Tally:
    tally = nothing(workshop)
    for row in csv_rows(server, workshop, "answers.csv"):
        tally[row["ref"]][row["community"]][row["choice"]] += 1
    return tally


def by_polis(server: Server, workshop: Workshop) -> Any:
    """Comments are numbered in the order of the step's ideas, which is that of the import."""
    refs = [row["ref"] for row in csv_rows(server, workshop)[::3]]
    word = {"1": "agree", "0": "unsure", "-1": "disagree"}
    tally = {ref: dict.fromkeys(CHOICES, 0) for ref in refs}
    for row in csv_rows(server, workshop, "votes.csv", "polis"):
        tally[refs[int(row["comment-id"])]][word[row["vote"]]] += 1
    for row in csv_rows(server, workshop, "comments.csv", "polis"):
        cell = tally[refs[int(row["comment-id"])]]
        assert (int(row["agrees"]), int(row["disagrees"])) == (cell["agree"], cell["disagree"])
    return tally


Printed = dict[str, list[str]]
"""{ref: the citizens', AHPs' and others' share as it is printed, their likely ranges, and the reading}."""
READINGS = {
    "common_ground": "Common ground", "citizen_keener": "Citizens keener", "ahp_keener": "AHPs keener",
    "not_there_yet": "Not there yet", "too_few": "Too few",
}  # fmt: skip


def as_printed(tally: Tally) -> Printed:
    """Worked out here from the counts alone, as the rules are written: 3 · agree ≥ 2 · answered, and so on."""
    found: Printed = {}
    for ref, cells in tally.items():
        counts = {c: (cells[c]["agree"], sum(cells[c].values())) for c in COMMUNITIES}
        above = [3 * counts[c][0] >= 2 * counts[c][1] for c in ("citizen", "ahp")]
        known = {(True, True): "Common ground", (True, False): "Citizens keener", (False, True): "AHPs keener"}
        few = min(counts[c][1] for c in ("citizen", "ahp")) < 5
        reading = "Too few" if few else known.get((above[0], above[1]), "Not there yet")
        shares = [words_of(*counts[c]) for c in COMMUNITIES for words_of in (share_in_words, range_in_words)]
        found[ref] = [*shares, reading]
    return found


def as_published(tally: Tally) -> Printed:
    """The same with nothing from fewer than five answers."""
    found = as_printed(tally)
    for ref, cells in tally.items():
        for n, c in enumerate(COMMUNITIES):
            if sum(cells[c].values()) < 5:
                found[ref][2 * n] = "–"
    return found


def range_in_words(agree: int, answered: int) -> str:
    """Wilson (1927) at 95 %, in whole numbers, halves up; of fewer than ten answers none is printed."""
    if answered < 10:
        return ""
    z = 1.959964
    middle, half = agree + z * z / 2, z * sqrt(agree * (answered - agree) / answered + z * z / 4)
    low, high = ((middle + side * half) / (answered + z * z) for side in (-1, 1))
    return f"{int(low * 100 + 0.5)}–{int(high * 100 + 0.5)}"


def share_in_words(agree: int, answered: int) -> str:
    if answered < 10:
        return f"{agree} of {answered}" if answered else "–"
    rounded = (200 * agree + answered) // (2 * answered)
    return f"{66 if rounded == 67 and 3 * agree < 2 * answered else rounded}%"


def exact_figures(workshop: Workshop) -> dict[str, Any]:
    """{ref: [what the JSON says of the idea, and each community's likely range]}."""
    found: dict[str, Any] = {}
    for idea in workshop.outcomes()["stages"][0]["ideas"]:
        ranges = [idea["communities"][c]["likely_range"] or [None, None] for c in COMMUNITIES]
        about = [idea[name] for name in ABOUT]
        found[idea["ref"]] = [*about, *(end for ends in ranges for end in ends)]
    return found


def figures_in(rows: list[dict[str, Any]], ref: str) -> list[Any]:
    """The same of a table's three rows; in all of them what is about the idea is the same."""
    own = {row["community"]: row for row in rows if str(row["ref"]) == ref}
    about = [[known(row[name]) for name in ABOUT] for row in own.values()]
    assert about[0] == about[1] == about[2]
    return [*about[0], *(known(own[c][end]) for c in COMMUNITIES for end in ("likely_low", "likely_high"))]


def by_document(server: Server, workshop: Workshop) -> Tally:
    """The table of votes that follows each idea's own words."""
    return {
        ref: {NAMES[row[0]]: dict(zip(CHOICES, map(int, row[1:4]), strict=True)) for row in rows}
        for ref, (_, rows) in votes_in_document(server, workshop).items()
    }


def printed_in_document(server: Server, workshop: Workshop) -> Printed:
    return {
        ref: [*(cell for row in rows for cell in (row[4], range_found(row[5]))), reading_in(said)]
        for ref, (said, rows) in votes_in_document(server, workshop).items()
    }


def votes_in_document(server: Server, workshop: Workshop) -> dict[str, tuple[str, list[list[str]]]]:
    """{ref: (the line with the reading, the rows of its table of votes)}."""
    texts = {idea["text"]: idea["ref"] for idea in workshop.outcomes()["stages"][0]["ideas"]}
    document: Any = docx.Document(io.BytesIO(file_of(server, workshop, "docx")))
    found: dict[str, tuple[str, list[list[str]]]] = {}
    ref = said = ""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            if rows[0][1:4] == list(HEADS.values()):
                found[ref] = (said, rows[1:])
        elif block.style.name == "Quote" and block.text in texts:
            ref, said = texts[block.text], ""
        else:
            said = said or block.text
    return found


def reading_in(said: str) -> str:
    """The reading that a line opens with, whatever doubts follow."""
    return next((words for words in READINGS.values() if said.strip().startswith(words)), said)


def range_found(words: str) -> str:
    """The two whole numbers of a likely range, however a place writes them; nothing where there is none."""
    return "–".join(re.findall(r"\d+", words))


def by_page(server: Server, workshop: Workshop) -> Tally:
    """The page's table of all figures: agree / not sure / disagree below each share. An empty cell holds none."""
    tally = nothing(workshop)
    for ref, cells in rows_of_page(server, workshop).items():
        for community, cell in cells.items():
            if counts := re.search(r"(\d+) / (\d+) / (\d+)", cell):
                tally[ref][community] = dict(zip(CHOICES, map(int, counts.groups()), strict=True))
    return tally


def printed_on_page(server: Server, workshop: Workshop, which: str = "outcomes") -> Printed:
    found: Printed = {}
    for ref, cells in rows_of_page(server, workshop, which).items():
        words = []
        for cell in (cells.get(c, "") for c in COMMUNITIES):
            share = re.search(r"<strong>(.*?)</strong>", cell)
            span = re.search(r'range-words">(.*?)</span>', cell)
            words += [share.group(1) if share else "–", range_found(span.group(1)) if span else ""]
        reading = reading_in(re.sub(r"<[^>]+>", "", cells["reading"]))
        found[ref] = [*("–" if word in ("No answers", "Too few to show") else word for word in words), reading]
    return found


def rows_of_page(server: Server, workshop: Workshop, which: str = "outcomes") -> dict[str, dict[str, str]]:
    """{ref: {community: the markup of its cell, and "reading"}}; a community that nobody is of has no column. A report
    is asked for as everybody may."""
    asks = {"Authorization": f"Bearer {server.token}"} if which == "outcomes" else {}
    page = httpx.get(f"{server.url}/sessions/{workshop.id}/{which}", headers=asks, timeout=60, trust_env=False).text
    table = re.search(r'<table class="all-figures">(.*?)</table>', page, re.S)
    assert table, "the page has no table of all figures"
    heads, *rows = re.findall(r"<tr\b.*?</tr>", table.group(1), re.S)
    columns = [*(NAMES[name] for name in ("Citizens", "AHPs", "Others") if name in heads), "shared", "reading"]
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        ref = re.search(r'<th scope="row"><span class="second small">(.*?)</span>', row, re.S)
        assert ref, row
        cells = [html.unescape(cell) for cell in re.findall(r"<td\b.*?</td>", row, re.S)]
        found[ref.group(1)] = dict(zip(columns, cells, strict=True))
    return found
