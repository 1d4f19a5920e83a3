"""Giving a program a key of its own: never more than its maker has, and not for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlmodel import Session as Db

from app.domain.naming import fit_name
from app.domain.refusals import Refusal
from app.storage.api_tokens import add_token, revoke_token, tokens_of
from app.storage.ideas import programme as programme_row

USUAL_DAYS, MOST_DAYS = 90, 730
LONGEST_NAME = 60
MOST = 50
A_DAY = 86_400.0


def make_token(
    db: Db, name: str, scopes: Collection[str] | None, programme: str | None, days: int | None, now: float, *,
    account: str | None, roles: Mapping[str, str] | None, offered: Collection[str],
) -> str:  # fmt: skip
    """The token, shown only now. `scopes` None, or a choice of `offered`; `roles` as its maker has them, None for every
    programme. Raises Refusal bad_field, too_long or too_many."""
    kept = fit_name(name, LONGEST_NAME)
    if scopes is not None and (not scopes or not set(scopes) <= set(offered)):
        raise Refusal("bad_field", "Choose what it may do.", "scopes")
    if programme is not None and (programme_row(db, programme) is None or not (roles is None or programme in roles)):
        raise Refusal("bad_field", "Choose one of your programmes.", "programme")
    if days is not None and not 0 < days <= MOST_DAYS:
        raise Refusal("bad_field", "Choose between 1 and {most} days.", "days", most=MOST_DAYS)
    if account is not None and days is None:
        raise Refusal("bad_field", "Choose between 1 and {most} days.", "days", most=MOST_DAYS)
    good = [t for t in tokens_of(db, account) if t.revoked_at is None and (t.expires_at is None or t.expires_at > now)]
    if account is not None and len(good) >= MOST:
        raise Refusal("too_many", "You can have up to {most} tokens. End one first.", "name", most=MOST)
    ends = None if days is None else now + days * A_DAY
    return add_token(db, kept, "organiser", now, account, programme, scopes, ends)


def end_token(db: Db, hash: bytes, account: str | None, now: float) -> None:
    """Ends one's own token at once. Raises Refusal unknown_code."""
    if not revoke_token(db, hash, account, now):
        raise Refusal("unknown_code", "This token is not one of yours.")
