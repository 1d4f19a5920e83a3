"""Letting somebody belong to a programme: inviting them by a link, what the link does, changing and ending a role."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.emails import tidy_email
from app.domain.naming import fit_name
from app.domain.refusals import N_, Refusal
from app.storage.accounts import account_of_email, account_row
from app.storage.ideas import programme as programme_row
from app.storage.invitations import add_invitation, good_invitation, open_invitations, revoke_invitation, use_invitation
from app.storage.memberships import (
    MEMBER,
    ORGANISER,
    add_account,
    keys_of,
    members_of,
    remove_member,
    role_in,
    set_role,
)
from app.storage.secrets import hash_of
from app.storage.sign_ins import end_sign_ins
from app.storage.turns import take_turns

from .accounts import set_password

ROLES = (ORGANISER, "drafter", "host", "viewer")
LONGEST_NAME = 80
MOST_OPEN = 50
SPENT = Refusal("not_signed_in", "This invitation was used before, was taken back, or is more than a week old.", "link")


@dataclass(frozen=True, slots=True)
class Invited:
    """What a link that can still be used offers. `programme` names it; None for everything here. `known`: the address
    has an account already, which keeps its password."""

    email: str
    role: str
    programme: str | None
    known: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """`programme` is an id, or None for everything here. `ended`: hashes of the cookies that ended with it."""

    account: str
    programme: str | None
    ended: tuple[bytes, ...]


def invite(db: Db, programme: str, email: str, role: str, who: str, now: float) -> str:
    """The link's secret, shown only now. Raises Refusal unknown_code, bad_field or too_many."""
    if programme_row(db, programme) is None:
        raise Refusal("unknown_code", "This programme is not known here.")
    address, role = _address(email), _role(role)
    known = account_of_email(db, address)
    if known is not None and known.disabled_at is not None:
        raise Refusal("bad_field", "This account is disabled.", "email")
    if known is not None and known.role == ORGANISER:
        raise Refusal("bad_field", "They may do everything here already.", "email")
    if known is not None and role_in(db, programme, known.id) is not None:
        raise Refusal("bad_field", "They are in the list already. Change their role there.", "email")
    if len(open_invitations(db, programme, now)) >= MOST_OPEN:
        raise Refusal("too_many", "Up to {most} invitations can be open. Take one back first.", "email", most=MOST_OPEN)
    return add_invitation(db, programme, address, role, who, now)


def look_at(db: Db, hash: bytes, now: float) -> Invited | None:
    """What a link offers; None where it is spent. Looking changes nothing."""
    found = good_invitation(db, hash, now)
    known = None if found is None else account_of_email(db, found.email)
    if found is None or (known is not None and known.disabled_at is not None):
        return None
    row = None if found.programme is None else programme_row(db, found.programme)
    if found.programme is not None and row is None:
        return None
    return Invited(found.email, found.role, None if row is None else row.name, known is not None)


def own_name(name: str) -> str:
    """A person's name as it is kept. Raises Refusal bad_field or too_long."""
    return fit_name(name, LONGEST_NAME, N_("Please give your name."))


def accept(db: Db, hash: bytes, name: str, hashed: str | None, now: float) -> Accepted:
    """Spends a link. Who is new gets an account with this name and password (as its hash, found fit before; None where
    their organisation's sign-in is to say who they are); who has one gets the role and nothing else.

    Raises Refusal not_signed_in where the link is spent.
    """
    offered = look_at(db, hash, now)
    found = good_invitation(db, hash, now)
    if offered is None or found is None:
        raise SPENT
    if not use_invitation(db, hash, now):
        raise SPENT
    take_turns(db, hash_of(found.email))
    known = account_of_email(db, found.email)
    if known is None:
        role = MEMBER if found.programme is not None else ORGANISER
        known = add_account(db, found.email, own_name(name), role, now)
        if hashed is not None:
            set_password(db, known.id, hashed, now)
    if found.programme is None:
        known.role = ORGANISER
    else:
        set_role(db, found.programme, known.id, found.role, known.id, now)
    return Accepted(known.id, found.programme, tuple(end_sign_ins(db, known.id)))


def take_back(db: Db, programme: str, hash: bytes, who: str, now: float) -> None:
    """Ends an invitation. Raises Refusal unknown_code."""
    if not revoke_invitation(db, programme, hash, who, now):
        raise Refusal("unknown_code", "This invitation is not known here.")


def change_role(db: Db, programme: str, account: str, role: str, who: str, now: float) -> list[bytes]:
    """Gives a member another role → the hashes of the cookies and tokens whose pages close: signing in is done anew.

    Raises Refusal unknown_code or bad_field: the last organiser does not give that up.
    """
    before, role = role_in(db, programme, account), _role(role)
    if before is None:
        raise _unknown()
    if before == role:
        return []
    _one_organiser_stays(db, programme, account, who, role)
    set_role(db, programme, account, role, who, now)
    return _end(db, account)


def remove(db: Db, programme: str, account: str, who: str, now: float) -> list[bytes]:
    """Ends what a member may do in a programme → the hashes of the cookies and tokens whose pages close."""
    if role_in(db, programme, account) is None:
        raise _unknown()
    _one_organiser_stays(db, programme, account, who, "")
    remove_member(db, programme, account, who, now)
    return _end(db, account)


def _end(db: Db, account: str) -> list[bytes]:
    keys = keys_of(db, account)
    end_sign_ins(db, account)
    return keys


def _one_organiser_stays(db: Db, programme: str, account: str, who: str, role: str) -> None:
    """Nobody leaves a programme without an organiser by their own hand."""
    acting = account_row(db, who)
    if role == ORGANISER or role_in(db, programme, account) != ORGANISER or acting is None or acting.role == ORGANISER:
        return
    if not any(other.role == ORGANISER and other.account != account for _, other in members_of(db, programme)):
        raise Refusal("bad_field", "A programme keeps one organiser. Make somebody else one first.", "role")


def _address(email: str) -> str:
    address = tidy_email(email)
    if not address:
        raise Refusal("bad_field", "Please give an e-mail address.", "email")
    return address


def _role(role: str) -> str:
    if role not in ROLES:
        raise Refusal("bad_field", "Choose what they may do.", "role")
    return role


def _unknown() -> Refusal:
    return Refusal("unknown_code", "This person is not in the programme.")
