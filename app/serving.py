"""Starting the server: uvicorn with the settings that the rooms rely on, pinned here and not left to a command line."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session as Db
from uvicorn.supervisors import Multiprocess

from app import logs
from app.actions.rehearsing import wipe_left_over
from app.hall import LOOPBACK, Place, find_place, listening
from app.settings import Settings
from app.storage.alone import InUse, alone_on
from app.storage.database import file_of, is_sqlite, writing_engine
from app.storage.migrating import migrate
from app.storage.mounts import network_file_system
from app.web.wire import LARGEST_MESSAGE, RoomProtocol
from app.welcome import hall_welcome, welcome

log = logging.getLogger(__name__)

SAFE_SQLITE = (3, 51, 3)
SWITCH = 0.0005
"""Seconds after which the thread that writes hands the interpreter back to the loop, a tenth of Python's usual. At
1,000 votes a second the slowest acks then come in 13 to 21 ms, not in 34 to 64."""
HERE = (None, LOOPBACK, "localhost", "::1")
"""Where to listen so that nobody but this machine comes in."""


class Unsafe(SystemExit):
    """Serving this way could lose votes."""


class Unreachable(SystemExit):
    """Nobody could come in at the address that was asked for."""


def run(settings: Settings, host: str | None, port: int, workers: int, example: bool, hall: bool = False) -> None:
    """Serves until it is stopped. Exits with a sentence where that would be unsafe, or out of everybody's reach.

    In a hall it listens at this laptop's address in the room's network and on the laptop itself, and nowhere else:
    a tunnel to the office stays closed. Without a hall `host` is where it listens, loopback unless it is given.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logs.set_up()
    refuse_unsafe(settings, workers, reached=hall or host not in HERE)
    place = find_place(host) if hall else None
    doors = None if place is None else _doors(place, port)
    settings, host = _known_at(settings, place, port), host or LOOPBACK
    config = _Config(
        "app.main:create_app", factory=True, workers=workers, timeout_worker_healthcheck=30,
        host=host, port=port, ws=RoomProtocol, loop="uvloop", http="httptools",
        ws_max_size=LARGEST_MESSAGE, ws_per_message_deflate=False, ws_ping_interval=15, ws_ping_timeout=15,
        timeout_graceful_shutdown=8, limit_concurrency=None, backlog=4096, access_log=False, log_level="warning",
        proxy_headers=bool(settings.trusted_proxies), forwarded_allow_ips=settings.trusted_proxies or None,
        server_header=False, log_config=None,
    )  # fmt: skip
    with _alone(settings):
        _bring_up_to_date(settings.database)
        if example:
            print(welcome(settings.database, settings.origin or f"http://{reachable(host)}:{port}"), flush=True)
        if place is not None:
            print(hall_welcome(settings.database, place, settings.origin, port, sys.stdout.isatty()), flush=True)
        if workers == 1:
            signal.signal(signal.SIGTERM, _ended_as_asked)  # uvicorn raises it again once all is tidy
            uvicorn.Server(config).run(doors)
            return
        assert settings.key  # made before the workers, so that all find the same
        with tempfile.TemporaryDirectory(prefix="common-ground-metrics-") as counted:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counted
            Multiprocess(config, doors or [config.bind_socket()]).run()


def _doors(place: Place, port: int) -> list[socket.socket]:
    try:
        return listening([place.address or LOOPBACK, LOOPBACK], port)
    except OSError as error:
        others = f" It has {', '.join(place.others)}." if place.others else ""
        raise Unreachable(
            f"This laptop cannot be reached at {place.address or LOOPBACK}, port {port}: {error.strerror}.{others}"
        ) from None


def _known_at(settings: Settings, place: Place | None, port: int) -> Settings:
    """In a hall links and QR codes carry the hall's address, in this process and its workers, unless one is set."""
    if place is None or place.address is None or settings.origin:
        return settings
    host = f"[{place.address}]" if ":" in place.address else place.address
    os.environ["COMMON_GROUND_BASE_URL"] = f"http://{host}:{port}"
    return settings.model_copy(update={"base_url": os.environ["COMMON_GROUND_BASE_URL"]})


def _bring_up_to_date(database: str) -> None:
    """The newest schema, and nothing left of rehearsals that ended with the server before."""
    try:
        migrate(database)
        engine = writing_engine(database, 1, checkpoints=False)
        with Db(engine) as db, db.begin():
            wipe_left_over(db, time.time(), alone=is_sqlite(database))
        engine.dispose()
    except DBAPIError as error:
        raise Unsafe(f"The database cannot be opened or brought up to date: {error.orig}") from None


def _ended_as_asked(*_: object) -> None:
    """Who is asked to end, and has saved and said goodbye, ends well."""
    raise SystemExit(0)


class _Config(uvicorn.Config):
    """What each process sets for itself, before it serves."""

    def configure_logging(self) -> None:
        sys.setswitchinterval(SWITCH)
        logs.set_up()


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


def refuse_unsafe(settings: Settings, workers: int, reached: bool = False) -> None:
    """A key that can be guessed opens every door that others can reach: `reached`, or by an address in the settings.
    Several processes on one SQLite file would not agree on whose turn it is; a file share may forget a sync."""
    if (settings.origin or reached) and settings.key_is_weak:
        raise Unsafe(
            "COMMON_GROUND_SECRET_KEY can be guessed: it is an example or too short. Use at least 32 random "
            "characters, or leave it empty: then one is made and kept in the data folder."
        )
    if settings.provider_trouble:
        raise Unsafe(settings.provider_trouble)
    if not is_sqlite(settings.database):
        if workers > 1 and not settings.redis_url:
            log.warning("Without COMMON_GROUND_REDIS_URL what one process saves reaches the others up to 2 s later.")
        return
    if workers > 1:
        raise Unsafe("SQLite serves one process. Set COMMON_GROUND_DATABASE_URL to PostgreSQL to use more.")
    if (shared := network_file_system(file_of(settings.database))) is not None:
        raise Unsafe(
            f"The data folder is on a network file system ({shared}), which may lose what was saved. "
            "Choose a folder on a disk of this machine, or use PostgreSQL."
        )
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        log.warning(
            "SQLite %s has a rare fault when two connections move its log at once. One connection does that here, "
            "so it cannot happen; 3.51.3 or newer does not have it at all.", sqlite3.sqlite_version,
        )  # fmt: skip


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    try:
        with alone_on(settings.database):
            yield
    except InUse as in_use:
        raise Unsafe(str(in_use)) from None
