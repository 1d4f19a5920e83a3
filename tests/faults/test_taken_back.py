"""P5: what one person takes back is gone from the board at once, and from every byte of a server that goes on running.

Nobody stops the server here: its tables, write-ahead log, own log, downloads and a backup made afterwards are searched
while the others go on.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from app.storage.secrets import hash_of
from tests.people import Json, Organiser, Workshop, an_action
from tests.serving import Server, serving

pytestmark = pytest.mark.check
WORDS = {
    name: f"canary-{name}-vqk"
    for name in ("comment", "waiting", "withdrawn", "suggestion", "taken-up", "told", "role", "area")
}
KINDS = ("json", "csv", "xlsx", "docx", "polis", "preflib")
WITHIN = 2.0
CUT_WITHIN = 20.0


class Somebody:
    """A participant with a device of their own."""

    def __init__(self, server: Server, code: str, community: str) -> None:
        self.http = httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=20)
        joined: Json = self.http.post("/api/v1/join", json={"code": code, "community": community}).json()
        self.id, self.token, self.receipt = joined["participant"], joined["token"], joined["receipt"]
        self.device = str(self.http.cookies["cg_device"])
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def does(self, stage: str, do: str, **fields: Any) -> Json:
        ack: Json = self.http.post("/api/v1/actions", json=an_action(stage, do, **fields)).json()["acks"][0]
        assert ack["ok"], ack
        return ack


def bytes_of(server: Server) -> bytes:
    """Database, write-ahead log and the server's own log, as they lie there now."""
    return b"".join(path.read_bytes() for path in sorted(server.data.rglob("*")) if path.is_file())


def backup_of(server: Server, folder: Path) -> bytes:
    server.command("backup", str(folder / "now.zip"))
    return unpacked((folder / "now.zip").read_bytes(), folder)


def unpacked(content: bytes, folder: Path) -> bytes:
    """A file with what is packed in it, to be searched; one that is not packed as it is."""
    (folder / "packed").write_bytes(content)
    if not zipfile.is_zipfile(folder / "packed"):
        return content
    with zipfile.ZipFile(folder / "packed") as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def found_in(content: bytes, *more: bytes) -> list[str]:
    searched = {name: words.encode() for name, words in WORDS.items()} | {f"secret {n}": m for n, m in enumerate(more)}
    return [name for name, words in searched.items() if words in content]


def downloads(host: Organiser, workshop: Workshop, folder: Path) -> bytes:
    """Everything that can be taken away of a programme and a workshop."""
    at, of = f"/sessions/{workshop.id}", f"/programmes/{workshop.programme}"
    paths = [f"{at}/export?format={kind}" for kind in KINDS]
    paths += [f"{of}/strategy/export?format={kind}" for kind in ("json", "docx", "md", "csv")]
    paths += [f"{of}/contributions", f"{of}/trace", f"{at}/comments", f"{at}/suggestions", f"{at}/outcomes", at,
              f"{of}/ideas", f"{of}/stories", f"{of}/across", f"{of}/record"]  # fmt: skip
    answers = [host.http.get(path) for path in paths]
    assert all(answer.status_code == 200 for answer in answers), [(a.url.path, a.status_code) for a in answers]
    return b"".join(unpacked(answer.content, folder) for answer in answers)


class House:
    """A running workshop in which one person wrote into everything they can, and others answered too."""

    def __init__(self, server: Server, host: Organiser) -> None:
        self.server, self.host = server, host
        self.hall = host.workshop({"kind": "gather"}, "vote", "discuss", {"kind": "rank", "settings": {"by": "table"}})
        self.code, self.question = self._listens()
        self.ann, *self.others = (Somebody(server, self.hall.code, c) for c in ("citizen", "citizen", "ahp", "ahp"))
        self._told()
        self._takes_part()

    def _listens(self) -> tuple[str, str]:
        asked = {"title": "Tell us", "open": True, "equality": ["age"], "questions": [{"text": "What matters?"}]}
        page = self.host.http.put(f"/programmes/{self.hall.programme}/listening", json=asked).json()
        return page["link"].rpartition("/")[2], page["questions"][0]["id"]

    def _told(self) -> None:
        """From another browser, with a code of its own."""
        form = {f"say-{self.question}": WORDS["told"], "may_quote": "yes", "role": WORDS["role"],
                "area": WORDS["area"], "community": "citizen", "once": "once-" + "x" * 20}  # fmt: skip
        with httpx.Client(base_url=self.server.url, trust_env=False) as http:
            thanks = http.post(f"/listen/{self.code}", data=form, headers={"Origin": self.server.url})
        assert thanks.status_code == 200
        at = f"/programmes/{self.hall.programme}/contributions"
        told = self.host.gets(at)["contributions"][-1]["id"]
        self.host.posts(f"{at}/{told}/allow")
        self.host.posts(
            f"/programmes/{self.hall.programme}/ideas/{self.hall.ideas['r0']}/quotes", {"contribution": told}, 201
        )
        found = re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2,}", thanks.text)
        assert found
        self.receipt = found[0]

    def _takes_part(self) -> None:
        hall, ann = self.hall, self.ann
        gather, vote, talk, tables = hall.stages
        ann.does(gather, "suggest", text=WORDS["suggestion"])
        taken = ann.does(gather, "suggest", text=WORDS["taken-up"])["suggestion"]
        self.host.posts(f"/suggestions/{taken}/allow")
        hall.turn("close")
        hall.turn("open", 1)
        self.first = hall.shown()["stages"][1]["ideas"][0]["id"]
        for person in (ann, *self.others):
            person.does(vote, "vote", idea=self.first, choice="agree")
        hall.turn("close", 1)
        hall.turn("open", 2)
        shown = ann.does(talk, "comment", idea=self.first, text=WORDS["comment"])["comment"]
        ann.does(talk, "comment", idea=self.first, text=WORDS["waiting"])
        gone = ann.does(talk, "comment", idea=self.first, text=WORDS["withdrawn"])["comment"]
        ann.does(talk, "withdraw", comment=gone)
        self.host.posts(f"/comments/{shown}/spotlight")
        self.host.posts(f"/sessions/{hall.id}/board", {"view": "comments"})


async def until(there: Callable[[], bool], within: float, what: str) -> float:
    begun = time.monotonic()
    while not there():
        assert time.monotonic() - begun < within, f"{what} after {within:.0f} s"
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def test_one_persons_words_and_answers_leave_every_place_while_the_others_go_on(tmp_path: Path) -> None:
    with serving(tmp_path / "data", action_limit="0") as server, Organiser(server) as host:
        house = await asyncio.to_thread(House, server, host)
        hall, ann = house.hall, house.ann
        secrets = [secret.encode() for secret in (ann.device, ann.receipt, ann.token)]
        marks = [ann.id.encode(), hash_of(ann.device), hash_of(ann.receipt)]
        there = await asyncio.to_thread(bytes_of, server)
        assert set(found_in(there)) >= WORDS.keys() - {"withdrawn"}, "the search finds what is there"
        assert all(mark in there for mark in marks)
        assert not any(secret in there for secret in secrets), "secrets are kept as hashes alone"
        before = hall.outcomes()["stages"][1]["ideas"][0]["communities"]["citizen"]
        assert before["agree"] == 2

        async with connect(f"ws://127.0.0.1:{server.port}/sessions/{hall.id}/board/live", proxy=None,
                           origin=Origin(server.url)) as board:  # fmt: skip
            shown = [json.dumps(json.loads(await asyncio.wait_for(board.recv(), 5)))]

            async def looks() -> None:
                async for frame in board:
                    shown.append(str(frame))

            looking = asyncio.create_task(looks())
            assert WORDS["comment"] in shown[-1] or WORDS["comment"] in await _page(server, hall)
            gone = await asyncio.to_thread(ann.http.request, "DELETE", "/api/v1/me")
            assert gone.status_code == 200
            took = await until(lambda: WORDS["comment"] not in shown[-1] and len(shown) > 1, WITHIN, "on the board")
            looking.cancel()
        assert WORDS["comment"] not in await _page(server, hall)
        await asyncio.to_thread(_takes_back_what_was_told, house)

        after = hall.outcomes()["stages"][1]["ideas"][0]["communities"]["citizen"]
        assert (after["agree"], after["answered"]) == (1, 1), "totals are worked out anew"
        house.others[0].does(hall.stages[2], "comment", idea=house.first, text="Others go on")
        cut = await until(lambda: not found_in(bytes_of(server), *marks), CUT_WITHIN, "still in a file")
        print(f"off the board after {took:.2f} s, out of every file after {cut:.1f} s more")
        assert found_in(await asyncio.to_thread(backup_of, server, tmp_path), *marks) == []
        assert found_in(await asyncio.to_thread(downloads, host, hall, tmp_path), *marks) == []
        hall.turn("close", 2)
        host.posts(f"/sessions/{hall.id}/finish")
        assert found_in(await asyncio.to_thread(downloads, host, hall, tmp_path), *marks) == []
        assert hall.outcomes()["participants"]["citizen"] == 1
        assert found_in(server.log.read_bytes(), *marks, *secrets) == []


async def _page(server: Server, hall: Workshop) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.get(f"{server.url}/sessions/{hall.id}/board")).text


def _takes_back_what_was_told(house: House) -> None:
    with httpx.Client(base_url=house.server.url, headers={"Origin": house.server.url}, trust_env=False) as http:
        page = http.post("/said", data={"code": house.receipt})
        assert WORDS["told"] in page.text
        done = http.post("/said", data={"code": house.receipt, "do": "withdraw-all"})
    assert "Everything was taken back." in done.text
