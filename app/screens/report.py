"""A session's outcome as pages show it: exact for organisers, and its public copy with small numbers protected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.findings import Finding, findings_of, weighed
from app.domain.method_note import method_note
from app.domain.outcomes import public_stage
from app.domain.small_numbers import OPEN_FROM, protect, protect_ranges
from app.domain.wording import label_of
from app.storage.facts import professions

from .moments import seconds_of
from .rank_outcome import RankOutcome, rank_outcome
from .set_aside import SetAside, set_aside_in
from .tables_outcome import TablesOutcome, tables_outcome
from .vote_outcome import VoteOutcome, vote_outcome
from .weighing_outcome import DotsOutcome, RateOutcome, dots_outcome, rate_outcome

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
    dots: DotsOutcome | None = None
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
class Channels:
    """How people took part. Those on a shared tablet are among those on phones; for the helped a host answered."""

    phone: int
    paper: int
    helped: int
    shared: int


@dataclass(frozen=True, slots=True)
class OutcomeScreen:
    session: str
    name: str
    at: float | None
    people: Mapping[str, int]
    paper: int | None
    channels: Channels | None
    """None in public, as is `joining`."""
    joining: str | None
    present: tuple[tuple[str, int | None], ...]
    """Professions with how many came; the number is None in public."""
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]
    stages: tuple[StageReport, ...]
    said: tuple[Said, ...]
    comments: Mapping[str, int]
    timings: tuple[Timing, ...]
    method: Mapping[str, str]
    revision: int
    hash: str | None
    generated_at: float | None
    aside: SetAside | None = None
    """None where nobody is set aside, and in public."""

    @property
    def headline(self) -> VoteOutcome | None:
        """The vote that a report opens with: the last one in which an idea can be read, None where there is none."""
        at = self.headline_at
        return self.stages[at - 1].vote if at else None

    @property
    def headline_at(self) -> int | None:
        """Which of the steps that is, from 1."""
        return next((n for n in range(len(self.stages), 0, -1) if (v := self.stages[n - 1].vote) and v.marks), None)


def outcome_screen(
    outcome: Mapping[str, Any], ranges: Mapping[str, Any] | None = None, translate: Translate = str,
    picked: str | None = None,
) -> OutcomeScreen:  # fmt: skip
    """The organisers' page. `outcome` is the contract's, exact; `ranges` the place ranges by stage id; `picked` is the
    idea whose likely range the map draws."""
    here = outcome["participants"]
    stages = weighed(outcome["stages"])
    channels, shared = here["by_channel"], here.get("shared_tablet", 0)
    return OutcomeScreen(
        outcome["session"], outcome["name"], seconds_of(outcome["started_at"]), {c: here[c] for c in COMMUNITIES},
        channels["paper"], Channels(channels["phone"], channels["paper"], channels.get("helped", 0), shared),
        outcome["joining"], tuple(sorted(here["professions"].items(), key=lambda row: (-int(row[1] or 0), row[0]))),
        tuple(p for p in professions() if p not in here["professions"]), findings_of(stages, translate),
        tuple(_report(stage, (ranges or {}).get(stage["id"]), stages, picked) for stage in stages), _said(outcome),
        outcome["comments"], _timings(outcome), _method(outcome, outcome["stages"], translate), outcome["revision"],
        outcome.get("hash"), seconds_of(outcome["generated_at"]), set_aside_in(outcome),
    )  # fmt: skip


def public_report(
    outcome: Mapping[str, Any], ranges: Mapping[str, Any] | None = None, translate: Translate = str,
    picked: str | None = None,
) -> OutcomeScreen:  # fmt: skip
    """The published report: small numbers protected, professions by name only, no comments, no timings.

    No fingerprint either: whoever can guess at what was hidden could try guesses against it.

    How many voted on paper is told only where that and the others are five or more. The findings and the method note
    are written from the public figures, so that they say nothing about a closed cell.
    """
    here, channels = outcome["participants"], outcome["participants"]["by_channel"]
    stages: list[dict[str, Any]] = []
    spans: dict[str, Any] = {}
    waiting = {stage["id"] for stage in outcome["stages"] if "last_shown" in stage}
    for stage in weighed(map(public_stage, outcome["stages"])):
        named = {name: stage[name] for name in ("id", "kind", "title", "state", "settings")}
        stages.append({**named, **protect(stage, stage["kind"])})
        if (exact := (ranges or {}).get(stage["id"])) and stage["id"] not in waiting:
            spans[stage["id"]] = protect_ranges(exact, stage["ballots"])
    return OutcomeScreen(
        outcome["session"], outcome["name"], seconds_of(outcome["started_at"]), {c: here[c] for c in COMMUNITIES},
        channels["paper"] if min(channels.values()) >= OPEN_FROM else None, None, None,
        tuple((name, None) for name in professions() if name in here["professions"]), (),
        findings_of(stages, translate),
        tuple(_report(stage, spans.get(stage["id"]), stages, picked) for stage in stages), (), {}, (),
        _method(outcome, stages, translate), outcome["revision"], None, seconds_of(outcome["generated_at"]),
    )  # fmt: skip


def _method(outcome: Mapping[str, Any], stages: Sequence[Mapping[str, Any]], translate: Translate) -> dict[str, str]:
    return method_note(stages, translate, outcome["joining"], outcome.get("set_aside"))


def _report(
    stage: Mapping[str, Any], ranges: Mapping[str, Any] | None, stages: Sequence[Mapping[str, Any]], picked: str | None
) -> StageReport:
    known = (stage["id"], stage["kind"], stage["title"], stage["state"], stage["ballots"])
    match stage["kind"]:
        case "vote":
            return StageReport(*known, vote=vote_outcome(stage, picked))
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


def _timings(outcome: Mapping[str, Any]) -> tuple[Timing, ...]:
    return tuple(
        Timing(s["title"], s["kind"], s["settings"]["minutes"], seconds_of(s["opened_at"]), seconds_of(s["closed_at"]))
        for s in outcome["stages"]
    )
