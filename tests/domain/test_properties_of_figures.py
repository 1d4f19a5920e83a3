"""What must hold of the figures of any room: they depend on who said what, and on nothing else."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.communities import COMMUNITIES, COMPARED
from app.domain.figures import figures_of
from app.domain.percentages import at_or_above_the_line, printed_percentage
from app.domain.place_ranges import place_ranges_of
from app.domain.shared_order import exact_shares, in_order_of_shared
from app.domain.stages import ORDER
from app.domain.standings import standings_of

KINDS = ("vote", "dots", "rate", "rank")
IDEAS = tuple("abcde")
LISTED = [(idea, f"ref {idea}") for idea in IDEAS]
SETTINGS: dict[str, Any] = {
    "budget": 5, "steps": 5, "scales": [{"key": "impact", "label": "Impact"}, {"key": "ease", "label": "Ease"}],
}  # fmt: skip

Ballots = dict[str, dict[tuple[str, str], Any]]
People = dict[str, str]
Tiers = tuple[tuple[str, ...], ...]


@st.composite
def orders(draw: st.DrawFn) -> Tiers:
    """A ranking of some of the ideas, some of them level."""
    placed = draw(st.permutations(IDEAS))[: draw(st.integers(1, len(IDEAS)))]
    tiers: list[list[str]] = []
    for idea in placed:
        if tiers and draw(st.integers(0, 3)) == 0:
            tiers[-1].append(idea)
        else:
            tiers.append([idea])
    return tuple(map(tuple, tiers))


def answers(kind: str) -> st.SearchStrategy[dict[tuple[str, str], Any]]:
    match kind:
        case "vote":
            said = st.sampled_from(("agree", "agree", "unsure", "disagree"))
            return st.dictionaries(st.sampled_from([(i, "") for i in IDEAS]), said)
        case "dots":
            return st.dictionaries(st.sampled_from([(i, "") for i in IDEAS]), st.integers(0, 2), max_size=2)
        case "rate":
            cells = [(i, scale) for i in IDEAS for scale in ("impact", "ease")]
            return st.dictionaries(st.sampled_from(cells), st.integers(1, 5))
    return orders().map(lambda order: {ORDER: order})


@st.composite
def rooms(draw: st.DrawFn, kind: str = "") -> tuple[str, Ballots, People]:
    chosen = kind or draw(st.sampled_from(KINDS))
    given_by = draw(st.lists(st.tuples(st.sampled_from(COMMUNITIES), answers(chosen)), max_size=16))
    ballots = {f"p{n}": dict(ballot) for n, (_, ballot) in enumerate(given_by)}
    return chosen, ballots, {f"p{n}": community for n, (community, _) in enumerate(given_by)}


def figures(kind: str, ballots: Ballots, people: People) -> dict[str, Any]:
    return figures_of(kind, SETTINGS, LISTED, ballots, people)


@settings(max_examples=80, deadline=None)
@given(rooms(), st.randoms(use_true_random=False))
def test_who_answered_first_does_not_matter(room: tuple[str, Ballots, People], dice: Any) -> None:
    kind, ballots, people = room
    names = list(ballots)
    dice.shuffle(names)
    shuffled = {p: dict(dice.sample(list(ballots[p].items()), len(ballots[p]))) for p in names}
    assert figures(kind, shuffled, people) == figures(kind, ballots, people)


@settings(max_examples=15, deadline=None)
@given(rooms("rank"), st.randoms(use_true_random=False))
def test_who_ranked_first_moves_no_range_of_places(room: tuple[str, Ballots, People], dice: Any) -> None:
    _, ballots, people = room
    names = list(ballots)
    dice.shuffle(names)
    again = place_ranges_of(IDEAS, {p: ballots[p] for p in names}, people)
    assert again == place_ranges_of(IDEAS, ballots, people)


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {renamed(k, names): renamed(v, names) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(renamed(v, names) for v in value)
    return names.get(value, value) if isinstance(value, str) else value


@settings(max_examples=80, deadline=None)
@given(rooms(), st.permutations(["v", "w", "x", "y", "z"]))
def test_what_an_idea_is_called_does_not_matter(room: tuple[str, Ballots, People], given_names: list[str]) -> None:
    kind, ballots, people = room
    names = dict(zip(IDEAS, given_names, strict=True))
    listed = [(names[idea], ref) for idea, ref in LISTED]
    got = figures_of(kind, SETTINGS, listed, {p: renamed(b, names) for p, b in ballots.items()}, people)
    assert got == renamed(figures(kind, ballots, people), names)


@settings(max_examples=80, deadline=None)
@given(rooms(), st.sampled_from(COMPARED))
def test_a_community_twice_as_big_changes_no_reading_of_the_other(
    room: tuple[str, Ballots, People], doubled: str
) -> None:
    kind, ballots, people = room
    twins = {f"{p} twin": b for p, b in ballots.items() if people[p] == doubled}
    before, after = (
        figures(kind, ballots, people),
        figures(kind, ballots | twins, people | dict.fromkeys(twins, doubled)),
    )
    if kind == "rank":
        for name in ("combined", "communities", "schulze_balanced", "methods_agree"):
            assert after["standings"][name] == before["standings"][name]
        return
    for one, two in zip(before["ideas"], after["ideas"], strict=True):
        for community in set(COMMUNITIES) - {doubled}:
            assert two["communities"][community] == one["communities"][community]
        assert two.get("shared") == one.get("shared")
        assert two.get("equal_weight") == one.get("equal_weight")
        if kind == "vote" and one["reading"] != "too_few":
            assert two["reading"] == one["reading"]
        if kind == "rate":
            assert two["picture"]["quadrant"] == one["picture"]["quadrant"]


@settings(max_examples=120, deadline=None)
@given(rooms("vote"), st.sampled_from(IDEAS), st.sampled_from(COMPARED))
def test_one_more_who_agrees_never_lowers_shared(room: tuple[str, Ballots, People], idea: str, community: str) -> None:
    _, ballots, people = room
    before = figures("vote", ballots, people)
    after = figures("vote", ballots | {"new": {(idea, ""): "agree"}}, people | {"new": community})
    n = IDEAS.index(idea)
    shares = exact_shares(before, "vote", before["ideas"][n])
    if shares is not None:
        now = exact_shares(after, "vote", after["ideas"][n])
        assert now is not None
        assert now[0] >= shares[0]
    order = [row["idea"] for row in in_order_of_shared(before, "vote")]
    again = [row["idea"] for row in in_order_of_shared(after, "vote")]
    assert again.index(idea) <= order.index(idea)
    assert [i for i in again if i != idea] == [i for i in order if i != idea]


@settings(max_examples=120, deadline=None)
@given(rooms("rank"), st.sampled_from(IDEAS), st.data())
def test_moving_an_idea_up_never_harms_it_in_the_combined_order(
    room: tuple[str, Ballots, People], idea: str, data: st.DataObject
) -> None:
    _, ballots, people = room
    ours = [p for p in ballots if people[p] in COMPARED]
    if not ours:
        return
    who = data.draw(st.sampled_from(ours))
    raised = ballots | {who: {ORDER: moved_up(ballots[who][ORDER], idea)}}
    before, after = (figures("rank", b, people)["standings"]["combined"] for b in (ballots, raised))
    old, new = ({row["idea"]: row for row in rows} for rows in (before, after))
    assert new[idea]["points"] >= old[idea]["points"]
    assert new[idea]["place"] <= old[idea]["place"]
    assert all(new[other]["points"] <= old[other]["points"] for other in IDEAS if other != idea)


def moved_up(order: Tiers, idea: str) -> Tiers:
    """One step: onto the tier above, or out of a shared tier to stand alone above it."""
    tiers = [list(tier) for tier in order]
    at = next((n for n, tier in enumerate(tiers) if idea in tier), None)
    if at is None:
        return (*order, (idea,))
    if len(tiers[at]) > 1:
        tiers[at].remove(idea)
        tiers.insert(at, [idea])
    elif at > 0:
        tiers.pop(at)
        tiers[at - 1].append(idea)
    return tuple(map(tuple, tiers))


@settings(max_examples=80, deadline=None)
@given(rooms("rank"), st.permutations(IDEAS))
def test_what_is_level_stays_level(room: tuple[str, Ballots, People], chosen: list[str]) -> None:
    """Beside each ballot its mirror, in which two ideas have changed places: nothing can tell those two apart."""
    _, ballots, people = room
    one, two = chosen[:2]
    swap = {one: two, two: one}
    mirrored = {f"{p} mirror": renamed(b, swap) for p, b in ballots.items()}
    got = figures("rank", ballots | mirrored, people | {f"{p} mirror": c for p, c in people.items()})["standings"]
    for rows in (got["combined"], *got["communities"].values()):
        places = {row["idea"]: (row["place"], row["points"], row["level"]) for row in rows or ()}
        if places:
            assert places[one] == places[two]
            assert places[one][2]
    for tiers in (got["borda"], got["schulze"], got["schulze_balanced"]):
        assert all((one in tier) == (two in tier) for tier in tiers)


@settings(max_examples=80, deadline=None)
@given(rooms())
def test_nothing_is_below_nought_or_above_the_whole(room: tuple[str, Ballots, People]) -> None:
    kind, ballots, people = room
    got = figures(kind, ballots, people)
    if kind == "vote":
        for idea in got["ideas"]:
            for cell in idea["communities"].values():
                assert 0 <= cell["agree"] <= cell["answered"] <= len(ballots)
                if cell["answered"]:
                    assert 0 <= cell["likely_range"][0] <= cell["share"] <= cell["likely_range"][1] <= 1
    if kind == "rank" and got["standings"]["combined"]:
        m = len(IDEAS)
        assert sum(Fraction(r["points"]).limit_denominator(10_000) for r in got["standings"]["combined"]) == Fraction(
            m * (m - 1), 2
        )


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 5_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_a_printed_percentage_is_the_nearest_but_never_lifts_a_share_over_the_line(cell: tuple[int, int]) -> None:
    part, whole = cell
    printed, exact = printed_percentage(part, whole), Fraction(100 * part, whole)
    assert (printed >= 67) == at_or_above_the_line(part, whole)
    if printed == 66 and exact >= Fraction(133, 2):
        assert not at_or_above_the_line(part, whole)
    else:
        assert -Fraction(1, 2) < printed - exact <= Fraction(1, 2)
    assert (printed == 0) <= (exact < Fraction(1, 2))
    assert printed + printed_percentage(whole - part, whole) in (99, 100, 101)


def test_without_ballots_every_order_is_empty() -> None:
    got = standings_of(IDEAS, {community: [] for community in COMMUNITIES})
    assert got["combined"] is None
