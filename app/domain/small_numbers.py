"""The public copy of a stage's figures: nothing in it comes from fewer than five answers, nor can be worked out.

Public is what boards, participants' screens, published reports and public downloads show. A cell (idea, community; for
ratings also scale) is open from 5 answers, for dots and rankings from 5 ballots. Every field of a closed cell is None.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .communities import COMMUNITIES, COMPARED, OTHER

OPEN_FROM = 5
TELL_NOTHING_APART = 3
"""Hidden lists of which nobody can work one out from the totals and their own."""
AT_A_TABLE = 3
"""People who have to sit at a table before its own list is shown."""
_NAMES = ("idea", "ref", "text", "name", "theme", "detail")

Figures = Mapping[str, Any]


def is_open(answers: int | None) -> bool:
    """Whether a cell with so many answers (or ballots) may be shown."""
    return answers is not None and answers >= OPEN_FROM


def protect(figures: Figures, kind: str) -> dict[str, Any]:
    """The public copy of exact figures from `figures_of`, built anew from named fields: what is unknown stays out.

    Ideas keep the stage's order, which tells nothing; `in_order_of_shared` of the copy looks at open cells only.
    """
    match kind:
        case "vote":
            return _vote(figures)
        case "dots":
            return _dots(figures)
        case "rate":
            return _rate(figures)
        case "rank":
            return _rank(figures)
    return {"ballots": dict(figures["ballots"]), "ideas": [_named(idea) for idea in figures["ideas"]]}


def _vote(figures: Figures) -> dict[str, Any]:
    ideas = [_vote_idea(idea) for idea in figures["ideas"]]
    answered = {c: [idea["communities"][c]["answered"] for idea in ideas] for c in COMMUNITIES}
    return {"ballots": _ballots(figures["ballots"], answered), "ideas": ideas}


def _vote_idea(idea: Figures) -> dict[str, Any]:
    cells = {c: _cell(cell, is_open(cell["answered"])) for c, cell in idea["communities"].items()}
    shown = all(is_open(cells[c]["answered"]) for c in COMPARED)
    return {
        **_named(idea),
        "communities": cells,
        "shared": idea["shared"] if shown else None,
        "reading": idea["reading"] if shown else "too_few",
        "close_call": idea["close_call"] if shown else False,
        "small_group": idea["small_group"] if shown else True,
        "group_informed_consensus": idea["group_informed_consensus"] if shown else None,
    }


def _dots(figures: Figures) -> dict[str, Any]:
    shown = {c: is_open(n) for c, n in figures["ballots"].items()}
    both = all(shown[c] for c in COMPARED)
    ideas = [
        {
            **_named(idea),
            "communities": {c: _cell(cell, shown[c]) for c, cell in idea["communities"].items()},
            "shared": idea["shared"] if both else None,
            "equal_weight": idea["equal_weight"] if both else None,
        }
        for idea in figures["ideas"]
    ]
    totals = {name: _by_ballots(figures[name], shown) for name in ("ballots", "placed", "unused")}
    return {**totals, "ideas": ideas}


def _rate(figures: Figures) -> dict[str, Any]:
    ideas = [_rate_idea(idea) for idea in figures["ideas"]]
    answered = {
        c: [cell["answered"] for idea in ideas for cell in idea["communities"][c].values()] for c in COMMUNITIES
    }
    return {"ballots": _ballots(figures["ballots"], answered), "ideas": ideas}


def _rate_idea(idea: Figures) -> dict[str, Any]:
    cells = {
        c: {scale: _cell(cell, is_open(cell["answered"])) for scale, cell in scales.items()}
        for c, scales in idea["communities"].items()
    }
    public = {**_named(idea), "communities": cells}
    if "picture" in idea:
        public["picture"] = _picture(idea["picture"], idea["communities"])
    return public


def _picture(picture: Figures, cells: Figures) -> dict[str, Any]:
    shown = {c: _point_is_open(point["answered"], cells[c]) for c, point in picture["communities"].items()}
    both = all(shown.values())
    return {
        "communities": {c: _cell(point, shown[c]) for c, point in picture["communities"].items()},
        "quadrant": picture["quadrant"] if both else None,
        "dashed": picture["dashed"] if both else None,
    }


def _point_is_open(both: int, scales: Figures) -> bool:
    """Those who scored one scale only must be none or five as well: the two means would give theirs by subtraction."""
    rest = [cell["answered"] - both for cell in scales.values()]
    return is_open(both) and all(n == 0 or is_open(n) for n in rest)


def _rank(figures: Figures) -> dict[str, Any]:
    ballots, exact = figures["ballots"], figures["standings"]
    shown = {c: is_open(n) for c, n in ballots.items()}
    both = all(shown[c] for c in COMPARED)
    everyone = both and (shown[OTHER] or ballots[OTHER] == 0)
    rights = {**shown, "all": everyone}
    standings: dict[str, Any] = {name: exact[name] if both else None for name in _OF_BOTH}
    standings |= {name: exact[name] if everyone else None for name in _OF_EVERYONE}
    standings["communities"] = _by_ballots(exact["communities"], shown)
    standings["agreement"] = _by_ballots(exact["agreement"], rights)
    standings["kendall_w"] = {group: _cell(value, rights[group]) for group, value in exact["kendall_w"].items()}
    public = {
        "ballots": _by_ballots(ballots, shown),
        "ideas": [_named(idea) for idea in figures["ideas"]],
        "standings": standings,
    }
    return public | ({"tables": _tables(figures["tables"])} if "tables" in figures else {})


def _tables(tables: Figures) -> dict[str, Any]:
    """What tables agreed aloud is a group's word, not a person's answer: shown from three people at a table that was
    dealt, and of a sheet that the host entered for a table of people without phones. A phone that ranked for nobody
    knows how many shows in the totals alone, and only beside two others: of two, each would know the other's list.
    Hidden tables that were dealt show in the totals from five people at them together."""
    each = [{"table": t["table"], "places": t["places"] if _is_a_groups(t) else None} for t in tables["each"]]
    hidden = [t for t, shown in zip(tables["each"], each, strict=True) if t["places"] and not shown["places"]]
    few = bool(hidden) and all(t["dealt"] for t in hidden) and not is_open(_people_at(hidden))
    order = [] if 0 < len(hidden) < TELL_NOTHING_APART or few else tables["order"]
    return {**{name: tables[name] for name in ("tables", "counted", "reasons")}, "order": order, "each": each}


def _is_a_groups(table: Figures) -> bool:
    people: int = sum(table["people"].values())
    return people >= AT_A_TABLE if table["dealt"] is True else people == 0


def _people_at(tables: Sequence[Figures]) -> int:
    return sum(sum(t["people"].values()) for t in tables)


_OF_BOTH = ("combined", "schulze_balanced", "methods_agree")
_OF_EVERYONE = ("borda", "schulze", "condorcet_winner", "pairwise")


def protect_ranges(ranges: Figures, ballots: Mapping[str, int]) -> dict[str, Any]:
    """The public copy of `place_ranges_of`, given the exact number of ballots per community."""
    shown = {c: is_open(n) for c, n in ballots.items()}
    return {
        "combined": ranges["combined"] if all(shown[c] for c in COMPARED) else None,
        "communities": _by_ballots(ranges["communities"], shown),
    }


def _ballots(exact: Mapping[str, int], answered: Mapping[str, Sequence[int | None]]) -> dict[str, int | None]:
    """Ballots where every cell is open, or where the open ones hold more than two answers a ballot.

    Ballots that the open cells cannot explain would say how many answers the closed ones hold. So would hiding them in
    just that case: with one or two open cells they are hidden however many they are.
    """
    return {c: n if is_open(n) and _explained(n, answered[c]) else None for c, n in exact.items()}


def _explained(ballots: int, answered: Sequence[int | None]) -> bool:
    return all(map(is_open, answered)) or sum(filter(None, answered)) > 2 * ballots


def _cell(cell: Figures, shown: bool) -> dict[str, Any]:
    return dict(cell) if shown else dict.fromkeys(cell)


def _by_ballots(values: Figures, shown: Mapping[str, bool]) -> dict[str, Any]:
    return {group: value if shown[group] else None for group, value in values.items()}


def _named(idea: Figures) -> dict[str, Any]:
    return {name: idea[name] for name in _NAMES if name in idea}
