"""Run sheets to start from: tried ways through a workshop, which a host then changes as they like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Translate = Callable[[str], str]
Step = dict[str, Any]
TWO_WEEKS, THREE_WEEKS = 14 * 24 * 60, 21 * 24 * 60
"""Minutes."""
CONVERSATION, RESPONSE, TOGETHER = "conversation", "respond", "check"
PHASES = (CONVERSATION, RESPONSE, TOGETHER)
"""The three phases of a whole programme: citizens talk, the professions respond, both check and challenge."""


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """`stages` as `planning.run_sheet` reads them: another step is named by its position, 0 first."""

    key: str
    name: str
    hint: str
    stages: tuple[Step, ...]


def starting_points(_: Translate) -> tuple[StartingPoint, ...]:
    """The run sheets that come with the house, in the reader's language, the usual one first."""
    return (
        StartingPoint(
            "workshop", _("90-minute co-creation workshop"), _("Vote, see, talk, rank"), tuple(_workshop(_))
        ),
        StartingPoint(
            "james-lind", _("James Lind Alliance final workshop"),
            _("Half a day, tables, two rounds"), tuple(_james_lind(_)),
        ),
        StartingPoint("ballot", _("Interim ballot"), _("Open for two weeks, no room"), tuple(_ballot(_))),
        StartingPoint("pulse", _("Quick pulse"), _("15 minutes, vote only"), tuple(_pulse(_))),
        StartingPoint(
            CONVERSATION, _("Citizens’ conversation online"),
            _("Phase 1: ideas for three weeks, votes for two"), tuple(_conversation(_)),
        ),
        StartingPoint(RESPONSE, _("AHPs respond online"), _("Phase 2: two weeks, no room"), tuple(_response(_))),
        StartingPoint(
            TOGETHER, _("Joint check and challenge"), _("Phase 3: two hours, both together"), tuple(_together(_))
        ),
        StartingPoint("empty", _("Empty run sheet"), _("Add every step yourself"), ()),
    )  # fmt: skip


def _step(kind: str, title: str, minutes: float, ideas: Any = "all", **settings: Any) -> Step:
    return {"kind": kind, "title": title, "ideas": ideas, "settings": {"minutes": minutes, **settings}}


def _workshop(_: Translate) -> list[Step]:
    return [
        _step("break", _("Welcome and join"), 10),
        _step("vote", _("Vote on the ideas"), 20),
        _step("reveal", _("See what we share"), 10, of=["1"]),
        _step("discuss", _("Talk about the ideas"), 25),
        _step("rank", _("Rank the top 5"), 15, {"from": "1", "top": 8, "by": "shared"}, places=5),
        _step("reveal", _("Our top five"), 5, of=["4"]),
        _step("break", _("What happens next"), 5),
    ]


def _pulse(_: Translate) -> list[Step]:
    return [
        _step("break", _("Welcome and join"), 3),
        _step("vote", _("Vote on the ideas"), 9),
        _step("reveal", _("See what we share"), 3, of=["1"]),
    ]


def _james_lind(_: Translate) -> list[Step]:
    return [
        _step("break", _("Welcome and join"), 20),
        _step("discuss", _("What matters most and least to you"), 30),
        _step("rank", _("First round: each table orders all ideas"), 45, by="table"),
        _step("break", _("Break"), 15),
        _step("reveal", _("What we share, and where tables differ"), 25, of=["2"]),
        _step("rank", _("Second round: new tables revise the order"), 45, by="table", start_from="2"),
        _step("break", _("Break"), 10),
        _step("reveal", _("The second order"), 20, of=["5"]),
        _step("discuss", _("Agree the top 10 together"), 30, {"from": "5", "top": 10, "by": "combined"}),
        _step("break", _("What happens next"), 10),
    ]


def _ballot(_: Translate) -> list[Step]:
    return [
        _step("rank", _("Choose your top 10"), TWO_WEEKS, places=10),
        _step("reveal", _("What came out"), 10, of=["0"]),
    ]


def _conversation(_: Translate) -> list[Step]:
    """Five weeks in all."""
    return [
        _step("gather", _("What would make the biggest difference?"), THREE_WEEKS),
        _step("vote", _("Vote on what people said"), TWO_WEEKS),
        _step("reveal", _("What came out"), 10, of=["1"]),
    ]


def _response(_: Translate) -> list[Step]:
    return [
        _step("vote", _("Respond to citizens’ ideas"), TWO_WEEKS),
        _step("reveal", _("What came out"), 10, of=["0"]),
    ]


def _together(_: Translate) -> list[Step]:
    return [
        _step("break", _("Welcome and join"), 10),
        _step("vote", _("Have we heard you right?"), 25),
        _step("reveal", _("What we share, and where we differ"), 15, of=["1"]),
        _step("discuss", _("Challenge: what would make it work?"), 40),
        _step("rank", _("What should come first"), 15, {"from": "1", "top": 8, "by": "shared"}, places=5),
        _step("reveal", _("What comes first"), 10, of=["4"]),
        _step("break", _("What happens next"), 5),
    ]
