"""Questions about passes: one-time links by which somebody without an account hosts or helps in one session.

The journal keeps only a hash of who did something. What was done with a pass is noted beside it, by the event's number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.events import Recorded

from .audit import record
from .secrets import hash_of, new_id, new_secret
from .tables import Look, SessionPass

ACTOR = "host:pass:"
"""What the actor's id of somebody with a pass begins with; the pass's id follows."""
DID = "did "
HOST_LINK_LIFE = 600.0
"""Seconds within which a link for a host has to be opened: it gives the whole console away."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass that is good now. `role` is host or helper."""

    id: str
    session: str
    role: str
    name: str
    expires_at: float


def add_pass(
    db: Db, session: str, role: str, name: str, now: float, expires_at: float, who: str = "host"
) -> tuple[str, str]:
    """(id, the link's secret, which is shown only now)."""
    secret = new_secret()
    made = SessionPass(
        id=new_id(), session=session, role=role, name=name, link=hash_of(secret), created_at=now, expires_at=expires_at
    )
    db.add(made)
    record(db, who, f"make {role} link", now, session=session, about=made.id)
    db.flush()
    return made.id, secret


def link_until(row: SessionPass) -> float:
    """Until when a link can be opened, seconds since 1970."""
    return min(row.expires_at, row.created_at + HOST_LINK_LIFE) if row.role == "host" else row.expires_at


def passes_of(db: Db, session: str) -> list[SessionPass]:
    """Every pass that was made for a session, the newest first."""
    p = SessionPass
    return list(db.scalars(select(p).where(col(p.session) == session).order_by(col(p.created_at).desc(), col(p.id))))


def pass_of_link(db: Db, link: bytes, now: float) -> Pass | None:
    """The pass of a link that can still be opened."""
    return _good(db, col(SessionPass.link) == link, now, used=False)


def pass_of_cookie(db: Db, cookie: bytes, now: float) -> Pass | None:
    """The pass of a browser, if it is still good."""
    return _good(db, col(SessionPass.cookie) == cookie, now, used=True)


def use_pass(db: Db, link: bytes, now: float) -> tuple[Pass, str] | None:
    """Opens a link, once → (its pass, the secret for the browser's cookie); None where it is spent."""
    found = pass_of_link(db, link, now)
    if found is None:
        return None
    p, cookie = SessionPass, new_secret()
    taken = db.connection().execute(
        update(p).where(col(p.id) == found.id, col(p.used_at).is_(None)).values(used_at=now, cookie=hash_of(cookie))
    )
    if taken.rowcount != 1:
        return None
    record(db, f"pass:{found.id}", f"come in as {found.role}", now, session=found.session)
    return found, cookie


def revoke_pass(db: Db, session: str, id: str, now: float, who: str = "host") -> bytes | None:
    """Ends a pass of this session → the hash of the cookie that it became, if any. Its row stays as a record."""
    row = db.get(SessionPass, id)
    if row is None or row.session != session:
        return None
    row.revoked_at = row.revoked_at or now
    record(db, who, f"end {row.role} link", now, session=session, about=id)
    db.flush()
    return row.cookie


def record_deeds(db: Db, session: str, done: Sequence[tuple[str, Recorded]]) -> None:
    """Notes whose deeds these (actor, event) were, of those done with a pass. Part of the turn that saves them."""
    for actor, recorded in done:
        if actor.startswith(ACTOR):
            what = f"{DID}{recorded.number} {recorded.event.kind}"
            db.add(Look(id=new_id(), session=session, at=recorded.at, who=actor, what=what))


def deeds_by_pass(db: Db, session: str) -> dict[int, str]:
    """{number of an event: the id of the pass with which it was done}."""
    rows = db.execute(
        select(col(Look.who), col(Look.what)).where(
            col(Look.session) == session, col(Look.who).startswith(ACTOR), col(Look.what).startswith(DID)
        )
    )
    return {int(what.split()[1]): who.removeprefix(ACTOR) for who, what in rows}


def _good(db: Db, which: ColumnElement[Any], now: float, used: bool) -> Pass | None:
    row = db.scalars(select(SessionPass).where(which)).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now or (row.used_at is not None) != used:
        return None
    if not used and link_until(row) <= now:
        return None
    return Pass(row.id, row.session, row.role, row.name, row.expires_at)
