"""What a session concluded: the figures of every stage, who took part, and how it was counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from .communities import AHP, by_community
from .method_note import method_note
from .selecting import figures_as_shown, stage_figures
from .session import ALLOWED, Session
from .setting_aside import counts_of_aside, gave_something
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
        "method": method_note(stages, joining=session.joining, aside=counts_of_aside(session)),
        "joining": session.joining,
        "set_aside": counts_of_aside(session),
        "started_at": rfc3339(session.started_at),
        "ended_at": rfc3339(session.ended_at),
        "participants": participants(session),
        "comments": comment_counts(session),
        "stages": stages,
    }


def stage_outcome(session: Session, stage: Stage, figures: Figures | None = None) -> dict[str, Any]:
    """One stage of the outcomes: figures, wording as it opened, and the comments that were allowed.

    Where later answers wait, because too few people changed theirs since everybody saw the results, `last_shown` holds
    the figures that the public knows. Where somebody who answered is set aside, `with_set_aside` holds the figures as
    they would be with them.
    """
    exact = figures(stage) if figures else stage_figures(session, stage)
    waiting = {"last_shown": _with_words(session, stage, figures_as_shown(session, stage))} if stage.shown else {}
    with_them = stage_figures(session, stage, aside_too=True) if gave_something(stage, session.aside) else None
    return {
        "id": stage.id,
        "kind": stage.kind,
        "title": stage.title,
        "state": stage.state,
        "settings": stage.settings.as_plain(),
        "opened_at": rfc3339(stage.opened_at),
        "closed_at": rfc3339(stage.closed_at),
        **_with_words(session, stage, exact),
        **waiting,
        **({"with_set_aside": with_them} if with_them else {}),
    }


def _with_words(session: Session, stage: Stage, figures: Mapping[str, Any]) -> dict[str, Any]:
    """The figures, each idea with its wording and its comments."""
    words = {idea.id: idea for idea in stage.ideas}
    ideas = []
    for row in figures["ideas"]:
        idea = words[row["idea"]]
        ideas.append(
            {**row, "text": idea.text, "name": idea.name, "theme": idea.theme}
            | ({"comments": comments_on(session, stage.id, idea.id)} if stage.kind in WITH_IDEAS else {})
        )
    return {**{k: v for k, v in figures.items() if k != "ideas"}, "ideas": ideas}


def public_stage(stage: Mapping[str, Any]) -> dict[str, Any]:
    """A stage of the outcomes with the figures that the public knows in place of the newest, before any protection."""
    known = {name: value for name, value in stage.items() if name not in ("last_shown", "with_set_aside")}
    return known | dict(stage.get("last_shown") or {})


def comments_on(session: Session, stage: str, idea: str) -> list[dict[str, Any]]:
    """The allowed comments on an idea in a stage, in the order they came, without who wrote them."""
    return [
        {"id": c.id, "text": c.text, "community": session.people[c.participant].community,
         "spotlight": c.spotlight, "support": session.me_too(c)}
        for c in session.comments.values()
        if c.stage == stage and c.idea == idea and c.state == ALLOWED and session.is_heard(c.participant)
    ]  # fmt: skip


def participants(session: Session) -> dict[str, Any]:
    """Who took part: by community, by channel, and of which professions. Simulated people count in a rehearsal only.
    A tablet that many people share is one more phone to each of them; how many used one is told beside it."""
    people = list(session.counted())
    channels = Counter(p.channel for p in people)
    professions = Counter(p.profession for p in people if p.community == AHP and p.profession)
    return {
        **by_community(p.community for p in people),
        "by_channel": {
            "phone": channels["phone"] + channels["shared"],
            "paper": channels["paper"],
            **_counted_apart("helped", channels["helped"]),
        },
        **_counted_apart("shared_tablet", channels["shared"]),
        "professions": dict(sorted(professions.items())),
    }


def _counted_apart(name: str, people: int) -> dict[str, int]:
    """Those for whom a host or helper answered, or who shared a tablet, where there are any."""
    return {name: people} if people else {}


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
