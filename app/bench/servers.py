"""Servers to measure: ours as its users start it, its variants, and the baselines, each a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from typing import Any

import httpx
import psutil

STARTS_WITHIN = 90.0


@dataclass(slots=True)
class Measured:
    """A server. CPU seconds and memory are those of its process and of all that it started."""

    command: list[str]
    url: str
    environment: Mapping[str, str]
    folder: Path
    process: subprocess.Popen[bytes] = field(init=False)
    _token: str = ""

    def start(self) -> None:
        """Starts it and waits until it can take votes; again, after `kill`."""
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=log, process_group=0)
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended with {self.process.returncode}:\n{self._said()}")
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{self.url}/readyz", trust_env=False).status_code == 200:
                    return
            time.sleep(0.02)
        raise RuntimeError(f"The server was not ready within {STARTS_WITHIN:.0f} s:\n{self._said()}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Ends it and all that it started with no chance to tidy up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()

    def cpu(self) -> float:
        return sum(map(cpu_of, self._processes()))

    def memory(self) -> int:
        """Resident bytes."""
        return sum(int(process.memory_info().rss) for process in self._processes())

    def token(self) -> str:
        """An organiser's, made the first time it is asked for."""
        if not self._token:
            command = [sys.executable, "-m", "app", "token", "--name", "bench"]
            made = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
            self._token = made.stdout.strip()
        return self._token

    def asked(self, path: str) -> Any:
        """What a variant's own route says."""
        answer = httpx.get(self.url + path, trust_env=False, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def _processes(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def _said(self) -> str:
        return (self.folder / "server.log").read_text("utf-8", "replace")[-3000:]


def cpu_of(process: psutil.Process) -> float:
    """Seconds of one process, from the scheduler's own count in nanoseconds where there is one: the usual one counts
    hundredths."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    if counts := [int(thread.read_text().split()[0]) for thread in threads]:
        return sum(counts) / 1e9
    times = process.cpu_times()
    return float(times.user + times.system)


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def ours(variant: str = "serve", *options: str, **settings: str) -> Iterator[Measured]:
    """Our server, or a variant of it: `forgetful` saves nothing, `pushing` can be told to push, `watched` tells what
    held it up."""
    arguments = ["-m", "app", "serve"] if variant == "serve" else ["-m", f"app.bench.{variant}"]
    with _running([*arguments, *options], settings) as server:
        yield server


@contextlib.contextmanager
def baseline(name: str) -> Iterator[Measured]:
    """A server to compare with: `naive`, `echo` or `bare_loop`."""
    with _running(["-m", f"app.bench.{name}"], {}) as server:
        yield server


@contextlib.contextmanager
def _running(arguments: list[str], settings: Mapping[str, str]) -> Iterator[Measured]:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="common-ground-bench-") as folder:
        url = f"http://127.0.0.1:{port}"
        environment = dict(os.environ) | {
            "COMMON_GROUND_DATA_DIR": folder,
            "COMMON_GROUND_BASE_URL": url,
            "COMMON_GROUND_ACTION_LIMIT": "0",
            **{f"COMMON_GROUND_{name}": value for name, value in settings.items()},
        }
        server = Measured([sys.executable, *arguments, "--port", str(port)], url, environment, Path(folder))
        try:
            server.start()
            yield server
        finally:
            if server.process.poll() is None:
                server.stop()
