"""How a workshop runs, as its host sees it: who is connected and what is saved, and never how anyone answered."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain import asking
from app.screens.arrivals import MOST_BARS, Bar, arrivals_of
from app.screens.console_health import HealthScreen, Signs, health_screen
from app.storage.progress import Progress
from tests.builders import HOST, Sitting, open_sitting

WELL: dict[str, Any] = {"here": 0, "away": 0, "waiting": 0, "saving": True, "disk_free": 0.5, "bus_alive": True}
MINUTE = 60.0


def looked_at(sitting: Sitting, *, joined_at: tuple[float, ...] = (), **signs: Any) -> HealthScreen:
    """The page of this sitting, with these signs of the running server; what is left out is well."""
    return health_screen(sitting.session, Signs(**(WELL | signs)), Progress(joined_at, sitting.now - 1.0), sitting.now)


def test_everyone_is_connected_only_when_everyone_who_joined_is_here() -> None:
    sitting = open_sitting("vote", "ann", "ben", "cay")
    assert looked_at(sitting, here=3).headline == "connected"
    assert looked_at(sitting, here=2).headline == "partly"
    assert looked_at(sitting, here=2, away=1).headline == "away"


def test_nobody_is_missed_before_anybody_came_or_after_the_end() -> None:
    sitting = Sitting("vote")
    assert looked_at(sitting).headline == "empty"
    sitting.joins("ann")
    sitting.ends()
    assert looked_at(sitting, away=1).headline == "ended"


def test_that_saving_fails_is_said_before_anything_else() -> None:
    sitting = open_sitting("vote", "ann")
    screen = looked_at(sitting, here=0, away=1, saving=False)
    assert (screen.headline, screen.warnings[0]) == ("unsaved", "unsaved")


def test_paper_needs_no_line_and_is_counted_apart() -> None:
    sitting = open_sitting("vote", "ann")
    vote = asking.Vote("vote", "a", "agree")
    sitting.ask(HOST, asking.EnterPaper(participant="pat", number="1", community="citizen", answers=(vote,)))
    screen = looked_at(sitting, here=1)
    assert (screen.people, screen.joined, screen.paper, screen.answers) == (2, 1, 1, 1)
    assert screen.headline == "connected"


def test_answers_that_stand_are_counted_and_having_finished_is_none() -> None:
    sitting = open_sitting("vote", "ann", "ben")
    for idea in "ab":
        sitting.votes("ann", idea, "agree")
    sitting.votes("ben", "a", "disagree")
    sitting.votes("ann", "b", None)
    sitting.says("ben", asking.Finish("vote"))
    assert looked_at(sitting).answers == 2


def test_the_page_is_the_same_whichever_way_people_answer() -> None:
    screens = []
    for choice in ("agree", "disagree"):
        sitting = open_sitting("vote", "ann", "ben")
        sitting.votes("ann", "a", choice)
        screens.append(looked_at(sitting, here=2))
    assert screens[0] == screens[1]


@pytest.mark.parametrize(
    ("signs", "warned"),
    [
        ({"disk_free": 0.1}, ()),
        ({"disk_free": 0.0999}, ("disk",)),
        ({"bus_alive": False}, ("bus",)),
        ({"here": 18, "away": 2}, ()),
        ({"here": 17, "away": 3}, ("away",)),
        ({"here": 18, "away": 2, "saving": False, "disk_free": 0.0}, ("unsaved", "disk")),
    ],
)
def test_a_host_is_warned_of_what_can_still_be_mended(signs: dict[str, Any], warned: tuple[str, ...]) -> None:
    sitting = open_sitting("vote", *(f"p{n}" for n in range(20)))
    assert looked_at(sitting, **signs).warnings == warned


def test_a_few_phones_of_a_large_hall_are_no_warning() -> None:
    sitting = open_sitting("vote", *(f"p{n}" for n in range(100)))
    assert looked_at(sitting, here=92, away=8).warnings == ()
    assert looked_at(sitting, here=90, away=10).warnings == ("away",)


def test_no_more_are_shown_here_or_away_than_ever_joined() -> None:
    """Two processes may both count somebody for a few seconds."""
    sitting = open_sitting("vote", "ann", "ben")
    screen = looked_at(sitting, here=3, away=1)
    assert (screen.here, screen.away, screen.headline) == (2, 0, "connected")


def test_each_minute_has_its_bar_and_quiet_ones_too() -> None:
    came = (600.0, 630.0, 659.0, 790.0)
    shown = arrivals_of(came, 600.0, 900.0, 900.0)
    assert shown.minutes == 1
    assert shown.bars == (Bar(600, 3), Bar(660, 0), Bar(720, 0), Bar(780, 1), Bar(840, 0), Bar(900, 0))
    assert (shown.most, shown.quiet, shown.earlier) == (3, 1, 0)


@pytest.mark.parametrize("hours", [0, 1, 3, 9, 30])
def test_however_long_it_lasts_there_are_few_bars_and_nobody_is_missing(hours: int) -> None:
    started = 1_000_000.0
    came = tuple(started + n * (hours * 60 * MINUTE + 20) / 40 for n in range(40))
    shown = arrivals_of(came, started, came[-1] + 30, came[-1] + 30)
    assert 1 <= len(shown.bars) <= MOST_BARS
    assert sum(bar.people for bar in shown.bars) == 40
    assert all(b.at - a.at == shown.minutes * MINUTE for a, b in zip(shown.bars, shown.bars[1:], strict=False))


def test_who_tried_it_out_days_before_is_told_apart_from_those_who_came() -> None:
    started = 1_000_000.0
    shown = arrivals_of((started - 86400, started - 60, started + 60), started, started + 120, started + 120)
    assert (shown.earlier, sum(bar.people for bar in shown.bars)) == (1, 2)


def test_before_anybody_joined_there_is_no_bar() -> None:
    shown = arrivals_of((), None, 900.0, 900.0)
    assert (shown.bars, shown.most, shown.quiet) == ((), 0, None)
