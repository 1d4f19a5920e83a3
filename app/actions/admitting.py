"""Looking after who may come in at all: shutting an account out, letting it in again, signing it out everywhere."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.accounts import account_row, put_in_use
from app.storage.audit import record
from app.storage.memberships import ORGANISER, everywhere, keys_of
from app.storage.sign_ins import end_sign_ins
from app.storage.tables import Account


def shut_out(db: Db, account: str, who: str, now: float) -> list[bytes]:
    """Ends what an account may do → the hashes of the cookies and tokens whose pages close. What it made stays.

    Raises Refusal unknown_code or bad_field: nobody shuts out themselves, nor the last who looks after the server.
    """
    row = _known(db, account)
    if account == who:
        raise Refusal("bad_field", "This is your own account. Somebody else can shut it out.", "account")
    if row.role == ORGANISER and all(other.id == account for other in everywhere(db)):
        raise Refusal("bad_field", "Somebody has to look after the server. Let somebody else do so first.", "account")
    keys = keys_of(db, account)
    put_in_use(db, row, False, who, now)
    return keys


def let_in_again(db: Db, account: str, who: str, now: float) -> None:
    """Lets an account do again what its roles say. Raises Refusal unknown_code."""
    put_in_use(db, _known(db, account), True, who, now)


def sign_out_everywhere(db: Db, account: str, who: str, now: float) -> list[bytes]:
    """Signs an account out in every browser → the hashes of their cookies. Raises Refusal unknown_code."""
    _known(db, account)
    ended = end_sign_ins(db, account)
    record(db, who, "sign out everywhere", now, about=account)
    return ended


def _known(db: Db, account: str) -> Account:
    row = account_row(db, account)
    if row is None:
        raise Refusal("unknown_code", "This account is not known here.")
    return row
