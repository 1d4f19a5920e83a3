"""A board in one language says of every name that is in another one, so that a voice can read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from markupsafe import Markup

from app.domain import asking
from app.domain.stages import Stage, Translation
from app.domain.translating import in_language
from app.screens.board import board_screen
from app.web.pages.board import WayIn, around, tongues_of
from app.web.templating import catalogue, draw
from tests.builders import IDEAS, Sitting, a_stage

WELSH = replace(IDEAS[0], translations=(Translation("cy", "Syniad a"),))
Says = Callable[[Sitting, str, int], None]


def votes(sitting: Sitting, person: str, n: int) -> None:
    for place, idea in enumerate(IDEAS):
        sitting.votes(person, idea.id, "agree" if (n + place) % 3 else "disagree")


def rates(sitting: Sitting, person: str, n: int) -> None:
    for place, idea in enumerate(IDEAS):
        for scale in ("importance", "ease"):
            sitting.says(person, asking.Rate("rate", idea.id, scale, 1 + (n + place) % 5))


def one_scale(sitting: Sitting, person: str, n: int) -> None:
    for place, idea in enumerate(IDEAS):
        sitting.says(person, asking.Rate("rate", idea.id, "ease", 1 + (place + n % 2) % 5))


def dots(sitting: Sitting, person: str, n: int) -> None:
    for place, given in ((1, 1), (2, 2)) if n % 3 else ((3, 1), (1, 2)):
        sitting.says(person, asking.PlaceDots("dots", IDEAS[place].id, given))


def ranks(sitting: Sitting, person: str, n: int) -> None:
    order = [idea.id for idea in IDEAS]
    sitting.says(person, asking.Rank("rank", tuple((id,) for id in order[n % 4 :] + order[: n % 4])))


def revealed(stage: Stage, says: Says) -> Sitting:
    sitting = Sitting(stage)
    people = [f"p{n}" for n in range(24)]
    for n, person in enumerate(people):
        sitting.joins(person, community=("citizen", "ahp")[n % 2])
    sitting.opens(stage.id, (WELSH, *IDEAS[1:]))
    for n, person in enumerate(people):
        says(sitting, person, n)
    sitting.reveals(stage.id)
    return sitting


def drawn(sitting: Sitting) -> str:
    session = in_language(sitting.session, "cy")
    screen = board_screen(session, sitting.now, translate=catalogue("cy").gettext)
    way = WayIn("https://example.org", "example.org", Markup(), None)
    return draw("board/_board.html", "cy", **around(screen, way, "cy", tongues_of(session)))


@pytest.mark.parametrize(
    ("stage", "says", "view"),
    [(a_stage("vote"), votes, ""), (a_stage("vote"), votes, "map"), (a_stage("rate"), rates, ""),
     (a_stage("rank"), ranks, "")],
)  # fmt: skip
def test_names_in_another_language_say_so_wherever_they_stand_alone(stage: Stage, says: Says, view: str) -> None:
    sitting = revealed(stage, says)
    sitting.host(asking.ChangeBoard(changes={"view": view}))
    page = drawn(sitting)
    alone = re.findall(r"<(\w+)([^>]*)>(Idea [b-d]|Syniad a)</", page)
    assert len(alone) >= 2 * len(IDEAS), "in the picture and in its table"
    assert {name for _, attributes, name in alone if ' lang="en"' in attributes} == {"Idea b", "Idea c", "Idea d"}
    silent = [one for one in alone if ("lang=" in one[1]) != one[2].startswith("Idea")]
    assert not silent


@pytest.mark.parametrize(
    ("stage", "says", "view"),
    [(a_stage("vote"), votes, ""), (a_stage("vote"), votes, "map"), (a_stage("rate"), rates, ""),
     (a_stage("rate", scales=({"key": "ease", "label": "Ease"},)), one_scale, ""),
     (a_stage("dots", budget=3), dots, ""), (a_stage("rank"), ranks, "")],
)  # fmt: skip
def test_names_within_sentences_say_so_too(stage: Stage, says: Says, view: str) -> None:
    sitting = revealed(stage, says)
    sitting.host(asking.ChangeBoard(changes={"view": view}))
    page = drawn(sitting)
    assert re.findall(r'<(\w+)[^>]* lang="en"[^>]*>Idea [b-d]</\1>', page)
    others = re.sub(
        r'<(\w+)[^>]* lang="en"[^>]*>Idea [b-d]</\1>|<title>[^<]*</title>', "", page
    )  # a title is plain text
    assert re.findall("[^<>]*Idea [b-d][^<>]*", re.sub("<[^>]*>", "<>", others)) == []
