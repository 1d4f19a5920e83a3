"""Which programme the row of an id belongs to: the one place that is asked before anybody reaches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session as Db
from sqlmodel import col

from . import tables as t

OF: dict[str, Callable[[str], Select[Any]]] = {
    "programme": lambda id: select(col(t.Programme.id)).where(col(t.Programme.id) == id),
    "session": lambda id: select(col(t.WorkshopSession.programme)).where(col(t.WorkshopSession.id) == id),
    "stage": lambda id: _by_session(col(t.StageRow.session), col(t.StageRow.id) == id),
    "comment": lambda id: _by_session(col(t.CommentRow.session), col(t.CommentRow.id) == id),
    "suggestion": lambda id: _by_session(col(t.SuggestionRow.session), col(t.SuggestionRow.id) == id),
    "participant": lambda id: _by_session(col(t.Participant.session), col(t.Participant.id) == id),
    "helper": lambda id: _by_session(col(t.SessionPass.session), col(t.SessionPass.id) == id),
    "idea": lambda id: select(col(t.Idea.programme)).where(col(t.Idea.id) == id),
    "merge": lambda id: select(col(t.IdeaMerge.programme)).where(col(t.IdeaMerge.id) == id),
    "question": lambda id: select(col(t.Question.programme)).where(col(t.Question.id) == id),
    "contribution": lambda id: select(col(t.Contribution.programme)).where(col(t.Contribution.id) == id),
    "quote": lambda id: (
        select(col(t.Idea.programme)).join(t.Quote, col(t.Quote.idea) == col(t.Idea.id)).where(col(t.Quote.id) == id)
    ),
    "section": lambda id: select(col(t.Section.programme)).where(col(t.Section.id) == id),
    "statement": lambda id: select(col(t.Statement.programme)).where(col(t.Statement.id) == id),
    "remark": lambda id: (
        select(col(t.Statement.programme))
        .join(t.StatementComment, col(t.StatementComment.statement) == col(t.Statement.id))
        .where(col(t.StatementComment.id) == id)
    ),
}
"""How the programme of each kind of thing is found, by the name that addresses give its id."""


def programme_of(db: Db, named: Mapping[str, str]) -> str | None:
    """The programme that all of these belong to: {"session": id, "stage": id}.

    None where nothing in it belongs to one, where one is not known, or where they belong to several.
    """
    found = {db.scalar(OF[what](id)) for what, id in named.items() if what in OF}
    return found.pop() if len(found) == 1 else None


def _by_session(session: Any, condition: Any) -> Select[Any]:
    return (
        select(col(t.WorkshopSession.programme))
        .join_from(session.class_, t.WorkshopSession, col(t.WorkshopSession.id) == session)
        .where(condition)
    )
