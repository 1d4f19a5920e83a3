"""P1 and S15: secrets and traces of visitors are in no row, log, traceback, file taken away, backup or wheel."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.faults.test_no_traces import SAID, TRACES, every_byte, unpacked
from tests.people import Organiser, Workshop, an_action
from tests.serving import TOP, Server, serving
from tests.web.passes import a_link, opened

pytestmark = pytest.mark.check

KEY = "zK3vQx81-canary-of-the-key-Ht5RwLb90pUe"
SHIPPED = (".py", ".html", ".jinja", ".css", ".js", ".json", ".svg", ".npz", ".woff2", ".mako", ".mo", ".po", ".pot",
           ".txt", ".gz", ".bin", ".png", ".webmanifest", ".ico", "LICENSE", "METADATA", "WHEEL", "RECORD",
           "py.typed")  # fmt: skip
LOOKS_SECRET = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bxox[bp]-\w+|\bghp_\w{20,}")


def is_broken(server: Server, workshop: Workshop) -> None:
    """Its row cannot be read any more, in a way that nobody foresaw."""
    with closing(sqlite3.connect(server.data / "common-ground.db", timeout=10)) as db, db:
        db.execute('UPDATE session SET board = \'{"nobody": "foresaw this"}\' WHERE id = ?', [workshop.id])


def test_no_secret_and_no_trace_is_in_anything_that_a_server_writes_even_as_it_breaks(tmp_path: Path) -> None:
    with serving(tmp_path / "data", secret_key=KEY, base_url="http://workshops.example", action_limit="0") as server:
        with Organiser(server) as host:
            secrets = _lives_a_day(server, host)
            workshop = host.workshop("discuss")
            server.stop()  # with it the room that is in memory
            is_broken(server, workshop)
            server.start()
            for secret in (secrets["sign-in link"], secrets["pass link"]):
                httpx.get(f"{server.url}/sign-in/{secret}", headers=TRACES, trust_env=False)
            broken = httpx.get(
                f"{server.url}/sessions/{workshop.id}/board?{SAID['comment']}", headers=TRACES, trust_env=False
            )
        assert broken.status_code == 500
        assert "Traceback" not in broken.text
        log = server.said()
        assert "Traceback" in log, "it broke, and the log says where"
        assert "/sessions/{session}/board" in log
        assert workshop.id not in log, "an address may be a secret: its pattern alone is written"
        there = every_byte(server, tmp_path)
        server.command("backup", str(tmp_path / "keyless.zip"), "--without-key")
        with zipfile.ZipFile(tmp_path / "keyless.zip") as archive:
            keyless = b"".join(archive.read(name) for name in archive.namelist())
        looked = {"log": log.encode(), "keyless backup": keyless, "data folder": _folder(server)}
        for name, secret in (secrets | {"key": KEY} | TRACES).items():
            for where, content in looked.items():
                assert secret.encode() not in content, f"{name} in {where}"
        for name, secret in secrets.items():
            assert secret.encode() not in there, name


def _folder(server: Server) -> bytes:
    return b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file())


def _lives_a_day(server: Server, host: Organiser) -> dict[str, str]:
    """A workshop with everybody in it → all secrets that were handed out."""
    workshop = host.workshop("discuss", joining="ticket")
    ticket = host.posts(f"/sessions/{workshop.id}/tickets", {"count": 1}, 201)["tickets"][0]["code"]
    phone = httpx.Client(base_url=server.url, headers=TRACES, trust_env=False)
    body = {"code": workshop.code, "community": "citizen", "ticket": ticket}
    joined = phone.post("/api/v1/join", json=body).json()
    device = phone.cookies["cg_device"]
    said = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text="Plain words")
    phone.post("/api/v1/actions", json=said, headers={"Authorization": f"Bearer {joined['token']}"})
    link = a_link(server, workshop.id, "host")
    secrets = {
        "api token": server.token, "device": device, "receipt": joined["receipt"], "token": joined["token"],
        "ticket": ticket, "pass link": link.rpartition("/")[2], "pass": opened(server, link).cookies["cg_pass"],
        "sign-in link": server.command("link", "--email", "secrets@example.org").strip().rpartition("/")[2],
    }  # fmt: skip
    phone.get(f"/nowhere/{secrets['sign-in link']}?token={server.token}")
    phone.close()
    return secrets


def test_a_wheel_holds_the_program_and_nothing_else(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)], cwd=TOP, text=True,
        capture_output=True, timeout=120, env=os.environ | {"CANARY": KEY},
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    here = [str(TOP).encode(), os.uname().nodename.encode() + b"/", str(Path.home()).encode() + b"/", KEY.encode()]
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            assert name.startswith(("app/", "common_ground-")), name
            assert name.endswith((*SHIPPED, "/entry_points.txt")), name
            content = archive.read(name)
            assert not LOOKS_SECRET.search(content), name
            assert [word for word in here if len(word) > 6 and word in content] == [], name


def test_the_search_finds_what_is_packed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x", KEY * 3)
    assert KEY.encode() in unpacked((tmp_path / "a.zip").read_bytes(), tmp_path)
