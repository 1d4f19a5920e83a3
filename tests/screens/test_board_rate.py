"""Revealed ratings on the board: two scales as a picture, others as lines, never one mean, and never the few."""

from __future__ import annotations

import random
from typing import Any

from app.domain import asking
from app.domain.stages import StageIdea
from app.screens.board import board_screen
from app.screens.board_rate import Ratings
from app.screens.board_rate_layout import HEIGHT, MARK, WIDTH, Line, lay_out
from app.screens.map_layout import FALL, RISE, width_of
from app.screens.scale_picture import Picture
from tests.builders import IDEAS, Sitting, a_stage

CITIZENS = [f"c{n}" for n in range(40)]
AHPS = [f"h{n}" for n in range(40)]

Scores = dict[str, dict[str, int]]


def a_room(
    stage: str, citizens: int = 12, ahps: int = 12, ideas: tuple[StageIdea, ...] = IDEAS, **more: Any
) -> Sitting:
    sitting = Sitting(a_stage("rate", stage, **more))
    sitting.joins(*CITIZENS[:citizens])
    sitting.joins(*AHPS[:ahps], community="ahp")
    sitting.opens(stage, ideas)
    return sitting


def rates(sitting: Sitting, stage: str, person: str, idea: str, **scores: int) -> None:
    for scale, score in scores.items():
        sitting.says(person, asking.Rate(stage, idea, scale, score))


def shown(sitting: Sitting, stage: str) -> Ratings:
    sitting.reveals(stage)
    body = board_screen(sitting.session, sitting.now).body
    assert isinstance(body, Ratings)
    return body


def picture(ratings: Ratings) -> Picture:
    assert ratings.picture is not None
    return ratings.picture


def test_each_community_has_its_own_mark_and_a_corner_only_where_both_lie() -> None:
    sitting = a_room("corners")
    for person in CITIZENS[:12]:
        rates(sitting, "corners", person, "a", importance=5, ease=4)
        rates(sitting, "corners", person, "b", importance=5, ease=5)
    for person in AHPS[:12]:
        rates(sitting, "corners", person, "a", importance=4, ease=4)
        rates(sitting, "corners", person, "b", importance=5, ease=1)
    shot = picture(shown(sitting, "corners"))
    together, apart = shot.pairs[:2]
    assert (together.corner, together.close, apart.corner) == ("first", False, None)
    assert together.citizen is not None
    assert together.ahp is not None
    assert (together.citizen.words, together.ahp.words) == (("5.0", "4.0"), ("4.0", "4.0"))
    assert together.citizen.x == together.ahp.x
    assert together.citizen.y < together.ahp.y
    assert (shot.both.ideas, shot.both.close, shot.compared, shot.too_few) == (1, 0, 2, 2)
    assert shot.alike == ("Idea a", "first")
    assert shot.apart is not None
    assert (shot.apart.name, shot.apart.scale, shot.apart.high) == ("Idea b", 1, "citizen")


def test_four_people_of_a_community_have_no_mark_and_no_corner() -> None:
    boards = []
    for n, score in enumerate((1, 5)):
        stage = f"few-rates-{n}"
        sitting = a_room(stage, ahps=4)
        for person in CITIZENS[:12]:
            rates(sitting, stage, person, "a", importance=5, ease=5)
        for person in AHPS[:4]:
            rates(sitting, stage, person, "a", importance=score, ease=score)
        boards.append(shown(sitting, stage))
    assert boards[0] == boards[1]
    pair = picture(boards[0]).pairs[0]
    assert (pair.ahp, pair.corner, pair.close) == (None, None, False)
    assert pair.citizen is not None
    assert picture(boards[0]).compared == 0


def test_other_scales_have_no_names_of_their_own_for_the_corners() -> None:
    scales = [{"key": "importance", "label": "Fair to everyone"}, {"key": "ease", "label": "Ease"}]
    sitting = a_room("own-scales", scales=scales)
    for person in (*CITIZENS[:12], *AHPS[:12]):
        rates(sitting, "own-scales", person, "a", importance=5, ease=5)
    assert not picture(shown(sitting, "own-scales")).known


def test_one_scale_is_drawn_as_lines_and_names_what_is_highest_for_both() -> None:
    sitting = a_room("one-scale", scales=[{"key": "worth", "label": "Worth it"}])
    for person in CITIZENS[:12]:
        rates(sitting, "one-scale", person, "a", worth=5)
        rates(sitting, "one-scale", person, "b", worth=4)
    for person in AHPS[:12]:
        rates(sitting, "one-scale", person, "a", worth=1)
        rates(sitting, "one-scale", person, "b", worth=3)
    ratings = shown(sitting, "one-scale")
    assert (ratings.picture, ratings.highest) == (None, "Idea b")
    citizen, ahp = ratings.rows[0].scores[0]
    assert citizen is not None
    assert ahp is not None
    assert [(mean.words, mean.along) for mean in (citizen, ahp)] == [("5.0", 100.0), ("1.0", 0.0)]
    assert ratings.rows[2].scores[0] == (None, None)


def test_level_ideas_leave_the_highest_unnamed() -> None:
    sitting = a_room("level-scale", scales=[{"key": "worth", "label": "Worth it"}])
    for person in (*CITIZENS[:12], *AHPS[:12]):
        for idea in "ab":
            rates(sitting, "level-scale", person, idea, worth=4)
    assert shown(sitting, "level-scale").highest is None


def test_three_scales_keep_each_mean_in_a_column_of_its_own() -> None:
    scales = [{"key": key, "label": key.title()} for key in ("worth", "ease", "soon")]
    sitting = a_room("three-scales", scales=scales)
    for person in (*CITIZENS[:12], *AHPS[:12]):
        rates(sitting, "three-scales", person, "a", worth=1, ease=3, soon=5)
    row = shown(sitting, "three-scales").rows[0]
    assert [[mean and mean.words for mean in pair] for pair in row.scores] == [["1.0"] * 2, ["3.0"] * 2, ["5.0"] * 2]


def test_names_stand_on_no_mark_and_on_no_other_name() -> None:
    seed = random.randrange(10**6)
    print("seed", seed)
    dice = random.Random(seed)
    for _ in range(20):
        lines = []
        for n in range(8):
            x, y = dice.uniform(20, WIDTH - 20), dice.uniform(20, HEIGHT - 20)
            near = (min(WIDTH - 20, max(20, x + dice.gauss(0, 160))), min(HEIGHT - 20, max(20, y + dice.gauss(0, 90))))
            lines.append(Line(f"i{n}", "Same therapist in school"[: dice.randint(8, 24)], ((x, y), near)))
        layout = lay_out(tuple(lines))
        boxes = []
        for line in lines:
            spot = layout.names[line.key]
            width = width_of(str(spot.number) if spot.number else line.name)
            left = spot.x - {"start": 0, "middle": width / 2, "end": width}[spot.anchor]
            boxes.append((left, spot.y - RISE, left + width, spot.y + FALL, spot.number is None))
        for n, box in enumerate(boxes):
            if not box[4]:
                continue
            assert not any(meet(box, other) for at, other in enumerate(boxes) if at != n)
            marks = [(x - MARK, y - MARK, x + MARK, y + MARK) for line in lines for x, y in line.ends]
            assert not any(meet(box, mark) for mark in marks)
            assert box[0] >= 0
            assert box[2] <= WIDTH


def meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] - 0.1 and b[0] < a[2] - 0.1 and a[1] < b[3] - 0.1 and b[1] < a[3] - 0.1
