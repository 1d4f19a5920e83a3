"""Revealed dots on the board: people first, each community for itself, and never the few."""

from __future__ import annotations

from app.domain import asking
from app.domain.stages import StageIdea
from app.screens.board import board_pages, board_screen
from app.screens.board_dots import Dots
from tests.builders import IDEAS, Sitting, a_stage

CITIZENS = [f"c{n}" for n in range(100)]
AHPS = [f"h{n}" for n in range(100)]


def a_room(stage: str, citizens: int, ahps: int, ideas: tuple[StageIdea, ...] = IDEAS) -> Sitting:
    sitting = Sitting(a_stage("dots", stage))
    sitting.joins(*CITIZENS[:citizens])
    sitting.joins(*AHPS[:ahps], community="ahp")
    sitting.opens(stage, ideas)
    return sitting


def places(sitting: Sitting, stage: str, person: str, **dots: int) -> None:
    for idea, n in dots.items():
        sitting.says(person, asking.PlaceDots(stage, idea, n))


def shown(sitting: Sitting, stage: str) -> Dots:
    sitting.reveals(stage)
    body = board_screen(sitting.session, sitting.now).body
    assert isinstance(body, Dots)
    return body


def test_people_who_gave_an_idea_a_dot_count_before_how_many_dots_it_has() -> None:
    sitting = a_room("many-dots", 12, 10)
    for person in CITIZENS[:12]:
        places(sitting, "many-dots", person, a=1, b=4 if person == "c0" else 0)
    for person in AHPS[:10]:
        places(sitting, "many-dots", person, a=1, b=4 if person in ("h0", "h1") else 0)
    dots = shown(sitting, "many-dots")
    assert dots.most_shared == ("Idea a",)
    first, second = dots.rows[:2]
    assert (first.id, first.shared, first.citizen and first.citizen.words) == ("a", "100%", "100%")
    assert (second.id, second.shared) == ("b", "8%")
    assert first.citizen is not None
    assert second.ahp is not None
    assert (first.citizen.of_dots, second.ahp.of_dots) == ("75%", "44%")
    assert dots.unused == {"citizen": 12 * 5 - 16, "ahp": 10 * 5 - 18, "other": None}


def test_the_most_shared_idea_stands_first_wherever_it_stood_before() -> None:
    sitting = a_room("order-dots", 10, 10)
    for person in (*CITIZENS[:10], *AHPS[:10]):
        places(sitting, "order-dots", person, d=1, a=2 if person[0] == "c" else 0)
    for person in AHPS[:3]:
        places(sitting, "order-dots", person, b=1)
    for person in (*CITIZENS[:1], *AHPS[3:5]):
        places(sitting, "order-dots", person, c=1)
    dots = shown(sitting, "order-dots")
    assert [(row.id, row.shared) for row in dots.rows] == [("d", "100%"), ("c", "10%"), ("a", "0%"), ("b", "0%")]


def test_level_ideas_share_the_first_place_in_the_heading() -> None:
    sitting = a_room("level-dots", 10, 10)
    for person in (*CITIZENS[:10], *AHPS[:10]):
        places(sitting, "level-dots", person, a=1, b=2)
    dots = shown(sitting, "level-dots")
    assert dots.most_shared == ("Idea a", "Idea b")


def test_no_idea_is_most_shared_where_the_communities_have_nothing_in_common() -> None:
    sitting = a_room("apart-dots", 10, 10)
    for person in CITIZENS[:10]:
        places(sitting, "apart-dots", person, a=1)
    for person in AHPS[:10]:
        places(sitting, "apart-dots", person, b=1)
    assert shown(sitting, "apart-dots").most_shared == ()


def test_four_people_of_a_community_change_nothing_that_is_shown() -> None:
    boards = []
    for n, idea in enumerate("ab"):
        stage = f"few-dots-{n}"
        sitting = a_room(stage, 12, 4)
        for person in CITIZENS[:12]:
            places(sitting, stage, person, a=1)
        for person in AHPS[:4]:
            places(sitting, stage, person, **{idea: 5})
        boards.append(shown(sitting, stage))
    assert boards[0] == boards[1]
    assert (boards[0].few, boards[0].most_shared, boards[0].rows[0].shared) == ("ahp", (), None)
    assert all(row.ahp is None for row in boards[0].rows)
    assert boards[0].unused["ahp"] is None


def test_five_to_nine_people_are_said_in_counts_and_marked_as_a_small_group() -> None:
    sitting = a_room("small-dots", 8, 12)
    for person in (*CITIZENS[:6], *AHPS[:12]):
        places(sitting, "small-dots", person, a=2)
    for person in CITIZENS[6:8]:
        places(sitting, "small-dots", person, b=1)
    dots = shown(sitting, "small-dots")
    row = dots.rows[0]
    assert row.citizen is not None
    assert (dots.small, row.citizen.words, row.citizen.of_dots, row.shared) == (True, "6 of 8", "12 of 14", "6 of 8")


def test_above_sixty_people_the_strip_is_a_bar() -> None:
    sitting = a_room("bar-dots", 61, 60)
    for person in (*CITIZENS[:61], *AHPS[:60]):
        places(sitting, "bar-dots", person, a=1)
    dots = shown(sitting, "bar-dots")
    row = dots.rows[0]
    assert row.citizen is not None
    assert row.ahp is not None
    assert (row.citizen.marks, row.ahp.marks, dots.strips) == (False, True, "mixed")


def test_eight_ideas_stand_on_a_page_and_six_in_bigger_text() -> None:
    ideas = tuple(StageIdea(f"i{n}", f"Idea {n}") for n in range(14))
    sitting = a_room("paged-dots", 5, 5, ideas)
    for person in (*CITIZENS[:5], *AHPS[:5]):
        places(sitting, "paged-dots", person, i0=1)
    assert len(shown(sitting, "paged-dots").rows) == 8
    assert board_pages(sitting.session) == 2
    sitting.host(asking.ChangeBoard(changes={"bigger": True, "page": 3}))
    body = board_screen(sitting.session, sitting.now).body
    assert isinstance(body, Dots)
    assert (len(body.rows), body.first, board_pages(sitting.session)) == (2, 13, 3)
