"""What a person does later with their receipt code: other words, another answer about quoting, or taking it back."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.domain.communities import AHP
from app.domain.refusals import Refusal
from app.storage.audit import ITS_PERSON
from app.storage.contributions import WITHDRAWN, contributions_with
from app.storage.tables import Contribution

from .contributing import Told, change_words, checked, withdraw_contribution


def change_own(db: Db, receipt: bytes, id: str, text: str, may_quote: bool, now: float) -> None:
    """Other words for one thing that was said under this code, and whether it may be quoted. Raises Refusal."""
    told = _own(db, receipt, id)
    change_words(db, told, text, now)
    told.may_quote = may_quote


def change_about(
    db: Db, receipt: bytes, community: str | None, role: str | None, profession: str | None, area: str | None
) -> None:
    """What the code's person says about themselves, with everything they said. Raises Refusal."""
    known = checked(Told("-", None, community, role, profession if community == AHP else None, area), set())
    for told in contributions_with(db, receipt):
        if told.state != WITHDRAWN:
            told.community, told.role = known.community, known.role
            told.profession, told.area = known.profession, known.area


def withdraw_own(db: Db, receipt: bytes, id: str, now: float) -> None:
    """Takes one thing back. Raises Refusal."""
    withdraw_contribution(db, _own(db, receipt, id, withdrawn=True), ITS_PERSON, now)


def withdraw_all(db: Db, receipt: bytes, now: float) -> None:
    """Takes back everything that was said under this code."""
    for told in contributions_with(db, receipt):
        withdraw_contribution(db, told, ITS_PERSON, now)


def _own(db: Db, receipt: bytes, id: str, withdrawn: bool = False) -> Contribution:
    found = next((told for told in contributions_with(db, receipt) if told.id == id), None)
    if found is None or (found.state == WITHDRAWN and not withdrawn):
        raise Refusal("unknown_comment", "This is not among what you told us.")
    return found
