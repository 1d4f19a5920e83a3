"""What a start prints: where the console, the board and the join page are, how to sign in, and how a hall gets in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session as Db

from app.domain.session import ENDED
from app.hall import LOOPBACK, Place
from app.storage.accounts import add_link
from app.storage.database import writing_engine
from app.storage.ideas import programmes
from app.storage.sessions import sessions_of
from app.storage.tables import WorkshopSession

FIRST_HOST = "host@example.org"
Read = TypeVar("Read")

_NO_NETWORK = """
This laptop is in no network, so phones cannot reach it.

  1. Join the hall's Wi-Fi with this laptop, plug in a router of your own, or switch on the laptop's hotspot.
     None of them needs internet.
  2. Stop this with Ctrl+C and start it again.

Until then it is served on this laptop only: {here}
"""
_HALL = """
Common Ground serves this room. It needs no internet.

  Phones open       {origin}
  {code}
  On this laptop    {origin}/programmes   (what this laptop asks itself does not go through the air)
  Sign in           python -m app link --email you@example.org --url {origin}
{others}
This is plain http, without encryption. What that means:
  - Everybody in this Wi-Fi could read along: answers with their community, the join code, and whoever signs in.
    Somebody with skill could even change answers on their way. Nobody's name is asked, so none is in the air.
  - Nothing is less safe once it has arrived: it is saved on this laptop, and nowhere else.
  - So use a network of your own with a password, not the venue's open one. Give the password to the room only.
  - Host from this laptop. Sign in on another device only if you trust everybody in this network.
Phones may say "Not secure", or that this Wi-Fi has no internet. Stay connected; both are true, and expected.
"""


def welcome(database: str, origin: str) -> str:
    """The lines to print, with a new one-time sign-in link."""
    return _asked(database, lambda db: _addresses(origin, _newest(db), add_link(db, FIRST_HOST, time.time())))


def hall_welcome(database: str, place: Place, origin: str, port: int, terminal: bool) -> str:
    """What a host in a hall reads: the address, the code, what plain http leaves open, and a QR picture where the
    lines go to a terminal."""
    here = f"http://{LOOPBACK}:{port}"
    if place.address is None:
        return _NO_NETWORK.format(here=here)
    session = _asked(database, _newest)
    lines = _HALL.format(origin=origin, here=here, code=_code_line(session), others=_others(place))
    if origin.startswith("https:"):
        lines = lines.partition("\nThis is plain http")[0]
    link = origin if session is None else f"{origin}/join/{session.secret}"
    return f"{lines}\n{terminal_qr(link)}\n" if terminal else lines


def terminal_qr(link: str) -> str:
    """The code in half blocks, black on white by fixed colours: readable on dark terminals and on light ones."""
    import segno  # a server starts sooner without it

    rows = [list(row) for row in segno.make(link, error="l", micro=False).matrix_iter(scale=1, border=3)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    pairs = zip(rows[::2], rows[1::2], strict=True)
    drawn = ("".join(_BLOCKS[bool(up), bool(low)] for up, low in zip(*pair, strict=True)) for pair in pairs)
    return "\n".join(f"{_BLACK_ON_WHITE}{line}{_AS_BEFORE}" for line in drawn)


_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
_BLACK_ON_WHITE, _AS_BEFORE = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
"""Colours of the fixed cube (ECMA-48 with 256 colours): those that themes change are only the first sixteen."""


def _code_line(session: WorkshopSession | None) -> str:
    if session is None:
        return "Code              each workshop has its own: see its board or console"
    return f"Code              {session.code}   ({session.name})"


def _others(place: Place) -> str:
    if not place.others:
        return ""
    return (
        f"\nThis laptop is also known as {', '.join(place.others)}. If the phones are in that network instead, "
        f"stop, and start with --host {place.others[0]}.\n"
    )


def _addresses(origin: str, session: WorkshopSession | None, secret: str) -> str:
    lines = [
        "",
        "Common Ground is running.",
        "",
        f"  Sign in as host   {origin}/sign-in/{secret}",
        "                    (works once, for a day)",
    ]
    if session is not None:
        at = f"{origin}/sessions/{session.id}"
        lines += [f"  Console           {at}/console", f"  Board             {at}/board",
                  f"  Join page         {origin}/join/{session.code}   (code {session.code})"]  # fmt: skip
    return "\n".join([*lines, "", "Stop it with Ctrl+C. Everything is kept.", ""])


def _newest(db: Db) -> WorkshopSession | None:
    """The newest session that has not ended, and is no rehearsal."""
    found = [s for p in programmes(db) for s in sessions_of(db, p.id) if s.phase != ENDED and s.rehearsal_of is None]
    return max(found, key=lambda s: s.created_at, default=None)


def _asked(database: str, question: Callable[[Db], Read]) -> Read:
    engine: Engine = writing_engine(database, 1, checkpoints=False)
    try:
        with Db(engine, expire_on_commit=False) as db, db.begin():
            return question(db)
    finally:
        engine.dispose()
