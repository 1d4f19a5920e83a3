"""A contribution is taken back while a workshop weighs the idea it became: it is said nowhere any more."""

from __future__ import annotations

import asyncio
import io
import sqlite3
import zipfile
from typing import Any

import httpx
import pytest

from tests.people import Json, Organiser, Phone, Workshop, join
from tests.serving import Server
from tests.web.test_organiser_pages import Browser, signed_in

__all__ = ["signed_in"]
SAID = "Nobody rang my mum back for nine whole weeks."
KEPT = "Ring people back the same day."
UNSAID = "Its author has taken this idea back."
PEOPLE: list[Json] = [{"community": "citizen"}] * 6 + [{"community": "ahp"}] * 6
EXPORTS = ("json", "csv", "xlsx", "docx", "polis")
DRAFTS = ("docx", "md", "json", "csv")


class Said:
    """A programme in which two things were said, each an idea in its person's own words, in a workshop's vote."""

    def __init__(self, organiser: Organiser) -> None:
        self.organiser = organiser
        self.programme = organiser.posts("/programmes", {"name": "Example programme"}, 201)["id"]
        self.at = f"/programmes/{self.programme}"
        told = {"contributions": [{"text": SAID, "may_quote": True}, {"text": KEPT, "may_quote": True}]}
        self.told: list[Json] = organiser.posts(f"{self.at}/contributions", told, 201)["contributions"]
        self.ideas = {one["text"]: self._idea_of(one["id"]) for one in self.told}
        self.workshop = Workshop(organiser, organiser.session(self.programme, "vote"), self.ideas)
        self.workshop.turn("open")

    def _idea_of(self, contribution: str) -> str:
        self.organiser.posts(f"{self.at}/contributions/{contribution}/allow")
        grown = {"contributions": [contribution]}
        return str(self.organiser.posts(f"{self.at}/ideas/from-contributions", grown, 201)["id"])

    def is_taken_back(self) -> None:
        self.organiser.posts(f"{self.at}/contributions/{self.told[0]['id']}/withdraw")

    def ends(self) -> None:
        self.workshop.turn("close")
        self.organiser.posts(f"/sessions/{self.workshop.id}/finish")

    def files(self) -> dict[str, bytes]:
        """Every download there is, unpacked."""
        session = f"/sessions/{self.workshop.id}/export"
        asked = [(session, kind) for kind in EXPORTS] + [(f"{self.at}/strategy/export", kind) for kind in DRAFTS]
        return {f"{path} {kind}": self._file(path, kind) for path, kind in asked}

    def _file(self, path: str, kind: str) -> bytes:
        answer = self.organiser.http.get(path, params={"format": kind})
        assert answer.status_code == 200, answer.text
        if not answer.content.startswith(b"PK"):
            return bytes(answer.content)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parcel:
            return b"\n".join(parcel.read(name) for name in parcel.namelist())


@pytest.fixture
def said(organiser: Organiser) -> Said:
    return Said(organiser)


async def votes(said: Said, server: Server) -> list[Json]:
    """Twelve people agree with both ideas → their join answers."""
    people = await join(server, said.workshop.code, PEOPLE)
    for person in people:
        async with Phone(server, person["token"]) as phone:
            for idea in (SAID, KEPT):
                assert (await phone.does(said.workshop.vote(idea, "agree")))["ok"]
    return people


def me(server: Server, token: str) -> Json:
    answer = httpx.get(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    found: Json = answer.json()
    return found


async def test_phones_hear_of_it_at_once_and_their_votes_stay(said: Said, server: Server) -> None:
    people = await votes(said, server)
    async with Phone(server, people[0]["token"]) as phone:
        heard = len(phone.frames)
        await asyncio.to_thread(said.is_taken_back)
        assert (await phone.hears("changed", heard))["version"] > phone.snapshot["version"]
    now = me(server, people[0]["token"])
    assert {idea["text"] for idea in now["ideas"]} == {UNSAID, KEPT}
    assert len(now["answers"]) == 2
    board = httpx.get(said.workshop.links["board"], trust_env=False).text
    assert SAID not in board
    assert UNSAID in board


@pytest.mark.check
@pytest.mark.parametrize("ended", [False, True], ids=["while it runs", "after it ended"])
async def test_no_page_call_file_or_row_says_it(
    said: Said, server: Server, signed_in: Browser, ended: bool
) -> None:  # fmt: skip
    await votes(said, server)
    await asyncio.to_thread(_is_taken_back_and_gone, said, server, signed_in, ended)


def _is_taken_back_and_gone(said: Said, server: Server, desk: Browser, ended: bool) -> None:
    statement = {"text": f"We act on “{SAID}”", "ideas": [said.ideas[SAID]]}
    said.organiser.posts(f"{said.at}/strategy/statements", statement, 201)
    if ended:
        said.ends()
        assert all(SAID.encode() in file for name, file in said.files().items() if name.endswith("json"))
    said.is_taken_back()
    if not ended:
        said.ends()
    outcomes = said.workshop.outcomes()
    rows = {row["text"]: row["communities"]["citizen"]["agree"] for row in outcomes["stages"][0]["ideas"]}
    assert rows == {UNSAID: 6, KEPT: 6}
    assert outcomes["revision"] == (2 if ended else 1)
    words = SAID.rstrip(".").encode()
    assert {name: file for name, file in said.files().items() if words in file} == {}
    session = f"/sessions/{said.workshop.id}"
    pages = [f"{said.at}{page}" for page in ("", "/ideas", "/shape?all=1", "/contributions?state=all", "/strategy")]
    pages += [f"{said.at}/ideas/{said.ideas[SAID]}{page}" for page in ("", "/trail")]
    pages += [f"{session}/{page}" for page in ("console", "board", "outcomes", "replay")]
    for page in pages:
        assert words.decode() not in desk.reads(page), page
    for call in (f"{said.at}/trace", f"{said.at}/ideas", f"{said.at}/strategy", session):
        assert words.decode() not in str(said.organiser.gets(call)), call
    if server.data.joinpath("common-ground.db").exists():
        assert not [table for table, row in _rows(server) if words in row]


def _rows(server: Server) -> list[tuple[str, bytes]]:
    """(table, a row of it) of the whole database."""
    with sqlite3.connect(f"file:{server.data}/common-ground.db?mode=ro", uri=True) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [(name, b"|".join(map(_bytes, row))) for name in tables for row in db.execute(f"SELECT * FROM {name}")]


def _bytes(cell: Any) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


@pytest.mark.check
async def test_what_is_taken_back_in_one_workshop_is_said_less_in_another(said: Said, server: Server) -> None:
    organiser = said.organiser
    first = organiser.session(said.programme, "gather")
    organiser.posts(f"/stages/{first['stages'][0]['id']}/open")
    (person,) = await join(server, first["code"], [{"community": "citizen"}])
    words = "A bus that stops at the hospital after nine in the evening"
    async with Phone(server, person["token"]) as phone:
        ack = await phone.does({"id": "1" * 36, "stage": first["stages"][0]["id"], "do": "suggest", "text": words})
    organiser.posts(f"/suggestions/{ack['suggestion']}/allow")
    await asyncio.to_thread(_pull_in_and_vote, said, first["id"], words, server, person["token"])


def _pull_in_and_vote(said: Said, session: str, words: str, server: Server, token: str) -> None:
    organiser = said.organiser
    organiser.posts(f"{said.at}/contributions/gather", {"session": session, "may_quote": True}, 201)
    told = next(one for one in organiser.gets(f"{said.at}/contributions")["contributions"] if one["text"] == words)
    idea = organiser.posts(f"{said.at}/ideas/from-contributions", {"contributions": [told["id"]]}, 201)["id"]
    second = Workshop(organiser, organiser.session(said.programme, "vote"), {"bus": idea})
    second.turn("open")
    assert words in str(second.outcomes())
    headers = {"Authorization": f"Bearer {token}"}
    assert httpx.delete(f"{server.url}/api/v1/me", headers=headers, trust_env=False).is_success
    for _ in range(50):
        if words not in str(second.outcomes()):
            break
        asyncio.run(asyncio.sleep(0.1))
    assert words not in str(second.outcomes())
    assert UNSAID in str(second.outcomes())
