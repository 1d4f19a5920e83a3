"""One statement as its drafters see it: what it rests on, what people said of it, and how it came to read so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session as Db

from app.domain.decisions import Decision
from app.domain.drafts import NEXT, Content, Merge, content_from, differing, merged, word_changes
from app.domain.session import ENDED
from app.domain.weighings import Weighing
from app.storage.accounts import account_email
from app.storage.contributions import ALLOWED
from app.storage.frameworks import Commitment, Plan, framework_of
from app.storage.ideas import programme
from app.storage.quotes import quotes_of, words_of
from app.storage.statements import (
    Numbered,
    comments_about,
    content_of,
    sections_of,
    sessions_that_name,
    stand_ins,
    statement_of,
    statements_of,
    version_of,
    versions_of,
)
from app.storage.tables import Programme, Section, Statement, StatementComment, StatementVersion, WorkshopSession

from .drafted import Drafted, IdeaMark, StatementLine

QUOTES_SHOWN = 3
Changes = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One idea that it rests on: what each session said, the pool where that is fair, and the first of its quotes."""

    mark: IdeaMark
    weighings: tuple[Weighing, ...]
    pool: Mapping[str, Any] | None
    quotes: tuple[str, ...]
    quoted: int
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Step:
    """One version: who made it, when and why, and which fields it changed (none for the first)."""

    version: int
    at: float
    who: str
    why: str
    changed: tuple[str, ...]
    state: str
    removed: bool


@dataclass(frozen=True, slots=True)
class Remark:
    comment: StatementComment
    who: str


@dataclass(frozen=True, slots=True)
class Challenged:
    """What a finished session said of the statement; `changes` lead from its wording then to now, if it differs."""

    weighing: Weighing
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be ticked, and what is said of it."""

    value: str
    label: str
    hint: str
    chosen: bool
    lost: bool = False


@dataclass(frozen=True, slots=True)
class StatementScreen:
    programme: Programme
    plan: Plan
    statement: Statement
    line: StatementLine
    section: Section | None
    next_states: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    commitments: tuple[tuple[str, Commitment | None], ...]
    challenged: tuple[Challenged, ...]
    coming: tuple[WorkshopSession, ...]
    """Sessions that will weigh it and have not ended."""
    steps: tuple[Step, ...]
    remarks: tuple[Remark, ...]
    before: str | None
    after: str | None
    """Its neighbours in the draft."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: what each wrote, and how the other's differs from mine."""

    field: str
    mine: Any
    theirs: Any
    changes: Changes


@dataclass(frozen=True, slots=True)
class ChangedScreen:
    """What one wrote beside what stands now. `merge` has both, and mine where both changed the same field."""

    statement: Statement
    who: str
    at: float
    why: str
    theirs: Content
    merge: Merge
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class VersionScreen:
    """One version beside the one before it and the one that stands."""

    statement: Statement
    step: Step
    content: Content
    from_before: Changes | None
    to_now: Changes | None


def statement_screen(db: Db, programme_id: str, id: str) -> StatementScreen | None:
    """One statement, removed or not; None where this programme has none such."""
    known, found = programme(db, programme_id), statement_of(db, programme_id, id)
    if known is None or found is None:
        return None
    draft, plan, drafted = statements_of(db, programme_id), framework_of(db, programme_id), Drafted(db, programme_id)
    numbers = [numbered.statement.id for numbered in draft]
    at = numbers.index(id) if id in numbers else None
    line = drafted.line(draft[at] if at is not None else Numbered(0, found))
    stand_in = stand_ins(db, programme_id).get(id)
    return StatementScreen(
        known, plan, found, line, next((s for s in sections_of(db, programme_id) if s.id == line.section), None),
        NEXT[line.state], tuple(_evidence(db, drafted, mark) for mark in line.ideas),
        tuple((code, plan.by_code.get(code)) for code in line.content.commitments),
        tuple(_challenged(weighing, found.text) for weighing in drafted.said_of(stand_in.id if stand_in else "")),
        _coming(db, programme_id, stand_in.id if stand_in else ""), _steps(db, versions_of(db, id)),
        tuple(Remark(comment, known_as(db, comment.who)) for comment in comments_about(db, id)),
        numbers[at - 1] if at else None, numbers[at + 1] if at is not None and at + 1 < len(numbers) else None,
    )  # fmt: skip


def changed_screen(db: Db, programme_id: str, id: str, seen: int, mine: Content) -> ChangedScreen | None:
    """What to show who saves what another version was made of; None where there is no such statement."""
    found, base = statement_of(db, programme_id, id), version_of(db, id, seen)
    newest = next(iter(versions_of(db, id)), None)
    if found is None or newest is None:
        return None
    theirs = content_of(found)
    merge = merged(content_from(base.content) if base else theirs, mine, theirs)
    clashes = tuple(
        Clash(name, getattr(mine, name), getattr(theirs, name), word_changes(str(getattr(theirs, name) or ""),
              str(getattr(mine, name) or "")))
        for name in merge.clashes
    )  # fmt: skip
    return ChangedScreen(found, known_as(db, newest.who), newest.at, newest.why, theirs, merge, clashes)


def version_screen(db: Db, programme_id: str, id: str, version: int) -> VersionScreen | None:
    """How a statement stood, and what changed before and since; None where there is no such version."""
    found = statement_of(db, programme_id, id)
    steps = {step.version: step for step in _steps(db, versions_of(db, id))} if found else {}
    asked = version_of(db, id, version) if found and version in steps else None
    if found is None or asked is None:
        return None
    content, before = content_from(asked.content), version_of(db, id, version - 1)
    earlier = content_from(before.content).text if before else content.text
    from_before = word_changes(earlier, content.text) if earlier != content.text else None
    to_now = word_changes(content.text, found.text) if content.text != found.text else None
    return VersionScreen(found, steps[version], content, from_before, to_now)


def idea_choices(db: Db, programme_id: str, chosen: Sequence[str]) -> list[Choice]:
    """The ideas that a statement can rest on, those chosen first."""
    drafted = Drafted(db, programme_id)
    picked = drafted.each(chosen)
    listed = [i.id for i in drafted.ideas.values() if i.merged_into is None and i.parked_at is None]
    marks = [drafted.mark(id) for id in dict.fromkeys([*picked, *listed])]
    return [Choice(m.id, m.label, m.text if m.text != m.label else "", m.id in picked) for m in marks]


def commitment_choices(plan: Plan, chosen: Sequence[str]) -> list[Choice]:
    """The plan's commitments, and those that a statement names though the plan no longer has them."""
    listed = [Choice(c.code, c.short, c.text, c.code in chosen) for c in plan.commitments]
    return listed + [Choice(code, code, "", True, lost=True) for code in chosen if code not in plan.codes]


def known_as(db: Db, who: str) -> str:
    """How drafters know each other: by the address they sign in with, or a token's name."""
    return account_email(db, who) or who


def _evidence(db: Db, drafted: Drafted, mark: IdeaMark) -> Evidence:
    quotes = [words_of(*pair) for pair in quotes_of(db, mark.id) if pair[1].state == ALLOWED]
    decided = drafted.decisions.get(mark.id)
    return Evidence(
        mark, tuple(drafted.weighings(mark.id)), drafted.pool(mark.id), tuple(quotes[:QUOTES_SHOWN]), len(quotes),
        decided[1] if decided else None,
    )  # fmt: skip


def _challenged(weighing: Weighing, now: str) -> Challenged:
    return Challenged(weighing, word_changes(weighing.text, now) if weighing.text != now else None)


def _coming(db: Db, programme_id: str, idea: str) -> tuple[WorkshopSession, ...]:
    named = sessions_that_name(db, programme_id, [idea]).get(idea, ()) if idea else ()
    return tuple(session for session in named if session.phase != ENDED)


def _steps(db: Db, versions: Sequence[StatementVersion]) -> tuple[Step, ...]:
    """The newest first, as `versions` are."""
    contents = [content_from(version.content) for version in versions]
    names = {who: known_as(db, who) for who in {version.who for version in versions}}
    return tuple(
        Step(
            version.version, version.at, names[version.who], version.why,
            differing(contents[n + 1], content) if n + 1 < len(contents) else (), content.state, content.removed,
        )
        for n, (version, content) in enumerate(zip(versions, contents, strict=True))
    )  # fmt: skip
