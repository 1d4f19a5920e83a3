"""Deciding on ideas, kept on both databases: beside the outcome, and every decision remembered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.actions.deciding import decide
from app.domain.decisions import Decision
from app.storage.decisions import decisions_of
from app.storage.outcomes import saved_outcome
from tests.actions.turns import Concluding
from tests.builders import Sitting, refused
from tests.storage.ledger import kept

WHO = "Example organiser"


class Desk(Concluding):
    """An organiser at a workshop that has a vote on four ideas."""

    def decides(self, idea: str, verdict: str, reason: str, other: str | None = None, at: float = 5_000.0) -> Decision:
        with self.ledger.transaction() as db:
            return decide(db, self.sitting.session.id, idea, verdict, other, reason, WHO, at)

    def decided(self) -> list[Decision]:
        with self.ledger.transaction() as db:
            return decisions_of(db, self.sitting.session.id)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    sitting = Sitting("vote")
    before = Sitting("vote", started=False).session
    with kept(database, before) as ledger:
        sitting.joins("ann")
        sitting.opens("vote")
        sitting.votes("ann", "a", "agree")
        sitting.closes("vote")
        yield Desk(ledger, sitting)


def test_nothing_is_decided_before_the_workshop_has_finished(desk: Desk) -> None:
    desk.turn()
    with refused("moved_on"):
        desk.decides("a", "carry_forward", "Both want it.")
    assert desk.decided() == []


def test_every_decision_is_kept_and_none_touches_the_outcome(desk: Desk) -> None:
    desk.sitting.ends()
    desk.turn()
    with desk.ledger.transaction() as db:
        before = saved_outcome(db, desk.sitting.session.id)
    desk.decides("a", "carry_forward", "Both want it.")
    desk.decides("b", "merge_with", "The same thing.", "a")
    desk.decides("a", "park", "The money is gone.")
    assert [(d.idea, d.verdict, d.merged_with) for d in desk.decided()] == [
        ("a", "carry_forward", None), ("b", "merge_with", "a"), ("a", "park", None),
    ]  # fmt: skip
    with desk.ledger.transaction() as db:
        assert saved_outcome(db, desk.sitting.session.id) == before


def test_a_decision_sent_twice_is_kept_once_and_a_clock_set_back_changes_no_order(desk: Desk) -> None:
    desk.sitting.ends()
    desk.turn()
    first = desk.decides("a", "park", "Not now.")
    assert desk.decides("a", "park", "Not now.", at=6_000.0) == first
    desk.decides("a", "carry_forward", "Now after all.", at=10.0)
    assert [d.verdict for d in desk.decided()] == ["park", "carry_forward"]
