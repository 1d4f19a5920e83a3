"""Hidden numbers stay hidden: an attacker who sees everything public, over time, in random small rooms."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from app.domain import applying, percentages, selecting, shared_order, small_numbers, weighings
from app.domain.communities import COMMUNITIES
from app.domain.stages import Stage
from app.screens import figures, trail_votes
from tests.chance import a_seed

from .attacker import recovered
from .secret_numbers import Secret, secrets_of
from .small_rooms import a_small_room
from .small_workshop import Room, play


def attacked(rooms: int, seed: int) -> tuple[int, int, list[tuple[int, Secret]]]:
    """(rooms, secrets, what was recovered as (the room's own seed, secret)). Prints them with its seed and time."""
    start, kept = time.monotonic(), 0
    lost: list[tuple[int, Secret]] = []
    for n in range(rooms):
        room, dice = the_room(seed + n)
        kept += len(secrets_of(room, play(room)))
        for secret in recovered(room, dice):
            print(f"room {seed + n} gives away {secret}")
            lost.append((seed + n, secret))
    print(f"seed {seed}: {rooms} rooms, {kept} hidden numbers, {len(lost)} recovered, {time.monotonic() - start:.0f} s")
    return rooms, kept, lost


def the_room(seed: int) -> tuple[Room, random.Random]:
    dice = random.Random(seed)
    return a_small_room(dice), dice


def test_nothing_hidden_is_recovered_in_sixty_small_rooms() -> None:
    rooms, kept, lost = attacked(60, a_seed())
    assert lost == []
    assert kept > 2 * rooms


@pytest.mark.check
def test_nothing_hidden_is_recovered_in_two_hundred_small_rooms() -> None:
    assert attacked(200, a_seed())[2] == []


@pytest.mark.promise
def test_nothing_hidden_is_recovered_in_ten_thousand_small_rooms() -> None:
    assert attacked(10_000, a_seed())[2] == []


def test_a_room_plays_the_same_twice() -> None:
    room, _ = the_room(3)
    assert play(room).seen == play(room).seen


def test_the_rooms_have_everything_in_them() -> None:
    """Secrets of every kind of step, late changes, tables, friends of the attacker, and reports."""
    kinds, late, tables, friends = set(), 0, 0, 0
    for seed in range(120):
        room, _ = the_room(seed)
        played = play(room)
        late += bool(played.late)
        friends += bool(room.friends)
        for secret in secrets_of(room, played):
            kinds.add(played.stage(secret.cell[0]).kind)
            tables += bool(secret.table)
    assert kinds == {"vote", "dots", "rate", "rank"}
    assert min(late, tables, friends) >= 3


# A wall that nobody could climb over proves nothing: without each rule the attacker gets what it hides.

Patch = Callable[[pytest.MonkeyPatch], None]


def _from_three_answers(patch: pytest.MonkeyPatch) -> None:
    """Rule a: cells are open from three."""
    for module, name in ((small_numbers, "OPEN_FROM"), (percentages, "SHOWN_FROM")):
        patch.setattr(module, name, 3)
    patch.setattr(small_numbers, "is_open", lambda answers: answers is not None and answers >= 3)


def _with_all_counts(patch: pytest.MonkeyPatch) -> None:
    """Rule a: of a closed cell only the answers are hidden, not how many there are."""
    closed = small_numbers._cell

    def counted(cell: Mapping[str, Any], shown: bool) -> dict[str, Any]:
        return closed(cell, shown) | ({"n": cell["answered"]} if "answered" in cell else {})

    patch.setattr(small_numbers, "_cell", counted)


def _with_all_ballots(patch: pytest.MonkeyPatch) -> None:
    """Rule a: ballots are printed whatever the cells hold."""
    patch.setattr(small_numbers, "_ballots", lambda exact, answered: dict(exact))


def _consensus_with_one_open(patch: pytest.MonkeyPatch) -> None:
    """Rule b: a figure made from both communities needs one of them."""
    protect = small_numbers._vote_idea

    def idea(exact: Mapping[str, Any]) -> dict[str, Any]:
        return protect(exact) | {"group_informed_consensus": exact["group_informed_consensus"]}

    patch.setattr(small_numbers, "_vote_idea", idea)


def _all_ballots_with_few_others(patch: pytest.MonkeyPatch) -> None:
    """Rule b: orders over all ballots, however few others there are."""
    patch.setattr(small_numbers, "OTHER", "citizen")


def _order_of_closed_cells(patch: pytest.MonkeyPatch) -> None:
    """Rule c: the next step lists ideas by exact figures."""
    patch.setattr(selecting, "protect", lambda exact, kind: dict(exact))


def _order_on_the_board(patch: pytest.MonkeyPatch) -> None:
    """Rule c: ideas stand in the order of their exact shares."""
    vote = small_numbers._vote

    def ordered(exact: Mapping[str, Any]) -> dict[str, Any]:
        rows = [row["idea"] for row in shared_order.in_order_of_shared(exact, "vote")]
        known = vote(exact)
        return known | {"ideas": sorted(known["ideas"], key=lambda idea: rows.index(idea["idea"]))}

    patch.setattr(small_numbers, "_vote", ordered)


def _by_channel(patch: pytest.MonkeyPatch) -> None:
    """Rule d: the report says how people on paper answered."""
    exact_figures, protect = selecting.stage_figures, small_numbers.protect

    def with_paper(session: Any, stage: Stage) -> dict[str, Any]:
        paper = {p: b for p, b in stage.ballots.items() if p in session.people and session.people[p].channel == "paper"}
        return exact_figures(session, stage) | {"paper": sorted(map(repr, paper.values()))}

    patch.setattr(figures, "stage_figures", with_paper)
    patch.setattr(figures, "protect", lambda exact, kind: protect(exact, kind) | {"paper": exact.get("paper")})


def _late_changes_at_once(patch: pytest.MonkeyPatch) -> None:
    """Rule g: whatever changed is shown at the next reveal."""
    patch.setattr(applying, "must_wait", lambda stage, community_of, aside: False)


def _every_tables_list(patch: pytest.MonkeyPatch) -> None:
    """Tables: each list is shown, whoever sat there."""
    patch.setattr(small_numbers, "_is_a_groups", lambda table: True)


def _totals_of_two_hidden(patch: pytest.MonkeyPatch) -> None:
    """Tables: totals are shown with two hidden lists among them."""
    patch.setattr(small_numbers, "TELL_NOTHING_APART", 0)


def _few_on_a_trail(patch: pytest.MonkeyPatch) -> None:
    """Trails: each workshop's figures are printed, from one answer on."""
    patch.setattr(trail_votes, "ENOUGH", 1)
    patch.setattr(weighings, "protect", lambda exact, kind: dict(exact))


def _pool_beside_hidden_cells(patch: pytest.MonkeyPatch) -> None:
    """Rule h, as trails keep it: workshops are pooled though a cell of one of them is hidden."""
    patch.setattr(trail_votes, "_hides_a_cell", lambda voted: False)


def _late_changes_on_a_trail(patch: pytest.MonkeyPatch) -> None:
    """Rule g: a trail says what the last few changed."""
    patch.setattr(trail_votes, "public_stage", dict)


WITHOUT: dict[str, Patch] = {
    "a: open from three": _from_three_answers,
    "a: counts of closed cells": _with_all_counts,
    "a: ballots in all": _with_all_ballots,
    "b: consensus with one open": _consensus_with_one_open,
    "b: all ballots with few others": _all_ballots_with_few_others,
    "c: order of the next step": _order_of_closed_cells,
    "c: order on the board": _order_on_the_board,
    "d: answers on paper": _by_channel,
    "g: late changes at once": _late_changes_at_once,
    "g: late changes on a trail": _late_changes_on_a_trail,
    "h: a pool beside hidden cells": _pool_beside_hidden_cells,
    "trails: figures of a few": _few_on_a_trail,
    "tables: every list": _every_tables_list,
    "tables: two hidden lists": _totals_of_two_hidden,
}


@pytest.mark.check
@pytest.mark.parametrize("rule", WITHOUT)
def test_without_a_rule_the_attacker_wins(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    WITHOUT[rule](monkeypatch)
    for seed in range(400):
        room, dice = the_room(seed)
        if lost := recovered(room, dice):
            print(f"{rule}: room {seed} gives away {lost[0]}")
            return
    raise AssertionError(f"without rule {rule} nothing was recovered: the attacker is too weak")


def test_communities_are_those_the_attacker_knows() -> None:
    assert COMMUNITIES == ("citizen", "ahp", "other")
