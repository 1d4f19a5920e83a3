"""The common ground map: citizens across, AHPs up, and beside it what one glance should take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.communities import AHP, CITIZEN
from app.domain.percentages import printed_percentage
from app.domain.readings import count_readings
from app.domain.session import Session
from app.domain.shared_order import exact_shares, in_order_of_shared
from app.domain.stages import Stage

from .board_results import Counted, Side, side_of
from .figures import public_figures
from .labels import label_of
from .map_layout import Point, lowest_of, place_labels

SMALL_ROOM = 100
"""People in a community under which the board asks to treat small gaps with care."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An idea on the map: whole per cent of each community, and where its label stands."""

    key: str
    name: str
    text: str
    citizen: int
    ahp: int
    citizen_words: str
    ahp_words: str
    reading: str
    close: bool
    x: float
    y: float
    anchor: str
    number: int | None
    lead: tuple[float, float, float, float] | None = None
    """From the mark to its label, where they stand apart."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One idea worth a sentence beside the map. `keener` is the community that agrees more, or ""."""

    name: str
    citizen: Side
    ahp: Side
    keener: str


@dataclass(frozen=True, slots=True)
class Map:
    marks: tuple[Mark, ...]
    low: int
    shared: Counted
    total: int
    too_few: int
    most_shared: Finding | None
    widest_gap: Finding | None
    numbered: tuple[Mark, ...]
    care: bool
    """Whether the communities are small enough that small gaps mean little."""


def map_of(session: Session, stage: Stage, translate: Callable[[str], str]) -> Map:
    """Only ideas with a reading have a mark."""
    figures = public_figures(session, stage) or {"ideas": []}
    ideas = in_order_of_shared(figures, "vote")
    read = [idea for idea in ideas if idea["reading"] != "too_few"]
    marks = _marks(read, stage, translate)
    counts = count_readings(ideas)
    answered = [idea["communities"][c]["answered"] for idea in read for c in (CITIZEN, AHP)]
    return Map(
        marks=marks,
        low=lowest_of([(mark.citizen, mark.ahp) for mark in marks]),
        shared=Counted(**counts["common_ground"]),
        total=len(ideas),
        too_few=counts["too_few"]["ideas"],
        most_shared=_finding(read[0], stage, translate) if read else None,
        widest_gap=_widest(figures, read, stage, translate),
        numbered=tuple(mark for mark in marks if mark.number is not None),
        care=min(answered, default=0) < SMALL_ROOM,
    )


def _marks(read: list[dict[str, Any]], stage: Stage, translate: Callable[[str], str]) -> tuple[Mark, ...]:
    words = {idea.id: idea for idea in stage.ideas}
    shares = {idea["idea"]: (_percent(idea, CITIZEN), _percent(idea, AHP)) for idea in read}
    low = lowest_of(list(shares.values()))
    points = tuple(Point(key, label_of(words[key]), float(c), float(a)) for key, (c, a) in shares.items())
    marks = []
    for idea, point, label in zip(read, points, place_labels(points, low), strict=True):
        sides = [side_of(idea["communities"][c], False, translate) for c in (CITIZEN, AHP)]
        citizen, ahp = (side.agree_words if side else "" for side in sides)
        marks.append(
            Mark(point.key, point.name, words[point.key].text, int(point.citizen), int(point.ahp), citizen, ahp,
                 idea["reading"], idea["close_call"], label.x, label.y, label.anchor, label.number, label.lead)
        )  # fmt: skip
    return tuple(marks)


def _percent(idea: dict[str, Any], community: str) -> int:
    cell = idea["communities"][community]
    return printed_percentage(cell["agree"], cell["answered"])


def _widest(
    figures: dict[str, Any], read: list[dict[str, Any]], stage: Stage, translate: Callable[[str], str]
) -> Finding | None:
    gaps = [(shares[1] - shares[0], idea) for idea in read if (shares := exact_shares(figures, "vote", idea))]
    gap, idea = max(gaps, key=lambda found: found[0], default=(0, None))
    return _finding(idea, stage, translate) if idea is not None and gap > 0 else None


def _finding(idea: dict[str, Any], stage: Stage, translate: Callable[[str], str]) -> Finding | None:
    name = next(label_of(known) for known in stage.ideas if known.id == idea["idea"])
    citizen, ahp = (side_of(idea["communities"][c], False, translate) for c in (CITIZEN, AHP))
    if citizen is None or ahp is None:
        return None
    shares = [idea["communities"][c]["share"] for c in (CITIZEN, AHP)]
    keener = CITIZEN if shares[0] > shares[1] else AHP if shares[1] > shares[0] else ""
    return Finding(name, citizen, ahp, keener)
