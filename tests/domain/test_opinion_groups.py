"""Opinion groups: found where they are, refused where chance would do, and the same whenever one looks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from app.domain import asking
from app.domain.opinion_groups import (
    LEAST_IN_A_GROUP,
    Floats,
    Groups,
    Votes,
    _squares,
    best_grouping,
    k_means,
    opinion_groups,
    projected,
    representative,
    shuffled,
    silhouette,
    votes_in,
)
from app.domain.stages import StageIdea
from tests.builders import Sitting
from tests.conversation import data_folder, real, rows

IDEAS = tuple(f"i{n}" for n in range(24))


def noise(people: int, seed: int, missing: float = 0.2) -> Votes:
    """Everybody answers by chance; some ideas are liked more than others, and some answers are missing."""
    dice = np.random.default_rng(seed)
    liked = dice.uniform(0.2, 0.8, len(IDEAS))
    values = np.where(dice.random((people, len(IDEAS))) < liked, 1.0, -1.0)
    values[dice.random(values.shape) < 0.15] = 0.0
    values[dice.random(values.shape) < missing] = np.nan
    return Votes(tuple(f"p{n:03d}" for n in range(people)), IDEAS, values)


def planted(sizes: tuple[int, ...], seed: int, mistakes: float = 0.2) -> Votes:
    """Camps that each have a mind of their own on every idea, and now and then say the opposite."""
    dice = np.random.default_rng(seed)
    minds = np.where(dice.random((len(sizes), len(IDEAS))) < 0.5, 1.0, -1.0)
    minds[0, :4], minds[1:, :4] = 1.0, -1.0
    camps = np.repeat(np.arange(len(sizes)), sizes)
    values = minds[camps]
    values[dice.random(values.shape) < mistakes] *= -1
    values[dice.random(values.shape) < 0.1] = np.nan
    return Votes(tuple(f"p{n:03d}" for n in range(len(camps))), IDEAS, values)


def camps_of(votes: Votes, first: int) -> dict[str, str]:
    """The first camp are citizens, everybody else AHPs."""
    return {person: "citizen" if n < first else "ahp" for n, person in enumerate(votes.people)}


def test_forty_people_are_refused_whatever_they_say() -> None:
    votes = noise(40, 1)
    assert opinion_groups(votes, camps_of(votes, 20), 1) == {
        "shown": False, "why": "few_people", "people": 40, "ideas": 24
    }  # fmt: skip
    votes = planted((20, 20), 1)
    assert opinion_groups(votes, camps_of(votes, 20), 1)["why"] == "few_people"


def test_nineteen_ideas_are_too_few() -> None:
    votes = planted((60, 60), 1)
    fewer = Votes(votes.people, votes.ideas[:19], votes.values[:, :19])
    assert opinion_groups(fewer, camps_of(votes, 60), 1)["why"] == "few_ideas"


def test_two_camps_are_found_with_who_is_in_them_and_what_sets_them_apart() -> None:
    votes = planted((50, 90), 3, mistakes=0.1)
    found = opinion_groups(votes, camps_of(votes, 50), 7)
    assert found["shown"] is True
    assert [group["people"] for group in found["groups"]] == [90, 50]
    assert [group["communities"]["citizen"] for group in found["groups"]] == [0, 50]
    assert found["silhouette"] > found["by_chance"]
    for group in found["groups"]:
        assert 1 <= len(group["stands_for"]) <= 5
        for idea in group["stands_for"]:
            assert idea["inside"] / idea["inside_of"] > 0.5
            assert idea["inside"] / idea["inside_of"] > idea["outside"] / idea["outside_of"]


def test_three_camps_are_three() -> None:
    votes = planted((50, 50, 50), 5, mistakes=0.1)
    found = opinion_groups(votes, camps_of(votes, 50), 7)
    assert sorted(group["people"] for group in found["groups"]) == [50, 50, 50]


def test_the_same_votes_always_give_the_same_groups() -> None:
    votes = planted((50, 90), 4)
    assert opinion_groups(votes, camps_of(votes, 50), 7) == opinion_groups(votes, camps_of(votes, 50), 7)


def test_a_camp_of_fourteen_is_too_small_to_show() -> None:
    votes = planted((14, 100), 3, mistakes=0.02)
    real, groups = best_grouping(votes.values, np.random.default_rng(1))
    assert groups is None or np.bincount(groups).min() >= LEAST_IN_A_GROUP
    assert not opinion_groups(votes, camps_of(votes, 14), 1)["shown"]


def test_groups_that_shuffled_votes_would_give_as_well_are_not_shown() -> None:
    votes = noise(200, 5)
    found = opinion_groups(votes, camps_of(votes, 100), 1)
    assert found["why"] == "chance"
    assert found["by_chance"] >= found["silhouette"]
    assert "groups" not in found


@pytest.mark.check
def test_two_hundred_people_of_noise_show_groups_at_most_twice_in_twenty() -> None:
    rooms = [noise(200, seed) for seed in range(20)]
    assert sum(opinion_groups(votes, camps_of(votes, 100), n)["shown"] for n, votes in enumerate(rooms)) <= 2


@pytest.mark.check
def test_noise_passes_the_gate_as_seldom_as_nineteen_copies_promise() -> None:
    """One in twenty: of 80 rooms, with all answers and with half, 4 are expected; over 10 would be 2 in 1,000."""
    rooms = [noise(150, 100 + seed, missing) for missing in (0.0, 0.5) for seed in range(40)]
    assert sum(opinion_groups(votes, camps_of(votes, 75), n)["shown"] for n, votes in enumerate(rooms)) <= 10


def test_shuffling_keeps_how_liked_each_idea_is_and_who_answered_what() -> None:
    votes = noise(150, 2)
    copy = shuffled(votes.values, np.random.default_rng(1))
    assert np.array_equal(np.isnan(copy), np.isnan(votes.values))
    assert np.array_equal(np.sort(copy, axis=0), np.sort(votes.values, axis=0), equal_nan=True)
    assert not np.array_equal(copy, votes.values, equal_nan=True)


def test_the_picture_is_that_of_a_singular_value_decomposition() -> None:
    """An independent way to the same components: NumPy's SVD of the filled and centred votes."""
    values = noise(120, 9, missing=0.3).values
    filled = np.where(np.isnan(values), np.nanmean(values, axis=0), values)
    left, sizes, _ = np.linalg.svd(filled - filled.mean(axis=0), full_matrices=False)
    stretch = np.sqrt(values.shape[1] / (~np.isnan(values)).sum(axis=1))
    expected = left[:, :2] * sizes[:2] * stretch[:, None]
    assert np.abs(projected(values)) == pytest.approx(np.abs(expected), abs=1e-6)


def test_k_means_finds_the_best_of_all_partitions_or_nearly() -> None:
    """Every way of parting nine points in two and three, by brute force."""
    found = []
    for seed, k in product(range(5), (2, 3)):
        points = np.random.default_rng(seed).normal(size=(9, 2))
        best = min(_loss(points, np.array(parts), k) for parts in product(range(k), repeat=len(points)))
        found.append(_loss(points, k_means(points, k, np.random.default_rng(1)), k) / best)
    assert sum(loss == pytest.approx(1) for loss in found) >= 9
    assert 1 - 1e-9 < min(found) <= max(found) < 1.05


def _loss(points: Floats, groups: Groups, k: int) -> float:
    parts = [points[groups == g] for g in range(k)]
    return sum(float(((part - part.mean(axis=0)) ** 2).sum()) if len(part) else np.inf for part in parts)


def test_the_silhouette_is_that_of_its_definition() -> None:
    points = np.random.default_rng(4).normal(size=(40, 2))
    groups = k_means(points, 3, np.random.default_rng(4))
    groups[0] = 3  # alone in a group
    widths = []
    for i in range(len(points)):
        to = {g: [float(np.hypot(*(points[i] - points[j]))) for j in range(len(points)) if groups[j] == g and j != i]
              for g in range(4)}  # fmt: skip
        own = to.pop(int(groups[i]))
        if not own:
            widths.append(0.0)
            continue
        a, b = sum(own) / len(own), min(sum(far) / len(far) for far in to.values() if far)
        widths.append((b - a) / max(a, b))
    assert silhouette(np.sqrt(_squares(points, points)), groups, 4) == pytest.approx(sum(widths) / len(widths))


def test_an_idea_that_everybody_likes_sets_no_group_apart() -> None:
    values = np.ones((60, 2))
    values[:30, 1] = -1.0
    groups = np.repeat([0, 1], 30)
    assert [(row["idea"], row["way"]) for row in representative(values, groups, 0, ("all", "split"))] == [
        ("split", "disagree")
    ]
    assert [(row["idea"], row["way"]) for row in representative(values, groups, 1, ("all", "split"))] == [
        ("split", "agree")
    ]


def test_people_with_few_votes_are_not_placed_and_the_last_vote_counts() -> None:
    sitting = Sitting("vote")
    sitting.joins("ann", "ben", "eva")
    sitting.joins("sim", simulated=True)
    ideas = [StageIdea(f"x{n}", f"Idea {n}") for n in range(8)]
    sitting.opens("vote", ideas)
    for n in range(8):
        sitting.votes("ann", f"x{n}", "agree")
        sitting.votes("sim", f"x{n}", "agree")
        if n < 6:
            sitting.votes("ben", f"x{n}", "disagree")
    sitting.votes("ann", "x0", "disagree")
    sitting.votes("ann", "x1", "unsure")
    sitting.says("eva", asking.Finish("vote"))
    votes = votes_in(sitting.session)
    assert votes.people == ("ann",)
    assert votes.values.tolist() == [[-1, 0, 1, 1, 1, 1, 1, 1]]


SEATTLE = data_folder()


def test_a_real_conversation_gives_the_same_groups_from_any_start_and_nearly_those_that_polis_published() -> None:
    if not SEATTLE.is_dir():
        pytest.skip("The real conversation is not here: name its folder in COMMON_GROUND_TEST_DATA.")
    votes = seattle()
    first, groups = best_grouping(votes.values, np.random.default_rng(0))
    assert groups is not None
    for seed in range(1, 6):
        again, others = best_grouping(votes.values, np.random.default_rng(seed))
        assert others is not None
        assert again == pytest.approx(first)
        assert alike(groups, others) == 1
    published = {row["voter_id"]: row["group_id"] for row in rows(SEATTLE / "participants.csv")}
    theirs = np.array([int(published[person]) for person in votes.people])  # all whom we place, they placed
    assert len(theirs) == 138
    assert (groups == theirs).mean() > 0.9


def seattle() -> Votes:
    conversation = real(SEATTLE)
    people, ideas = tuple(sorted(conversation.people)), tuple(conversation.ideas)
    values = np.full((len(people), len(ideas)), np.nan)
    for person, ref, choice in conversation.votes:
        values[people.index(person), ideas.index(ref)] = {"agree": 1.0, "unsure": 0.0, "disagree": -1.0}[choice]
    enough = (~np.isnan(values)).sum(axis=1) >= 7
    return Votes(tuple(p for p, kept in zip(people, enough, strict=True) if kept), ideas, values[enough])


def alike(a: Groups, b: Groups) -> float:
    """The part of all pairs of people whom both put together, or both part (Rand 1971)."""
    together = (a[:, None] == a[None, :]) == (b[:, None] == b[None, :])
    n = len(a)
    return float((together.sum() - n) / (n * (n - 1)))
