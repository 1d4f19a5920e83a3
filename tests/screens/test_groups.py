"""Opinion groups as organisers read them."""

from __future__ import annotations

from typing import Any

from app.screens.groups import groups_screen
from tests.voted import a_session, a_vote

OUTCOME = a_session("s", a_vote("v", {"a": ((1, 2), (1, 2))}, {"a": "Foot checks nearby"}))


def found(**more: Any) -> dict[str, Any]:
    return {"shown": True, "people": 40, "ideas": 1, "silhouette": 0.5, "by_chance": 0.4, "groups": []} | more


def test_a_group_says_what_it_stands_for_in_the_words_people_voted_on() -> None:
    stands_for = [{"idea": "a", "way": "disagree", "inside": 6, "inside_of": 8, "outside": 10, "outside_of": 40}]
    groups = [
        {"people": 30, "communities": {"citizen": 24, "ahp": 6, "other": 0}, "stands_for": stands_for},
        {"people": 10, "communities": {"citizen": 6, "ahp": 4, "other": 0}, "stands_for": []},
    ]
    screen = groups_screen(OUTCOME, found(groups=groups))
    first, second = screen.groups
    assert (first.letter, first.people, second.letter) == ("A", 30, "B")
    assert (first.communities["citizen"].part, first.communities["citizen"].whole) == (24, 30)
    assert first.communities["citizen"].percent == 80
    assert first.communities["other"].whole == 0
    assert first.stands_for[0].text == "Foot checks nearby"
    assert (first.stands_for[0].inside.in_percent, first.stands_for[0].outside.percent) == (False, 25)


def test_where_none_are_shown_it_says_why_and_holds_no_group() -> None:
    screen = groups_screen(OUTCOME, {"shown": False, "why": "chance", "people": 120, "ideas": 30, "silhouette": 0.2})
    assert (screen.why, screen.people, screen.groups) == ("chance", 120, ())
