"""Downloads through their door: real files of a real session."""

from __future__ import annotations

import csv
import fcntl
import io
import re
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.conversation import made_up
from tests.people import Organiser, join
from tests.replaying import Replay, planned
from tests.serving import Server

KINDS = {
    "csv": "application/zip",
    "polis": "application/zip",
    "preflib": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def get(server: Server, session: str, kind: str, token: str | None = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token or server.token}"}
    url = f"{server.url}/api/v1/sessions/{session}/export"
    return httpx.get(url, params={"format": kind}, headers=headers, timeout=60, trust_env=False)


@pytest.mark.check
async def test_a_conversation_comes_out_of_every_file_as_it_went_in(server: Server, organiser: Organiser) -> None:
    conversation = made_up(7)
    replay = await Replay.of(server, planned(organiser, conversation), conversation)
    await replay.everyone_sends()
    workshop = replay.workshop
    organiser.posts(f"/sessions/{workshop.id}/finish")
    told = workshop.outcomes()
    files = {kind: get(server, workshop.id, kind) for kind in (*KINDS, "json")}
    for kind, answer in files.items():
        assert answer.status_code == 200, answer.text
        assert f"{workshop.id}" in answer.headers["content-disposition"]
        assert answer.headers["content-type"] == KINDS.get(kind, "application/json")
    assert files["json"].json() == told
    rows = _csv(files["csv"], "outcomes.csv")
    counted = {(row["ref"], row["community"]): row for row in rows}
    for ref, cells in conversation.tally().items():
        for community, cell in cells.items():
            assert {name: int(counted[ref, community][name]) for name in cell} == cell
    votes = _csv(files["polis"], "votes.csv")
    assert len(votes) == sum(sum(cell.values()) for cells in conversation.tally().values() for cell in cells.values())


async def test_only_those_who_may_take_a_file_away(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    ann = (await join(server, workshop.code, [{"community": "citizen"}]))[0]["token"]
    assert get(server, workshop.id, "csv", ann).status_code == 403
    assert get(server, workshop.id, "csv", "nobody").status_code == 401
    wrong = get(server, workshop.id, "exe")
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "format")
    assert get(server, "no-such-session", "csv").status_code == 404


async def test_the_schema_is_there_for_everybody(server: Server) -> None:
    answer = httpx.get(f"{server.url}/api/v1/schema/outcomes.json", trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json()["$schema"].endswith("2020-12/schema")


def test_a_button_hands_a_small_file_over(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    with at_a_desk(server) as desk:
        answer = desk.post(f"/sessions/{workshop.id}/downloads", data={"format": "csv"})
        while answer.url.path.rpartition("/")[2] != "file":
            assert "Your file is" in answer.text
            answer = desk.get(_next(answer.text))
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "outcomes.csv" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_a_page_tells_how_far_a_file_is_without_script_and_then_hands_it_over(
    server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    with at_a_desk(server) as desk, turn_taken(server):
        page = desk.post(f"/sessions/{workshop.id}/downloads", data={"format": "xlsx"})
        assert "Your file is being made" in page.text
        assert "It waits for its turn" in page.text
        assert page.text.count('http-equiv="refresh"') == page.text.count("<noscript>") == 1
        assert desk.get(f"{page.url.path}/file").status_code == 404
    with at_a_desk(server) as desk:
        until = time.monotonic() + 30
        while "Your file is ready" not in page.text:
            assert time.monotonic() < until
            time.sleep(0.3)
            page = desk.get(_next(page.text))
        first, second = desk.get(_next(page.text)), desk.get(_next(page.text))
        assert first.content == second.content
        assert first.headers["content-type"] == KINDS["xlsx"]


def test_a_file_that_cannot_be_made_says_so_and_leaves_nothing_behind(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    with at_a_desk(server) as desk, turn_taken(server):
        page = desk.post(f"/sessions/{workshop.id}/downloads", data={"format": "docx"})
        folder = server.data / "downloads" / page.url.path.rpartition("/")[2]
        (folder / "progress.json").mkdir()  # so that its process stumbles
    with at_a_desk(server) as desk:
        until = time.monotonic() + 30
        while "The file could not be made" not in page.text:
            assert time.monotonic() < until, page.text
            time.sleep(0.3)
            page = desk.get(page.url.path)
        assert "Try again" in page.text
        assert desk.get(f"{page.url.path}/file").status_code == 404
        assert not list(folder.glob("outcome-*"))


def test_nobody_else_finds_a_file(server: Server, organiser: Organiser) -> None:
    workshop, other = organiser.workshop("vote"), organiser.workshop("vote")
    with at_a_desk(server) as desk:
        answer = desk.post(f"/sessions/{workshop.id}/downloads", data={"format": "preflib"})
        path = answer.url.path.removesuffix("/file")
        assert desk.get(path.replace(workshop.id, other.id)).status_code == 404
        assert desk.get(f"/sessions/{workshop.id}/downloads/{'x' * 22}").status_code == 404
        assert desk.get(f"/sessions/{workshop.id}/downloads/..%2F..").status_code == 404
        assert desk.post(f"/sessions/{workshop.id}/downloads", data={"format": "exe"}).status_code == 422
    stranger = httpx.get(f"{server.url}{path}/file", trust_env=False)
    assert stranger.status_code in (303, 401)


async def test_what_was_asked_for_is_recorded(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    with at_a_desk(server) as desk:
        desk.post(f"/sessions/{workshop.id}/downloads", data={"format": "csv"})
    with sqlite3.connect(f"file:{server.data}/common-ground.db?mode=ro", uri=True) as db:
        looks = [what for (what,) in db.execute("SELECT what FROM look WHERE session = ?", (workshop.id,))]
    assert "export csv" in looks


def at_a_desk(server: Server) -> httpx.Client:
    headers = {"Authorization": f"Bearer {server.token}"}
    return httpx.Client(base_url=server.url, headers=headers, follow_redirects=True, timeout=30, trust_env=False)


@contextmanager
def turn_taken(server: Server) -> Iterator[None]:
    """As if another file were being made."""
    (server.data / "downloads").mkdir(exist_ok=True)
    with (server.data / "downloads" / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _next(page: str) -> str:
    """Where the page goes on by itself without script; of a page that is ready, its file."""
    found = re.search(r'content="\d+; url=([^"]+)"', page) or re.search(r'href="(/sessions/[^"]+/file)"', page)
    assert found, page
    return found.group(1)


def _csv(answer: httpx.Response, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))
