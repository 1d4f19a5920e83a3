"""Programmes with ideas, finished workshops and quotes in a line, for the tests of the strategy draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.actions.contributing import Told, check_contribution, take_in
from app.actions.planning import NewIdea, add_ideas, create_programme
from app.actions.quoting import attach_quote
from app.domain import asking
from app.domain.outcomes import outcome_of
from app.domain.stages import StageIdea
from app.storage.secrets import new_id, new_secret
from app.storage.tables import Contribution, Idea, OutcomeRow, Quote, WorkshopSession
from tests.builders import Sitting

NOW, WHO = 1_000.0, "organiser"
Votes = Mapping[str, tuple[tuple[int, int], tuple[int, int]]]
"""{idea: ((citizens who agree, who do not), (AHPs who agree, who do not))}"""
SHARED, KEENER, FEW = ((9, 1), (9, 1)), ((9, 1), (3, 7)), ((4, 0), (9, 1))


def a_programme(db: Db, *texts: str) -> tuple[str, list[Idea]]:
    programme = create_programme(db, "Example programme", NOW).id
    return programme, add_ideas(db, programme, [NewIdea(text, name=text.split()[0]) for text in texts], NOW)


def held(
    db: Db, programme: str, ideas: Sequence[Idea], votes: Votes, name: str = "Keighley", ended_at: float = NOW,
    comment: str = "",
) -> str:  # fmt: skip
    """A finished workshop in which these ideas were voted on → its id."""
    sitting = Sitting("vote")
    sitting.session.id, sitting.session.name = new_id(), name
    people = {c: max((sum(cells[n]) for cells in votes.values()), default=0) for n, c in enumerate(("citizen", "ahp"))}
    for community, count in people.items():
        sitting.joins(*(f"{community}{n}" for n in range(count)), community=community)
    sitting.opens("vote", [StageIdea(idea.id, idea.text, idea.ref, idea.name) for idea in ideas])
    for idea, cells in votes.items():
        for community, (agree, disagree) in zip(("citizen", "ahp"), cells, strict=True):
            for n in range(agree + disagree):
                sitting.votes(f"{community}{n}", idea, "agree" if n < agree else "disagree")
    if comment:
        sitting.comments("citizen0", comment, new_id(), stage="vote", idea=ideas[0].id)
        allow(sitting)
    sitting.reveals("vote")
    sitting.ends()
    sitting.session.ended_at = ended_at
    _keep(db, programme, sitting, ended_at)
    return sitting.session.id


def allow(sitting: Sitting) -> None:
    for comment in list(sitting.session.comments):
        sitting.host(asking.CheckComment(comment=comment))


def said(db: Db, programme: str, idea: str, words: str, may_quote: bool = True, state: str = "allowed") -> Quote:
    """Something a carer said at an event, quoted whole in an idea."""
    key = new_id()
    take_in(
        db, programme, [Told(words, community="citizen", role="carer", may_quote=may_quote, key=key)], "notes", NOW,
        "Hull listening event",
    )  # fmt: skip
    found = db.scalars(select(Contribution).where(col(Contribution.key) == key)).one()
    quote = attach_quote(db, programme, idea, found.id, WHO, NOW)
    if state != "waiting":
        check_contribution(db, programme, found.id, state, "", WHO, NOW)
    db.flush()
    return quote


def _keep(db: Db, programme: str, sitting: Sitting, ended_at: float) -> None:
    session = sitting.session
    db.add(
        WorkshopSession(
            id=session.id,
            programme=programme,
            name=session.name,
            code=new_id(),
            secret=new_secret(),
            phase="ended",
            created_at=ended_at,
            ended_at=ended_at,
            board={},
            salt=b"s",
            chain=b"\0",
        )  # fmt: skip
    )
    db.flush()
    body = msgspec.json.encode(outcome_of(session, ended_at, revision=1))
    db.add(OutcomeRow(session=session.id, revision=1, at=ended_at, hash="made for a test", body=body))
    db.flush()
