"""What people say, on the board: one comment for everyone to read, four beside it, all of them read by a host."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil

from app.domain.communities import AHP
from app.domain.session import ALLOWED, Comment, Session
from app.domain.stages import Stage

from .labels import label_of

COMMENTS_BESIDE = 4
NAMED_FROM = 8
"""A byline names a profession only when so many of it are here; otherwise it says "AHP"."""


@dataclass(frozen=True, slots=True)
class Said:
    id: str
    text: str
    community: str
    profession: str | None
    idea: str | None
    me_too: int


@dataclass(frozen=True, slots=True)
class Talk:
    spotlight: Said | None
    beside: tuple[Said, ...]
    total: int
    page: int
    pages: int
    checked: bool
    """Whether a host reads each comment before it appears."""
    paused: bool


def talk_of(session: Session, stage: Stage, page: int) -> Talk:
    """The spotlight may be on a comment of any stage; beside it stand this stage's newest, four a page."""
    allowed = allowed_comments(session, stage)
    lit = next((c for c in session.comments.values() if c.spotlight and _is_public(session, c)), None)
    rest = [c for c in allowed if c is not lit]
    pages = max(1, ceil(len(rest) / COMMENTS_BESIDE))
    page = min(page, pages)
    listed = rest[(page - 1) * COMMENTS_BESIDE : page * COMMENTS_BESIDE]
    named = professions_named(session)
    return Talk(
        spotlight=_said(session, lit, named) if lit else None,
        beside=tuple(_said(session, c, named) for c in listed),
        total=len(allowed),
        page=page,
        pages=pages,
        checked=stage.settings.check_first,
        paused=session.comments_paused,
    )


def allowed_comments(session: Session, stage: Stage) -> list[Comment]:
    """What everyone may read on this stage's ideas, said now or in an earlier stage, newest first."""
    here = [c for c in session.comments.values() if c.idea in stage.idea_ids and _is_public(session, c)]
    return sorted(here, key=lambda c: c.at, reverse=True)


def beside_spotlight(session: Session, by: int) -> str | None:
    """The comment that stands so many places from the large one, in the board's order and round its ends."""
    stage = _talked_about(session)
    listed = allowed_comments(session, stage) if stage is not None else []
    if not listed:
        return None
    at = next((n for n, comment in enumerate(listed) if comment.spotlight), -1 if by > 0 else 0)
    return listed[(at + by) % len(listed)].id


def _talked_about(session: Session) -> Stage | None:
    """The stage of now; of a step that shows results, the one whose results they are."""
    stage = session.current_stage()
    if stage is None or stage.kind != "reveal":
        return stage
    return next((session.stages[s] for s in stage.settings.of if s in session.stages), stage)


def professions_named(session: Session) -> frozenset[str]:
    """The professions that so many people here share that naming one points at nobody."""
    counts = Counter(p.profession for p in session.counted() if p.community == AHP and p.profession)
    return frozenset(name for name, count in counts.items() if name and count >= NAMED_FROM)


def _is_public(session: Session, comment: Comment) -> bool:
    return comment.state == ALLOWED and session.is_heard(comment.participant)


def _said(session: Session, comment: Comment, named: frozenset[str]) -> Said:
    author = session.people[comment.participant]
    profession = author.profession if author.community == AHP and author.profession in named else None
    stage = session.stages.get(comment.stage)
    idea = next((i for i in stage.ideas if i.id == comment.idea), None) if stage else None
    return Said(
        comment.id,
        comment.text,
        author.community,
        profession,
        label_of(idea, 60) if idea else None,
        session.me_too(comment),
    )
