"""What a benchmark says: its figures, the limit each is held to, and whether it was reached."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `row` is its row in docs/performance.md; `limit` with `at_least` says which side is good."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    row: int | None = None

    @property
    def reached(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


@dataclass(slots=True)
class Result:
    bench: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *args: Any, **kwargs: Any) -> None:
        self.figures.append(Figure(*args, **kwargs))

    def as_plain(self) -> dict[str, Any]:
        rows = [asdict(f) | {"reached": f.reached} for f in self.figures]
        return {"bench": self.bench, "figures": rows, "notes": self.notes}

    def as_text(self) -> str:
        lines = [self.bench]
        for f in self.figures:
            limit = "" if f.limit is None else f"   limit {'≥' if f.at_least else '≤'} {f.limit:g}"
            mark = {True: "  reached", False: "  NOT reached", None: ""}[f.reached]
            lines.append(f"  {f.name:<58} {f.value:>12.4g} {f.unit:<10}{limit}{mark}")
        return "\n".join(lines + [f"  {note}" for note in self.notes])


def percentile(values: list[float], share: float) -> float:
    """The value below which that share lies (nearest rank); 0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def middle(values: list[float]) -> float:
    return float(median(values)) if values else 0.0
