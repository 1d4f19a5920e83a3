"""One workshop with every kind of step: page, report, JSON, CSV, XLSX and DOCX say the same, also once one left."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from random import Random
from typing import Any

import httpx
import pytest

from tests.people import Json, Organiser, Workshop, an_action, join
from tests.serving import Server

from .agreeing import (
    COMMUNITIES,
    csv_tables,
    document_tables,
    figures_of_json,
    figures_of_rows,
    page_tables,
    sheet_tables,
    standings_of_json,
    standings_of_rows,
)

KINDS = ("vote", "dots", "rate", "rank")
PEOPLE = {"citizen": 12, "ahp": 8, "other": 3}
REFS = ("r0", "r1", "r2", "r3")
REMARK = "Only the one who left would say xyzzy"
NAMES = ("Citizens", "AHPs", "Others")
READINGS = {
    "common_ground": "Common ground", "citizen_keener": "Citizens keener", "ahp_keener": "AHPs keener",
    "not_there_yet": "Not there yet", "too_few": "Too few",
}  # fmt: skip


@pytest.mark.check
async def test_every_place_says_the_same_and_nothing_of_who_left(server: Server, organiser: Organiser) -> None:
    workshop, tokens = await held(server, organiser)
    before = Places(server, workshop)
    before.agree()
    assert before.says(REMARK) == {"json", "csv", "xlsx", "docx", "page"}
    with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False, timeout=20) as http:
        assert http.delete("/me", headers={"Authorization": f"Bearer {tokens[0]}"}).status_code == 200
    after = Places(server, workshop)
    after.agree()
    assert after.says("xyzzy") == set()
    assert (before.outcome["revision"], after.outcome["revision"]) == (1, 2)
    assert before.outcome["participants"]["citizen"] - after.outcome["participants"]["citizen"] == 1
    for name, rows in after.csv.items():
        gone = len(before.csv[name]) - len(rows)
        assert gone == {"answers": 4 + 2 + 8 + 4, "participants": 1, "comments": 1}.get(name, 0), name


async def held(server: Server, organiser: Organiser) -> tuple[Workshop, list[str]]:
    """Everybody answers everything; the first citizen says something, too. Finished, and published."""
    workshop = organiser.workshop(*KINDS, opened=False)
    dice = Random(5)
    people = [{"community": community} for community, count in PEOPLE.items() for _ in range(count)]
    tokens = [answer["token"] for answer in await join(server, workshop.code, people)]
    with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False, timeout=20) as http:
        for n, kind in enumerate(KINDS):
            workshop.turn("open", n)
            for token in tokens:
                said = list(answers(kind, workshop.stages[n], workshop, dice))
                if kind == "vote" and token == tokens[0]:
                    said.append(an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=REMARK))
                answer = http.post("/actions", json=said, headers={"Authorization": f"Bearer {token}"})
                assert all(ack["ok"] for ack in answer.json()["acks"]), answer.text
            workshop.turn("close", n)
    for comment in organiser.gets(f"/sessions/{workshop.id}/comments")["comments"]:
        organiser.posts(f"/comments/{comment['id']}/allow")
    organiser.posts(f"/sessions/{workshop.id}/finish")
    organiser.posts(f"/sessions/{workshop.id}/publish")
    return workshop, tokens


def answers(kind: str, stage: str, workshop: Workshop, dice: Random) -> Any:
    ideas = workshop.ideas
    match kind:
        case "vote":
            for ref in REFS:
                choice = dice.choice(("agree", "agree", "unsure", "disagree"))
                yield an_action(stage, "vote", idea=ideas[ref], choice=choice)
        case "dots":
            for ref in dice.sample(REFS, 2):
                yield an_action(stage, "dots", idea=ideas[ref], dots=dice.randint(1, 2))
        case "rate":
            for ref in REFS:
                for scale in ("importance", "ease"):
                    yield an_action(stage, "rate", idea=ideas[ref], scale=scale, score=dice.randint(1, 5))
        case "rank":
            order = dice.sample([ideas[ref] for ref in REFS], 4)
            yield an_action(stage, "rank", order=[order[0], order[1:3], order[3]])


class Places:
    """What every place says now."""

    def __init__(self, server: Server, workshop: Workshop) -> None:
        self.outcome = workshop.outcomes()
        asks = {"Authorization": f"Bearer {server.token}"}
        with httpx.Client(base_url=server.url, headers=asks, trust_env=False, timeout=120) as http:
            export = f"/api/v1/sessions/{workshop.id}/export"
            self.files = {kind: http.get(export, params={"format": kind}).content for kind in ("csv", "xlsx", "docx")}
            self.page = http.get(f"/sessions/{workshop.id}/outcomes").text
            self.json = http.get(export, params={"format": "json"}).text
        self.report = httpx.get(workshop.links["report"], trust_env=False).text
        self.csv, self.xlsx = csv_tables(self.files["csv"]), sheet_tables(self.files["xlsx"])
        self.docx = document_tables(self.files["docx"])

    def says(self, words: str) -> set[str]:
        """The places in which these words stand."""
        found = {name for name, text in {"json": self.json, "page": self.page, "report": self.report}.items()
                 if words in text}  # fmt: skip
        for kind, file in self.files.items():
            with zipfile.ZipFile(io.BytesIO(file)) as archive:
                if any(words.encode() in archive.read(name) for name in archive.namelist()):
                    found.add(kind)
        return found

    def agree(self) -> None:
        figures, standings = figures_of_json(self.outcome), standings_of_json(self.outcome)
        assert len(figures) == len(REFS) * 3 * (3 + 2)
        assert len(standings) == len(REFS) * 7
        for way, tables in {"csv": self.csv, "xlsx": self.xlsx}.items():
            assert figures_of_rows(tables["outcomes"]) == figures, way
            assert standings_of_rows(tables["standings"]) == standings, way
            assert len(tables["participants"]) == sum(self.outcome["participants"][c] for c in COMMUNITIES), way
            assert counted(tables["answers"]) == counts_of(self.outcome), way
        vote, dots, rate, rank = self.outcome["stages"]
        on_page, on_report = page_tables(self.page), page_tables(self.report)
        assert on_page[0] == [vote_words(idea, shown=3) for idea in in_order(vote, on_page[0])]
        assert on_report[0] == [vote_words(idea, shown=2) for idea in in_order(vote, on_report[0])]
        assert in_any_order(on_page[1]) == in_any_order(dots_words(idea, dots, 3) for idea in dots["ideas"])
        assert in_any_order(on_report[1]) == in_any_order(dots_words(idea, dots, 2) for idea in dots["ideas"])
        for n, scale in enumerate(("importance", "ease"), start=2):
            assert on_page[n] == [rate_words(idea, scale, 3) for idea in rate["ideas"]]
            assert on_report[n] == [rate_words(idea, scale, 2) for idea in rate["ideas"]]
        for printed in (on_page, on_report):
            assert [row[:5] for row in printed[4]] == rank_words(rank)
        assert self.docx["Place Idea Citizens' place AHPs' place Could come Mean points"] == [
            [*row[:4], likely, row[4]] for row, likely in zip(rank_words(rank), [r[5] for r in on_page[4]], strict=True)
        ]
        assert in_any_order(self.docx[" Agree Not sure Disagree Share who agree Likely range"]) == in_any_order(
            [name, *(str(cell[choice]) for choice in ("agree", "unsure", "disagree")), share(cell), span(cell) or "–"]
            for idea in vote["ideas"] for name, cell in zip(NAMES, cells(idea), strict=True)
        )  # fmt: skip
        heads = " ".join(["Idea", *(f"{name}: {what}" for name in NAMES for what in ("people", "dots"))])
        assert in_any_order(self.docx[heads]) == in_any_order(
            [idea["text"], *(str(cell[what]) for cell in cells(idea) for what in ("people", "dots"))]
            for idea in dots["ideas"]
        )
        scores = self.docx["Idea Scale Community Answered Median Mean Dissent"]
        assert [(row[0], row[2], row[3], row[6]) for row in scores] == [
            (idea["text"], name, str(cell["answered"]), f"{cell['dissent']:.2f}")
            for idea in rate["ideas"] for name, scales in zip(NAMES, cells(idea), strict=True)
            for cell in scales.values()
        ]  # fmt: skip


def cells(idea: Json, shown: int = 3) -> list[Any]:
    return [idea["communities"][c] for c in COMMUNITIES[:shown]]


def counted(rows: list[Json]) -> Counter[tuple[str, str, str, str]]:
    """How many single answers there are, by step, idea, community and scale."""
    return Counter((row["stage_id"], row["ref"], row["community"], row["scale"] or "") for row in rows)


def counts_of(outcome: Json) -> Counter[tuple[str, str, str, str]]:
    found: Counter[tuple[str, str, str, str]] = Counter()
    for stage in outcome["stages"]:
        for idea in stage["ideas"]:
            for community in COMMUNITIES:
                at = (stage["id"], idea["ref"], community)
                if stage["kind"] == "rate":
                    for scale, cell in idea["communities"][community].items():
                        found[*at, scale] = cell["answered"]
                elif stage["kind"] == "rank":
                    found[*at, ""] = stage["ballots"][community]  # everybody placed all of them
                else:
                    found[*at, ""] = idea["communities"][community]["people" if stage["kind"] == "dots" else "answered"]
    return +found


# words, made here from the JSON's figures


def share(cell: Json, part: str = "agree", whole: str = "answered") -> str:
    n, of = cell[part], cell[whole]
    if of < 10:
        return f"{n} of {of}"
    rounded = (200 * n + of) // (2 * of)
    return f"{66 if rounded == 67 and 3 * n < 2 * of else rounded}%"


def span(cell: Json, form: str = "{}% to {}%") -> str:
    if cell["answered"] < 10:
        return ""
    return form.format(*(int(end * 100 + 0.5) for end in cell["likely_range"]))


def vote_words(idea: Json, shown: int) -> list[str]:
    row = [f"{idea['ref']} {idea['text']}"]
    for cell in cells(idea, shown):
        counts = f"{cell['agree']} / {cell['unsure']} / {cell['disagree']}"
        row.append(" ".join(filter(None, [share(cell), span(cell, "{}–{}%"), counts])))
    lower = min(cells(idea, 2), key=lambda cell: (cell["share"], cell["answered"]))
    doubts = [*(["Close call"] if idea["close_call"] else []), *(["small group"] if idea["small_group"] else [])]
    return [*row, share(lower), " ".join([READINGS[idea["reading"]], *doubts])]


def in_order(stage: Json, rows: list[list[str]]) -> list[Json]:
    """The ideas of a vote as this table lists them: which comes first is told elsewhere."""
    by_ref = {idea["ref"]: idea for idea in stage["ideas"]}
    assert sorted(row[0].split()[0] for row in rows) == sorted(by_ref)
    return [by_ref[row[0].split()[0]] for row in rows]


def dots_words(idea: Json, stage: Json, shown: int) -> list[str]:
    people = [{**cell, "all": stage["ballots"][c]} for c, cell in zip(COMMUNITIES, cells(idea, shown), strict=False)]
    lower = min(people[:2], key=lambda cell: (cell["people"] / cell["all"], cell["all"]))
    row = [idea["text"], share(lower, "people", "all")]
    for community, cell in zip(COMMUNITIES, people, strict=False):
        placed = {"dots": cell["dots"], "all": stage["placed"][community]}
        words = share(placed, "dots", "all")
        row += [share(cell, "people", "all"), f"{cell['dots']} {words}" if words.endswith("%") else words]
    return row


def rate_words(idea: Json, scale: str, shown: int) -> list[str]:
    row = [idea["text"]]
    for cell in (scales[scale] for scales in cells(idea, shown)):
        low, high = cell["quartiles"]
        row += [f"{cell['median']:g} {low:g} to {high:g} {cell['answered']} answers", f"{cell['dissent']:.2f}"]
    return row


def rank_words(stage: Json) -> list[list[str]]:
    words, standings = {idea["idea"]: idea["text"] for idea in stage["ideas"]}, stage["standings"]
    own = {c: {row["idea"]: place(row) for row in standings["communities"][c]} for c in COMMUNITIES[:2]}
    return [
        [place(row), words[row["idea"]], own["citizen"][row["idea"]], own["ahp"][row["idea"]], f"{row['points']:.2f}"]
        for row in standings["combined"]
    ]


def place(row: Json) -> str:
    return f"{row['place']}=" if row["level"] else str(row["place"])


def in_any_order(rows: Any) -> list[list[str]]:
    return sorted(map(list, rows))
