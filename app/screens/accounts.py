"""Every account of this server: who it is, what it may do where, and whether it is signed in. For its organisers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.storage.accounts import all_accounts
from app.storage.memberships import ORGANISER, roles_of_all
from app.storage.sign_ins import sign_ins_of_all


@dataclass(frozen=True, slots=True)
class AccountLine:
    """`name` may be empty; `roles` are (programme, its name, role). `seen`: when a browser that is signed in now was
    last seen, None where there is none; times in seconds since 1970."""

    id: str
    name: str
    email: str
    everywhere: bool
    roles: Sequence[tuple[str, str, str]]
    since: float
    second_step: bool
    browsers: int
    seen: float | None
    shut_out_at: float | None


def accounts_screen(db: Db, now: float) -> list[AccountLine]:
    """All of them, those who are shut out last."""
    roles, signed_in = roles_of_all(db), sign_ins_of_all(db, now)
    lines = []
    for a in all_accounts(db):
        browsers, seen = signed_in.get(a.id, (0, None))
        where = roles.get(a.id, ())
        lines.append(
            AccountLine(
                a.id, a.name, a.email, a.role == ORGANISER, where, a.created_at, a.totp is not None, browsers, seen,
                a.disabled_at,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: line.shut_out_at is not None)
