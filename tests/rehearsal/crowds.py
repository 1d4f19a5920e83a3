"""The command that sends simulated people in, started as its users start it, for tests."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.people import Json, Workshop
from tests.serving import TOP, Server

ENDS_WITHIN = 40.0


class Crowd:
    def __init__(self, server: Server, code: str, people: int, *more: str, pace: float = 40) -> None:
        words = ("rehearse", code, "--people", str(people), "--pace", str(pace), *more)
        here = server._environment() | {"COMMON_GROUND_BASE_URL": server.url}
        self._log = server.data / f"crowd-{time.monotonic_ns()}.log"
        with self._log.open("wb") as out:
            self.process = subprocess.Popen(
                server._app(*words), cwd=TOP, env=here, stdin=subprocess.PIPE, stdout=out, stderr=out
            )

    def said(self) -> str:
        return self._log.read_text("utf-8")

    def stops(self, which: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(which)
        return self.process.wait(ENDS_WITHIN)


@contextmanager
def crowd(server: Server, code: str, people: int, *more: str, pace: float = 40) -> Iterator[Crowd]:
    made = Crowd(server, code, people, *more, pace=pace)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.wait()


def seen(workshop: Workshop, enough: Callable[[Json], bool], within: float = 30.0) -> Json:
    """The session as the host is shown it, once it is so."""
    until = time.monotonic() + within
    while not enough(shown := workshop.shown()):
        assert time.monotonic() < until, shown
        time.sleep(0.2)
    return shown


def here(shown: Json) -> int:
    return int(sum(shown["here"].values()))


def finished(shown: Json) -> int:
    return int(sum(shown["finished"].values()))


def file_of(server: Server) -> Path:
    return server.data / "common-ground.db"
