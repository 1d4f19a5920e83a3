"""Letting somebody help, or host, in one session without an account: a link that opens once, good for today."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session as Db

from app.domain.naming import fit_name
from app.domain.refusals import Refusal
from app.storage.passes import add_pass, passes_of

HELPER, HOST = "helper", "host"
LONGEST_NAME = 60
MOST = 50
AT_LEAST = timedelta(hours=6)
"""An evening's workshop is not cut off at midnight."""


def make_pass(
    db: Db, session: str, role: str, name: str, now: float, until: float | None = None, who: str = "host"
) -> tuple[str, str]:
    """(id, the link's secret). `until`: when the pass of whoever makes it ends; this one ends no later. Raises Refusal
    bad_field, too_long or too_many."""
    if role not in (HELPER, HOST):
        raise Refusal("bad_field", "Choose what they may do.", "role")
    kept = fit_name(name, LONGEST_NAME)
    good = [row for row in passes_of(db, session) if row.revoked_at is None and row.expires_at > now]
    if len(good) >= MOST:
        raise Refusal("too_many", "A workshop has up to {most} helpers. Stop one first.", "name", most=MOST)
    ends = end_of_today(now) if until is None else min(until, end_of_today(now))
    return add_pass(db, session, role, kept, now, ends, who)


def end_of_today(now: float) -> float:
    """Midnight in the server's time zone, or six hours from now where that is later; seconds since 1970."""
    here = datetime.fromtimestamp(now)
    midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time())
    return max(midnight, here + AT_LEAST).timestamp()
