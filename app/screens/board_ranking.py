"""A revealed ranking on the board: the combined order in the middle, each community's own order on its side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.domain.communities import AHP, CITIZEN
from app.domain.session import Session
from app.domain.small_numbers import is_open
from app.domain.stages import REVEALED, Stage

from .figures import public_figures
from .labels import label_of

IDEAS_RANKED = 8
"""Ideas a page."""
NAME = 34


@dataclass(frozen=True, slots=True)
class Ranked:
    """One idea: its places (None where a community's order is not shown) and the rows where those are drawn."""

    key: str
    name: str
    text: str
    place: int
    level: bool
    reading: str
    close: bool
    citizen: int | None
    citizen_level: bool
    citizen_row: int
    ahp: int | None
    ahp_level: bool
    ahp_row: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """`combined` says whether the middle is the order of both; otherwise it is that of `only`, or there is none."""

    rows: tuple[Ranked, ...]
    combined: bool
    only: str | None
    few: str | None
    total: int
    first: int
    page: int
    pages: int
    disputed: tuple[str, ...]
    """The ideas that two ways of counting put first, where they differ."""


def ranking_of(session: Session, stage: Stage, page: int) -> Ranking:
    """One page (from 1; past the end is the last), best first."""
    figures = public_figures(session, stage)
    standings = figures["standings"] if figures else {}
    open_ones = [c for c in (CITIZEN, AHP) if figures and is_open(figures["ballots"][c])]
    orders: Mapping[str, Any] = {c: standings["communities"][c] for c in open_ones}
    combined = standings.get("combined")
    middle = combined or (orders[open_ones[0]] if open_ones else None) or []
    pages = max(1, ceil(len(middle) / IDEAS_RANKED))
    page = min(page, pages)
    first = (page - 1) * IDEAS_RANKED
    closed = [c for c in (CITIZEN, AHP) if c not in open_ones]
    return Ranking(
        rows=_rows(session, stage, middle[first : first + IDEAS_RANKED], orders),
        combined=bool(combined),
        only=open_ones[0] if len(open_ones) == 1 else None,
        few=closed[0] if len(closed) == 1 else None,
        total=len(stage.ideas),
        first=first + 1,
        page=page,
        pages=pages,
        disputed=_disputed(stage, standings) if combined else (),
    )


def _rows(
    session: Session, stage: Stage, listed: Sequence[Mapping[str, Any]], orders: Mapping[str, Any]
) -> tuple[Ranked, ...]:
    words = {idea.id: idea for idea in stage.ideas}
    keys = [row["idea"] for row in listed]
    places = {c: {row["idea"]: row for row in order or ()} for c, order in orders.items()}
    drawn = {c: {k: n for n, k in enumerate((k for k in found if k in keys), start=1)} for c, found in places.items()}
    readings = readings_before(session, stage)

    def ranked(row: Mapping[str, Any]) -> Ranked:
        key = row["idea"]
        citizen, ahp = (places.get(c, {}).get(key) for c in (CITIZEN, AHP))
        reading, close = readings.get(key, ("", False))
        return Ranked(
            key=key,
            name=label_of(words[key], NAME),
            text=words[key].text,
            place=row["place"],
            level=row["level"],
            reading=reading,
            close=close,
            citizen=citizen["place"] if citizen else None,
            citizen_level=bool(citizen and citizen["level"]),
            citizen_row=drawn[CITIZEN][key] if citizen else 0,
            ahp=ahp["place"] if ahp else None,
            ahp_level=bool(ahp and ahp["level"]),
            ahp_row=drawn[AHP][key] if ahp else 0,
        )

    return tuple(ranked(row) for row in listed)


def readings_before(session: Session, stage: Stage) -> dict[str, tuple[str, bool]]:
    """idea → (reading, close call) of the last vote that was revealed."""
    found: dict[str, tuple[str, bool]] = {}
    for vote in session.stages.values():
        if vote.kind == "vote" and vote.state == REVEALED and vote is not stage:
            figures = public_figures(session, vote) or {"ideas": []}
            found |= {idea["idea"]: (idea["reading"], idea["close_call"]) for idea in figures["ideas"]}
    return found


def _disputed(stage: Stage, standings: Mapping[str, Any]) -> tuple[str, ...]:
    if standings["methods_agree"] is not False:
        return ()
    firsts = [row["idea"] for row in standings["combined"] if row["place"] == 1]
    firsts += [idea for idea in standings["schulze_balanced"][0] if idea not in firsts]
    words = {idea.id: label_of(idea, NAME) for idea in stage.ideas}
    return tuple(words[idea] for idea in firsts[:3])
