"""Seating people at tables: evenly in every round, and in later ones with the fewest pairs that meet again."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import pytest

from app.domain.dealing import deal, deal_again, fewest_repeated, repeated_pairs, usual_tables

Tables = Sequence[Sequence[str]]


def crowd(*communities: int) -> dict[str, str]:
    """So many citizens, AHPs and others."""
    names = ("citizen", "ahp", "other")
    return {f"{name}{n}": name for name, people in zip(names, communities, strict=False) for n in range(people)}


def some_crowd(dice: random.Random, most: int = 44) -> dict[str, str]:
    return crowd(*(dice.randint(0, most // 3) for _ in range(3)))


def some_tables(dice: random.Random, people: Mapping[str, str], tables: int) -> list[list[str]]:
    """Tables however uneven, as they stand once some went away and others sat down."""
    seated: list[list[str]] = [[] for _ in range(tables)]
    for person in [*people, *(f"gone{n}" for n in range(dice.randint(0, 5)))]:
        if dice.random() < 0.9:
            dice.choice(seated).append(person)
    return seated


def spread(tables: Tables, people: set[str]) -> int:
    """The most that two tables differ by in how many of these people they seat."""
    seated = [len(people & set(table)) for table in tables]
    return max(seated) - min(seated)


def assert_even(tables: Tables, people: Mapping[str, str], before: Tables = ()) -> None:
    assert sorted(person for table in tables for person in table) == sorted(people)
    groups = [set(people), *({p for p in people if people[p] == c} for c in set(people.values()))]
    assert all(spread(tables, group) <= 1 for group in groups)
    assert all(spread(tables, set(table) & set(people)) <= 1 for table in before)


def fewest(before: Tables, people: Mapping[str, str], tables: int) -> int:
    """A bound that no seating beats: of each old table's pairs, those that even spreading cannot part."""
    total = 0
    for table in before:
        stayed = [person for person in table if person in people]
        total += len(together([stayed[n::tables] for n in range(tables)]))
    return total


def every_seating(people: Mapping[str, str], tables: int) -> Iterator[list[list[str]]]:
    for at in product(range(tables), repeat=len(people)):
        seating = [[p for p, table in zip(people, at, strict=True) if table == n] for n in range(tables)]
        groups = [set(people), *({p for p in people if people[p] == c} for c in set(people.values()))]
        if all(spread(seating, group) <= 1 for group in groups):
            yield seating


def together(tables: Tables) -> set[tuple[str, str]]:
    return {(x, y) for table in tables for x, y in combinations(sorted(table), 2)}


@pytest.mark.parametrize("seed", range(60))
def test_a_first_round_spreads_everybody_and_each_community_within_one(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    people, tables = some_crowd(dice), dice.randint(1, 8)
    dealt = deal(people, tables, dice)
    assert len(dealt) == tables
    assert_even(dealt, people)


@pytest.mark.parametrize(
    ("size", "tables", "again", "pairs"),
    [(12, 3, 3, 18), (20, 3, 13, 57), (24, 3, 21, 84), (30, 3, 36, 135), (40, 5, 15, 140)],
)
def test_the_second_round_reaches_the_known_fewest_pairs_for_every_mix(
    size: int, tables: int, again: int, pairs: int
) -> None:
    for citizens in range(size + 1):
        for others in sorted({0, (size - citizens) // 3, size - citizens}):
            people = crowd(citizens, size - citizens - others, others)
            dice = random.Random(f"{citizens} {others}")
            first = deal(people, tables, dice)
            second = deal_again(people, first, dice)
            assert_even(second, people, first)
            assert repeated_pairs(first, second) == (again, pairs), f"{citizens} citizens, {others} others"


@pytest.mark.parametrize("seed", range(200))
def test_a_new_seating_spreads_old_tables_too_whoever_came_and_went(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    people = some_crowd(dice)
    before = some_tables(dice, people, dice.randint(1, 7))
    tables = dice.choice((None, *range(1, 9)))
    after = deal_again(people, before, dice, tables)
    assert len(after) == (tables or len(before))
    assert_even(after, people, before)
    assert repeated_pairs(before, after)[0] == fewest(before, people, len(after))


@pytest.mark.parametrize("seed", range(12))
def test_no_other_even_seating_has_fewer_pairs_that_meet_again(seed: int) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    people = crowd(dice.randint(2, 4), dice.randint(1, 3), dice.randint(0, 1))
    before = some_tables(dice, people, dice.randint(2, 3))
    tables = dice.randint(2, 3)
    after = deal_again(people, before, dice, tables)
    met = together(before)
    assert len(met & together(after)) == min(len(met & together(s)) for s in every_seating(people, tables))


def test_a_third_round_is_dealt_like_a_second() -> None:
    people, dice = crowd(12, 9, 3), random.Random(1)
    rounds = [deal(people, 3, dice)]
    for _ in range(4):
        rounds.append(deal_again(people, rounds[-1], dice))
        assert repeated_pairs(rounds[-2], rounds[-1]) == (21, 84)


def test_pairs_are_counted_wherever_two_sit() -> None:
    assert repeated_pairs([["a", "b", "c"], ["d", "e"]], [["e", "b", "a"], ["c", "d"]]) == (1, 4)
    assert repeated_pairs([], [["a", "b"]]) == (0, 1)


@pytest.mark.parametrize(
    ("people", "tables", "again"), [(12, 3, 3), (20, 3, 13), (24, 3, 21), (30, 3, 36), (40, 5, 15)]
)
def test_the_fewest_that_can_meet_again_is_known_before_anybody_is_seated(people: int, tables: int, again: int) -> None:
    everybody = [f"p{n}" for n in range(people)]
    before = [everybody[n::tables] for n in range(tables)]
    assert fewest_repeated(before, everybody, tables) == again
    assert fewest_repeated(before, everybody[:1], tables) == 0


def test_chance_decides_who_sits_where_and_the_same_dice_decide_the_same() -> None:
    people = crowd(10, 8)
    shuffled = dict(reversed(people.items()))
    first = deal(people, 3, random.Random(5))
    assert deal(shuffled, 3, random.Random(5)) == first
    assert deal_again(shuffled, first, random.Random(6)) == deal_again(people, first, random.Random(6))
    neighbours = {frozenset(t) for seed in range(20) for t in deal(people, 3, random.Random(seed))}
    again = {frozenset(t) for seed in range(20) for t in deal_again(people, first, random.Random(seed))}
    assert min(len(neighbours), len(again)) > 50


def test_everybody_may_come_to_sit_at_every_table() -> None:
    people = crowd(6, 6)
    first = deal(people, 3, random.Random(0))
    seen = {
        (p, n) for seed in range(200) for n, t in enumerate(deal_again(people, first, random.Random(seed))) for p in t
    }
    assert len(seen) == 12 * 3


def test_forty_people_are_seated_long_before_the_break_is_over() -> None:
    people, dice = crowd(20, 16, 4), random.Random(7)
    first = deal(people, 5, dice)
    began = time.process_time()
    for _ in range(20):
        deal_again(people, first, dice)
    assert (time.process_time() - began) / 20 < 0.1


def test_more_tables_than_people_leaves_some_empty_and_none_is_refused() -> None:
    people, dice = crowd(1, 1), random.Random(1)
    assert sorted(map(len, deal(people, 4, dice))) == [0, 0, 1, 1]
    assert deal({}, 2, dice) == ((), ())
    for tables in (0, -1):
        with pytest.raises(ValueError, match="one table or more"):
            deal(people, tables, dice)
        with pytest.raises(ValueError, match="one table or more"):
            deal_again(people, [["citizen0"]], dice, tables)
    with pytest.raises(ValueError, match="one table or more"):
        deal_again(people, [], dice)


def test_three_tables_are_usual_and_ten_people_at_one_the_most() -> None:
    usual = {0: 1, 1: 1, 7: 1, 8: 2, 11: 2, 12: 3, 24: 3, 30: 3, 31: 4, 40: 4, 41: 5, 200: 20}
    assert {people: usual_tables(people) for people in usual} == usual
