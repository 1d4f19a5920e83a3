"""Servers to measure: ours as its users start it, its variants, and the baselines, each a process of its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil


@dataclass(slots=True)
class Measured:
    """A running server. CPU seconds and memory are those of its whole process."""

    url: str
    process: subprocess.Popen[bytes]
    environment: Mapping[str, str]
    folder: Path

    def cpu(self) -> float:
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def memory(self) -> int:
        """Resident bytes."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def token(self) -> str:
        command = [sys.executable, "-m", "app", "token", "--name", "bench"]
        made = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return made.stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def ours(variant: str = "serve", **settings: str) -> Iterator[Measured]:
    """Our server, or a variant of it: `forgetful` saves nothing, `fanout` can be told to push."""
    arguments = ["-m", "app", "serve"] if variant == "serve" else ["-m", f"app.bench.{variant}"]
    with _running(arguments, settings, "/readyz") as server:
        yield server


@contextlib.contextmanager
def baseline(name: str) -> Iterator[Measured]:
    """A server to compare with: `naive`, `echo` or `bare_loop`."""
    with _running(["-m", f"app.bench.{name}"], {}, "/readyz") as server:
        yield server


@contextlib.contextmanager
def _running(arguments: list[str], settings: Mapping[str, str], ready: str) -> Iterator[Measured]:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="common-ground-bench-") as folder:
        url = f"http://127.0.0.1:{port}"
        environment = dict(os.environ) | {
            "COMMON_GROUND_DATA_DIR": folder,
            "COMMON_GROUND_BASE_URL": url,
            "COMMON_GROUND_ACTION_LIMIT": "0",
            **{f"COMMON_GROUND_{name}": value for name, value in settings.items()},
        }
        with open(Path(folder) / "server.log", "wb") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments, "--port", str(port)], env=environment, stdout=log, stderr=log
            )
            try:
                _wait(url + ready, process)
                yield Measured(url, process, environment, Path(folder))
            finally:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(address, trust_env=False).status_code == 200:
                return
        time.sleep(0.05)
    raise RuntimeError("The server did not become ready within 20 s.")
