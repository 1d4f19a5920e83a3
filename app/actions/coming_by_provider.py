"""Coming in because an organisation's own sign-in says who somebody is. Nobody gets an account that way."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.storage.accounts import Someone, account_known_as, account_of_email, set_subject, someone, someone_at
from app.storage.audit import record
from app.storage.sign_ins import add_sign_in

BY_PROVIDER = "sign in with provider"
FIRST_TIME = "connect to provider"
FORGOTTEN = "disconnect from provider"
"""What the record says of it."""
UNKNOWN = Refusal("not_allowed", "There is no account here for you. Ask an organiser to invite you first.")
UNCHECKED = Refusal("not_allowed", "Your organisation has not confirmed your email address, so we cannot let you in.")
ANOTHER = Refusal("not_allowed", "This account belongs to another sign-in. Ask whoever runs the server.")


def whom(db: Db, subject: str, email: str) -> Someone:
    """The account of somebody whom a provider names: by who they always are, else by an address that it has checked.

    `subject` is issuer and subject in one; `email` is empty where it checked none. Raises Refusal where there is no
    such account in use, or it is somebody else's.
    """
    if not email:
        raise UNCHECKED
    known = account_known_as(db, subject)
    found = someone_at(db, email) if known is None else someone(db, known.id)
    if found is None:
        raise UNKNOWN
    if found.subject not in (None, subject):
        raise ANOTHER
    return found


def come_by_provider(db: Db, account: str, subject: str, now: float, browser: str) -> str:
    """Signs a browser in → the secret for its cookie. The first time, the account is connected to who the provider says
    they are, and to nobody else from then on. Raises Refusal where it was connected or disabled meanwhile."""
    found = someone(db, account)
    if found is None:
        raise UNKNOWN
    if found.subject is None and account_known_as(db, subject) is None and set_subject(db, account, subject):
        record(db, account, FIRST_TIME, now, about=account)
    elif found.subject != subject:
        raise ANOTHER
    return add_sign_in(db, account, now, browser, BY_PROVIDER)


def forget_provider(db: Db, email: str, now: float) -> bool:
    """The next sign-in there connects this account anew → whether there was one that was connected."""
    found = account_of_email(db, email)
    if found is None or found.subject is None:
        return False
    found.subject = None
    record(db, "command line", FORGOTTEN, now, about=found.id)
    db.flush()
    return True
