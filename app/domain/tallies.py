"""What answers add up to, per idea and community, before any formula looks at them.

A ballot is a person with at least one standing answer in the stage. People who are not in
``community_of`` (removed, or never joined) count nowhere.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from .communities import COMMUNITIES
from .stages import ORDER

CHOICES = ("agree", "unsure", "disagree")

Answers = Mapping[tuple[str, str], object]  # (idea id, scale) → value; None, 0 dots or an empty order = taken back
Ballots = Mapping[str, Answers]  # participant → their answers
Order = Sequence[Sequence[str]]  # tiers of idea ids, best first; ideas left out are level last


def count_votes(
    ideas: Collection[str], ballots: Ballots, community_of: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, dict[str, dict[str, int]]]]:
    """Ballots per community, and {idea: {community: {choice: people}}}.

    Equal answers are counted together first, by Counter: a third faster than one by one.
    """
    people = dict.fromkeys(COMMUNITIES, 0)
    tally = {idea: {c: dict.fromkeys(CHOICES, 0) for c in COMMUNITIES} for idea in ideas}
    counted: dict[str, Counter[tuple[tuple[str, str], object]]] = {c: Counter() for c in COMMUNITIES}
    for person, answers in ballots.items():
        community = community_of.get(person)
        if community is None:
            continue
        counted[community].update(answers.items())
        people[community] += any(isinstance(choice, str) and idea in tally for (idea, _), choice in answers.items())
    for community, answered in counted.items():
        for ((idea, _scale), choice), number in answered.items():
            if isinstance(choice, str) and idea in tally:
                tally[idea][community][choice] += number
    return people, tally


def count_dots(
    ideas: Collection[str], ballots: Ballots, community_of: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, dict[str, dict[str, int]]]]:
    """Ballots per community, and {idea: {community: {"dots": n, "people": n}}}; people hold at least one dot there."""
    people = dict.fromkeys(COMMUNITIES, 0)
    tally = {idea: {c: {"dots": 0, "people": 0} for c in COMMUNITIES} for idea in ideas}
    for person, answers in ballots.items():
        community = community_of.get(person)
        if community is None:
            continue
        placed = False
        for (idea, _scale), dots in answers.items():
            if isinstance(dots, int) and dots > 0 and idea in tally:
                cell = tally[idea][community]
                cell["dots"] += dots
                cell["people"] += 1
                placed = True
        people[community] += placed
    return people, tally


Scores = dict[str, list[dict[str, int]]]  # community → one {scale: score} a person who scored this idea


def collect_scores(
    ideas: Collection[str], scales: Collection[str], ballots: Ballots, community_of: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, Scores]]:
    """Ballots per community, and {idea: {community: [{scale: score} a person]}}."""
    people = dict.fromkeys(COMMUNITIES, 0)
    scores: dict[str, Scores] = {idea: {c: [] for c in COMMUNITIES} for idea in ideas}
    for person, answers in ballots.items():
        community = community_of.get(person)
        if community is None:
            continue
        given: dict[str, dict[str, int]] = {}
        for (idea, scale), score in answers.items():
            if isinstance(score, int) and idea in scores and scale in scales:
                given.setdefault(idea, {})[scale] = score
        for idea, scored in given.items():
            scores[idea][community].append(scored)
        people[community] += bool(given)
    return people, scores


def collect_orders(ideas: Collection[str], ballots: Ballots, community_of: Mapping[str, str]) -> dict[str, list[Order]]:
    """Per community, the orders that place at least one of the ideas."""
    known = set(ideas)
    orders: dict[str, list[Order]] = {c: [] for c in COMMUNITIES}
    for person, answers in ballots.items():
        community, order = community_of.get(person), answers.get(ORDER)
        if community is None or not isinstance(order, list | tuple):
            continue
        if any(idea in known for tier in order for idea in tier):
            orders[community].append(order)
    return orders
