"""An idea's evidence trail: what citizens said, how each workshop voted, what people added, and where it went.

Its figures are those that may be printed, also for organisers: small numbers are protected. The public trail knows
only workshops whose report is public, only quotes that may be quoted, agreed statements, and no comments, decisions
or notes of those who draft.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session as Db

from app.domain.bylines import byline
from app.domain.decisions import Decision, standing_decisions
from app.domain.drafts import AGREED, content_from
from app.domain.landing import Swap, swaps
from app.domain.refusals import Refusal
from app.domain.stages import UNSAID
from app.domain.wording import label_of
from app.storage.contributions import ALLOWED, HIDDEN, contribution_of
from app.storage.decisions import decisions_of
from app.storage.finished import finished_outcomes
from app.storage.frameworks import Plan, framework_of
from app.storage.ideas import programme
from app.storage.merges import merges_into
from app.storage.parked_ideas import idea_of
from app.storage.public_pages import DRAFT, STORY, TRAIL, public_page
from app.storage.quotes import quotes_from
from app.storage.rewording import is_wanted
from app.storage.statements import Numbered, all_ideas, standing, statements_of, statements_on, versions_of
from app.storage.stories import stories_about
from app.storage.tables import Contribution, Idea, IdeaMerge, Programme, Statement, Story
from app.storage.traces import QuoteLine, quotes_of_ideas
from app.storage.waiting import published_sessions
from app.storage.wordings import wordings_of

from .trail_votes import Votes, votes_on


@dataclass(frozen=True, slots=True)
class Quoted:
    """One passage. `number` is the contribution's in its programme; a withdrawn one has no words and no byline."""

    words: str
    byline: str
    contribution: str
    number: int
    withdrawn: bool
    may_quote: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class Added:
    """A comment that a host allowed, with how many said "me too"."""

    text: str
    community: str
    support: int
    workshop: str
    session: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in the words of an idea or a statement, when and why."""

    swaps: tuple[Swap, ...]
    why: str
    at: float


@dataclass(frozen=True, slots=True)
class Landed:
    """A statement that rests on the idea. `commitments` are short names; `agreed_at` the day of its present state."""

    id: str
    number: int
    text: str
    state: str
    professions: tuple[str, ...]
    with_whom: str
    commitments: tuple[str, ...]
    works_if: str
    still_open: str
    next_review: str
    changes: tuple[Change, ...]
    agreed_at: float | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What organisers decided about it after a workshop."""

    session: str
    workshop: str
    verdict: str
    merged_with: str
    reason: str
    at: float


@dataclass(frozen=True, slots=True)
class TrailScreen:
    programme: Programme
    idea: Idea
    label: str
    into: Idea | None
    """What it is part of now, over all merges: its thread goes on there."""
    came_in: tuple[tuple[IdeaMerge, Idea], ...]
    quotes: tuple[Quoted, ...]
    kept_back: int
    """Quotes that may not be shown here."""
    votes: Votes
    not_public: int
    """Workshops that voted on it and whose report is not public: the public trail leaves them out."""
    added: tuple[Added, ...]
    wordings: tuple[Change, ...]
    statements: tuple[Landed, ...]
    plan: Plan
    decided: tuple[Decided, ...]
    story: Story | None
    shared_at: float | None
    """Since when everybody may read it, seconds since 1970."""

    @property
    def withdrawn(self) -> int:
        return sum(quote.withdrawn for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class ForwardScreen:
    """Where one contribution went: each idea that it is quoted in as it stands now, and the statements there."""

    programme: Programme
    told: Contribution
    byline: str
    ideas: tuple[tuple[Idea, Idea | None, tuple[tuple[int, Statement], ...]], ...]
    """[(the idea, what it is part of now, [(number, statement)])]"""


def trail_screen(db: Db, programme_id: str, id: str) -> TrailScreen:
    """The whole trail, for organisers. Raises Refusal unknown_idea."""
    known, idea = programme(db, programme_id), idea_of(db, programme_id, id)
    if known is None or idea is None or idea.statement is not None:
        raise Refusal("unknown_idea", "This idea is not part of the programme.")
    return _trail(db, known, idea, public=False)


def public_trail(db: Db, id: str) -> TrailScreen | None:
    """The trail as everybody may read it; None where it is not public. A merged idea leads to what it is part of."""
    idea = db.get(Idea, id)
    known = programme(db, idea.programme) if idea is not None else None
    if idea is None or known is None or known.archived_at is not None:
        return None
    ideas = all_ideas(db, known.id)
    now = ideas.get(standing(ideas, idea.id))
    if now is None or public_page(db, known.id, TRAIL, now.id) is None or is_wanted(db, now):
        return None
    return _trail(db, known, now, public=True)


def forward_screen(db: Db, programme_id: str, id: str) -> ForwardScreen:
    """From what somebody said to the statements. Raises Refusal unknown_code."""
    known, told = programme(db, programme_id), contribution_of(db, programme_id, id)
    if known is None or told is None:
        raise Refusal("unknown_code", "This contribution is not part of the programme.")
    ideas, draft = all_ideas(db, programme_id), statements_of(db, programme_id)
    found: dict[str, tuple[Idea, Idea | None, tuple[tuple[int, Statement], ...]]] = {}
    for _, idea in quotes_from(db, id):
        now = standing(ideas, idea.id)
        resting = tuple(
            (n.number, n.statement) for n in draft if now in {standing(ideas, one) for one in n.statement.ideas}
        )
        found[idea.id] = (idea, ideas[now] if now != idea.id else None, resting)
    return ForwardScreen(known, told, byline(told.role, told.community, told.source_name), tuple(found.values()))


def _trail(db: Db, known: Programme, idea: Idea, public: bool) -> TrailScreen:
    ideas, shown = all_ideas(db, known.id), published_sessions(db, known.id)
    parts = [id for id in ideas if id != idea.id and standing(ideas, id) == idea.id]
    outcomes = finished_outcomes(db, known.id)
    told = [outcome for outcome in outcomes if outcome["session"] in shown] if public else outcomes
    votes = votes_on(told, idea.id, parts, idea.text, public)
    quotes = quotes_of_ideas(db, [idea.id, *parts])
    lines = tuple(_quoted(line) for line in quotes if _may_show(line, public))
    into = ideas.get(standing(ideas, idea.id))
    page = public_page(db, known.id, TRAIL, idea.id)
    stories, may_tell = stories_about(db, idea.id), not public or public_page(db, known.id, STORY) is not None
    hidden = {o["session"] for o in outcomes if o["session"] not in shown and _weighs(o, {idea.id, *parts})}
    return TrailScreen(
        known, idea, label_of({"name": idea.name, "text": idea.text}), into if into is not idea else None,
        tuple(merges_into(db, idea.id)), lines, len(quotes) - len(lines), votes, len(hidden),
        () if public else tuple(_added(outcomes, {idea.id, *parts})), _wordings(db, idea.id),
        _landed(db, known.id, idea.id, public), framework_of(db, known.id),
        () if public else tuple(_decided(db, outcomes, {idea.id, *parts}, ideas)),
        stories[0] if stories and may_tell else None, page.at if page else None,
    )  # fmt: skip


def _may_show(line: QuoteLine, public: bool) -> bool:
    """Hidden quotes are for nobody; in public only what was allowed and may be quoted. What was withdrawn says so."""
    if line.state == HIDDEN:
        return False
    return line.withdrawn or not public or line.is_public


def _quoted(line: QuoteLine) -> Quoted:
    by = "" if line.withdrawn else byline(line.role, line.community, line.source_name)
    return Quoted(line.words, by, line.contribution, line.number, line.withdrawn, line.may_quote, line.state == ALLOWED)


def _weighs(outcome: Mapping[str, Any], ideas: set[str]) -> bool:
    return any(i["idea"] in ideas for s in outcome["stages"] if s["kind"] == "vote" for i in s["ideas"])


def _added(outcomes: Sequence[Mapping[str, Any]], ideas: set[str]) -> list[Added]:
    """The allowed comments of all workshops and steps, the most supported first."""
    found = [
        Added(comment["text"], comment["community"], int(comment["support"]), outcome["name"], outcome["session"])
        for outcome in outcomes
        for stage in outcome["stages"]
        for idea in stage["ideas"]
        if idea["idea"] in ideas
        for comment in idea.get("comments") or ()
    ]
    return sorted(found, key=lambda comment: -comment.support)


def _wordings(db: Db, idea: str) -> tuple[Change, ...]:
    """How its words changed, the newest first; wordings whose words were taken back are passed over."""
    steps = [w for w in wordings_of(db, idea) if w.text not in ("", UNSAID)]
    return tuple(
        Change(tuple(swaps(before.text, after.text)), after.why, after.at)
        for after, before in zip(steps, steps[1:], strict=False)
        if after.text != before.text
    )


def _landed(db: Db, programme_id: str, idea: str, public: bool) -> tuple[Landed, ...]:
    """The statements that rest on it; in public those that are agreed, and the whole draft where that is public."""
    plan, open_draft = framework_of(db, programme_id), public_page(db, programme_id, DRAFT) is not None
    return tuple(
        _statement(db, numbered, plan)
        for numbered in statements_on(db, programme_id, idea)
        if not public or open_draft or numbered.statement.state == AGREED
    )


def _statement(db: Db, numbered: Numbered, plan: Plan) -> Landed:
    s, versions = numbered.statement, versions_of(db, numbered.statement.id)
    texts = [content_from(version.content).text for version in versions]
    changes = tuple(
        Change(tuple(swaps(texts[n + 1], texts[n])), versions[n].why, versions[n].at)
        for n in range(len(versions) - 1)
        if texts[n] != texts[n + 1]
    )
    return Landed(
        s.id, numbered.number, s.text, s.state, tuple(s.professions), s.with_whom,
        tuple(plan.by_code[code].short if code in plan.by_code else code for code in s.commitments),
        s.works_if, s.still_open, s.next_review, changes,
        versions[0].at if versions and s.state == AGREED else None,
    )  # fmt: skip


def _decided(
    db: Db, outcomes: Sequence[Mapping[str, Any]], ideas: set[str], known: Mapping[str, Idea]
) -> list[Decided]:  # fmt: skip
    """What was decided on it after each workshop, the newest first."""
    found = []
    for outcome in outcomes:
        for decision in standing_decisions(decisions_of(db, outcome["session"])).values():
            if decision.idea in ideas:
                found.append(_decision(decision, outcome, known))
    return sorted(found, key=lambda one: -one.at)


def _decision(decision: Decision, outcome: Mapping[str, Any], known: Mapping[str, Idea]) -> Decided:
    other = known.get(decision.merged_with or "")
    label = label_of({"name": other.name, "text": other.text}) if other else ""
    return Decided(outcome["session"], outcome["name"], decision.verdict, label, decision.reason, decision.at)
