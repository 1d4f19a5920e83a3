"""A real Caddy with the project's own Caddyfile, on a free loopback port."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.serving import TOP, free_port

CADDYFILE = TOP / "deploy" / "Caddyfile"


@contextmanager
def running_caddy(folder: Path, upstreams: Sequence[str]) -> Iterator[str]:
    """In front of these (host:port) → its address. Fails with a sentence where it is not installed."""
    program = shutil.which("caddy")
    assert program, "These tests need Caddy. Install it with: apt-get install caddy"
    folder.mkdir(parents=True, exist_ok=True)
    address = f"http://127.0.0.1:{free_port()}"
    environment = os.environ | {
        "SITE_ADDRESS": address, "UPSTREAMS": " ".join(upstreams), "HOME": str(folder), "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }  # fmt: skip
    command = [program, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
    with (folder / "caddy.log").open("ab") as out:
        caddy = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        _wait_for(address, caddy, folder / "caddy.log")
        yield address
    finally:
        caddy.terminate()
        caddy.wait(20)


def _wait_for(address: str, caddy: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert caddy.poll() is None, log.read_text("utf-8", "replace")
        try:
            if httpx.get(f"{address}/readyz", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("Caddy did not find a server that is ready within 20 s.\n" + log.read_text("utf-8", "replace"))
