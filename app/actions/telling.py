"""Telling a programme what matters, on its public page: words for a question are a contribution of one receipt code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from sqlmodel import Session as Db

from app.domain.communities import AHP
from app.domain.refusals import Refusal
from app.domain.wording import tidied
from app.storage.contributions import HIDDEN, PAGE, WAITING, WITHDRAWN, contributions_by_key
from app.storage.facts import equality_questions
from app.storage.listening import asked_questions, keep_equality_answers, listening_at, takes_words
from app.storage.tables import Contribution, Listening

from .contributing import Told, checked, take_in, words_of

SHORTEST_ONCE, LONGEST_ONCE = 16, 100
CLOSED = "This page is closed now. Thank you for wanting to tell us."
BY_A_PROGRAM = "A field that people cannot see was filled in."


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person sends. `said` are words by question; `once` is made for one look at the page, so that the same
    sent twice is one thing."""

    said: Mapping[str, str]
    may_quote: bool | None
    once: str
    community: str | None = None
    role: str | None = None
    profession: str | None = None
    area: str | None = None
    equality: Mapping[str, str] = field(default_factory=dict)
    by_a_program: bool = False


def tell(db: Db, code: str, telling: Telling, receipt: bytes, now: float) -> list[Contribution]:
    """Keeps it to be checked, all of it or nothing → what was said. The same again adds nothing.

    Raises Refusal unknown_code, session_over, bad_field or too_long; `field` is the question's id where it is about
    its words.
    """
    page = open_listening(db, code, now)
    rows = [checked(one, {one.question or ""}) for one in _told(db, page, telling)]
    known = contributions_by_key(db, page.programme, [row.key for row in rows if row.key])
    if any(before.state == WITHDRAWN for before in known.values()):
        raise Refusal("moved_on", "You took this back. Open the page again to tell us something else.")
    for before in known.values():
        before.may_quote, before.community, before.profession = rows[0].may_quote, rows[0].community, rows[0].profession
        before.role, before.area = rows[0].role, rows[0].area
    made = take_in(db, page.programme, rows, PAGE, now, receipt=receipt, state=WAITING)
    if telling.by_a_program:
        _set_aside(db, page.programme, made)
    if made and not known:
        keep_equality_answers(db, page.programme, _equality(page, telling), _day(now))
    return [*known.values(), *made]


def open_listening(db: Db, code: str, now: float) -> Listening:
    """The page of this code while it takes words. Raises Refusal unknown_code or session_over."""
    page = listening_at(db, code)
    if page is None:
        raise Refusal("unknown_code", "There is nothing at this address.")
    if not takes_words(page, now):
        raise Refusal("session_over", CLOSED)
    return page


def _told(db: Db, page: Listening, telling: Telling) -> list[Told]:
    asked = [question.id for question in asked_questions(db, page.programme)]
    said = {question: telling.said[question] for question in asked if tidied(telling.said.get(question, ""))}
    if not said:
        raise Refusal("bad_field", "Please write a few words first.", asked[0] if asked else "text")
    for question, words in said.items():
        try:
            words_of(words)
        except Refusal as refusal:
            raise Refusal(refusal.code, refusal.message, question, **refusal.params) from None
    if telling.may_quote is None:
        raise Refusal("bad_field", "Choose whether we may quote your words.", "may_quote")
    if not SHORTEST_ONCE <= len(telling.once) <= LONGEST_ONCE:
        raise Refusal("bad_field", "Open this page again before you send it.", "once")
    profession = telling.profession if telling.community == AHP else None
    return [
        Told(words, question, telling.community, telling.role, profession, telling.area, telling.may_quote,
             key=_key(telling.once, question, words))
        for question, words in said.items()
    ]  # fmt: skip


def _key(once: str, question: str, words: str) -> str:
    """The same look at the page, question and words. `once` is not kept, so nobody finds the words by trying some."""
    return "page:" + blake2b("\n".join((once, question, tidied(words))).encode(), digest_size=16).hexdigest()


def _set_aside(db: Db, programme: str, made: list[Contribution]) -> None:
    """It stays out until somebody looks: a program that fills in a browser's form may have helped a person."""
    for row in contributions_by_key(db, programme, [one.key for one in made if one.key]).values():
        row.state, row.reason = HIDDEN, BY_A_PROGRAM


def _equality(page: Listening, telling: Telling) -> dict[str, str]:
    known = {one.key: one.answers for one in equality_questions() if one.key in page.equality}
    return {key: answer for key, answer in telling.equality.items() if answer in known.get(key, ())}


def _day(now: float) -> str:
    """Only the day, in the server's time zone."""
    return datetime.fromtimestamp(now).date().isoformat()
