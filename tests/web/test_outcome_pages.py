"""The outcome page and the public report, drawn for every odd workshop: whole, and without an invented figure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain import asking
from app.domain.decisions import Decision
from app.domain.outcomes import outcome_of
from app.domain.stages import StageIdea
from app.screens.decided import decisions_screen
from app.screens.ranges import place_ranges, rankings_of
from app.screens.report import outcome_screen, public_report
from app.web.pages.desk import clock, day
from app.web.templating import draw
from tests.builders import HOST, Sitting, a_stage

PROGRAMME = SimpleNamespace(id="programme", name="Example programme")
AROUND: dict[str, Any] = {
    "refusal": None, "wrong": None, "day": partial(day, language="en"), "short_day": partial(day, language="en"),
    "clock": partial(clock, language="en"), "section": "workshops", "programme": PROGRAMME,
}  # fmt: skip
KINDS = ("vote", "dots", "rate", "rank")


def desk_page(sitting: Sitting, *decisions: Decision, revision: int = 1, **more: Any) -> str:
    outcome = outcome_of(sitting.session, sitting.now, revision)
    screen = outcome_screen(outcome, place_ranges(rankings_of(sitting.session)), picked=more.pop("picked", None))
    known: dict[str, Any] = {
        "ended": True, "published": None, "decisions": decisions_screen(decisions, outcome), "typed": {},
        "decided": None, "may_conclude": True, "can": lambda right: True,
        "own_name": "Example organiser",
    }  # fmt: skip
    language = more.pop("language", "en")
    return draw("organiser/outcomes.html", language, screen=screen, **AROUND, **known | more)


def public_page(sitting: Sitting, picked: str | None = None) -> str:
    outcome = outcome_of(sitting.session, sitting.now, 1)
    screen = public_report(outcome, place_ranges(rankings_of(sitting.session)), picked=picked)
    return draw("organiser/report.html", "en", screen=screen, title="Example programme", **AROUND)


def text_of(page: str) -> str:
    """What is read on the page: no markup, and no styles."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def everyone(sitting: Sitting, people: list[str], ideas: tuple[str, ...] = ("a", "b", "c", "d")) -> None:
    """Every kind of step is held; these people agree with, dot, score and rank everything the same."""
    for kind in KINDS:
        sitting.opens(kind)
        for person in people:
            for idea in ideas:
                if kind == "vote":
                    sitting.votes(person, idea, "agree")
                elif kind == "dots":
                    sitting.says(person, asking.PlaceDots("dots", idea, 1))
                elif kind == "rate":
                    for scale in ("importance", "ease"):
                        sitting.says(person, asking.Rate("rate", idea, scale, 3))
            if kind == "rank":
                sitting.says(person, asking.Rank("rank", (ideas,)))
        sitting.reveals(kind)
    sitting.ends()


def held(citizens: int, ahps: int, ideas: tuple[str, ...] = ("a", "b", "c", "d")) -> Sitting:
    sitting = Sitting(*KINDS)
    people = [f"c{n}" for n in range(citizens)] + [f"h{n}" for n in range(ahps)]
    for person in people:
        sitting.joins(person, community="citizen" if person[0] == "c" else "ahp")
    everyone(sitting, people, ideas)
    return sitting


def nine_hundred() -> Sitting:
    sitting = Sitting("vote")
    for n in range(12):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    sitting.opens("vote", [StageIdea(f"i{n}", f"Idea number {n} of many", ref=f"r{n}") for n in range(900)])
    for person in range(12):
        for n in range(0, 900, 9):
            sitting.votes(f"p{person}", f"i{n}", "agree" if (n + person) % 3 else "disagree")
    sitting.reveals("vote")
    sitting.ends()
    return sitting


def with_a_comment_taken_back() -> Sitting:
    sitting = Sitting("discuss")
    sitting.joins("ann")
    sitting.opens("discuss")
    sitting.comments("ann", "Words that are gone", "c1")
    sitting.host(asking.CheckComment(comment="c1", verdict="allowed"))
    sitting.says("ann", asking.Withdraw("", "c1"))
    sitting.closes("discuss")
    sitting.ends()
    return sitting


ODD: dict[str, Callable[[], Sitting]] = {
    "no answers": lambda: held(0, 0),
    "people without answers": lambda: held(6, 6, ideas=()),
    "no AHP": lambda: held(12, 0),
    "no citizen": lambda: held(0, 12),
    "one participant": lambda: held(1, 0),
    "too few of one": lambda: held(12, 4),
    "all ties": lambda: held(12, 12),
    "an idea nobody saw": lambda: held(6, 6, ideas=("a",)),
    "nothing weighed": lambda: _ended(Sitting("gather", "break")),
    "a comment taken back": with_a_comment_taken_back,
}


def _ended(sitting: Sitting) -> Sitting:
    sitting.ends()
    return sitting


@pytest.mark.parametrize("name", ODD)
def test_every_odd_workshop_has_a_whole_page_and_report_without_an_invented_figure(name: str) -> None:
    sitting = ODD[name]()
    for page in (desk_page(sitting), public_page(sitting)):
        words = text_of(page)
        assert "How we counted" in words
        found = re.findall(r"\b(?:None(?! of them)|nan|inf|Undefined|of 0)\b|[{}]|%\(", words)
        assert not found
        assert page.count("<section") == page.count("</section>")
    if name in ("no answers", "people without answers", "nothing weighed", "a comment taken back"):
        assert not re.search(r"(?<!\d)0%(?! Agree)", text_of(desk_page(sitting)).replace("0% Agree", ""))


def test_where_nobody_answered_the_page_says_so_and_the_report_says_too_few() -> None:
    assert "Nobody has answered yet" in text_of(desk_page(held(0, 0)))
    public = text_of(public_page(held(0, 0)))
    assert "Too few answers to compare" in public
    assert "Nobody has answered" not in public


def test_all_level_is_said_to_be_level() -> None:
    words = text_of(desk_page(held(12, 12)))
    assert "Level as most shared: 4 ideas" in words
    assert "1=" in words


def test_words_of_people_are_never_markup() -> None:
    sitting = Sitting("vote")
    bad = "<script>alert(1)</script>\"' onx='{{ 1 }}"
    sitting.joins("ann")
    sitting.ask(HOST, asking.OpenStage("vote", ideas=(StageIdea("i", bad, name=bad),)))
    sitting.votes("ann", "i", "agree")
    sitting.closes("vote")
    sitting.ends()
    decision = Decision("1", "i", "park", None, bad, bad, 0.0)
    for page in (desk_page(sitting, decision), public_page(sitting)):
        assert "<script>alert" not in page
        assert "onx='" not in re.sub(r"&#39;", "", page)
        assert " style=" not in page


def test_nine_hundred_ideas_are_all_listed() -> None:
    sitting = nine_hundred()
    page = desk_page(sitting)
    assert all(f"Idea number {n} of many" in page for n in (0, 9, 450, 899))
    assert page.count('class="pick"') == 100
    assert "Idea number 899" in public_page(sitting)


def test_the_picked_idea_has_its_oval_and_the_words_for_it_without_any_script() -> None:
    sitting = held(12, 12)
    plain, picked = desk_page(sitting), desk_page(sitting, picked="b")
    assert 'class="oval"' not in plain
    assert "The oval is the likely range for the idea you pick." in text_of(plain)
    assert picked.count('class="oval"') == 1
    assert "The oval is the likely range of “Idea b”. Likely range: citizens 76 to 100%, AHPs 76 to 100%." in text_of(
        re.sub(r'data-words="[^"]*"', "", picked)
    )
    assert 'aria-current="true">Idea b' in picked
    assert 'class="oval"' in public_page(sitting, picked="b")


def test_decisions_stand_beside_their_ideas_and_not_in_the_public_report() -> None:
    sitting = held(12, 12)
    first = Decision("1", "a", "park", None, "Not this year", "Example organiser", 0.0)
    later = Decision("2", "a", "merge_with", "b", "It is the same", "Another example organiser", 86_400.0)
    words = text_of(desk_page(sitting, first, later))
    assert "Decided: Merge with “Idea b”" in words
    assert "It is the same" in words
    assert "1 earlier decision Park. Not this year" in words
    assert "Another example organiser, 2 January" in words
    assert "It is the same" not in public_page(sitting)


def test_nobody_decides_before_the_end_nor_with_a_pass_of_a_host() -> None:
    sitting = held(12, 12)
    assert "#downloads" not in desk_page(sitting, may_conclude=False)
    for page in (desk_page(sitting, ended=False, revision=0), desk_page(sitting, may_conclude=False)):
        assert "Keep this decision" not in page
        assert "/outcomes/publish" not in page
    assert "Keep this decision" in desk_page(sitting)


def test_a_report_opens_with_what_was_found_or_with_what_was_heard() -> None:
    heading = re.compile(r"<h1>(.*?)</h1>")
    assert heading.findall(public_page(held(12, 12))) == ["4 of 4 ideas are common ground"]
    assert heading.findall(public_page(held(6, 6))) == ["4 of 4 look like common ground · small group"]
    assert heading.findall(public_page(held(12, 4))) == ["What we heard"]


def test_a_second_way_of_counting_is_named_with_both_firsts() -> None:
    sitting = Sitting(a_stage("rank"))
    sitting.opens("rank")
    for n, order in enumerate((["abcd"] * 3 + ["bcad"] * 2) * 2):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n // 5])
        sitting.says(f"p{n}", asking.Rank("rank", tuple((idea,) for idea in order)))
    sitting.reveals("rank")
    sitting.ends()
    words = text_of(desk_page(sitting))
    assert "Two ways of counting put different ideas first: Idea b, and Idea a. Read them as level." in words


def test_the_words_under_an_order_say_whose_points_they_are() -> None:
    assert "Points are the mean of both communities’ mean points." in text_of(desk_page(held(12, 12)))
    alone = text_of(desk_page(held(12, 0)))
    assert "Points are the mean points of this community." in alone
    assert "both communities’ mean points." not in alone.partition("How we counted")[0]
    assert "Likely places:" not in text_of(public_page(held(12, 0)))


def test_that_no_idea_reached_the_line_is_said_of_those_that_can_be_compared() -> None:
    sitting = Sitting("vote")
    for n in range(24):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
    sitting.opens("vote")
    for n in range(24):
        sitting.votes(f"p{n}", "a", "disagree")
    for n in range(8):
        sitting.votes(f"p{n}", "b", "agree")
    for idea in "cd":
        for n in range(24):
            sitting.votes(f"p{n}", idea, "unsure")
    sitting.reveals("vote")
    sitting.ends()
    few = "No idea that can be compared reached two in three in both communities"
    assert few in text_of(desk_page(sitting))
    for n in range(24):
        sitting.session.stages["vote"].ballots[f"p{n}"][("b", "")] = "disagree"
    assert few not in text_of(desk_page(sitting))


def test_a_reader_of_another_language_is_told_that_files_are_in_english() -> None:
    sitting = held(6, 6)
    assert "Saesneg yw’r geiriau" in text_of(desk_page(sitting, language="cy"))
    assert "in these files are in English" not in text_of(desk_page(sitting))


def test_an_order_is_on_no_page_before_its_step_has_closed() -> None:
    sitting = Sitting("rank")
    sitting.opens("rank")
    for n in range(12):
        sitting.joins(f"p{n}", community=("citizen", "ahp")[n % 2])
        sitting.says(f"p{n}", asking.Rank("rank", (("b",), ("a",))))
    early = text_of(desk_page(sitting, ended=False, revision=0))
    assert "The order is shown once this step has closed." in early
    assert "First in the order" not in early
    assert "Two people put two ideas in the same order" not in early
    sitting.closes("rank")
    assert "First in the order: Idea b" in text_of(desk_page(sitting, ended=False, revision=0))


def test_of_two_votes_the_report_says_which_one_its_heading_counts() -> None:
    sitting = Sitting(a_stage("vote", "one"), replace(a_stage("vote", "two"), title="Second round"))
    people = [f"p{n}" for n in range(24)]
    for n, person in enumerate(people):
        sitting.joins(person, community=("citizen", "ahp")[n % 2])
    for stage, wanted in (("one", "a"), ("two", "ab")):
        sitting.opens(stage)
        for person in people:
            for idea in "abcd":
                sitting.votes(person, idea, "agree" if idea in wanted else "disagree", stage)
        sitting.reveals(stage)
    sitting.ends()
    words = text_of(public_page(sitting))
    assert "2 of 4 ideas are common ground 12 citizens" in words
    assert "took part. None of them is a close call. In the step “Second round”." in words
    assert "In the step" not in text_of(public_page(held(12, 12)))


def rated(ahps: int, ideas: int) -> Sitting:
    """Twelve citizens and so many AHPs score both scales of every idea: the first highest, the last lowest."""
    sitting = Sitting("rate")
    sitting.opens("rate", [StageIdea(f"i{n}", f"Idea number {n}") for n in range(ideas)])
    for person in range(12 + ahps):
        sitting.joins(f"p{person}", community="citizen" if person < 12 else "ahp")
        for n in range(ideas):
            for scale in ("importance", "ease"):
                sitting.says(f"p{person}", asking.Rate("rate", f"i{n}", scale, 5 - 4 * n // ideas))
    sitting.reveals("rate")
    sitting.ends()
    return sitting


def test_two_scales_are_drawn_as_on_the_board_with_a_table_of_the_same_figures() -> None:
    sitting = rated(ahps=10, ideas=12)
    for page in (desk_page(sitting), public_page(sitting)):
        pictures = re.findall(r'<svg class="scalemap.*?</svg>', page, re.S)
        assert [picture.count('<circle class="citizen"') for picture in pictures] == [8, 4]
        assert [picture.count('<rect class="ahp"') for picture in pictures] == [8, 4]
        assert len(re.findall(r"<caption>The same figures as a table</caption>", page)) == 2
        assert "Idea number 0 5.0 5.0 5.0 5.0 Do first" in text_of(page)
        assert "Idea number 11 2.0 2.0 2.0 2.0 Leave for now" in text_of(page)


def test_no_picture_of_two_scales_is_published_of_a_few() -> None:
    page = public_page(rated(ahps=4, ideas=3))
    assert "scalemap" not in page
    assert "The same figures as a table" not in page
    assert "5 5 to 5 12 answers" in text_of(page)


def test_of_very_many_ideas_the_first_are_drawn() -> None:
    assert desk_page(rated(ahps=1, ideas=25)).count('<svg class="scalemap') == 3
