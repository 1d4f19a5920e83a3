"""What people do with their own account: a password, a second step, a name."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session as Db

from app.domain.passwords import check_password
from app.domain.refusals import Refusal
from app.storage.accounts import account_row, someone_with_link, use_link
from app.storage.audit import record
from app.storage.facts import common_passwords
from app.storage.second_steps import new_recovery_codes, remove_totp
from app.storage.secrets import hash_of
from app.storage.sign_ins import add_sign_in, end_sign_ins, sign_ins_of, sign_out


def fit_password(password: str, about: Sequence[str] = (), second_step: bool = False) -> None:
    """Raises Refusal (field `password`) where it may not be used. `about`: the person's address and name."""
    check_password(password, common_passwords(), about, second_step)


def set_password(db: Db, account: str, hashed: str, now: float, keep: bytes | None = None) -> list[bytes]:
    """Sets a password that was found fit, as its hash (`app.web.hashing`) → the hashes of cookies that end with it.

    Every browser where the account is signed in is signed out, but the one whose cookie's hash is `keep`.
    """
    row = account_row(db, account)
    if row is None:
        raise Refusal("not_allowed", "This account is not known here, or no longer.")
    what = "change password" if row.password else "set password"
    row.password = hashed
    record(db, account, what, now, about=account)
    ended = end_sign_ins(db, account, but=keep)
    db.flush()
    return ended


def come_by_link(
    db: Db, link: bytes, now: float, browser: str, hashed: str | None, drop_step: bool
) -> tuple[str, list[bytes]] | None:
    """Signs in with a one-time link, and sets what was lost anew: a password, given as its hash, and no second step
    until one is set up again → (the secret for the cookie, the hashes of those that end), or None if it is spent."""
    account = someone_with_link(db, link, now)
    cookie = use_link(db, link, now, browser)
    if account is None or cookie is None:
        return None
    if drop_step and account.totp is not None:
        remove_totp(db, account.id, now)
    ended = [] if hashed is None else set_password(db, account.id, hashed, now, keep=hash_of(cookie))
    return cookie, ended


def change_password(db: Db, account: str, hashed: str, now: float, browser: str) -> tuple[str, list[bytes]]:
    """The same from one's own account → (the secret for this browser's new cookie, the hashes of those that end)."""
    cookie = add_sign_in(db, account, now, browser, "sign in again")
    return cookie, set_password(db, account, hashed, now, keep=hash_of(cookie))


def switch_step_off(db: Db, account: str, now: float) -> None:
    remove_totp(db, account, now)


def new_codes(db: Db, account: str, now: float) -> list[str]:
    """Ten new recovery codes, shown only now. Raises Refusal where there is no second step."""
    row = account_row(db, account)
    if row is None or row.totp is None:
        raise Refusal("not_allowed", "Set up your second step first.")
    return new_recovery_codes(db, account, now)


def end_sign_in(db: Db, account: str, handle: str, now: float) -> list[bytes]:
    """Signs one browser of this account out → the hash of its cookie, whose connections are to be closed."""
    ended = [row.hash for row in sign_ins_of(db, account, now) if row.hash.hex() == handle]
    for hash in ended:
        sign_out(db, hash)
        record(db, account, "sign out a browser", now, about=account)
    return ended


def end_all_sign_ins(db: Db, account: str, now: float, but: bytes | None = None) -> list[bytes]:
    """Signs out everywhere, or everywhere but in one browser → the hashes of the cookies that end."""
    record(db, account, "sign out everywhere", now, about=account)
    return end_sign_ins(db, account, but)
