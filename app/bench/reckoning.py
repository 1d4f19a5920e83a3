"""The process that reckons: all figures of a large workshop, beside what NumPy and a bare GROUP BY take for their part.

It prints one line of JSON: seconds, ratios of interleaved rounds, and the most memory it ever held.
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

import numpy as np

from app.domain.communities import AHP, CITIZEN, COMMUNITIES
from app.domain.figures import figures_of
from app.domain.place_ranges import RESAMPLES, place_ranges_of
from app.domain.rankings import Counts, Levels, levels_of
from app.domain.stages import ORDER
from app.domain.standings import standings_of
from app.domain.tallies import collect_orders, count_votes

from .filled import CHOICES

PEOPLE, IDEAS, RANKED, ROUNDS = 5_000, 40, 20, 7
Ballots = dict[str, dict[tuple[str, str], Any]]


def main() -> None:
    dice = random.Random(5)
    of = {f"p{n}": COMMUNITIES[n % 3] for n in range(PEOPLE)}
    ideas, ranked = [f"i{n}" for n in range(IDEAS)], [f"i{n}" for n in range(RANKED)]
    votes: Ballots = {p: {(i, ""): dice.choices(CHOICES, (6, 2, 2))[0] for i in ideas} for p in of}
    orders: Ballots = {p: {ORDER: tuple((i,) for i in dice.sample(ranked, RANKED))} for p in of}
    table = _in_sqlite(votes, of)
    levels = {c: levels_of(rows, ranked) for c, rows in collect_orders(ranked, orders, of).items()}

    def everything() -> None:
        figures_of("vote", {}, [(i, None) for i in ideas], votes, of)
        figures_of("rank", {}, [(i, None) for i in ranked], orders, of)
        place_ranges_of(ranked, orders, of)

    def ranking() -> None:
        standings_of(ranked, collect_orders(ranked, orders, of))
        place_ranges_of(ranked, orders, of)

    whole = [_seconds(everything) for _ in range(ROUNDS)]
    ranks = [(_seconds(ranking), _seconds(lambda: _kernels(levels))) for _ in range(ROUNDS)]
    counts = [
        (_seconds(lambda: count_votes(ideas, votes, of)), _seconds(lambda: _grouped(table))) for _ in range(ROUNDS)
    ]
    print(json.dumps({
        "everything": median(whole), "ranking": median(a for a, _ in ranks), "kernels": median(b for _, b in ranks),
        "ranking_ratio": median(a / b for a, b in ranks), "recount": median(a for a, _ in counts),
        "group_by": median(b for _, b in counts), "recount_ratio": median(a / b for a, b in counts),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _in_sqlite(votes: Ballots, of: Mapping[str, str]) -> sqlite3.Connection:
    """The same votes in a table in memory, with an index that covers the question."""
    table = sqlite3.connect(":memory:")
    table.execute("CREATE TABLE vote (person TEXT, community TEXT, idea TEXT, choice TEXT)")
    rows = ((p, of[p], idea, choice) for p, ballot in votes.items() for (idea, _), choice in ballot.items())
    table.executemany("INSERT INTO vote VALUES (?, ?, ?, ?)", rows)
    table.execute("CREATE INDEX covering ON vote (idea, community, choice)")
    return table


def _grouped(table: sqlite3.Connection) -> Sequence[Any]:
    return table.execute(
        "SELECT idea, community, choice, count(*) FROM vote GROUP BY idea, community, choice"
    ).fetchall()


def _kernels(levels: Mapping[str, Levels]) -> None:
    """What NumPy alone takes once ballots are numbers: pairs, Borda, strongest paths, and the bootstrap."""
    pairs = {c: _pairs(rows) for c, rows in levels.items()}
    citizen, ahp, other = (pairs[c] for c in COMMUNITIES)
    _strongest(citizen + ahp + other)
    _strongest(citizen * len(levels[AHP]) + ahp * len(levels[CITIZEN]))
    totals = [_drawn(_points(rows)) for rows in levels.values()]
    for drawn in (*totals, totals[0] + totals[1]):
        _places(drawn)


def _points(rows: Levels) -> Any:
    """Each ballot's Borda points for each idea, but for a constant."""
    columns = [(rows[:, n : n + 1] < rows).sum(axis=1) - (rows[:, n : n + 1] > rows).sum(axis=1) for n in range(RANKED)]
    return np.stack(columns, axis=1).astype(np.float64)


def _pairs(rows: Levels) -> Counts:
    return np.stack([(rows[:, n : n + 1] < rows).sum(axis=0) for n in range(rows.shape[1])])


def _strongest(wins: Counts) -> Counts:
    paths = np.where(wins > wins.T, wins, 0)
    for n in range(len(paths)):
        np.maximum(paths, np.minimum(paths[:, n : n + 1], paths[n : n + 1, :]), out=paths)
    return paths


def _drawn(points: Any) -> Any:
    dice, people = np.random.default_rng(1), len(points)
    totals = np.zeros((RESAMPLES, points.shape[1]))
    for start in range(0, RESAMPLES, 100):
        drawn = dice.integers(0, people, size=(100, people), dtype=np.int32)
        drawn += np.arange(100, dtype=np.int32)[:, None] * people
        times = np.bincount(drawn.ravel(), minlength=100 * people).reshape(100, people)
        totals[start : start + 100] = times.astype(np.float64) @ points
    return totals


def _places(totals: Any) -> Any:
    places = np.stack([1 + (totals > totals[:, n : n + 1]).sum(axis=1) for n in range(totals.shape[1])], axis=1)
    return np.percentile(places, [5, 95], axis=0, method="inverted_cdf")


if __name__ == "__main__":
    main()
