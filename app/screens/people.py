"""Who belongs to a programme, who is invited, and which tokens reach it: for its organisers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session as Db

from app.storage.api_tokens import tokens_for, tokens_of
from app.storage.ideas import programme as programme_row
from app.storage.invitations import open_invitations
from app.storage.memberships import everywhere, members_of
from app.storage.tables import ApiToken, Programme
from app.storage.who_did import names_of


@dataclass(frozen=True, slots=True)
class Person:
    """`since` in seconds since 1970; `name` may be empty."""

    account: str
    name: str
    email: str
    role: str
    since: float


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation that nobody used yet. Its id tells nothing of its link."""

    id: str
    email: str
    role: str
    by: str
    until: float


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as its maker sees it. `programme` is a name, empty for all; `scopes` None for everything."""

    id: str
    name: str
    programme: str
    programme_id: str | None
    scopes: Sequence[str] | None
    by: str
    made: float
    until: float | None
    used: float | None
    ended: bool


@dataclass(frozen=True, slots=True)
class PeopleScreen:
    """`everywhere`: those who may do all there is in every programme."""

    programme: Programme
    people: Sequence[Person]
    everywhere: Sequence[Person]
    invited: Sequence[Open]
    tokens: Sequence[TokenLine]


def people_screen(db: Db, programme: str, now: float) -> PeopleScreen | None:
    """A programme's people, or None where there is none such."""
    row = programme_row(db, programme)
    if row is None:
        return None
    open_ones = open_invitations(db, programme, now)
    names = names_of(db, (one.who for one in open_ones))
    return PeopleScreen(
        row,
        [Person(a.id, a.name, a.email, m.role, m.at) for a, m in members_of(db, programme) if a.disabled_at is None],
        [Person(a.id, a.name, a.email, a.role, a.created_at) for a in everywhere(db)],
        [Open(one.hash.hex(), one.email, one.role, names.get(one.who, one.who), one.expires_at) for one in open_ones],
        _lines(db, [token for token in tokens_for(db, programme) if not _over(token, now)], now),
    )


def token_lines(db: Db, account: str | None, now: float) -> list[TokenLine]:
    """Every token that an account made, or the command line, the newest first."""
    return _lines(db, tokens_of(db, account), now)


def _lines(db: Db, tokens: Sequence[ApiToken], now: float) -> list[TokenLine]:
    names = names_of(db, (token.account for token in tokens if token.account))
    return [
        TokenLine(
            token.hash.hex(), token.name, _name_of(db, token.programme), token.programme, token.scopes,
            names.get(token.account or "", ""), token.created_at, token.expires_at, token.used_at, _over(token, now),
        )
        for token in tokens
    ]  # fmt: skip


def _name_of(db: Db, programme: str | None) -> str:
    row = None if programme is None else programme_row(db, programme)
    return "" if row is None else row.name


def _over(token: ApiToken, now: float) -> bool:
    return token.revoked_at is not None or (token.expires_at is not None and token.expires_at <= now)
