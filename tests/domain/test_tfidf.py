"""Neighbours by shared words: what a person would call alike comes first, and nothing is its own neighbour."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from pathlib import Path

import pytest

from app.domain.tfidf import Words

EXAMPLE = Path(__file__).resolve().parents[2] / "app/data/example.json"
IDEAS = [f"{idea['name']} {idea['text']}" for idea in json.loads(EXAMPLE.read_text("utf-8"))["ideas"]]
REWORDED = {
    "Somebody should visit me at home soon after I fall": 2,
    "Check my house after a fall, in two days": 2,
    "I want to see a physio myself, without the GP": 1,
    "How long is the wait for speech therapy?": 4,
    "Appointments in the evening, so no pay is lost": 5,
    "I explain my story at every appointment": 0,
    "Check my feet at the community centre: I have diabetes": 8,
    "My son had four speech therapists in school": 13,
}


@pytest.mark.parametrize(("said", "idea"), REWORDED.items())
def test_what_speaks_of_the_same_thing_is_the_nearest(said: str, idea: int) -> None:
    words = Words([*IDEAS, said])
    near = words.neighbours([len(IDEAS)], range(len(IDEAS)), 0.1, 3)[len(IDEAS)]
    assert near[0][0] == idea, [(IDEAS[place], likeness) for place, likeness in near]


def test_cosines_are_those_of_the_formula() -> None:
    """Reckoned anew, one text and word at a time."""
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    texts = [" ".join(dice.choices(["aa", "bb", "cc", "dd", "ee", "ff"], k=dice.randrange(0, 9))) for _ in range(30)]
    vectors = [_vector(text, texts) for text in texts]
    found = Words(texts).neighbours(range(30), range(30), 1e-6, 30)
    for one in range(30):
        expected = {
            other: cosine for other in range(30)
            if other != one and (cosine := sum(w * vectors[other].get(t, 0.0) for t, w in vectors[one].items())) > 1e-5
        }  # fmt: skip
        got = {other: cosine for other, cosine in found[one] if cosine > 1e-5}
        assert got == pytest.approx(expected, abs=1e-5), seed


def _vector(text: str, texts: list[str]) -> dict[str, float]:
    counts = Counter(text.split())
    weights = {
        word: (1 + math.log(n)) * math.log((1 + len(texts)) / (0.5 + sum(word in other.split() for other in texts)))
        for word, n in counts.items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()}


def test_what_stands_beside_a_text_speaks_for_it_and_is_not_its_neighbour() -> None:
    texts = ["A visit", "my garden and the stairs", "stairs frighten me, says my garden", "buses at night"]
    words = Words(texts)
    assert words.neighbours([0], [1, 2, 3], 0.1, 3) == {0: []}
    assert [place for place, _ in words.neighbours([0], [1, 2, 3], 0.1, 3, {0: [1]})[0]] == [2]


@pytest.mark.parametrize("texts", [[], [""], ["", "?", "😀"], ["a"], ["Wŷr", "wŷr"], ["x" * 5000, ""]])
def test_texts_without_words_have_no_neighbours_and_break_nothing(texts: list[str]) -> None:
    found = Words(texts).neighbours(range(len(texts)), range(len(texts)), 0.5, 3)
    assert {place: [other for other, _ in near] for place, near in found.items()} == (
        {0: [1], 1: [0]} if texts and texts[0] == "Wŷr" else {place: [] for place in range(len(texts))}
    )
