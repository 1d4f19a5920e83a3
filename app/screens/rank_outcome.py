"""A ranking as outcome pages and reports show it: the combined order beside each community's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.communities import COMPARED
from app.domain.places import printed_place
from app.domain.stages import OPEN
from app.domain.wording import label_of


@dataclass(frozen=True, slots=True)
class RankRow:
    """One idea: its places as printed ("4="), None where a community has no order; points and range of places."""

    idea: str
    ref: str | None
    text: str
    label: str
    place: str | None
    points: float | None
    citizen: str | None
    ahp: str | None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class RankOutcome:
    rows: tuple[RankRow, ...]
    ordered: bool
    alone: str | None
    """The community whose order this is, where the other has none."""
    methods_agree: bool | None
    first: tuple[str, ...]
    other_first: tuple[str, ...]
    """What the combined order and the balanced Schulze order put first."""
    agreement: Mapping[str, float | None]
    early: bool = False
    """Whether it is still open: an order is shown to nobody before it has closed."""


def rank_outcome(stage: Mapping[str, Any], ranges: Mapping[str, Any] | None = None) -> RankOutcome:
    """Shows a rank stage of an outcome, exact or protected. `ranges` are its `place_ranges_of`, protected alike."""
    early = stage.get("state") == OPEN
    standings: Mapping[str, Any] = _NOTHING_YET if early else stage["standings"]
    words = {idea["idea"]: idea for idea in stage["ideas"]}
    combined = {row["idea"]: row for row in standings["combined"] or ()}
    own = {c: {row["idea"]: row for row in standings["communities"][c] or ()} for c in COMPARED}
    spans = {row["idea"]: row for row in (ranges or {}).get("combined") or ()}
    order = list(combined) or list(next((own[c] for c in COMPARED if own[c]), words))
    rows = tuple(
        RankRow(
            id, words[id]["ref"], words[id]["text"], label_of(words[id]), _place(combined.get(id)),
            combined.get(id, {}).get("points"), _place(own["citizen"].get(id)), _place(own["ahp"].get(id)),
            spans.get(id, {}).get("low"), spans.get(id, {}).get("high"),
        )
        for id in order
    )  # fmt: skip
    present = [c for c in COMPARED if own[c]]
    balanced = standings["schulze_balanced"] or [[]]
    return RankOutcome(
        rows, bool(combined), present[0] if combined and len(present) == 1 else None, standings["methods_agree"],
        tuple(label_of(words[id]) for id in combined if combined[id]["place"] == 1),
        tuple(label_of(words[id]) for id in balanced[0]),
        standings["agreement"], early,
    )  # fmt: skip


_NOTHING_YET: Mapping[str, Any] = {
    "combined": None, "communities": dict.fromkeys(COMPARED), "schulze_balanced": None, "methods_agree": None,
    "agreement": {},
}  # fmt: skip


def _place(row: Mapping[str, Any] | None) -> str | None:
    return None if row is None else printed_place(row["place"], row["level"])
