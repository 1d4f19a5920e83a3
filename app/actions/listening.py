"""Preparing a programme's public page where people say what matters to them: its words, its questions, its doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session as Db

from app.domain.naming import fit_name
from app.domain.ordering import moved
from app.domain.refusals import Refusal
from app.domain.wording import tidied
from app.storage.contributions import questions_of
from app.storage.facts import equality_questions
from app.storage.listening import listening_of, was_answered
from app.storage.programme_deeds import record_deed
from app.storage.secrets import hash_of, new_id, new_receipt
from app.storage.tables import Listening, Question

from .planning import must_exist

LONGEST_QUESTION = 300
LONGEST_INTRO = 1_000
MOST_QUESTIONS = 12


@dataclass(frozen=True, slots=True)
class PageWords:
    """What the page says, which equality questions it asks, and when it closes by itself, seconds since 1970."""

    title: str
    intro: str = ""
    equality: Sequence[str] = ()
    closes_at: float | None = None


def set_page(db: Db, programme: str, words: PageWords, who: str, now: float, seen: str | None = None) -> Listening:
    """Makes the page, closed at first, or gives it other words. Raises Refusal.

    `seen` is what `mark_of` said of the page that the change was made from: moved_on where it is another one by now.
    """
    must_exist(db, programme)
    page = listening_of(db, programme)
    if page is not None and seen is not None and seen != mark_of(page):
        raise Refusal("moved_on", "Somebody changed this page meanwhile. Look at it again, then save.")
    title, intro = fit_name(words.title), _short(words.intro, LONGEST_INTRO, "intro")
    known = [one.key for one in equality_questions()]
    if not set(words.equality) <= set(known):
        raise Refusal("bad_field", "This is not one of the questions about equality.", "equality")
    if page is None:
        page = Listening(programme=programme, code=new_receipt().lower(), title=title, equality=[])
        db.add(page)
    page.title, page.intro = title, intro
    page.equality = [key for key in known if key in words.equality]
    page.closes_at = words.closes_at
    record_deed(db, programme, who, "change listening page", now)
    return page


def open_page(db: Db, programme: str, who: str, now: float) -> Listening:
    """From now on people can say something there. Raises Refusal where nothing is asked."""
    page = known_page(db, programme)
    if not any(question.asked for question in questions_of(db, programme)):
        raise Refusal("bad_field", "Add a question first.", "questions")
    if page.closes_at is not None and page.closes_at <= now:
        page.closes_at = None
    if not page.open:
        page.open, page.opened_at = True, now
        record_deed(db, programme, who, "open listening page", now)
    return page


def close_page(db: Db, programme: str, who: str, now: float) -> Listening:
    page = known_page(db, programme)
    if page.open:
        page.open = False
        record_deed(db, programme, who, "close listening page", now)
    return page


def add_question(db: Db, programme: str, text: str, hint: str, who: str, now: float, asked: bool = True) -> Question:
    must_exist(db, programme)
    questions = questions_of(db, programme)
    if asked and sum(question.asked for question in questions) >= MOST_QUESTIONS:
        raise Refusal("too_many", "Ask up to {most} questions on one page.", "text", most=MOST_QUESTIONS)
    position = max((question.position for question in questions), default=-1) + 1
    made = Question(
        id=new_id(), programme=programme, position=position, text=question_of(text), asked=asked,
        hint=_short(hint, LONGEST_QUESTION, "hint"),
    )  # fmt: skip
    db.add(made)
    record_deed(db, programme, who, "add question", now, made.id)
    return made


def reword_question(
    db: Db, programme: str, id: str, text: str, hint: str, who: str, now: float, seen: str | None = None
) -> Question:
    """Other words, while nobody has answered: what people said belongs to the words they were asked. Raises Refusal."""
    question, new = known_question(db, programme, id), question_of(text)
    if seen is not None and seen != mark_of(question):
        raise Refusal("moved_on", "Somebody changed this question meanwhile. Look at it again, then save.")
    if new != question.text and was_answered(db, id):
        raise Refusal("bad_field", "People have answered this. Stop asking it, and add a new question.", "text")
    question.text, question.hint = new, _short(hint, LONGEST_QUESTION, "hint")
    record_deed(db, programme, who, "reword question", now, id)
    return question


def move_question(db: Db, programme: str, id: str, by: int, who: str, now: float) -> None:
    """Up (-1) or down (1) among the questions; at an end it stays."""
    _keep_order(moved(questions_of(db, programme), known_question(db, programme, id), by))
    record_deed(db, programme, who, "move question", now, id)


def ask_question(db: Db, programme: str, id: str, asked: bool, who: str, now: float) -> Question:
    """Stops asking it, or asks it again. What was said to it stays."""
    question = known_question(db, programme, id)
    question.asked = asked
    record_deed(db, programme, who, "ask question" if asked else "stop asking question", now, id)
    return question


def set_listening(db: Db, programme: str, wanted: Mapping[str, Any], who: str, now: float) -> Listening:
    """The whole page at once: title, intro?, equality?, closes_at?, open?, questions? ({id?, text, hint?, asked?}).

    Questions that are left out are no longer asked. All of it happens, or nothing. Raises Refusal.
    """
    words = PageWords(wanted["title"], wanted.get("intro") or "", wanted.get("equality") or (), wanted.get("closes_at"))
    page = set_page(db, programme, words, who, now)
    if wanted.get("questions") is not None:
        _set_questions(db, programme, wanted["questions"], who, now)
    if wanted.get("open") is not None:
        page = (open_page if wanted["open"] else close_page)(db, programme, who, now)
    return page


def _set_questions(db: Db, programme: str, wanted: Sequence[Mapping[str, Any]], who: str, now: float) -> None:
    kept = []
    for one in wanted:
        text, hint, asked = one["text"], one.get("hint") or "", one.get("asked", True)
        if one.get("id"):
            question = reword_question(db, programme, one["id"], text, hint, who, now)
            question.asked = asked
        else:
            question = add_question(db, programme, text, hint, who, now, asked)
        kept.append(question)
    if len({question.id for question in kept}) != len(kept):
        raise Refusal("bad_field", "Each question can be there once.", "questions")
    others = [question for question in questions_of(db, programme) if question not in kept]
    for question in others:
        question.asked = False
    _keep_order([*kept, *others])


def _keep_order(order: Sequence[Question]) -> None:
    for position, question in enumerate(order):
        question.position = position


def known_page(db: Db, programme: str) -> Listening:
    page = listening_of(db, programme)
    if page is None:
        raise Refusal("unknown_code", "This programme has no listening page yet. Write its title first.")
    return page


def known_question(db: Db, programme: str, id: str) -> Question:
    found = db.get(Question, id)
    if found is None or found.programme != programme:
        raise Refusal("unknown_comment", "This question is not asked here.")
    return found


def mark_of(thing: Listening | Question) -> str:
    """Tells a page or question as it is now from what it was before."""
    if isinstance(thing, Question):
        return hash_of(f"{thing.text}\n{thing.hint}").hex()
    return hash_of(f"{thing.title}\n{thing.intro}\n{thing.equality}\n{thing.closes_at}").hex()


def question_of(text: str) -> str:
    kept = " ".join(tidied(text).split())
    if not kept:
        raise Refusal("bad_field", "Please write the question first.", "text")
    return _short(kept, LONGEST_QUESTION, "text")


def _short(text: str, longest: int, field: str) -> str:
    kept = tidied(text)
    if len(kept) > longest:
        raise Refusal("too_long", "Please keep it under {longest} characters.", field, longest=longest)
    return kept
