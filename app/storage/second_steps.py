"""The second step of an account: its sealed secret, which codes were used, and the codes that stand in for it."""

from __future__ import annotations

from sqlalchemy import delete, func, or_, select, update
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import record
from .secrets import hash_of, new_receipt, tidy_receipt
from .tables import Account, AuditLine, Membership, RecoveryCode

RECOVERY_CODES = 10
BY_PASSWORD = "sign in with password"
"""What the record says of it."""


def set_totp(db: Db, account: str, sealed: bytes, step: int, now: float) -> list[str]:
    """Switches the second step on, with the code of `step` → the recovery codes, which are shown only now."""
    a = Account
    db.execute(update(a).where(col(a.id) == account).values(totp=sealed, totp_step=step))
    record(db, account, "set up second step", now, about=account)
    return new_recovery_codes(db, account, now)


def remove_totp(db: Db, account: str, now: float) -> None:
    """Switches the second step off; its codes end with it."""
    a = Account
    db.execute(update(a).where(col(a.id) == account).values(totp=None, totp_step=None))
    db.execute(delete(RecoveryCode).where(col(RecoveryCode.account) == account))
    record(db, account, "remove second step", now, about=account)


def use_step(db: Db, account: str, step: int) -> bool:
    """Uses the code of a step up → whether it was still to be used, by whoever came first."""
    a = Account
    used = db.connection().execute(
        update(a)
        .where(col(a.id) == account, col(a.totp).is_not(None), or_(col(a.totp_step).is_(None), col(a.totp_step) < step))
        .values(totp_step=step)
    )
    return used.rowcount == 1


def new_recovery_codes(db: Db, account: str, now: float) -> list[str]:
    """Ten new ones; those before are good no more."""
    r = RecoveryCode
    db.execute(delete(r).where(col(r.account) == account))
    codes = [new_receipt() for _ in range(RECOVERY_CODES)]
    db.add_all(r(hash=hash_of(code), account=account) for code in codes)
    record(db, account, "make recovery codes", now, about=account)
    db.flush()
    return codes


def use_recovery_code(db: Db, account: str, typed: str, now: float) -> bool:
    """Uses a recovery code up → whether it was one that is still good."""
    r = RecoveryCode
    used = db.connection().execute(
        update(r)
        .where(col(r.hash) == hash_of(tidy_receipt(typed)), col(r.account) == account, col(r.used_at).is_(None))
        .values(used_at=now)
    )
    if used.rowcount == 1:
        record(db, account, "use recovery code", now, about=account)
    return used.rowcount == 1


def recovery_codes_left(db: Db, account: str) -> int:
    r = RecoveryCode
    where = (col(r.account) == account, col(r.used_at).is_(None))
    return int(db.scalar(select(func.count()).select_from(r).where(*where)) or 0)


def is_asked(db: Db, account: str) -> bool:
    """Whether this account is one of those that are asked for a second step: who organises something."""
    a, m = Account, Membership
    organises = select(col(m.account)).where(col(m.account) == account, col(m.role) == "organiser")
    found = select(col(a.id)).where(col(a.id) == account, or_(col(a.role) == "organiser", organises.exists()))
    return db.scalars(found).first() is not None


def has_used_password(db: Db, account: str) -> bool:
    """Whether somebody has signed in to it by its password before."""
    line = AuditLine
    where = (col(line.who) == account, col(line.what) == BY_PASSWORD)
    return db.scalars(select(col(line.number)).where(*where).limit(1)).first() is not None
