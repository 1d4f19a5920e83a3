"""R25: a large download is done in seconds, holds no room up, and is whole or not there."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from app.bench.filled import Size, fill
from app.bench.outcomes import beside_a_room
from app.bench.results import Result
from app.bench.servers import ours
from tests.serving import Server, serving

LARGE = Size(people=3_000, ideas=30, comments=5_000)
SMALLER = Size(people=1_500, ideas=30)
AT_MOST, MEMORY = 10.0, 100e6
SLOWER, UNFELT = 1.2, 0.010
"""How many times longer an ack may take beside a file, unless nobody can feel it: a calm room's p99 is 2 to 3 ms, and
two windows of a few seconds without any file differ by more than a fifth of that."""


@pytest.mark.promise
@pytest.mark.clocked
@pytest.mark.parametrize("kind", ["xlsx", "csv", "docx"])
async def test_a_large_file_takes_seconds_and_the_room_beside_it_hardly_notices(kind: str) -> None:
    with ours() as server:
        session = await asyncio.to_thread(fill, f"sqlite:///{server.folder}/common-ground.db", LARGE)
        found = await beside_a_room(Result("exports"), server, session, kind)
    print(kind, found)
    assert found.took <= AT_MOST
    assert found.grown <= SLOWER or found.p99 <= UNFELT
    assert found.server <= MEMORY


@pytest.mark.check
def test_a_process_killed_half_way_leaves_no_half_file_and_the_next_one_works(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        session = fill(f"sqlite:///{server.data}/common-ground.db", SMALLER)
        killed = 0
        for pause in (0.0, 0.1, 0.3):
            killed += killed_after(server, session, pause)
        assert killed >= 1, "nothing was killed: the files were too quick"
        with a_desk(server) as desk:
            whole = desk.get(f"/api/v1/sessions/{session}/export", params={"format": "xlsx"})
        assert whole.status_code == 200
        assert whole.content.startswith(b"PK")
        failed = [folder for folder in (server.data / "downloads").iterdir() if (folder / "failed").exists()]
        assert len(failed) == killed
        assert all({file.name for file in folder.iterdir()} == {"asked.json", "failed"} for folder in failed)


def killed_after(server: Server, session: str, pause: float) -> bool:
    """Starts a file, kills its process that long after it began to write → whether that came before its end."""
    with a_desk(server) as desk, ThreadPoolExecutor(1) as beside:
        asked = beside.submit(desk.post, f"/sessions/{session}/downloads", data={"format": "xlsx"})
        process = _writing(server)
        time.sleep(pause)
        with suppress(psutil.NoSuchProcess):
            process.kill()
        page = asked.result()
        while "being made" in page.text:
            time.sleep(0.3)
            page = desk.get(page.url.path)
        if page.url.path.endswith("/file") or "is ready" in page.text:
            return False
        assert "The file could not be made" in page.text
        assert desk.get(f"{page.url.path}/file").status_code == 404
    return True


def _writing(server: Server) -> psutil.Process:
    """The process that makes a file, once it has begun to write."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for process in psutil.Process(server.pid).children():
            with suppress(psutil.NoSuchProcess):
                if "app.actions.exporting" in process.cmdline() and _says_writing(server.data):
                    return process
        time.sleep(0.01)
    raise AssertionError("no process makes a file")


def _says_writing(data: Path) -> bool:
    newest = max((data / "downloads").glob("*/progress.json"), key=lambda file: file.stat().st_mtime, default=None)
    return newest is not None and "writing" in newest.read_text("utf-8")


def a_desk(server: Server) -> httpx.Client:
    headers = {"Authorization": f"Bearer {server.token}"}
    return httpx.Client(base_url=server.url, headers=headers, follow_redirects=True, timeout=60, trust_env=False)
