"""A large workshop put straight into a database: people, votes, orders and comments, as if all had been there."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session as Db

from app.domain.communities import COMMUNITIES
from app.storage import tables as t
from app.storage.database import writing_engine

CHOICES = ("agree", "unsure", "disagree")
_AT_A_TIME = 5_000


@dataclass(frozen=True, slots=True)
class Size:
    people: int
    ideas: int
    ranked: int = 0
    """Ideas that everybody puts in order, in a second step."""
    comments: int = 0


def fill(url: str, size: Size, seed: int = 13) -> str:
    """Adds a finished vote, and a ranking where the size has one, beside a running server → the session's id."""
    engine = writing_engine(url, 1, checkpoints=False)
    try:
        with Db(engine) as db, db.begin():
            for table, rows in _rows(size, random.Random(seed)):
                kept = iter(rows)
                while some := list(islice(kept, _AT_A_TIME)):
                    db.execute(insert(table), some)
    finally:
        engine.dispose()
    return _SESSION


_PROGRAMME, _SESSION, _VOTE, _RANK = "bench-programme-0001", "bench-session-000001", "bench-vote", "bench-rank"


def _rows(size: Size, dice: random.Random) -> Iterator[tuple[Any, Iterable[dict[str, Any]]]]:
    at = 1_700_000_000.0
    yield t.Programme, [t.Programme(id=_PROGRAMME, name="Bench", created_at=at).model_dump()]
    session = t.WorkshopSession(
        id=_SESSION, programme=_PROGRAMME, name="A large workshop", code="90000001", secret="bench-secret-00000001",
        salt=b"salt", chain=b"chain", phase="running", version=1, started_at=at, created_at=at,
    )  # fmt: skip
    yield t.WorkshopSession, [session.model_dump()]
    stages = [(_VOTE, "vote", size.ideas)] + ([(_RANK, "rank", size.ranked)] if size.ranked else [])
    yield t.StageRow, [
        t.StageRow(id=id, session=_SESSION, position=n, kind=kind, title=kind.capitalize(), settings={}, plan="all",
                   state="closed", opened_at=at, closed_at=at + 600).model_dump()
        for n, (id, kind, _) in enumerate(stages)
    ]  # fmt: skip
    yield t.StageIdeaRow, [
        t.StageIdeaRow(stage=id, idea=f"idea-{n:03d}", position=n, ref=f"r{n}",
                       text=f"Idea {n}, in the words of a citizen who would like it").model_dump()
        for id, _, ideas in stages for n in range(ideas)
    ]  # fmt: skip
    people = [f"person-{n:05d}" for n in range(size.people)]
    yield (
        t.Participant,
        (
            t.Participant(id=id, session=_SESSION, community=COMMUNITIES[n % 3], joined_at=at).model_dump()
            for n, id in enumerate(people)
        ),
    )
    yield t.Answer, _votes(people, size, dice)
    yield t.Answer, _orders(people, size, dice)
    yield t.CommentRow, (
        t.CommentRow(id=f"comment-{n:05d}", session=_SESSION, stage=_VOTE, idea=f"idea-{n % size.ideas:03d}",
                     participant=people[n % len(people)], text=f"Comment {n}: this would help at home. " * 3,
                     state="allowed", at=at + n, number=n).model_dump()
        for n in range(size.comments)
    )  # fmt: skip


def _votes(people: list[str], size: Size, dice: random.Random) -> Iterator[dict[str, Any]]:
    for person in people:
        for n in range(size.ideas):
            yield _answer(_VOTE, person, f"idea-{n:03d}", "", dice.choices(CHOICES, (6, 2, 2))[0])


def _orders(people: list[str], size: Size, dice: random.Random) -> Iterator[dict[str, Any]]:
    ideas = [f"idea-{n:03d}" for n in range(size.ranked)]
    for person in people if ideas else ():
        order = sorted(ideas, key=lambda idea: dice.random() + int(idea[5:]) / 40)
        yield _answer(_RANK, person, "", "order", json.dumps([[idea] for idea in order]))


def _answer(stage: str, person: str, idea: str, scale: str, value: str) -> dict[str, Any]:
    return {"stage": stage, "participant": person, "idea": idea, "scale": scale, "value": value}
