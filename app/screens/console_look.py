"""A host's look at results before their reveal: exact, asked for, recorded, and never pushed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.session import Session
from app.domain.shared_order import in_order_of_shared
from app.domain.stages import Scale, Stage

from .figures import exact_figures
from .set_aside import Both, set_aside_from


@dataclass(frozen=True, slots=True)
class LookRow:
    """One idea. `cells`: community → what its kind of stage counts there; `place` only in a ranking (1 is best)."""

    text: str
    cells: dict[str, dict[str, Any]]
    reading: str | None = None
    close: bool = False
    place: int | None = None


@dataclass(frozen=True, slots=True)
class LookScreen:
    session: str
    stage: str
    kind: str
    title: str
    state: str
    ballots: dict[str, int]
    scales: tuple[Scale, ...]
    rows: tuple[LookRow, ...]
    both: Both | None
    """The same with those whom a host has set aside; None where nobody of them answered."""


def look_screen(session: Session, stage: Stage) -> LookScreen:
    """The exact figures of one stage, best first where its kind has an order."""
    figures = exact_figures(session, stage)
    rows = _ranked(stage, figures) if stage.kind == "rank" else _weighed(stage, figures)
    return LookScreen(
        session.id, stage.id, stage.kind, stage.title, stage.state, figures["ballots"], stage.settings.scales, rows,
        set_aside_from(session, stage),
    )  # fmt: skip


def _weighed(stage: Stage, figures: dict[str, Any]) -> tuple[LookRow, ...]:
    texts = {idea.id: idea.text for idea in stage.ideas}
    rows = in_order_of_shared(figures, stage.kind) if stage.kind in ("vote", "dots") else figures["ideas"]
    return tuple(
        LookRow(texts[r["idea"]], r.get("communities", {}), r.get("reading"), r.get("close_call", False)) for r in rows
    )


def _ranked(stage: Stage, figures: dict[str, Any]) -> tuple[LookRow, ...]:
    texts = {idea.id: idea.text for idea in stage.ideas}
    standings = figures["standings"]
    places: dict[str, dict[str, dict[str, Any]]] = {idea: {} for idea in texts}
    for community in COMMUNITIES:
        for row in standings["communities"][community] or ():
            places[row["idea"]][community] = {"place": row["place"], "points": row["points"]}
    combined = standings["combined"] or [{"idea": idea, "place": None} for idea in texts]
    return tuple(LookRow(texts[row["idea"]], places[row["idea"]], place=row["place"]) for row in combined)
