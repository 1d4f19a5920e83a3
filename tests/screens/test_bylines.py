"""A byline singles nobody out: it names a profession only where eight or more of it are here."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import asking
from app.domain.outcomes import outcome_of
from app.screens.board import board_pages, board_screen
from app.screens.board_gather import Gathering
from app.screens.board_talk import Talk
from app.screens.participant import shared_screen
from app.screens.report import public_report
from app.screens.snapshot import snapshot
from tests.builders import Sitting, a_stage

PROFESSIONS = ("Dietitians", "Osteopaths", "Paramedics", "Radiographers")
NAMED_FROM = 8
"""As the rules say it: not taken from the program."""

Said = tuple[str, str | None]
"""(who said it, the profession its byline names)."""


def a_hall(sizes: list[int], citizens: int) -> Sitting:
    """So many of each profession, each with a comment and a suggestion that everybody may read."""
    sitting = Sitting(a_stage("gather"), a_stage("discuss"))
    authors = [f"{name}-{n}" for name, size in zip(PROFESSIONS, sizes, strict=True) for n in range(size)]
    for author in authors:
        sitting.joins(author, community="ahp", profession=author.partition("-")[0])
    sitting.joins("nobody-0", community="ahp")
    sitting.joins(*(f"citizen-{n}" for n in range(citizens)))
    authors += ["nobody-0", *(f"citizen-{n}" for n in range(citizens))]
    sitting.opens("gather")
    for author in authors:
        sitting.says(author, asking.Suggest("gather", author, f"s {author}"))
        sitting.host(asking.CheckSuggestion(suggestion=f"s {author}"))
    sitting.closes("gather")
    sitting.opens("discuss")
    for author in authors:
        sitting.comments(author, author, f"k {author}")
        sitting.host(asking.CheckComment(comment=f"k {author}", verdict="allowed"))
    return sitting


def present(sitting: Sitting) -> Counter[str]:
    return Counter(p.profession for p in sitting.session.people.values() if p.profession)


def on_the_board(sitting: Sitting) -> list[Said]:
    found: list[Said] = []
    for page in range(1, board_pages(sitting.session) + 1):
        sitting.host(asking.ChangeBoard(changes={"page": page}))
        body = board_screen(sitting.session, sitting.now).body
        if isinstance(body, Talk):
            found += [(said.text, said.profession) for said in (body.spotlight, *body.beside) if said]
        elif isinstance(body, Gathering):
            found += [(said.text, said.profession) for said in body.suggestions]
    return found


def on_phones(sitting: Sitting) -> list[Said]:
    screen = shared_screen(sitting.session)
    remarks = [remark for card in screen.cards for remark in card.remarks]
    return [(remark.text, remark.profession) for remark in (*remarks, *screen.suggestions)]


def must_single_nobody_out(said: list[Said], here: Counter[str]) -> None:
    assert said
    for author, named in said:
        profession = author.partition("-")[0]
        assert named == (profession if here[profession] >= NAMED_FROM else None)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 11), min_size=4, max_size=4), st.integers(0, 9), st.integers(0, 9))
def test_board_phones_and_report_name_a_profession_from_eight_present(
    sizes: list[int], leaving: int, citizens: int
) -> None:
    sitting = a_hall(sizes, citizens)
    here = present(sitting)
    must_single_nobody_out(on_the_board(sitting), here)
    must_single_nobody_out(on_phones(sitting), here)
    for author in [p for p in sitting.session.people if not p.startswith(("nobody", "citizen"))][:leaving]:
        sitting.says(author, asking.RemoveAnswers(author))
    here = present(sitting)
    must_single_nobody_out(on_the_board(sitting), here)
    must_single_nobody_out(on_phones(sitting), here)
    assert names_in(snapshot(sitting.session, "nobody-0")) == set()
    sitting.closes("discuss")
    sitting.ends()
    report = public_report(outcome_of(sitting.session, sitting.now, 1))
    assert dict(report.present) == dict.fromkeys((name for name in PROFESSIONS if here[name]), None)
    assert (report.said, report.missing) == ((), ())


def names_in(value: Any) -> set[str]:
    """The professions that stand anywhere in it as a value of their own."""
    if isinstance(value, dict):
        return {name for inner in value.values() for name in names_in(inner)}
    if isinstance(value, list | tuple):
        return {name for inner in value for name in names_in(inner)}
    return {value} & set(PROFESSIONS) if isinstance(value, str) else set()


def test_suggestions_on_the_board_follow_the_same_rule() -> None:
    sitting = a_hall([7, 8, 1, 9], 2)
    sitting.closes("discuss")
    sitting.host(asking.ReopenStage("gather"))
    said = on_the_board(sitting)
    must_single_nobody_out(said, present(sitting))
    assert {named for _, named in said} == {None, "Osteopaths", "Radiographers"}


@pytest.mark.parametrize(("size", "named"), [(7, False), (8, True)])
def test_the_eighth_makes_the_difference_and_leaving_takes_it_back(size: int, named: bool) -> None:
    sitting = a_hall([size, 0, 0, 0], 1)
    assert ("Dietitians" in {name for _, name in on_the_board(sitting)}) is named
    if named:
        sitting.says("Dietitians-0", asking.RemoveAnswers("Dietitians-0"))
        assert {name for _, name in on_the_board(sitting)} == {None}
        assert {name for _, name in on_phones(sitting)} == {None}


def test_simulated_people_and_other_communities_help_nobody_to_eight() -> None:
    sitting = Sitting(a_stage("discuss"))
    sitting.joins(*(f"Dietitians-{n}" for n in range(7)), community="ahp", profession="Dietitians")
    sitting.joins("robot-0", community="ahp", profession="Dietitians", simulated=True)
    sitting.joins("other-0", community="other")
    sitting.opens("discuss")
    sitting.comments("Dietitians-0", "Dietitians-0", "k")
    sitting.host(asking.CheckComment(comment="k", verdict="allowed"))
    assert on_the_board(sitting) == on_phones(sitting) == [("Dietitians-0", None)]
