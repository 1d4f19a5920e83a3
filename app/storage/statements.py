"""Questions about the strategy draft: its sections, its statements in their order, and how each of them stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session as Db
from sqlmodel import col

from app.domain.drafts import Content

from .tables import Idea, Section, StageRow, Statement, StatementComment, StatementVersion, WorkshopSession


@dataclass(frozen=True, slots=True)
class Numbered:
    """A statement with the number it has in the draft now: 1, 2, 3 … through all sections."""

    number: int
    statement: Statement
    section: str | None = None
    """Where it stands now: None too where its section was removed."""


def sections_of(db: Db, programme: str, removed: bool = False) -> list[Section]:
    """The sections in their order, or those that were removed, the last one first."""
    asked = select(Section).where(col(Section.programme) == programme)
    if removed:
        asked = asked.where(col(Section.removed_at).is_not(None)).order_by(col(Section.removed_at).desc())
    else:
        asked = asked.where(col(Section.removed_at).is_(None)).order_by(col(Section.position), col(Section.id))
    return list(db.scalars(asked))


def section_of(db: Db, programme: str, id: str) -> Section | None:
    """A section of this programme, removed or not; held for this transaction."""
    found = db.scalars(select(Section).where(col(Section.id) == id).with_for_update()).first()
    return found if found is not None and found.programme == programme else None


def statements_of(db: Db, programme: str) -> list[Numbered]:
    """The draft in its order: statements without a section first, then section by section."""
    places = {section.id: n for n, section in enumerate(sections_of(db, programme), start=1)}
    found = db.scalars(select(Statement).where(_is_of(programme), col(Statement.removed_at).is_(None)))
    ordered = sorted(found, key=lambda s: (places.get(s.section or "", 0), s.position, s.created_at, s.id))
    return [
        Numbered(n, statement, statement.section if statement.section in places else None)
        for n, statement in enumerate(ordered, start=1)
    ]


def removed_statements(db: Db, programme: str) -> list[Statement]:
    """The last one first."""
    asked = select(Statement).where(_is_of(programme), col(Statement.removed_at).is_not(None))
    return list(db.scalars(asked.order_by(col(Statement.removed_at).desc(), col(Statement.id))))


def statement_of(db: Db, programme: str, id: str, hold: bool = False) -> Statement | None:
    """A statement of this programme, removed or not. `hold` keeps others from changing it in this transaction."""
    asked = select(Statement).where(col(Statement.id) == id, _is_of(programme))
    if hold:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return db.scalars(asked).first()


def statements_on(db: Db, programme: str, idea: str) -> list[Numbered]:
    """The statements of the draft that rest on this idea, or on one that became part of it."""
    known, draft = all_ideas(db, programme), statements_of(db, programme)
    return [n for n in draft if idea in {standing(known, one) for one in n.statement.ideas}]


def content_of(statement: Statement) -> Content:
    """What stands in the row."""
    s = statement
    return Content(
        s.text, s.section, tuple(s.ideas), tuple(s.professions), s.with_whom, tuple(s.commitments), s.works_if,
        s.still_open, s.next_review, s.state, s.removed_at is not None,
    )  # fmt: skip


def versions_of(db: Db, statement: str) -> list[StatementVersion]:
    """How a statement stood, the newest first."""
    v = StatementVersion
    return list(db.scalars(select(v).where(col(v.statement) == statement).order_by(col(v.version).desc())))


def version_of(db: Db, statement: str, version: int) -> StatementVersion | None:
    return db.get(StatementVersion, (statement, version))


def comments_about(db: Db, statement: str) -> list[StatementComment]:
    """The oldest first, settled ones too."""
    c = StatementComment
    return list(db.scalars(select(c).where(col(c.statement) == statement).order_by(col(c.at), col(c.id))))


def open_comments(db: Db, programme: str) -> dict[str, int]:
    """{statement: comments that are not settled}."""
    c = StatementComment
    rows = db.execute(
        select(col(c.statement), func.count())
        .join(Statement, col(Statement.id) == col(c.statement))
        .where(_is_of(programme), col(c.settled_at).is_(None))
        .group_by(col(c.statement))
    )
    return {statement: int(count) for statement, count in rows}


def all_ideas(db: Db, programme: str) -> dict[str, Idea]:
    """Every idea of a programme by id: those put aside and those that became part of another one too."""
    asked = select(Idea).where(col(Idea.programme) == programme, col(Idea.statement).is_(None))
    return {idea.id: idea for idea in db.scalars(asked.order_by(col(Idea.position), col(Idea.id)))}


def standing(ideas: Mapping[str, Idea], id: str) -> str:
    """The idea that this one is part of now, itself where it was never merged."""
    seen: set[str] = set()
    while id not in seen and id in ideas and ideas[id].merged_into in ideas:
        seen.add(id)
        id = ideas[id].merged_into or id
    return id


def stand_ins(db: Db, programme: str) -> dict[str, Idea]:
    """{statement: the idea that stands for it in sessions}."""
    asked = select(Idea).where(col(Idea.programme) == programme, col(Idea.statement).is_not(None))
    return {idea.statement: idea for idea in db.scalars(asked.order_by(col(Idea.id))) if idea.statement}


def sessions_that_name(db: Db, programme: str, ideas: Sequence[str]) -> dict[str, list[WorkshopSession]]:
    """{idea: sessions whose run sheet lists it, in the order they were made}. Rehearsals do not count."""
    s, found = WorkshopSession, dict[str, dict[str, WorkshopSession]]()
    rows = db.execute(
        select(s, col(StageRow.plan))
        .join(StageRow, col(StageRow.session) == col(s.id))
        .where(col(s.programme) == programme, col(s.rehearsal_of).is_(None))
        .order_by(col(s.created_at), col(s.id))
    )
    wanted = set(ideas)
    for session, plan in rows:
        for idea in wanted & set(plan if isinstance(plan, list) else ()):
            found.setdefault(idea, {})[session.id] = session
    return {idea: list(sessions.values()) for idea, sessions in found.items()}


def next_place(db: Db, programme: str, section: str | None) -> int:
    """The position after the last statement of a section."""
    in_it = col(Statement.section).is_(None) if section is None else col(Statement.section) == section
    last = db.scalar(select(func.max(col(Statement.position))).where(_is_of(programme), in_it))
    return 0 if last is None else int(last) + 1


def _is_of(programme: str) -> ColumnElement[bool]:
    return col(Statement.programme) == programme
