"""What people told us: taking it in, changing it, checking it, and letting a person take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.communities import AHP, COMMUNITIES
from app.domain.passages import moved
from app.domain.refusals import Refusal
from app.domain.stages import LONGEST_IDEA
from app.domain.wording import tidied
from app.storage.audit import ITS_PERSON
from app.storage.contributions import (
    ALLOWED,
    HIDDEN,
    WAITING,
    WITHDRAWN,
    contribution_of,
    hold_programme,
    keys_taken,
    last_number,
    questions_of,
)
from app.storage.facts import professions
from app.storage.programme_deeds import record_deed
from app.storage.secrets import new_id
from app.storage.tables import Contribution, Quote
from app.storage.withdrawing import empty_contribution

from .planning import must_exist

LONGEST_CONTRIBUTION = 2 * LONGEST_IDEA
LONGEST_WORD_ABOUT_ONESELF = 100
MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """One thing somebody said, as it arrives. `key` tells it from others that come the same way, where there is one."""

    text: str
    question: str | None = None
    community: str | None = None
    role: str | None = None
    profession: str | None = None
    area: str | None = None
    may_quote: bool = False
    theme: str | None = None
    key: str | None = None
    session: str | None = None
    suggestion: str | None = None
    at: float | None = None


def take_in(
    db: Db,
    programme: str,
    told: Sequence[Told],
    source: str,
    now: float,
    source_name: str | None = None,
    receipt: bytes | None = None,
    state: str = WAITING,
) -> list[Contribution]:
    """Adds all of these or none; what came before under the same key is left out. Raises Refusal.

    `source` is page, gather, file, paper or notes; `receipt` the hash of the code that its person is given.
    """  # fmt: skip
    must_exist(db, programme)
    hold_programme(db, programme)  # numbers and keys are given one after the other, also by several processes
    if len(told) > MOST_AT_ONCE:
        raise Refusal("too_many", "Bring in up to {most} at a time.", "contributions", most=MOST_AT_ONCE)
    known = {question.id for question in questions_of(db, programme)}
    told = [checked(one, known) for one in told]
    taken = keys_taken(db, programme, [one.key for one in told if one.key])
    start = last_number(db, programme) + 1
    rows: list[Contribution] = []
    for one in told:
        if one.key and one.key in taken:
            continue
        taken.add(one.key or "")
        rows.append(
            Contribution(
                id=new_id(), programme=programme, number=start + len(rows), question=one.question, text=one.text,
                community=one.community, role=one.role, profession=one.profession, area=one.area,
                may_quote=one.may_quote, source=source, source_name=source_name, session=one.session,
                suggestion=one.suggestion, key=one.key, theme=one.theme, state=state, receipt=receipt,
                at=now if one.at is None else min(one.at, now),
            )
        )  # fmt: skip
    if rows:
        db.execute(insert(Contribution), [row.model_dump() for row in rows])
    return rows


def checked(told: Told, questions: set[str]) -> Told:
    """The same as it is kept, without blanks around it. Raises Refusal bad_field or too_long, with the field."""
    text = words_of(told.text)
    if told.question is not None and told.question not in questions:
        raise Refusal("bad_field", "This question is not asked here.", "question")
    if told.community is not None and told.community not in COMMUNITIES:
        raise Refusal("bad_field", "Choose one of the communities.", "community")
    if told.profession is not None and (told.community != AHP or told.profession not in professions()):
        raise Refusal("bad_field", "Choose one of the 14 allied health professions.", "profession")
    about = {name: _short(getattr(told, name), name) for name in ("role", "area", "theme")}
    return Told(
        text, told.question, told.community, about["role"], told.profession, about["area"], told.may_quote,
        about["theme"], told.key, told.session, told.suggestion, told.at,
    )  # fmt: skip


def words_of(text: str) -> str:
    """What somebody said, as it is kept. Raises Refusal bad_field or too_long."""
    kept = tidied(text)
    if not kept:
        raise Refusal("bad_field", "Please write a few words first.", "text")
    if len(kept) > LONGEST_CONTRIBUTION:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "text", longest=LONGEST_CONTRIBUTION)
    return kept


def change_words(db: Db, contribution: Contribution, text: str, now: float) -> None:
    """A person says it in other words: they are checked again, and quotes stay where their words still stand."""
    before, after = contribution.text, words_of(text)
    if before == after:
        return
    for quote in _quotes(db, contribution.id):
        span = moved(before, (quote.starts, quote.ends), after)
        if span is None and (quote.starts, quote.ends) == (0, len(before)):
            span = (0, len(after))
        if span is None:
            db.delete(quote)
        else:
            quote.starts, quote.ends = span
    contribution.text, contribution.state, contribution.reason = after, WAITING, ""
    record_deed(db, contribution.programme, ITS_PERSON, "change contribution", now, contribution.id)


def withdraw_contribution(db: Db, contribution: Contribution, who: str, now: float) -> None:
    """Takes the words and everything about their person away, everywhere; that there was something stays. Twice
    changes nothing."""
    empty_contribution(db, contribution, who, now)


def take_back_for(db: Db, programme: str, id: str, who: str, now: float) -> Contribution:
    """The same for somebody who asked an organiser to: who wrote on paper has no receipt code. Raises Refusal."""
    found = known_contribution(db, programme, id)
    withdraw_contribution(db, found, who, now)
    return found


def check_contribution(db: Db, programme: str, id: str, state: str, reason: str, who: str, now: float) -> Contribution:
    """An organiser lets a contribution through, or hides it with a reason. Raises Refusal."""
    found = known_contribution(db, programme, id)
    if state not in (ALLOWED, HIDDEN, WAITING):
        raise Refusal("bad_field", "Allow it, hide it, or let it wait.", "state")
    if found.state == WITHDRAWN:
        raise Refusal("bad_field", "Its person took this back.", "state")
    found.state, found.reason = state, tidied(reason)[: LONGEST_WORD_ABOUT_ONESELF * 5] if state == HIDDEN else ""
    record_deed(db, programme, who, f"{state} contribution", now, id)
    return found


def known_contribution(db: Db, programme: str, id: str) -> Contribution:
    found = contribution_of(db, programme, id)
    if found is None:
        raise Refusal("unknown_comment", "This is not among what people told this programme.")
    return found


def _quotes(db: Db, contribution: str) -> list[Quote]:
    return list(db.scalars(select(Quote).where(col(Quote.contribution) == contribution)))


def _short(given: str | None, field: str) -> str | None:
    kept = " ".join(tidied(given or "").split())
    if len(kept) > LONGEST_WORD_ABOUT_ONESELF:
        longest = LONGEST_WORD_ABOUT_ONESELF
        raise Refusal("too_long", "Please keep it under {longest} characters.", field, longest=longest)
    return kept or None
