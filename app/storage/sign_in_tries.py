"""Counting wrong passwords and codes: ten in a quarter of an hour, on all processes together.

A try is counted before the password is looked at, and given back where it was right, so that fifty tries at the same
moment are fifty. They are counted by what is guessed at, never by where they come from: a hall shares one address.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlmodel import Session as Db
from sqlmodel import col

from .secrets import new_id
from .tables import SignInTry
from .turns import take_turns

MOST, WHILE = 10, 15 * 60.0
"""Tries, and seconds for which each counts."""


@dataclass(frozen=True, slots=True)
class Try:
    """One that may be made: `left` are those that remain after it. Without an id it may not, for `wait` seconds."""

    id: str | None
    left: int
    wait: int = 0


def about(key: bytes, what: str) -> bytes:
    """What a try is kept under: nobody reads from it, without the server's key, whose it was."""
    return hashlib.blake2b(what.encode(), digest_size=16, key=key[:64], person=b"sign-in try").digest()


def take_try(db: Db, about: bytes, now: float) -> Try:
    """Counts a try at this, unless too many were made."""
    t = SignInTry
    take_turns(db, about)
    db.execute(delete(t).where(col(t.at) <= now - WHILE))
    made = sorted(db.scalars(select(col(t.at)).where(col(t.about) == about)))
    if len(made) >= MOST:
        return Try(None, 0, max(1, math.ceil(made[-MOST] + WHILE - now)))
    row = SignInTry(id=new_id(), about=about, at=now)
    db.add(row)
    db.flush()
    return Try(row.id, MOST - len(made) - 1)


def is_first(db: Db, about: bytes, now: float) -> bool:
    """Uses something up that is good once → whether nobody had, in the last quarter of an hour."""
    return take_try(db, about, now).left == MOST - 1


def give_back(db: Db, id: str) -> None:
    """It was right: it does not count."""
    db.execute(delete(SignInTry).where(col(SignInTry.id) == id))
