"""A programme that listened: thousands of contributions made from a few hundred words, and ideas that quote most."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session as Db

from app.actions.planning import NewIdea, add_ideas, create_programme
from app.storage.database import writing_engine
from app.storage.secrets import new_id
from app.storage.tables import Contribution, Question, Quote

ABOUT = (
    "a home visit after a fall", "waiting for speech therapy", "the foot clinic on Saturdays", "a physio near me",
    "telling my story again", "the bus to the hospital", "exercises to do at home", "long covid groups",
    "a dietitian at the food bank", "letters I cannot read", "an appointment after work", "my own care plan",
    "somebody to call after a stroke", "the same therapist every time", "art and music as a treatment",
)  # fmt: skip
SAID = (
    "I waited for weeks and nobody rang", "it would have changed everything", "my mother could not get there",
    "they were kind but had no time", "we need it in the evening", "I was sent from one desk to the next",
    "please tell us what to do meanwhile", "it costs me a day of pay", "my son is still on the list",
    "it should be near where we live", "nobody told us that it is there", "I had to explain it all again",
)  # fmt: skip
SYLLABLES = ["ba", "be", "di", "do", "fa", "go", "ha", "ji", "ka", "lo", "ma", "no", "pe", "ra", "si", "to", "ve", "wu"]


@dataclass(frozen=True, slots=True)
class Listened:
    programme: str
    ideas: list[str]


def fill(database: str, contributions: int, ideas: int, seed: int = 1) -> Listened:
    """Beside a running server. Nine in ten contributions are quoted; the words follow a steep curve, as words do."""
    dice = random.Random(seed)
    rare = ["".join(dice.choices(SYLLABLES, k=3)) for _ in range(8_000)]
    engine = writing_engine(database, 1, checkpoints=False)
    try:
        with Db(engine, expire_on_commit=False) as db, db.begin():
            programme = create_programme(db, f"Listened to {contributions} (bench)", 0.0).id
            questions = [Question(id=new_id(), programme=programme, position=n, text=f"Question {n}") for n in range(3)]
            db.add_all(questions)
            new = [NewIdea(f"I want {_sentence(dice, rare)}", name=f"Idea {n}") for n in range(ideas)]
            made = [idea.id for idea in add_ideas(db, programme, new, 0.0)]
            rows = [_said(dice, rare, programme, n, questions[n % 3].id) for n in range(1, contributions + 1)]
            db.execute(insert(Contribution), rows)
            quoted = [row for row in rows if dice.random() < 0.9]
            db.execute(insert(Quote), [_quote(dice, row, made) for row in quoted] if made else [])
        return Listened(programme, made)
    finally:
        engine.dispose()


def _sentence(dice: random.Random, rare: list[str]) -> str:
    some = dice.sample(SAID, 2)
    odd = [rare[min(int(dice.paretovariate(0.6)), len(rare)) - 1] for _ in range(6)]
    return f"{dice.choice(ABOUT)}, {some[0]}, {' '.join(odd)}, {some[1]}"


def _said(dice: random.Random, rare: list[str], programme: str, number: int, question: str) -> dict[str, object]:
    return {
        "id": new_id(), "programme": programme, "number": number, "question": question, "reason": "", "flagged": False,
        "text": _sentence(dice, rare).capitalize(), "community": dice.choice(["citizen", "citizen", "ahp", None]),
        "may_quote": True, "source": "file", "source_name": f"Event {number % 7}", "theme": f"Theme {number % 9}",
        "state": "allowed" if number % 10 else "waiting", "at": float(number),
    }  # fmt: skip


def _quote(dice: random.Random, said: dict[str, object], ideas: list[str]) -> dict[str, object]:
    text = str(said["text"])
    return {
        "id": new_id(), "idea": dice.choice(ideas), "contribution": said["id"], "starts": 0, "ends": len(text),
        "who": "bench", "at": 1.0,
    }  # fmt: skip
