"""Starting the server: uvicorn with the settings that the rooms rely on, pinned here and not left to a command line."""

from __future__ import annotations

import socket
import sys

import uvicorn

from app import logs
from app.settings import Settings
from app.storage.database import is_sqlite
from app.storage.migrating import migrate
from app.web.wire import LARGEST_MESSAGE, RoomProtocol
from app.welcome import welcome

SWITCH = 0.0005
"""Seconds after which the thread that writes hands the interpreter back to the loop, a tenth of Python's usual. At
1,000 votes a second the slowest acks then come in 13 to 21 ms, not in 34 to 64."""


class Unsafe(SystemExit):
    """Serving this way could lose votes."""


def run(settings: Settings, host: str, port: int, workers: int, example: bool) -> None:
    """Serves until it is stopped. Exits with a sentence where that would be unsafe."""
    refuse_unsafe(settings, workers)
    sys.setswitchinterval(SWITCH)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logs.set_up()
    config = uvicorn.Config(
        "app.main:create_app", factory=True, host=host, port=port, ws=RoomProtocol, loop="uvloop", http="httptools",
        ws_max_size=LARGEST_MESSAGE, ws_per_message_deflate=False, ws_ping_interval=20, ws_ping_timeout=20,
        timeout_graceful_shutdown=8, limit_concurrency=None, backlog=4096, access_log=False, log_level="warning",
        proxy_headers=bool(settings.trusted_proxies), forwarded_allow_ips=settings.trusted_proxies or None,
        server_header=False, log_config=None,
    )  # fmt: skip
    if example:
        migrate(settings.database)
        print(welcome(settings.database, settings.origin or f"http://{reachable(host)}:{port}"), flush=True)
    uvicorn.Server(config).run()


def reachable(host: str) -> str:
    """The address by which others reach a server that listens on `host`: for all addresses, this machine's own."""
    if host not in ("0.0.0.0", "::"):
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address for documentation: nothing is sent, a route is chosen
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def refuse_unsafe(settings: Settings, workers: int) -> None:
    """Several processes on one SQLite file would not agree on whose turn it is."""
    if workers > 1 and is_sqlite(settings.database):
        raise Unsafe("SQLite serves one process. Set COMMON_GROUND_DATABASE_URL to PostgreSQL to use more.")
    if workers > 1:
        raise Unsafe("This version serves one process; more come with another version.")
