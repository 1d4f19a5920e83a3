"""The strategy draft as programs read it: the same facts as the organisers' pages, by id."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session as Db

from app.domain.communities import COMPARED
from app.domain.outcomes import rfc3339
from app.domain.refusals import Refusal
from app.domain.weighings import Weighing
from app.storage.frameworks import Plan
from app.storage.statements import comments_about, removed_statements, sections_of, versions_of
from app.storage.tables import Section, StatementComment, StatementVersion

from .drafted import IdeaMark, StatementLine
from .statement import statement_screen
from .strategy import strategy_screen

Json = dict[str, Any]


def draft_json(db: Db, programme: str) -> Json:
    """The whole draft. Raises Refusal unknown_code."""
    screen = strategy_screen(db, programme)
    if screen is None:
        raise Refusal("unknown_code", "This programme is not known here.")
    return {
        "programme": {"id": screen.programme.id, "name": screen.programme.name},
        "framework": plan_json(screen.plan),
        "sections": [section_json(section) for section in sections_of(db, programme)],
        "statements": [line_json(line) for part in screen.parts for line in part.statements],
        "removed": [{"id": s.id, "text": s.text, "version": s.version} for s in removed_statements(db, programme)],
        "coverage": [
            {"profession": row.profession, "commitments": {code: n for code, n in row.cells if n},
             "somebody_came": row.came, "ideas_that_fit": row.fits}
            for row in screen.matrix
        ],
        "commitments_not_covered": [
            {"code": one.commitment.code, "ideas_that_fit": one.fits} for one in screen.open_commitments
        ],
        "codes_not_in_plan": dict(screen.lost),
        "carried_forward_not_used": [mark_json(mark) for mark in screen.carried],
        "statements_on_no_idea": [line.id for line in screen.unfounded],
        "contributions_in_no_idea": screen.left,
    }  # fmt: skip


def statement_json(db: Db, programme: str, id: str) -> Json | None:
    """One statement with its evidence, comments and versions; None where there is none such."""
    screen = statement_screen(db, programme, id)
    if screen is None:
        return None
    return line_json(screen.line) | {
        "evidence": [
            {**mark_json(one.mark), "readings": [weighing_json(w) for w in one.weighings], "quotes": one.quoted}
            for one in screen.evidence
        ],
        "checks": [
            weighing_json(one.weighing) | {"comments": list(one.weighing.comments)} for one in screen.challenged
        ],
        "planned_in": [session.id for session in screen.coming],
        "comments": [comment_json(comment) for comment in comments_about(db, id)],
        "versions": [version_json(version) for version in versions_of(db, id)],
    }


def line_json(line: StatementLine) -> Json:
    return {
        "id": line.id, "number": line.number or None, **line.content.as_plain(), "section": line.section,
        "version": line.version, "rests_on": [mark_json(mark) for mark in line.ideas], "needs": list(line.needs),
    }  # fmt: skip


def mark_json(mark: IdeaMark) -> Json:
    return {
        "idea": mark.id, "name": mark.label, "text": mark.text, "reading": mark.reading, "close_call": mark.close,
        "small_group": mark.small, "put_aside": mark.aside,
    }  # fmt: skip


def weighing_json(weighing: Weighing) -> Json:
    """One session's vote; a community's cell is null where fewer than five answered."""
    cells = {
        c: None if (cell := weighing.cells[c]) is None else {"agree": cell[0], "answered": cell[1]} for c in COMPARED
    }
    return {
        "session": weighing.session, "name": weighing.name, "ended_at": weighing.ended_at, "text": weighing.text,
        "communities": cells, "reading": weighing.reading, "close_call": weighing.close,
        "small_group": weighing.small,
    }  # fmt: skip


def version_json(version: StatementVersion) -> Json:
    return {
        "version": version.version, "content": version.content, "why": version.why, "who": version.who,
        "at": rfc3339(version.at),
    }  # fmt: skip


def comment_json(comment: StatementComment) -> Json:
    return {
        "id": comment.id, "text": comment.text, "who": comment.who, "at": rfc3339(comment.at),
        "settled_at": rfc3339(comment.settled_at),
    }  # fmt: skip


def section_json(section: Section) -> Json:
    return {
        "id": section.id, "title": section.title, "intro": section.intro, "version": section.version,
        "removed": section.removed_at is not None,
    }  # fmt: skip


def plan_json(plan: Plan) -> Json:
    listed = [{"code": c.code, "short": c.short, "text": c.text} for c in plan.commitments]
    return {"key": plan.key or None, "name": plan.name, "commitments": listed}
