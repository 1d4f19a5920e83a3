"""What a session concluded: the figures of every stage, who took part, and how it was counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .communities import AHP, by_community
from .method_note import method_note
from .selecting import stage_figures
from .session import ALLOWED, Session
from .stages import REVEALED, WEIGHING, WITH_IDEAS, Stage

Figures = Callable[[Stage], dict[str, Any]]


def outcome_of(session: Session, now: float, revision: int = 0, figures: Figures | None = None) -> dict[str, Any]:
    """The outcomes of the machine contract, exact: for organisers. `figures` may bring cached ones."""
    stages = [stage_outcome(session, stage, figures) for stage in session.stages.values()]
    return {
        "session": session.id,
        "name": session.name,
        "version": session.version,
        "generated_at": rfc3339(now),
        "revision": revision,
        "method": method_note(stages),
        "joining": session.joining,
        "started_at": rfc3339(session.started_at),
        "ended_at": rfc3339(session.ended_at),
        "participants": participants(session),
        "comments": comment_counts(session),
        "stages": stages,
    }


def stage_outcome(session: Session, stage: Stage, figures: Figures | None = None) -> dict[str, Any]:
    """One stage of the outcomes: figures, wording as it opened, and the comments that were allowed."""
    exact = figures(stage) if figures else stage_figures(session, stage)
    words = {idea.id: idea for idea in stage.ideas}
    ideas = []
    for row in exact["ideas"]:
        idea = words[row["idea"]]
        ideas.append(
            {**row, "text": idea.text, "name": idea.name, "theme": idea.theme}
            | ({"comments": comments_on(session, stage.id, idea.id)} if stage.kind in WITH_IDEAS else {})
        )
    return {
        "id": stage.id,
        "kind": stage.kind,
        "title": stage.title,
        "state": stage.state,
        "settings": stage.settings.as_plain(),
        "opened_at": rfc3339(stage.opened_at),
        "closed_at": rfc3339(stage.closed_at),
        **{k: v for k, v in exact.items() if k != "ideas"},
        "ideas": ideas,
    }


def comments_on(session: Session, stage: str, idea: str) -> list[dict[str, Any]]:
    """The allowed comments on an idea in a stage, in the order they came, without who wrote them."""
    return [
        {"id": c.id, "text": c.text, "community": session.people[c.participant].community,
         "spotlight": c.spotlight, "support": len(c.support)}
        for c in session.comments.values()
        if c.stage == stage and c.idea == idea and c.state == ALLOWED and c.participant in session.people
    ]  # fmt: skip


def participants(session: Session) -> dict[str, Any]:
    """Who took part: by community, by channel, and of which professions. Simulated people count in a rehearsal only.
    A tablet that many people share is one more phone to each of them."""
    people = list(session.counted())
    channels = Counter(p.channel for p in people)
    professions = Counter(p.profession for p in people if p.community == AHP and p.profession)
    return {
        **by_community(p.community for p in people),
        "by_channel": {
            "phone": channels["phone"] + channels["shared"],
            "paper": channels["paper"],
            **_helped(channels),
        },
        "professions": dict(sorted(professions.items())),
    }


def _helped(channels: Counter[str]) -> dict[str, int]:
    """Those for whom a host or helper answered, where there are any."""
    return {"helped": channels["helped"]} if channels["helped"] else {}


def comment_counts(session: Session) -> dict[str, int]:
    """How the host checked the comments."""
    counts = Counter(c.state for c in session.comments.values())
    return {state: counts[state] for state in ("waiting", "allowed", "hidden", "withdrawn")}


def is_shown(stage: Stage) -> bool:
    """Whether participants and the board may see this stage's figures."""
    return stage.state == REVEALED and stage.kind in WEIGHING


def rfc3339(at: float | None) -> str | None:
    """Seconds since 1970 → "2026-11-19T10:15:00.123Z"."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
