"""Names on the map never cover each other, a mark, or the name of a corner."""

from __future__ import annotations

import math
import random

import pytest

from app.screens.map_layout import (
    FALL,
    HEIGHT,
    MARK_ACROSS,
    MARK_UP,
    RISE,
    WIDTH,
    Label,
    Point,
    lowest_of,
    place_labels,
    width_of,
)

TOP = 100.6
Box = tuple[float, float, float, float]


def box_of(label: Label, name: str) -> Box:
    width = width_of(str(label.number) if label.number else name)
    left = label.x - {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    return left, label.y - RISE, left + width, label.y + FALL


def mark_of(point: Point, low: int) -> Box:
    x, y = ((share - low) / (TOP - low) for share in (point.citizen, point.ahp))
    x, y = x * WIDTH, HEIGHT - y * HEIGHT
    return x - MARK_ACROSS, y - MARK_UP, x + MARK_ACROSS, y + MARK_UP


def overlap(a: Box, b: Box, slack: float = 0.5) -> bool:
    return a[0] + slack < b[2] and b[0] + slack < a[2] and a[1] + slack < b[3] and b[1] + slack < a[3]


def a_map(count: int, seed: int) -> tuple[tuple[Point, ...], int]:
    dice = random.Random(seed)
    names = ["Home visit after a fall", "Self-refer to a physio", "Evenings", "One person knows my story"]
    points = tuple(
        Point(f"i{n}", names[n % 4], float(dice.randint(20, 100)), float(dice.randint(20, 100))) for n in range(count)
    )
    return points, lowest_of([(p.citizen, p.ahp) for p in points])


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("count", [1, 5, 14, 30])
def test_no_name_covers_another_name_or_a_mark(count: int, seed: int) -> None:
    points, low = a_map(count, seed)
    labels = place_labels(points, low)
    assert [label.key for label in labels] == [point.key for point in points]
    named = [(p, box_of(label, p.name)) for p, label in zip(points, labels, strict=True) if label.number is None]
    for point, box in named:
        assert box[0] >= 0
        assert box[2] <= WIDTH
        assert box[1] >= 0
        assert not any(overlap(box, mark_of(other, low)) for other in points if other is not point)
        assert not any(overlap(box, other) for another, other in named if another is not point)


def a_real_map(seed: int) -> tuple[tuple[Point, ...], int]:
    """Any number of ideas from 5 to 40, named at any length, in a room where many shares are alike."""
    dice = random.Random(seed)
    of, spread = dice.choice([7, 12, 30, 100]), dice.choice([5, 15, 40])
    middle = dice.randint(30, 90), dice.randint(30, 90)
    shares = [[min(100, max(0, round(100 * round(of * dice.gauss(at, spread) / 100) / of))) for at in middle]
              for _ in range(dice.choice([5, 8, 14, 25, 40]))]  # fmt: skip
    words = ["a", "visit", "at", "home", "within", "two", "days", "of", "falling", "for", "everybody", "who", "asks"]
    names = [" ".join(words[: dice.randint(1, 6)])[:30] for _ in shares]
    points = tuple(Point(f"i{n}", names[n], float(c), float(a)) for n, (c, a) in enumerate(shares))
    return points, lowest_of([(p.citizen, p.ahp) for p in points])


@pytest.mark.parametrize("seed", range(40))
def test_in_any_room_no_label_touches_another_and_each_is_plainly_its_own_marks(seed: int) -> None:
    print(f"seed {seed}")
    points, low = a_real_map(seed)
    labels = place_labels(points, low)
    boxes = [box_of(label, point.name) for point, label in zip(points, labels, strict=True)]
    marks = [mark_of(point, low) for point in points]
    for n, (label, box) in enumerate(zip(labels, boxes, strict=True)):
        assert not [m for m, other in enumerate(boxes) if m != n and overlap(box, other)], label
        assert box[0] >= -0.5
        assert box[2] <= WIDTH + 0.5
        assert box[3] <= HEIGHT + 0.5
        own = apart(box, marks[n])
        others = [apart(box, mark) for m, mark in enumerate(marks) if m != n and mark != marks[n]]
        assert label.lead or own <= 12, label
        assert label.lead or min(others, default=1e9) > own, label
        if label.lead:
            assert apart(marks[n], (*label.lead[:2], *label.lead[:2])) <= 1
            assert apart(box, (*label.lead[2:], *label.lead[2:])) <= 1


def apart(a: Box, b: Box) -> float:
    """How far two boxes stand from each other."""
    return math.hypot(max(0.0, b[0] - a[2], a[0] - b[2]), max(0.0, b[1] - a[3], a[1] - b[3]))


def test_the_layout_is_the_same_each_time_and_spare_names_are_numbered_in_order() -> None:
    points, low = a_map(54, 3)
    labels = place_labels(points, low)
    place_labels.cache_clear()
    assert place_labels(points, low) == labels
    numbers = [label.number for label in labels if label.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    assert 0 < len(numbers) < 54


def test_fourteen_ideas_of_a_real_size_all_keep_their_names() -> None:
    shares = [(87, 93), (89, 85), (95, 78), (71, 74), (89, 70), (63, 81), (61, 89), (58, 74), (92, 56), (53, 59),
              (84, 48), (47, 78), (87, 37), (26, 44)]  # fmt: skip
    names = ["Home visit after a fall", "Self-refer to a physio", "One person knows my story",
             "Long covid recovery groups", "Hold my own care plan", "My exercises on video", "Foot checks nearby",
             "Treat me at home, not A&E", "Honest waiting times", "Art and music therapy",
             "Same therapist through school", "Dietitian at the food bank", "Evenings and Saturdays",
             "Video call before clinic"]  # fmt: skip
    points = tuple(Point(name, name, c, a) for name, (c, a) in zip(names, shares, strict=True))
    low = lowest_of([(p.citizen, p.ahp) for p in points])
    assert low == 22
    assert all(label.number is None for label in place_labels(points, low))


def test_the_scale_starts_below_the_line_and_lets_no_mark_stand_on_a_corners_name() -> None:
    assert lowest_of([(99, 99)]) == 50
    assert lowest_of([]) == 22
    assert lowest_of([(3, 90)]) == 0
    low = lowest_of([(88, 33), (90, 90)])
    assert low < 29
    assert HEIGHT - (33 - low) / (TOP - low) * HEIGHT + MARK_UP < HEIGHT - 52
