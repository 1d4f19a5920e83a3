"""Questions about a programme's public page where people say what matters to them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import func, select, text
from sqlmodel import Session as Db
from sqlmodel import col

from .secrets import new_id, tidy_receipt
from .tables import Contribution, EqualityAnswer, Listening, Question


def listening_of(db: Db, programme: str) -> Listening | None:
    """None where it was never set up."""
    return db.get(Listening, programme)


def listening_at(db: Db, code: str) -> Listening | None:
    """The page of this code, however it was typed."""
    return db.scalars(select(Listening).where(col(Listening.code) == tidy_receipt(code).lower())).first()


def takes_words(page: Listening, now: float) -> bool:
    """Whether people can say something there now."""
    return page.open and (page.closes_at is None or now < page.closes_at)


def asked_questions(db: Db, programme: str) -> list[Question]:
    """Those that the public page asks, in their order."""
    q = Question
    asked = select(q).where(col(q.programme) == programme, col(q.asked).is_(True))
    return list(db.scalars(asked.order_by(col(q.position), col(q.id))))


def was_answered(db: Db, question: str) -> bool:
    """Whether anybody has said anything to it, also if they took it back."""
    found = select(col(Contribution.id)).where(col(Contribution.question) == question).limit(1)
    return db.scalar(found) is not None


def answered_questions(db: Db, programme: str) -> set[str]:
    """The ids of the questions that somebody has said something to."""
    c = Contribution
    return {q for q in db.scalars(select(col(c.question)).where(col(c.programme) == programme).distinct()) if q}


def keep_equality_answers(db: Db, programme: str, answers: Mapping[str, str], day: str) -> None:
    """Keeps {question: answer}, each in a row of its own, with nothing that leads to a person or to their words.

    SQLite numbers rows as they come, which would put them beside what was said in the same moment: these get numbers by
    chance.
    """
    for question, answer in answers.items():
        row = {"id": new_id(), "programme": programme, "question": question, "answer": answer, "day": day}
        if db.get_bind().dialect.name == "sqlite":
            columns = ("rowid", *row)
            statement = f"INSERT INTO equality_answer ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"
            db.execute(text(statement), row | {"rowid": secrets.randbits(62) + 1})
        else:
            db.add(EqualityAnswer(**row))
    db.flush()


def equality_counts(db: Db, programme: str) -> dict[str, dict[str, int]]:
    """{question: {answer: people}}"""
    e = EqualityAnswer
    by = (col(e.question), col(e.answer))
    found: dict[str, dict[str, int]] = {}
    for question, answer, people in db.execute(
        select(*by, func.count()).where(col(e.programme) == programme).group_by(*by)
    ):
        found.setdefault(question, {})[answer] = int(people)
    return found
