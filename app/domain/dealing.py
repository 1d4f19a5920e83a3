"""Who sits at which table: every community spread over the tables, and for a second round as few pairs again as can be.

Seating people anew is colouring the edges of a graph: each person is an edge between their community and the table they
come from, and the new tables are the colours. A colouring that is even at every vertex always exists (de Werra 1971).
How often pairs meet again depends only on how evenly each old table is spread, so an even one is also the best one.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, MutableSequence, Sequence
from itertools import combinations
from typing import Any, Protocol

FROM, TO = 12, 30  # people for whom the James Lind Alliance sets out its usual three tables
USUAL, SEATS = 3, 10

Tables = tuple[tuple[str, ...], ...]
Groups = Mapping[str, object]  # participant → the group that has to be spread


class Dice(Protocol):
    """What brings the chance, such as `random.Random`."""

    def shuffle(self, x: MutableSequence[Any], /) -> None: ...


def usual_tables(people: int) -> int:
    """How many tables to propose: three for 12 to 30 people, above that as few of up to ten as seat everyone.

    Three tables of up to ten are usual at a final workshop (JLA Guidebook). Smaller groups sit four or more together.
    """
    if people > TO:
        return math.ceil(people / SEATS)
    return USUAL if people >= FROM else max(1, people // 4)


def deal(people: Mapping[str, str], tables: int, dice: Dice) -> Tables:
    """Tables for {participant: community}: shuffled inside each community, then dealt on in one sequence.

    Each community and the sizes are spread within one. ValueError under one table.
    """
    return _dealt(_in_sequence(people, people, dice), tables)


def deal_again(
    people: Mapping[str, str], before: Sequence[Sequence[str]], dice: Dice, tables: int | None = None
) -> Tables:
    """New tables for {participant: community}, as many as `before` unless said otherwise; ValueError under one.

    Each table of `before`, each community and the sizes are spread within one, whatever the mix. No other seating has
    fewer pairs that meet again. Who is not in `people` has left, who is not in `before` has come since.
    """
    came_from = {person: str(number) for number, table in enumerate(before) for person in table}
    old = {person: came_from.get(person, f"new: {person}") for person in people}
    new = list(_dealt(_in_sequence(people, old, dice), len(before) if tables is None else tables))
    uneven = True
    while uneven:  # ends: no halving makes any spread worse (by squares added up), and each makes one better
        uneven = False
        for one, two in combinations(range(len(new)), 2):
            if not _is_even(new[one], new[two], people, old):
                new[one], new[two] = _halved([*new[one], *new[two]], people, old, dice)
                uneven = True
    return tuple(new)


def repeated_pairs(before: Iterable[Sequence[str]], after: Iterable[Sequence[str]]) -> tuple[int, int]:
    """How many pairs of the tables `after` also sat together `before`, and how many pairs there are `after`."""
    met, meeting = _pairs(before), _pairs(after)
    return len(met & meeting), len(meeting)


def fewest_repeated(before: Iterable[Sequence[str]], people: Collection[str], tables: int) -> int:
    """The fewest pairs that can meet again: each table of `before`, of those still here, split as evenly as can be."""
    fewest = 0
    for table in before:
        each, more = divmod(sum(person in people for person in table), tables)
        fewest += more * math.comb(each + 1, 2) + (tables - more) * math.comb(each, 2)
    return fewest


def _in_sequence(people: Mapping[str, str], old: Groups, dice: Dice) -> list[str]:
    """Community after community, inside each one old table after another, and inside those by chance.

    Sorted before it is shuffled: who joined before whom decides nothing.
    """
    shuffled = sorted(people)
    dice.shuffle(shuffled)
    return sorted(shuffled, key=lambda person: (people[person], str(old[person])))


def _dealt(sequence: Sequence[str], tables: int) -> Tables:
    if tables < 1:
        raise ValueError(f"people sit at one table or more, not at {tables}")
    return tuple(tuple(sequence[table::tables]) for table in range(tables))


def _is_even(one: Sequence[str], two: Sequence[str], *groupings: Groups) -> bool:
    return abs(len(one) - len(two)) <= 1 and all(
        abs(difference) <= 1 for groups in groupings for difference in _differences(one, two, groups)
    )


def _differences(one: Sequence[str], two: Sequence[str], groups: Groups) -> Iterable[int]:
    counts = Counter(groups[person] for person in one)
    counts.subtract(groups[person] for person in two)
    return counts.values()


def _halved(
    people: Sequence[str], communities: Groups, old: Groups, dice: Dice
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two tables of people, with every community, every old table and the sizes split within one.

    People of one community are paired off, and so are people from one old table. Whoever goes from partner to partner,
    taking turns between the two kinds, walks a chain or an even ring; sending every other person of it to each half
    parts all the pairs. Chains of odd length take turns at which half gets one more.
    """
    mixed = list(people)
    dice.shuffle(mixed)
    partners = (_partners(mixed, communities), _partners(mixed, old))
    halves: tuple[list[str], list[str]] = ([], [])
    seated: set[str] = set()
    ends = sorted(mixed, key=lambda person: all(person in pairs for pairs in partners))  # chains first, from an end
    more = 0
    for start in ends:
        if start not in seated:
            chain = _chain(start, partners)
            seated.update(chain)
            halves[more].extend(chain[::2])
            halves[1 - more].extend(chain[1::2])
            more ^= len(chain) % 2
    return tuple(halves[0]), tuple(halves[1])


def _partners(people: Sequence[str], groups: Groups) -> dict[str, str]:
    """Each person's partner from the same group, where the group has one left."""
    alone: dict[object, str] = {}
    partners: dict[str, str] = {}
    for person in people:
        other = alone.pop(groups[person], None)
        if other is None:
            alone[groups[person]] = person
        else:
            partners[person], partners[other] = other, person
    return partners


def _chain(start: str, partners: tuple[Mapping[str, str], Mapping[str, str]]) -> list[str]:
    """Everyone reached from `start` by partners of the one kind and the other in turn; `start` ends a chain if any."""
    kind = 0 if start in partners[0] else 1
    chain = [start]
    while (following := partners[kind].get(chain[-1])) is not None and following != start:
        chain.append(following)
        kind = 1 - kind
    return chain


def _pairs(tables: Iterable[Sequence[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for table in tables for pair in combinations(table, 2)}
