"""What workshops voted on an idea, as its trail prints it: each apart, and together where that gives nobody away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.communities import COMPARED
from app.domain.outcomes import public_stage
from app.domain.readings import ENOUGH, likely_range
from app.domain.weighings import Weighing, joined, pool_over, weighings_of

from .moments import seconds_of
from .vote_outcome import Share, share_of


@dataclass(frozen=True, slots=True)
class Voted:
    """What one workshop said. `session` is None for all of them together, `then` how the idea was worded there."""

    session: str | None
    name: str
    at: float | None
    shares: Mapping[str, Share]
    reading: str
    close: bool
    small: bool
    then: str = ""
    sessions: int = 1


@dataclass(frozen=True, slots=True)
class Votes:
    """`pool` is all of them together, `shared_in` how many of the `read_in` with a reading it was common ground in.

    `people` are the answers of each compared community, in all workshops that may be shown.
    """

    voted: tuple[Voted, ...]
    pool: Voted | None
    shared_in: int
    read_in: int
    people: Mapping[str, int]


def votes_on(
    outcomes: Sequence[Mapping[str, Any]], idea: str, parts: Sequence[str] = (), words: str = "", public: bool = False
) -> Votes:
    """What these outcomes say of an idea, which now reads `words`, and of the `parts` that were merged into it.

    In public, with the figures that everybody knows; and a pool beside a hidden cell is left out: from pools of other
    days somebody could work out what it holds.
    """
    told = [_as_public(outcome) for outcome in outcomes] if public else outcomes
    weighed, pool = weighings_of(told), pool_over(told, idea)
    weighings = joined(weighed.get(idea, []), [w for part in parts for w in weighed.get(part, [])])
    voted = tuple(_voted(weighing, words) for weighing in weighings)
    return Votes(
        voted, _pooled(pool) if pool and not (public and _hides_a_cell(voted)) else None,
        sum(one.reading == "common_ground" for one in voted), sum(one.reading != "too_few" for one in voted),
        {c: sum(one.shares[c].whole or 0 for one in voted) for c in COMPARED},
    )  # fmt: skip


def _as_public(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """With the figures that the public knows in place of the newest."""
    return {**outcome, "stages": [public_stage(stage) for stage in outcome["stages"]]}


def _hides_a_cell(voted: Sequence[Voted]) -> bool:
    return any(share.whole is None for one in voted for share in one.shares.values())


def _voted(weighing: Weighing, now: str) -> Voted:
    shares = {c: _share(weighing.cells[c]) for c in COMPARED}
    return Voted(
        weighing.session, weighing.name, seconds_of(weighing.ended_at), shares, weighing.reading, weighing.close,
        weighing.small, weighing.text if weighing.text != now else "",
    )  # fmt: skip


def _share(cell: tuple[int, int] | None) -> Share:
    if cell is None or cell[1] < ENOUGH:
        return Share(None, None)
    return share_of(*cell, likely_range(*cell))


def _pooled(pool: Mapping[str, Any]) -> Voted:
    cells = pool["communities"]
    shares = {c: share_of(cells[c]["agree"], cells[c]["answered"], cells[c]["likely_range"]) for c in COMPARED}
    return Voted(None, "", None, shares, pool["reading"], pool["close_call"], False, "", cells[COMPARED[0]]["sessions"])
