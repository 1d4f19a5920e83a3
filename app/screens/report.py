"""A session's outcome as pages show it: exact for organisers, and its public copy with small numbers protected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.method_note import method_note
from app.domain.small_numbers import OPEN_FROM, protect, protect_ranges
from app.domain.stages import READY, WEIGHING
from app.storage.facts import professions

from .rank_outcome import RankOutcome, rank_outcome
from .tables_outcome import TablesOutcome, tables_outcome
from .vote_outcome import VoteOutcome, label_of, vote_outcome
from .weighing_outcome import DotsRow, RateOutcome, dots_outcome, rate_outcome

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class StageReport:
    """One step that weighed ideas; one of vote, rank, dots, rate and tables is there, as its kind says."""

    id: str
    kind: str
    title: str
    state: str
    ballots: Mapping[str, int | None]
    vote: VoteOutcome | None = None
    rank: RankOutcome | None = None
    dots: tuple[DotsRow, ...] = ()
    rate: RateOutcome | None = None
    tables: TablesOutcome | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The comments on one idea in one step."""

    label: str
    stage: str
    comments: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Timing:
    title: str
    kind: str
    planned: float | None
    opened: float | None
    closed: float | None


@dataclass(frozen=True, slots=True)
class OutcomeScreen:
    session: str
    name: str
    at: float | None
    people: Mapping[str, int]
    paper: int | None
    present: tuple[tuple[str, int | None], ...]
    """Professions with how many came; the number is None in public."""
    missing: tuple[str, ...]
    stages: tuple[StageReport, ...]
    said: tuple[Said, ...]
    comments: Mapping[str, int]
    timings: tuple[Timing, ...]
    method: Mapping[str, str]
    revision: int
    hash: str | None
    generated_at: float | None


def outcome_screen(
    outcome: Mapping[str, Any], ranges: Mapping[str, Any] | None = None, translate: Translate = str
) -> OutcomeScreen:
    """The organisers' page. `outcome` is the contract's, exact; `ranges` the place ranges by stage id."""
    here = outcome["participants"]
    weighed = _weighed(outcome)
    stages = tuple(_report(stage, (ranges or {}).get(stage["id"]), weighed) for stage in weighed)
    present = tuple(sorted(here["professions"].items(), key=lambda row: (-row[1], row[0])))
    return OutcomeScreen(
        outcome["session"], outcome["name"], _seconds(outcome["started_at"]), {c: here[c] for c in COMMUNITIES},
        here["by_channel"]["paper"], present, tuple(p for p in professions() if p not in here["professions"]), stages,
        _said(outcome), outcome["comments"],
        tuple(
            Timing(s["title"], s["kind"], s["settings"]["minutes"], _seconds(s["opened_at"]), _seconds(s["closed_at"]))
            for s in outcome["stages"]
        ),
        method_note(outcome["stages"], translate), outcome["revision"], outcome.get("hash"),
        _seconds(outcome["generated_at"]),
    )  # fmt: skip


def public_report(
    outcome: Mapping[str, Any], ranges: Mapping[str, Any] | None = None, translate: Translate = str
) -> OutcomeScreen:
    """The published report: small numbers protected, professions by name only, no comments, no timings.

    How many voted on paper is told only where that and the others are five or more. The method note is written from
    the public figures, so that it says nothing about a closed cell.
    """
    here, channels = outcome["participants"], outcome["participants"]["by_channel"]
    stages: list[dict[str, Any]] = []
    spans: dict[str, Any] = {}
    for stage in _weighed(outcome):
        named = {name: stage[name] for name in ("id", "kind", "title", "state", "settings")}
        stages.append({**named, **protect(stage, stage["kind"])})
        if exact := (ranges or {}).get(stage["id"]):
            spans[stage["id"]] = protect_ranges(exact, stage["ballots"])
    return OutcomeScreen(
        outcome["session"], outcome["name"], _seconds(outcome["started_at"]), {c: here[c] for c in COMMUNITIES},
        channels["paper"] if min(channels.values()) >= OPEN_FROM else None,
        tuple((name, None) for name in professions() if name in here["professions"]), (),
        tuple(_report(stage, spans.get(stage["id"]), stages) for stage in stages), (), {}, (),
        method_note(stages, translate), outcome["revision"], outcome.get("hash"), _seconds(outcome["generated_at"]),
    )  # fmt: skip


def _weighed(outcome: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The steps that weighed ideas and were opened."""
    return [s for s in outcome["stages"] if s["kind"] in WEIGHING and s["state"] != READY and s["ideas"]]


def _report(
    stage: Mapping[str, Any], ranges: Mapping[str, Any] | None, stages: Sequence[Mapping[str, Any]]
) -> StageReport:
    known = (stage["id"], stage["kind"], stage["title"], stage["state"], stage["ballots"])
    match stage["kind"]:
        case "vote":
            return StageReport(*known, vote=vote_outcome(stage))
        case "rank" if "tables" in stage:
            before = next((s for s in stages if s["id"] == stage["settings"]["start_from"]), None)
            return StageReport(*known, tables=tables_outcome(stage, before))
        case "rank":
            return StageReport(*known, rank=rank_outcome(stage, ranges))
        case "dots":
            return StageReport(*known, dots=dots_outcome(stage))
    return StageReport(*known, rate=rate_outcome(stage))


def _said(outcome: Mapping[str, Any]) -> tuple[Said, ...]:
    return tuple(
        Said(label_of(idea), stage["title"], tuple(sorted(idea["comments"], key=lambda c: -c["support"])))
        for stage in outcome["stages"]
        for idea in stage["ideas"]
        if idea.get("comments")
    )


def _seconds(at: str | None) -> float | None:
    """ "2026-11-19T10:15:00.123Z" → seconds since 1970."""
    return None if at is None else datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp()
