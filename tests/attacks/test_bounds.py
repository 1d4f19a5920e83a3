"""S17, S18, S20: addresses cannot be forged, uploads are bounded, and looking leaves nothing behind."""

from __future__ import annotations

import io
import socket
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.people import Organiser
from tests.serving import Server, serving

pytestmark = pytest.mark.check
PREVIEWERS = (
    "WhatsApp/2.23", "facebookexternalhit/1.1", "Slackbot-LinkExpanding 1.0", "Twitterbot/1.0", "TelegramBot",
    "Mozilla/5.0 (compatible; SkypeUriPreview)", "Microsoft Outlook SafeLinks", "Googlebot/2.1",
)  # fmt: skip
GIB = 1024**3


@pytest.fixture(scope="module")
def spooled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server puts what is too large for its memory."""
    return tmp_path_factory.mktemp("spooled")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, spooled: Path) -> Iterator[Server]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(spooled))
        with serving(tmp_path_factory.mktemp("bounds") / "data") as server:
            yield server


@pytest.fixture(scope="module")
def host(alone: Server) -> Iterator[Organiser]:
    with Organiser(alone) as host:
        yield host


# S17


def _tries(http: httpx.Client, most: int, **named: str) -> list[int]:
    """Wrong codes until one is held up; `{n}` in a header is another number each time."""
    said: list[int] = []
    while len(said) < most and 429 not in said:
        headers = {name.replace("_", "-"): value.format(n=len(said) % 250) for name, value in named.items()}
        said.append(http.post("/join/000000", data={"community": "citizen"}, headers=headers).status_code)
    return said


def test_a_forged_address_gives_no_fresh_tries(tmp_path: Path) -> None:
    """Wrong codes are counted by the address of the connection: a new name for each try does not help."""
    with serving(tmp_path / "data") as server, httpx.Client(base_url=server.url, trust_env=False) as http:
        named = dict.fromkeys(("X_Forwarded_For", "X_Real_IP", "CF_Connecting_IP", "True_Client_IP"), "203.0.113.{n}")
        assert _tries(http, 200, Forwarded="for=203.0.113.{n}", **named)[-1] == 429


def test_behind_a_trusted_proxy_its_word_counts_and_a_visitors_does_not(tmp_path: Path) -> None:
    """The proxy adds the address it saw at the end of the list; what a visitor wrote before it changes nothing."""
    data = tmp_path / "data"
    with (
        serving(data, trusted_proxies="127.0.0.1") as server,
        httpx.Client(base_url=server.url, trust_env=False) as http,
    ):
        assert _tries(http, 200, X_Forwarded_For="198.51.100.{n}, 203.0.113.9")[-1] == 429
        assert _tries(http, 1, X_Forwarded_For="203.0.113.9, 203.0.113.10") == [404], "another one is not held up"


# S18


def _endless(server: Server, path: str, head: bytes, declared: int | None) -> tuple[int, int]:
    """Sends a body of up to 5 GiB until the server has had enough → (status of its answer or 0, bytes it took)."""
    length = f"Content-Length: {declared}" if declared else "Transfer-Encoding: chunked"
    lines = [
        f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Authorization: Bearer {server.token}", length,
        "Content-Type: multipart/form-data; boundary=x", "Connection: close",
    ]  # fmt: skip
    piece, taken, said = b"a,b,c,d\r\n" * 7_000, 0, b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        wire.settimeout(5)
        with suppress(OSError):
            for n in range(5 * GIB // len(piece)):
                body = head + piece if n == 0 else piece
                wire.sendall(b"%x\r\n%s\r\n" % (len(body), body) if declared is None else body)
                taken += len(body)
        with suppress(OSError):
            said = wire.recv(64)
    return int(said.split()[1]) if said else 0, taken


HEAD = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="ideas.csv"\r\nContent-Type: text/csv\r\n'
    b"\r\ntext\r\n"
)


@pytest.mark.parametrize("declared", [5 * GIB, None], ids=["with its length", "in chunks"])
def test_five_gigabytes_are_not_read(alone: Server, host: Organiser, spooled: Path, declared: int | None) -> None:
    programme, _ = host.programme({"r": "An idea"})
    before, began = _bytes_in(alone.data), time.monotonic()
    for path in (f"/api/v1/programmes/{programme}/ideas/import", f"/programmes/{programme}/ideas/import"):
        status, taken = _endless(alone, path, HEAD, declared)
        assert status in (0, 413)
        assert taken < 64 * 1024**2, f"{taken / 1024**2:.0f} MiB went in"
    assert time.monotonic() - began < 20
    assert _bytes_in(alone.data) - before < 1024**2
    assert _bytes_in(spooled) < 10 * 1024**2


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _bomb(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, inside in entries.items():
            packed.writestr(name, inside)
    return out.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ROW = b"<row><c t='inlineStr'><is><t>" + b"a" * 900 + b"</t></is></c></row>"
FILES = {
    "a zip bomb": _bomb({"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": SHEET + ROW * 200_000}),
    "a zip without a table": _bomb({"../../etc/passwd": b"x"}),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "a gif that is a script": b"GIF89a/*\x00\x01*/=1;alert(1)", "nul": b"\x00" * 1_000,
    "a program": b"\x7fELF" + b"\x01" * 500,
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_table_leaves_nothing_behind(alone: Server, host: Organiser, what: str) -> None:
    programme, _ = host.programme({"r": "An idea"})
    before, began = _bytes_in(alone.data), time.monotonic()
    for name in ("ideas.xlsx", "../../../../tmp/ideas.xlsx", "ideas.csv\r\nX: y", "C:\\ideas.xlsx"):
        answer = host.http.post(
            f"/programmes/{programme}/ideas/import?dry_run=true", files={"file": (name, FILES[what])}
        )
        assert answer.status_code < 500, answer.text[:300]
        if what != "a gif that is a script" and what != "svg":  # these two are text, and one line is one idea
            assert answer.status_code in (400, 413, 422), f"{name}: {answer.text[:200]}"
    assert time.monotonic() - began < 10
    assert _bytes_in(alone.data) - before < 1024**2
    assert not Path("/tmp/ideas.xlsx").exists()


@pytest.mark.parametrize("what", FILES)
def test_only_pictures_are_pictures(host: Organiser, what: str) -> None:
    programme, ideas = host.programme({"r": "An idea"})
    at = f"/programmes/{programme}/ideas/{ideas['r']}/picture"
    for name, kind in (("x.svg", "image/svg+xml"), ("x.png", "image/png"), ("x.jpg", "image/jpeg")):
        answer = host.http.post(at, files={"file": (name, FILES[what], kind)}, data={"words": "A picture"})
        assert answer.status_code in (400, 413, 422), answer.text[:200]
    assert host.http.get(at).status_code == 404


# S20


def test_a_thousand_looks_leave_no_row(alone: Server, host: Organiser) -> None:
    """Previewers of messengers and mail fetch links: nobody has joined by it, and no ticket or link is used up."""
    hall = host.workshop("vote")
    asked = {"title": "Tell us", "open": True, "questions": [{"text": "What matters?"}]}
    page = host.http.put(f"/programmes/{hall.programme}/listening", json=asked).json()
    ticket = host.posts(f"/sessions/{hall.id}/tickets", {"count": 1}, 201)["tickets"][0]["link"]
    link = f"{alone.url}/sign-in/{alone.command('link', '--email', 'looks@example.org').strip().rpartition('/')[2]}"
    looks = [hall.links["join"], f"{alone.url}/join/{hall.code}", page["link"], ticket, link, hall.links["board"],
             f"{alone.url}/sessions/{hall.id}", f"{alone.url}/said", f"{alone.url}/receipt"]  # fmt: skip
    before, version = _rows(alone), hall.shown()["version"]
    with httpx.Client(trust_env=False, timeout=20) as http:
        for n in range(1_000):
            method, agent = ("GET", "HEAD")[n % 3 == 0], PREVIEWERS[n % len(PREVIEWERS)]
            answer = http.request(method, looks[n % len(looks)], headers={"User-Agent": agent})
            assert answer.status_code in (200, 303), f"{looks[n % len(looks)]}: {answer.status_code}"
            assert not answer.headers.get_list("set-cookie")
    assert _rows(alone) == before
    assert hall.shown()["version"] == version


def _rows(server: Server) -> dict[str, int]:
    with sqlite3.connect(f"file:{server.data}/common-ground.db?mode=ro", uri=True) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: db.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}
