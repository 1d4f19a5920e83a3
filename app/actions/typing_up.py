"""Typing up what came on paper, or what somebody noted in a conversation. Whoever types has read it."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session as Db

from app.domain.flags import flags_of
from app.domain.refusals import Refusal
from app.storage.contributions import ALLOWED, NOTES, PAPER, WAITING
from app.storage.programme_deeds import record_deed
from app.storage.tables import Contribution

from .contributing import Told, take_in

TYPED = (PAPER, NOTES)


def type_up(
    db: Db, programme: str, told: Told, source: str, source_name: str, once: str, who: str, now: float
) -> Contribution | None:
    """Keeps one entry; None where the same form was sent before. What may name somebody waits for a second look.

    Raises Refusal bad_field or too_long.
    """
    if source not in TYPED:
        raise Refusal("bad_field", "Say whether it came on paper or from a conversation.", "source")
    name = " ".join(source_name.split())[:100] or None
    state = WAITING if flags_of(told.text) else ALLOWED
    made = take_in(db, programme, [replace(told, key=f"typed:{once}")], source, now, source_name=name, state=state)
    if not made:
        return None
    record_deed(db, programme, who, "type up contribution", now, made[0].id)
    return made[0]
