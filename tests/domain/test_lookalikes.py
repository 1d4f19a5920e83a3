"""Rewordings are found, different ideas are not, and the narrow sketches agree with the full calculation."""

from __future__ import annotations

import math
import random
from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.lookalikes import look_alikes, look_alikes_among
from app.domain.trigrams import Trigrams

IDEAS = [
    "Let people book a physiotherapist without seeing a doctor first.",
    "Bring foot clinics to village halls once a month.",
    "Explain test results in plain words, on paper if I ask.",
    "Help carers learn how to lift safely at home.",
]


def invented_ideas(count: int, seed: int) -> list[str]:
    """Texts of invented words; every fifth is an earlier one with a few letters changed."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 8))) for _ in range(400)]
    texts: list[str] = []
    for place in range(count):
        if place % 5 == 4:
            letters = list(chance.choice(texts))
            for _ in range(chance.randint(1, 8)):
                letters[chance.randrange(len(letters))] = "z"
            texts.append("".join(letters))
        else:
            texts.append(" ".join(chance.choices(words, k=chance.randint(3, 20))))
    return texts


def test_a_reworded_idea_is_found_with_its_likeness() -> None:
    reworded = "let people book a physiotherapist, without seeing the doctor first"
    [(text, other, likeness)] = look_alikes(["Something else entirely", reworded], IDEAS)
    assert (text, other) == (1, 0)
    assert 0.8 <= likeness < 1


def test_different_ideas_are_not_look_alikes() -> None:
    assert look_alikes_among(IDEAS) == []


def test_punctuation_and_case_do_not_tell_ideas_apart() -> None:
    [(text, other, likeness)] = look_alikes(["FOO!"], ["foo", "bar"])
    assert (text, other, round(likeness, 9)) == (0, 0, 1)


def test_texts_without_letters_are_like_nothing() -> None:
    assert look_alikes_among(["?", "", "😀", "?", " "]) == []
    assert look_alikes([], IDEAS) == look_alikes(IDEAS, []) == look_alikes_among([]) == []


def test_among_themselves_texts_are_compared_with_earlier_ones_from_the_first_asked_for() -> None:
    texts = ["More home visits", "more home visits", "More home visits!", "Shorter waits"]
    assert [(text, other) for text, other, _ in look_alikes_among(texts)] == [(1, 0), (2, 0)]
    assert [(text, other) for text, other, _ in look_alikes_among(texts, first=2)] == [(2, 0)]


def test_the_rules_work_in_other_scripts() -> None:
    [(_, other, _)] = look_alikes(["زيارات منزلية أكثر من فضلكم."], ["مواعيد أقصر", "زيارات منزلية أكثر من فضلكم"])
    assert other == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_screened_pairs_are_those_of_an_independent_full_calculation(seed: int) -> None:
    texts = invented_ideas(330, seed)
    likeness = np.tril(full_calculation(texts), -1)
    expected = {text: float(best) for text, best in enumerate(likeness.max(axis=1)) if best >= 0.8}
    assert len(expected) > 20
    assert {text: found for text, _, found in look_alikes_among(texts)} == pytest.approx(expected, abs=0.01)
    assert all(
        likeness[text, other] == pytest.approx(found, abs=0.01) for text, other, found in look_alikes_among(texts)
    )


def full_calculation(texts: list[str]) -> NDArray[np.float64]:
    """Cosines of all pairs, straight from the formula, with whole trigrams and no sketches."""
    counted = [Counter(f"  {text} "[at : at + 3] for at in range(len(text) + 1)) for text in texts]
    places = {gram: place for place, gram in enumerate(sorted(set().union(*counted)))}
    seen_in = Counter(gram for grams in counted for gram in grams)
    weights = np.zeros((len(texts), len(places)))
    for text, grams in enumerate(counted):
        for gram, times in grams.items():
            weights[text, places[gram]] = (1 + math.log(times)) * (math.log((1 + len(texts)) / (1 + seen_in[gram])) + 1)
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    return weights @ weights.T


def test_a_cosine_follows_the_published_formula() -> None:
    trigrams = Trigrams(["aaaa", "aaab", "b"])
    rare, common = 1.6931471805599454, 1.2876820724517808  # ln(4/2) + 1 and ln(4/3) + 1
    # "  aaaa " holds __a _aa aaa×2 aa_ a_... : weights (1 + ln times) · rarity, then divided by their length
    left = [common, common, (1 + 0.6931471805599453) * common, rare]
    right = [common, common, common, rare, rare]
    shared = left[0] * right[0] + left[1] * right[1] + left[2] * right[2]
    length = sum(weight**2 for weight in left) ** 0.5 * sum(weight**2 for weight in right) ** 0.5
    assert trigrams.cosine(0, 1) == pytest.approx(shared / length)
