"""Questions about invitations: one-time links that make an account, or give one a role."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import Session as Db
from sqlmodel import col

from .audit import record
from .secrets import hash_of, new_secret
from .tables import Invitation

LIFE = 7 * 24 * 3600.0


def add_invitation(db: Db, programme: str | None, email: str, role: str, who: str, now: float) -> str:
    """The link's secret, which is shown only now. `programme` is None for a role in everything here."""
    secret = new_secret()
    db.add(
        Invitation(hash=hash_of(secret), email=email, programme=programme, role=role, who=who, created_at=now,
                   expires_at=now + LIFE)
    )  # fmt: skip
    record(db, who, f"invite {role}", now, programme)
    db.flush()
    return secret


def good_invitation(db: Db, hash: bytes, now: float) -> Invitation | None:
    """The invitation of a link that can still be used."""
    row = db.get(Invitation, hash)
    good = row is not None and row.used_at is None and row.revoked_at is None and row.expires_at > now
    return row if good else None


def use_invitation(db: Db, hash: bytes, now: float) -> bool:
    """Spends a link → whether this was the one time that it could be."""
    i = Invitation
    taken = db.connection().execute(
        update(i)
        .where(col(i.hash) == hash, col(i.used_at).is_(None), col(i.revoked_at).is_(None), col(i.expires_at) > now)
        .values(used_at=now)
    )
    return taken.rowcount == 1


def open_invitations(db: Db, programme: str | None, now: float) -> list[Invitation]:
    """Those that nobody has used yet, the newest first."""
    i = Invitation
    asked = select(i).where(
        col(i.programme) == programme, col(i.used_at).is_(None), col(i.revoked_at).is_(None), col(i.expires_at) > now
    )
    return list(db.scalars(asked.order_by(col(i.created_at).desc(), col(i.email))))


def revoke_invitation(db: Db, programme: str | None, hash: bytes, who: str, now: float) -> bool:
    """Ends an invitation to this programme → whether there was one."""
    row = db.get(Invitation, hash)
    if row is None or row.programme != programme:
        return False
    row.revoked_at = row.revoked_at or now
    record(db, who, "take back invitation", now, programme)
    db.flush()
    return True
