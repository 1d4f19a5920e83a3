"""What people said, as the host checks it: waiting, on the board, hidden. Participants stay unnamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.communities import AHP
from app.domain.flags import flags_of
from app.domain.session import ALLOWED, HIDDEN, WAITING, Comment, Session, Suggestion

MOST_LISTED = 25
"""Of each list: those that wait longest, the newest of the others. A host reads no more at once."""
ENOUGH_TO_NAME = 8
"""People of one profession present before a byline names it (FACTS, small numbers, f)."""
SUGGESTION = "suggestion."
"""Marks a suggestion's id among comments' ids."""
SHORT = 40


@dataclass(frozen=True, slots=True)
class Said:
    """One comment or suggestion. `flags` only while it waits: afterwards a host has read it."""

    id: str
    text: str
    community: str
    profession: str | None
    about: str | None
    state: str
    flags: tuple[str, ...]
    spotlit: bool
    reason: str
    muted: bool = False
    """Whether the host takes no more comments from its writer."""
    aside: bool = False
    """Whether the host has set aside all that its writer gave."""

    @property
    def is_suggestion(self) -> bool:
        return self.id.startswith(SUGGESTION)


@dataclass(frozen=True, slots=True)
class Queue:
    """The three lists, each cut to MOST_LISTED, and how many there are in all."""

    waiting: tuple[Said, ...]
    shown: tuple[Said, ...]
    hidden: tuple[Said, ...]
    waiting_count: int
    shown_count: int
    hidden_count: int


def queue_of(session: Session) -> Queue:
    """Waiting ones in the order they came, so that a new one moves none of the others; the rest newest first."""
    remarks: list[Comment | Suggestion] = [*session.comments.values(), *session.suggestions.values()]
    remarks = sorted((r for r in remarks if r.participant in session.people), key=lambda r: r.at)
    lists = {state: [r for r in remarks if r.state == state] for state in (WAITING, ALLOWED, HIDDEN)}
    named = _named_professions(session)
    return Queue(
        _said(session, lists[WAITING][:MOST_LISTED], named),
        _said(session, reversed(lists[ALLOWED][-MOST_LISTED:]), named),
        _said(session, reversed(lists[HIDDEN][-MOST_LISTED:]), named),
        len(lists[WAITING]),
        len(lists[ALLOWED]),
        len(lists[HIDDEN]),
    )


def queue_mark(session: Session) -> int:
    """Changes whenever the queue may look different: cheap enough to be asked after every turn."""
    comments = tuple((c.id, c.state, c.spotlight, c.reason) for c in session.comments.values())
    muted = sum(person.muted for person in session.people.values())
    suggestions = tuple((s.id, s.state, s.reason) for s in session.suggestions.values())
    return hash((comments, suggestions, len(session.people), len(session.aside), muted, session.phase))


def _said(session: Session, remarks: Iterable[Comment | Suggestion], named: frozenset[str]) -> tuple[Said, ...]:
    return tuple(_one(session, remark, named) for remark in remarks)


def _one(session: Session, remark: Comment | Suggestion, named: frozenset[str]) -> Said:
    author = session.people[remark.participant]
    is_comment = isinstance(remark, Comment)
    return Said(
        id=remark.id if is_comment else SUGGESTION + remark.id,
        text=remark.text,
        community=author.community,
        profession=author.profession if author.profession in named else None,
        about=_name_of(session, remark) if isinstance(remark, Comment) else None,
        state=remark.state,
        flags=flags_of(remark.text) if remark.state == WAITING else (),
        spotlit=isinstance(remark, Comment) and remark.spotlight,
        reason=remark.reason,
        muted=author.muted,
        aside=author.id in session.aside,
    )


def _name_of(session: Session, comment: Comment) -> str | None:
    """The idea's short name, else the beginning of its words."""
    stage = session.stages.get(comment.stage)
    idea = next((i for i in stage.ideas if i.id == comment.idea), None) if stage else None
    if idea is None:
        return None
    return idea.name or (idea.text if len(idea.text) <= SHORT else idea.text[: SHORT - 1].rsplit(" ", 1)[0] + "…")


def _named_professions(session: Session) -> frozenset[str]:
    present = Counter(p.profession for p in session.counted() if p.community == AHP and p.profession)
    return frozenset(name for name, count in present.items() if name and count >= ENOUGH_TO_NAME)
