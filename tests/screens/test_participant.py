"""A participant's phone shows what is theirs and what is everyone's, and nothing that is another's or not yet shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from app.domain import asking
from app.screens.participant import given_by, in_own_order, own_things, shared_screen
from app.screens.participant_beside import beside, places_in
from app.screens.shuffling import mixed, shuffled
from tests.builders import IDEAS, Sitting, a_stage, open_sitting

CROWD = [f"p{n}" for n in range(12)]


def words_in(value: Any) -> str:
    return repr(asdict(value))


def voted(*people: str, choice: str = "agree") -> Sitting:
    sitting = open_sitting("vote", *people)
    for person in people:
        for idea in "abcd":
            sitting.votes(person, idea, choice)
    return sitting


def test_before_the_first_step_the_phone_waits() -> None:
    screen = shared_screen(Sitting("vote").session)
    assert (screen.view, screen.cards, screen.coming) == ("wait", (), "The vote")


@pytest.mark.parametrize("kind", ["vote", "dots", "rate", "rank", "discuss", "gather", "break"])
def test_an_open_step_is_shown_by_its_kind(kind: str) -> None:
    assert shared_screen(open_sitting(kind, "ann").session).view == kind


def test_no_figure_is_on_a_phone_before_the_reveal() -> None:
    sitting = voted(*CROWD)
    assert shared_screen(sitting.session).results == ()
    sitting.closes("vote")
    screen = shared_screen(sitting.session)
    assert (screen.view, screen.results) == ("closed", ())
    sitting.waits(2.0)
    sitting.host(asking.RevealStage("vote"))
    shown = shared_screen(sitting.session)
    assert shown.view == "results"
    assert shown.results[0].shared == 4


def test_reopening_takes_the_figures_away_again() -> None:
    sitting = voted(*CROWD)
    sitting.reveals("vote")
    sitting.host(asking.ReopenStage("vote"))
    assert shared_screen(sitting.session).results == ()


def test_a_community_of_four_is_too_few_to_show() -> None:
    sitting = voted(*CROWD[:8])
    sitting.reveals("vote")
    row = shared_screen(sitting.session).results[0].rows[0]
    assert (row.citizen, row.ahp, row.few, row.reading) == (None, None, "both", "too_few")
    assert (row.small, shared_screen(sitting.session).results[0].compared) == (False, 0), "nothing was read at all"


def test_five_to_nine_answers_are_told_as_counts() -> None:
    sitting = voted(*CROWD)
    sitting.reveals("vote")
    row = shared_screen(sitting.session).results[0].rows[0]
    assert row.citizen is not None
    assert (row.citizen.part, row.citizen.whole, row.citizen.small) == (6, 6, True)
    assert row.small, "and the reading that rests on them says so"


def test_what_all_phones_share_names_nobody_and_holds_no_ones_answer() -> None:
    sitting = voted(*CROWD)
    before = shared_screen(sitting.session)
    sitting.votes("p0", "a", "disagree")
    assert shared_screen(sitting.session) == before
    assert not any(person in words_in(before) for person in CROWD)


def test_an_unchecked_or_hidden_comment_is_on_its_authors_phone_alone() -> None:
    sitting = open_sitting("discuss", "ann", "bob")
    sitting.comments("ann", "a private thought", "c1")
    for verdict in ("hidden", None):
        assert "a private thought" not in words_in(shared_screen(sitting.session))
        assert "a private thought" not in words_in(own_things(sitting.session, "bob"))
        assert "a private thought" in words_in(own_things(sitting.session, "ann"))
        if verdict:
            sitting.host(asking.CheckComment(comment="c1", verdict=verdict))


def test_an_allowed_comment_is_shown_to_all_with_its_community_only() -> None:
    sitting = open_sitting("discuss", "ann", "bob")
    sitting.comments("ann", "a kind thought", "c1")
    sitting.host(asking.CheckComment(comment="c1", verdict="allowed"))
    said = shared_screen(sitting.session).cards[0].remarks[0]
    assert (said.text, said.community, said.profession) == ("a kind thought", "citizen", None)


@pytest.mark.parametrize(("present", "named"), [(7, None), (8, "Paramedics")])
def test_a_byline_names_a_profession_from_eight_present(present: int, named: str | None) -> None:
    sitting = Sitting("discuss")
    sitting.joins(*CROWD[:present], community="ahp", profession="Paramedics")
    sitting.opens("discuss")
    sitting.comments("p0", "from the road", "c1")
    sitting.host(asking.CheckComment(comment="c1", verdict="allowed"))
    assert shared_screen(sitting.session).cards[0].remarks[0].profession == named


def test_a_suggestion_waits_for_the_host_too() -> None:
    sitting = open_sitting("gather", "ann", "bob")
    sitting.says("ann", asking.Suggest("gather", "warmer rooms", "s1"))
    assert shared_screen(sitting.session).suggestions == ()
    sitting.host(asking.CheckSuggestion(suggestion="s1", verdict="allowed"))
    assert shared_screen(sitting.session).suggestions[0].text == "warmer rooms"


def test_everyone_has_an_order_of_their_own_and_finds_it_again() -> None:
    sitting = open_sitting("vote", *CROWD)
    screen = shared_screen(sitting.session)
    orders = {p: [c.id for c in in_own_order(screen, own_things(sitting.session, p))] for p in CROWD}
    assert len({tuple(order) for order in orders.values()}) > 3
    assert all(sorted(order) == list("abcd") for order in orders.values())


def test_a_vote_that_is_not_shuffled_keeps_the_order_of_the_stage() -> None:
    sitting = open_sitting(a_stage("vote", shuffle=False), "ann")
    cards = in_own_order(shared_screen(sitting.session), own_things(sitting.session, "ann"))
    assert [card.id for card in cards] == list("abcd")


def test_the_shuffle_is_fixed_so_that_the_page_can_reckon_it_too() -> None:
    assert (mixed(""), mixed("ann|vote|a")) == (0xAB3E7C0B, 0x214B0D27)
    assert shuffled("ann|vote", list("abcd")) == shuffled("ann|vote", list("dcba"))


def test_i_differ_where_my_community_mostly_says_otherwise() -> None:
    sitting = voted(*CROWD)
    sitting.votes("p0", "b", "disagree")
    sitting.reveals("vote")
    mine = beside(shared_screen(sitting.session), own_things(sitting.session, "p0"))
    assert mine.differ == {"vote": ("b",)}
    assert mine.agreed == {"vote": 3}


def test_ideas_held_level_share_a_place() -> None:
    assert places_in(["a", ["b", "c"], "d"]) == {"a": 1, "b": 2, "c": 2, "d": 4}


def test_the_thanks_page_shows_what_was_revealed_and_counts_what_was_given() -> None:
    sitting = voted(*CROWD)
    sitting.reveals("vote")
    sitting.ends()
    screen, own = shared_screen(sitting.session), own_things(sitting.session, "p0")
    assert (screen.view, len(screen.results)) == ("ended", 1)
    assert beside(screen, own).ideas_voted == len(IDEAS)
    assert given_by(sitting.session, own)[0].answers[0] == ("Idea a", "agree", "")


def test_a_session_that_ended_without_a_reveal_shows_no_figures() -> None:
    sitting = voted(*CROWD)
    sitting.closes("vote")
    sitting.ends()
    assert shared_screen(sitting.session).results == ()
