"""The second step of signing in, and what stands in for it."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.totp import step_of
from app.storage.accounts import account_row
from app.storage.sealing import seal, unseal
from app.storage.second_steps import set_totp, use_recovery_code, use_step


def use_code(db: Db, key: bytes, account: str, typed: str, now: float) -> bool:
    """Uses up the code of an app, or a recovery code → whether it was right. Each is good once."""
    row = account_row(db, account)
    if row is None or row.disabled_at is not None or row.totp is None:
        return False
    secret = unseal(key, account, row.totp)
    step = None if secret is None else step_of(secret, typed, now, row.totp_step)
    if step is not None:
        return use_step(db, account, step)
    return use_recovery_code(db, account, typed, now)


def set_up(db: Db, key: bytes, account: str, secret: bytes, typed: str, now: float) -> list[str] | None:
    """Switches the second step on, in place of an earlier one, once the app's code shows that it has the secret → the
    recovery codes, or None where the code is wrong."""
    step = step_of(secret, typed, now)
    return None if step is None else set_totp(db, account, seal(key, account, secret), step, now)
