"""The real server, started as its users start it: in a data folder of its own, on a free loopback port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import httpx

TOP = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 40.0
STOPS_WITHIN = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One `python -m app serve`. It can be stopped, killed, and started again on the same data and port."""

    def __init__(self, data: Path, workers: int = 1, under: Sequence[str] = (), **settings: str) -> None:
        """`under` is a command that runs it, such as faketime or strace; settings are those of the environment."""
        self.data, self.port, self.log = data, free_port(), data / "server.log"
        self.workers, self._under = workers, list(under)
        self.url, self.ws = f"http://127.0.0.1:{self.port}", f"ws://127.0.0.1:{self.port}/api/v1/live"
        self._settings = {f"COMMON_GROUND_{name.upper()}": value for name, value in settings.items()}
        self._process: subprocess.Popen[bytes] | None = None
        self.token = ""

    @classmethod
    def reached_at(cls, address: str, token: str) -> Self:
        """One that others started, at the address of what stands before it."""
        made = cls(Path("nowhere"))
        made.url, made.ws, made.token = address, f"{address.replace('http', 'ws', 1)}/api/v1/live", token
        return made

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            serve = self._app("serve", "--port", str(self.port), "--workers", str(self.workers))
            self._process = subprocess.Popen(
                [*self._under, *serve], cwd=TOP, env=self._environment(), stdout=out, stderr=out, process_group=0
            )
        self._wait_until_ready(self._process)
        self.token = self.token or self.command("token", "--name", "tests").strip()

    def command(self, *words: str) -> str:
        """Runs another command beside the server → what it printed."""
        done = subprocess.run(
            self._app(*words), cwd=TOP, env=self._environment(), capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @property
    def pid(self) -> int:
        """The process of `serve` itself; with several workers their parent, or the command that runs it."""
        assert self._process is not None, "The server does not run."
        return self._process.pid

    def hears(self, which: signal.Signals) -> None:
        """Sends that process a signal, and goes on."""
        os.kill(self.pid, which)

    def stop(self) -> int:
        """Asks it to end and waits → its exit code."""
        return self._end(signal.SIGTERM)

    def kill9(self) -> None:
        """Ends it, its workers and what runs it, with no chance to tidy up."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        (os.killpg if self._under else os.kill)(process.pid, how)
        try:
            return process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            assert process.poll() is None, f"The server ended at once:\n{self.said()}"
            try:
                if httpx.get(f"{self.url}/readyz", timeout=2, trust_env=False).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        self.kill9()
        raise AssertionError(f"The server was not ready within {STARTS_WITHIN:.0f} s:\n{self.said()}")

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def _app(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "app", *words]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COMMON_GROUND_")}
        return kept | {"COMMON_GROUND_DATA_DIR": str(self.data)} | self._settings


@contextmanager
def serving(data: Path, workers: int = 1, under: Sequence[str] = (), **settings: str) -> Iterator[Server]:
    """A server that is ended when the block is left, whatever happened."""
    server = Server(data, workers, under, **settings)
    try:
        server.start()
        yield server
    finally:
        server.stop()
