"""A programme with one ended workshop in which every field that people fill in holds a word of its own, to look for."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session as Db

from app.actions.concluding import conclude
from app.domain import asking
from app.storage.tables import Contribution, ContributionTag, EqualityAnswer, Programme, Question
from tests.builders import Sitting, a_stage
from tests.storage.ledger import kept

WORDS = {
    name: f"canary-{name}-zqx"
    for name in (
        "comment", "second-comment", "check", "suggestion", "table-reason", "move", "contribution", "withheld", "role",
        "profession", "area", "tag", "source", "answer", "key", "held-back",
    )
}  # fmt: skip
SECRETS = {name: f"canary-{name}-zqx".encode() for name in ("device", "receipt", "told-receipt")}
CANARIES = (*WORDS.values(), *(secret.decode() for secret in SECRETS.values()))
BEGAN = 1_000.0


def a_kept_programme(url: str, keep_days: int | None) -> None:
    """Everything is said at about BEGAN."""
    sitting = Sitting("gather", "vote", a_stage("rank", "tables", by="table"), started=False)
    with kept(url, sitting.session.copy()) as ledger:
        _play(sitting)
        ledger.save(sitting.session, sitting.recorded)
        with ledger.transaction() as db:
            conclude(db, sitting.session, sitting.recorded)
            db.get_one(Programme, "programme").keep_days = keep_days
            _tell(db)


def _play(sitting: Sitting) -> None:
    sitting.host(asking.StartSession())
    for n, person in enumerate(("ann", "ben", "cas")):
        more: dict[str, Any] = {"device": SECRETS["device"], "receipt": SECRETS["receipt"]} if n == 0 else {}
        sitting.joins(person, **more)
    sitting.opens("gather")
    sitting.says("ann", asking.Suggest("gather", WORDS["suggestion"], "s1"))
    sitting.closes("gather")
    sitting.opens("vote")
    for person in ("ann", "ben"):
        sitting.votes(person, "a", "agree")
    sitting.comments("ann", WORDS["comment"], "c1", "vote")
    sitting.comments("ben", WORDS["second-comment"], "c2", "vote")
    sitting.host(asking.CheckComment(comment="c1", verdict="allowed"))
    sitting.host(asking.CheckComment(comment="c2", verdict="hidden", reason=WORDS["check"]))
    sitting.closes("vote")
    sitting.opens("tables")
    sitting.host(asking.SeatPerson("tables", participant="cas", table=1))
    sitting.says("cas", asking.Rank("tables", (("b",), ("a",), ("c",), ("d",))))
    sitting.says("cas", asking.NoteReason("tables", "b", WORDS["table-reason"]))
    sitting.host(asking.NoteMove("tables", idea="b", text=WORDS["move"]))
    sitting.closes("tables")
    sitting.ends()


def _tell(db: Db) -> None:
    db.add(Question(id="question", programme="programme", position=1, text="What matters?"))
    db.flush()
    about: dict[str, Any] = {name: WORDS[name] for name in ("role", "profession", "area", "key")}
    db.add(
        Contribution(
            id="told",
            programme="programme",
            number=1,
            question="question",
            text=WORDS["contribution"],
            community="citizen",
            source="page",
            source_name=WORDS["source"],
            receipt=SECRETS["told-receipt"],
            state="allowed",
            may_quote=True,
            at=BEGAN,
            **about,
        )  # fmt: skip
    )
    db.add(
        Contribution(
            id="held",
            programme="programme",
            number=2,
            text=WORDS["held-back"],
            source="page",
            state="hidden",
            reason=WORDS["withheld"],
            at=BEGAN,
        )  # fmt: skip
    )
    db.flush()
    db.add(ContributionTag(contribution="told", tag=WORDS["tag"]))
    db.add(EqualityAnswer(id="e", programme="programme", question="age", answer=WORDS["answer"], day="1970-01-01"))
