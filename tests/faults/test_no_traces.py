"""What is never kept, and what is gone once its person took it back: looked for in every byte of the server's."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.people import Organiser, an_action
from tests.serving import Server, serving

pytestmark = pytest.mark.check

TRACES = {
    "User-Agent": "canary-agent-zqx/1.0", "Referer": "http://canary-referrer-zqx.example/",
    "X-Forwarded-For": "198.51.100.77",
    "X-Real-IP": "198.51.100.78", "Forwarded": "for=198.51.100.79", "From": "canary-from-zqx@example.org",
    "Accept-Language": "canary-language-zqx",
}  # fmt: skip
SAID = {"comment": "canary-comment-zqx", "suggestion": "canary-suggestion-zqx"}


def every_byte(server: Server, folder: Path) -> bytes:
    """The data folder with database, log file and write-ahead log, and a backup made now, unpacked."""
    file = folder / "now.zip"
    server.command("backup", str(file))
    with zipfile.ZipFile(file) as archive:
        found = b"".join(archive.read(name) for name in archive.namelist())
    file.unlink()
    return found + b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file())


def rows_in(server: Server) -> dict[str, int]:
    """How many rows each table holds."""
    with closing(sqlite3.connect(server.data / "common-ground.db")) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def unpacked(content: bytes, folder: Path) -> bytes:
    file = folder / "export.zip"
    file.write_bytes(content)
    with zipfile.ZipFile(file) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_no_address_browser_or_referrer_is_kept_and_what_is_taken_back_is_gone(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server, Organiser(server) as host:
        workshop = host.workshop("gather", "vote", "discuss")
        phone = httpx.Client(
            base_url=server.url, headers=TRACES | {"Origin": server.url}, trust_env=False, follow_redirects=True
        )
        before = rows_in(server)
        for page in ("/", f"/join/{workshop.code}", "/privacy", "/receipt", "/nothing-here"):
            phone.get(page)
        assert rows_in(server) == before, "looking keeps nothing"
        assert not phone.cookies, "no cookie is set before somebody joins"
        joined = phone.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"}).json()
        me = {"Authorization": f"Bearer {joined['token']}"}
        others = [phone.post("/api/v1/join", json={"code": workshop.code, "community": "ahp"}) for _ in range(2)]
        assert all(other.status_code in (200, 201) for other in others)

        def says(action: dict[str, object]) -> None:
            acks = phone.post("/api/v1/actions", json=[action], headers=me).json()["acks"]
            assert acks[0]["ok"], acks

        says(an_action(workshop.stages[0], "suggest", text=SAID["suggestion"]))
        workshop.turn("close", 0)
        workshop.turn("open", 1)
        idea = workshop.shown()["stages"][1]["ideas"][0]["id"]
        says(an_action(workshop.stages[1], "vote", idea=idea, choice="agree"))
        workshop.turn("close", 1)
        workshop.turn("open", 2)
        says(an_action(workshop.stages[2], "comment", idea=idea, text=SAID["comment"]))
        comment = host.gets(f"/sessions/{workshop.id}/comments")["comments"][0]["id"]
        host.posts(f"/comments/{comment}/allow")
        kept = every_byte(server, tmp_path)
        for words in (SAID["comment"], SAID["suggestion"]):
            assert words.encode() in kept, "the search finds what is there"
        for name, trace in TRACES.items():
            assert trace.encode() not in kept, name
        assert phone.request("DELETE", "/api/v1/me", headers=me).is_success
        assert SAID["comment"] not in host.http.get(f"/sessions/{workshop.id}/outcomes").text
        downloads = [
            host.http.get(f"/sessions/{workshop.id}/export", params={"format": kind}).content
            for kind in ("csv", "xlsx", "docx", "polis")
        ]
        taken = b"".join(unpacked(content, tmp_path) for content in downloads)
        board = phone.get(f"/sessions/{workshop.id}/board").text
        server.stop()  # folds its log in
        server.start()
        left = every_byte(server, tmp_path) + taken + board.encode()
        for name, words in (SAID | TRACES).items():
            assert words.encode() not in left, name
        phone.close()
