"""The figures of one stage, as outcomes, boards and downloads hold them: one function for every kind."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .communities import COMMUNITIES, by_community
from .dots import dots_idea, dots_placed
from .ratings import rating_idea
from .readings import vote_cell, vote_reading
from .stages import Settings, Table
from .standings import standings_of
from .table_totals import places_at, table_totals
from .tallies import Ballots, collect_orders, collect_scores, count_dots, count_votes

Ideas = Sequence[tuple[str, str | None]]  # (idea id, ref) in the stage's order


def figures_of(
    kind: str, settings: Mapping[str, Any], ideas: Ideas, ballots: Ballots, community_of: Mapping[str, str]
) -> dict[str, Any]:
    """The exact figures of a stage as outcomes hold them: ballots, ideas in the stage's order, standings.

    `ballots` holds each participant's answers, {(idea, scale): value}; `community_of` everyone who counts. Kinds that
    weigh nothing have zero ballots and ideas without figures. Nothing here is rounded.
    """
    match kind:
        case "vote":
            return _vote(ideas, ballots, community_of)
        case "dots":
            return _dots(settings, ideas, ballots, community_of)
        case "rate":
            return _rate(settings, ideas, ballots, community_of)
        case "rank":
            return _rank(ideas, ballots, community_of)
    return {"ballots": dict.fromkeys(COMMUNITIES, 0), "ideas": [_named(*idea) for idea in ideas]}


def figures_of_tables(
    ideas: Ideas, tables: Iterable[Table], community_of: Mapping[str, str], reasons: Mapping[str, str]
) -> dict[str, Any]:
    """The exact figures of a stage that tables ranked: ballots are the people at tables that handed in an order.

    `tables` holds the totals (see `table_totals`) and `each` table's own places; standings by single people are empty.
    """
    ids, seated = [idea for idea, _ in ideas], list(tables)
    counted = [table for table in seated if table.order]
    people = by_community(community_of[p] for table in counted for p in table.members if p in community_of)
    each = [
        {
            "table": table.number,
            "people": by_community(community_of[p] for p in table.members if p in community_of),
            "dealt": table.dealt,
            "handed_in": table.handed_in,
            "places": places_at(table.order, ids) if table.order else None,
            "reasons": dict(table.reasons),
        }
        for table in seated
    ]
    return {
        "ballots": people,
        "ideas": [_named(*idea) for idea in ideas],
        "standings": standings_of(ids, {community: [] for community in COMMUNITIES}),
        "tables": {**table_totals(ids, [t.order for t in seated]), "each": each, "reasons": dict(reasons)},
    }


def _vote(ideas: Ideas, ballots: Ballots, community_of: Mapping[str, str]) -> dict[str, Any]:
    people, tally = count_votes([idea for idea, _ in ideas], ballots, community_of)
    rows = []
    for idea, ref in ideas:
        cells = {c: vote_cell(**tally[idea][c]) for c in COMMUNITIES}
        rows.append({**_named(idea, ref), "communities": cells, **vote_reading(cells)})
    return {"ballots": people, "ideas": rows}


def _dots(
    settings: Mapping[str, Any], ideas: Ideas, ballots: Ballots, community_of: Mapping[str, str]
) -> dict[str, Any]:
    people, tally = count_dots([idea for idea, _ in ideas], ballots, community_of)
    budget = settings.get("budget") or Settings().budget
    placed = dots_placed(list(tally.values()), people, budget)
    rows = [{**_named(idea, ref), **dots_idea(tally[idea], people, placed["placed"])} for idea, ref in ideas]
    return {"ballots": people, **placed, "ideas": rows}


def _rate(
    settings: Mapping[str, Any], ideas: Ideas, ballots: Ballots, community_of: Mapping[str, str]
) -> dict[str, Any]:
    usual = Settings().as_plain()
    scales = [scale["key"] for scale in settings.get("scales") or usual["scales"]]
    steps = settings.get("steps") or usual["steps"]
    people, scores = collect_scores([idea for idea, _ in ideas], scales, ballots, community_of)
    rows = [{**_named(idea, ref), **rating_idea(scores[idea], scales, steps)} for idea, ref in ideas]
    return {"ballots": people, "ideas": rows}


def _rank(ideas: Ideas, ballots: Ballots, community_of: Mapping[str, str]) -> dict[str, Any]:
    ids = [idea for idea, _ in ideas]
    orders = collect_orders(ids, ballots, community_of)
    return {
        "ballots": {c: len(orders[c]) for c in COMMUNITIES},
        "ideas": [_named(*idea) for idea in ideas],
        "standings": standings_of(ids, orders),
    }


def _named(idea: str, ref: str | None) -> dict[str, Any]:
    return {"idea": idea, "ref": ref}
