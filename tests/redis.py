"""A real Redis for tests of several processes, keeping nothing, on a free loopback port."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.serving import free_port


class Redis:
    """A running server that can be stopped, frozen, and started again on the same port."""

    def __init__(self, command: list[str], port: int) -> None:
        self.address, self._command, self._port = f"redis://127.0.0.1:{port}/0", command, port
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_for(self._port)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """It neither answers nor hangs up."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)


@contextmanager
def running_redis() -> Iterator[Redis]:
    """Starts it and stops it. Fails with a sentence where it is not installed."""
    program = shutil.which("redis-server")
    assert program, "These tests need Redis. Install it with: apt-get install redis-server"
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    redis = Redis(command, port)
    try:
        yield redis
    finally:
        redis.stop()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("Redis did not start within ten seconds.")
