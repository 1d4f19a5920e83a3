"""The garbage collector's policy: only what is young is ever looked through, and a closed connection needs none."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from sqlmodel import Session as Db

from app.main import create_app
from app.settings import Settings
from app.storage.api_tokens import add_token
from app.storage.database import writing_engine
from app.storage.migrating import migrate
from app.web.sockets import Conversation
from app.web.wire import RoomProtocol, Wire
from tests.live.hall import until
from tests.people import Organiser, Phone, join
from tests.serving import TOP, Server, free_port

POLICY = """
import gc
from app import collector
collector.calm()
seen = []
gc.callbacks.insert(0, lambda phase, info: seen.append(info["generation"]) if phase == "start" else None)
kept = [[n] for n in range(300_000)]
assert len(seen) >= 50, len(seen)
assert len(gc.get_objects()) < 5 * collector.YOUNG, "what outlived its first collection was set aside"
class Cycle: pass
def cycles(n):
    for _ in range(n):
        one = Cycle()
        one.itself = one
cycles(50_000)
assert sum(isinstance(found, Cycle) for found in gc.get_objects()) < 2 * collector.YOUNG
"""


def test_what_is_old_is_set_aside_and_what_is_young_is_cleared() -> None:
    done = subprocess.run([sys.executable, "-c", POLICY], cwd=TOP, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


async def test_closed_connections_leave_no_cycle_behind(tmp_path: Path) -> None:
    """One that outlived its first collection would stay until everybody has left."""
    async with served(tmp_path / "data") as server:
        with Organiser(server) as organiser:
            workshop = await asyncio.to_thread(organiser.workshop, "vote")
            [person] = await join(server, workshop.code, [{"community": "citizen"}])
            gc.collect()
            gc.disable()
            try:
                for _ in range(20):
                    async with Phone(server, person["token"]) as phone:
                        assert (await phone.does(workshop.vote("r0", "agree")))["ok"]
                await until(lambda: not left_behind(), within=10)
            finally:
                gc.enable()


def left_behind() -> list[str]:
    kinds = (Conversation, Wire, RoomProtocol)
    return [type(found).__name__ for found in gc.get_objects() if issubclass(type(found), kinds)]


@asynccontextmanager
async def served(data: Path) -> AsyncIterator[Server]:
    """Our application on our protocol, in this very process, so that its objects can be counted."""
    settings = Settings(data_dir=data)
    data.mkdir()
    migrate(settings.database)
    engine = writing_engine(settings.database)
    with Db(engine) as db, db.begin():
        token = add_token(db, "tests", "organiser", 0.0)
    engine.dispose()
    port = free_port()
    config = uvicorn.Config(create_app(settings), port=port, ws=RoomProtocol, log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started, within=20)
        yield Server.reached_at(f"http://127.0.0.1:{port}", token)
    finally:
        server.should_exit = True
        await serving
