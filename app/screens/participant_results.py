"""What a participant sees of revealed stages: both communities side by side, small numbers protected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.domain.communities import COMPARED
from app.domain.percentages import FULL_PERCENT_FROM, printed_percentage
from app.domain.readings import count_readings
from app.domain.session import Session
from app.domain.shared_order import in_order_of_shared
from app.domain.small_numbers import is_open
from app.domain.stages import REVEALED, Stage
from app.domain.two_scales import count_corner, has_both

from .board_rate import Mean, mean_of
from .figures import public_figures
from .scale_picture import CORNERS, scales_known


@dataclass(frozen=True, slots=True)
class Part:
    """Some of all: `share` in whole per cent; `small` asks for "6 of 8" in its place."""

    part: int
    whole: int
    share: int
    small: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One idea of a revealed stage. What is closed by the small-number rules is None."""

    id: str
    text: str
    name: str
    language: str = ""
    """Of a translation; empty where the words are the idea's own."""
    reading: str = ""
    close: bool = False
    small: bool = False
    """Whether its reading rests on a small group."""
    few: str | None = None
    citizen: Part | None = None
    ahp: Part | None = None
    place: int | None = None
    level: bool = False
    citizen_place: int | None = None
    citizen_level: bool = False
    ahp_place: int | None = None
    ahp_level: bool = False
    means: Mapping[str, tuple[Mean | None, Mean | None]] | None = None
    """scale → mean of citizens and of AHPs."""
    total: float | None = None
    """The sum of the tables' places."""
    corner: str | None = None
    """With two scales: the corner that both communities' means lie in."""


@dataclass(frozen=True, slots=True)
class Results:
    stage: str
    kind: str
    title: str
    rows: tuple[Row, ...]
    shared: int = 0
    """Ideas on common ground; of ratings on two scales, those that both communities score high on both."""
    close: int = 0
    small_group: bool = False
    compared: int = 0
    """Ideas that both communities answered often enough to compare them."""
    scales: tuple[tuple[str, str], ...] = ()
    tables: tuple[int, int] = (0, 0)
    """How many tables' lists are added up, of how many."""
    steps: int = 5
    known: bool = False
    """Whether the two scales are importance and ease."""


def revealed_results(session: Session, stage: Stage | None) -> tuple[Results, ...]:
    """The results that this stage shows: its own, or those of the stages a reveal stage names."""
    if stage is None:
        return ()
    shown = [session.stages[s] for s in stage.settings.of if s in session.stages] if stage.kind == "reveal" else [stage]
    return tuple(r for s in shown if (r := results_of(session, s)) is not None)


def all_results(session: Session) -> tuple[Results, ...]:
    """Every revealed stage of the session, in the order of the run sheet."""
    return tuple(r for s in session.stages.values() if (r := results_of(session, s)) is not None)


def results_of(session: Session, stage: Stage) -> Results | None:
    """None until the stage is revealed: nothing secret is sent and then hidden."""
    if stage.state != REVEALED:
        return None
    figures = public_figures(session, stage)
    if figures is None:
        return None
    return _BY_KIND[stage.kind](stage, figures)


def _vote(stage: Stage, figures: Mapping[str, Any]) -> Results:
    rows = []
    for idea in in_order_of_shared(figures, "vote"):
        cells = idea["communities"]
        citizen, ahp = (part_of(cells[c]["agree"], cells[c]["answered"]) for c in COMPARED)
        rows.append(Row(*_words(stage, idea["idea"]), reading=idea["reading"], close=idea["close_call"],
                        small=idea["small_group"] and idea["reading"] != "too_few",
                        few=_few(citizen, ahp), citizen=citizen, ahp=ahp))  # fmt: skip
    readings = count_readings(figures["ideas"])
    counts = readings["common_ground"]
    return Results(stage.id, "vote", stage.title, tuple(rows), counts["ideas"], counts["close"],
                   counts["small_group"] > 0, compared=len(rows) - readings["too_few"]["ideas"])  # fmt: skip


def _dots(stage: Stage, figures: Mapping[str, Any]) -> Results:
    ballots = figures["ballots"]
    rows = []
    for idea in in_order_of_shared(figures, "dots"):
        cells = idea["communities"]
        citizen, ahp = (part_of(cells[c]["people"], ballots[c]) for c in COMPARED)
        rows.append(Row(*_words(stage, idea["idea"]), few=_few(citizen, ahp), citizen=citizen, ahp=ahp))
    small = any(part is not None and part.small for row in rows for part in (row.citizen, row.ahp))
    return Results(stage.id, "dots", stage.title, tuple(rows), small_group=small)


def _rate(stage: Stage, figures: Mapping[str, Any]) -> Results:
    scales, steps = tuple((s.key, s.label) for s in stage.settings.scales), stage.settings.steps
    rows = []
    for idea in figures["ideas"]:
        citizen, ahp = (idea["communities"][c] for c in COMPARED)
        means = {key: (mean_of(citizen[key], steps), mean_of(ahp[key], steps)) for key, _ in scales}
        quadrant = idea["picture"]["quadrant"] if "picture" in idea else None
        corner = CORNERS[quadrant[0], quadrant[1]] if quadrant else None
        close = bool(quadrant and idea["picture"]["dashed"])
        rows.append(Row(*_words(stage, idea["idea"]), means=means, corner=corner, close=close))
    result = Results(stage.id, "rate", stage.title, tuple(rows), scales=scales, steps=steps)
    return _with_corner(result, stage, figures["ideas"]) if len(scales) == 2 else result


def _with_corner(result: Results, stage: Stage, ideas: list[dict[str, Any]]) -> Results:
    """Two scales: how many ideas both communities score high on both."""
    counts, compared = count_corner(ideas), sum(has_both(idea["picture"]) for idea in ideas)
    return replace(
        result, shared=counts["ideas"], close=counts["close"], small_group=counts["small_group"] > 0, compared=compared,
        known=scales_known(stage.settings.scales),
    )  # fmt: skip


def _rank(stage: Stage, figures: Mapping[str, Any]) -> Results:
    if "tables" in figures:
        return _tables(stage, figures["tables"])
    standings = figures["standings"]
    combined = _places(standings["combined"])
    citizen, ahp = (_places(standings["communities"][c]) for c in COMPARED)
    order = list(combined) or [idea["idea"] for idea in figures["ideas"]]
    none = (None, False)
    rows = tuple(
        Row(*_words(stage, idea), place=combined.get(idea, none)[0], level=combined.get(idea, none)[1],
            citizen_place=citizen.get(idea, none)[0], citizen_level=citizen.get(idea, none)[1],
            ahp_place=ahp.get(idea, none)[0], ahp_level=ahp.get(idea, none)[1])
        for idea in order
    )  # fmt: skip
    return Results(stage.id, "rank", stage.title, rows)


def _tables(stage: Stage, tables: Mapping[str, Any]) -> Results:
    rows = tuple(
        Row(*_words(stage, row["idea"]), place=row["place"], level=row["level"], total=row["total"])
        for row in tables["order"]
    )
    return Results(stage.id, "tables", stage.title, rows, tables=(tables["counted"], tables["tables"]))


_BY_KIND = {"vote": _vote, "dots": _dots, "rate": _rate, "rank": _rank}


def part_of(part: int | None, whole: int | None) -> Part | None:
    if part is None or whole is None or not is_open(whole):
        return None
    return Part(part, whole, printed_percentage(part, whole), whole < FULL_PERCENT_FROM)


def _few(citizen: Part | None, ahp: Part | None) -> str | None:
    """The one community with too few answers; "both" where neither has enough."""
    if citizen is None:
        return "both" if ahp is None else "citizen"
    return "ahp" if ahp is None else None


def _places(standing: list[dict[str, Any]] | None) -> dict[str, tuple[int, bool]]:
    """idea → (place, whether another idea is level with it), best first."""
    held = Counter(row["place"] for row in standing or ())
    return {row["idea"]: (row["place"], held[row["place"]] > 1) for row in standing or ()}


def _words(stage: Stage, id: str) -> tuple[str, str, str, str]:
    """(id, text, short name, language of a translation) of an idea as it was worded in this stage."""
    idea = next(i for i in stage.ideas if i.id == id)
    return id, idea.text, idea.name or idea.text, idea.language
