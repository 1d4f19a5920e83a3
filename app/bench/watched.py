"""Our server, watched from within: how long the collector and anything else held it up, and what it read again."""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app import collector
from app.storage import sessions

from .started import serve_with

LOOK_EVERY = 0.005


class Watch:
    """What has happened since the last time somebody asked. Seconds."""

    def __init__(self) -> None:
        self.forget()
        self._begun = self._begun_cpu = 0.0
        self._probe: asyncio.Task[None] | None = None

    def forget(self) -> None:
        self.longest_collection = self.longest_collection_cpu = self.longest_stall = 0.0
        self.collections = self.reads = 0

    def collected(self, phase: str, _: dict[str, int]) -> None:
        """A callback of the garbage collector."""
        if phase == "start":
            self._begun, self._begun_cpu = time.perf_counter(), time.thread_time()
            return
        self.collections += 1
        self.longest_collection = max(self.longest_collection, time.perf_counter() - self._begun)
        self.longest_collection_cpu = max(self.longest_collection_cpu, time.thread_time() - self._begun_cpu)

    async def tell(self, _: Request) -> JSONResponse:
        """Everything since the last call."""
        self._probe = self._probe or asyncio.create_task(self._look())
        told = {name: value for name, value in vars(self).items() if not name.startswith("_")}
        self.forget()
        return JSONResponse(told)

    async def _look(self) -> None:
        """The loop's longest wait beyond what was asked for."""
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(LOOK_EVERY)
            self.longest_stall = max(self.longest_stall, time.perf_counter() - begun - LOOK_EVERY)


WATCH = Watch()


def watch(app: FastAPI) -> None:
    """Watches the collector and the loop, and adds the route that tells."""
    gc.callbacks.append(WATCH.collected)
    app.router.routes.insert(0, Route("/watched", WATCH.tell))


def count_reads() -> None:
    """Counts how often a session is read whole from the database, wherever it is asked for."""
    real = sessions.read_session

    def counted(db: Any, id: str) -> Any:
        WATCH.reads += 1
        return real(db, id)

    for name, module in list(sys.modules.items()):
        if name.startswith("app.") and getattr(module, "read_session", None) is real:
            vars(module)["read_session"] = counted  # each module holds its own name for it


async def _nothing(connections: object) -> None:
    """In place of the collector's policy."""


if __name__ == "__main__":
    if "--python-collects" in sys.argv:
        collector.calm, collector.keep_calm = lambda: None, _nothing
    count_reads()
    serve_with(watch)
