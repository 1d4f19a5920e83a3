"""Keeping the outcome: when a session finishes, and again each time somebody's words leave it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from sqlmodel import col

from app.domain import asking
from app.domain.outcomes import outcome_of
from app.storage.outcomes import saved_outcome
from app.storage.tables import OutcomeRow
from tests.actions.turns import Concluding
from tests.builders import Sitting, a_stage
from tests.storage.ledger import kept


class Concluded(Concluding):
    """What is kept of it."""

    def rows(self) -> list[OutcomeRow]:
        with self.ledger.transaction() as db:
            return list(db.scalars(select(OutcomeRow).order_by(col(OutcomeRow.revision))))

    def saved(self) -> dict[str, Any] | None:
        with self.ledger.transaction() as db:
            return saved_outcome(db, self.sitting.session.id)


@pytest.fixture
def workshop(database: str) -> Iterator[Concluded]:
    sitting = Sitting("vote", "discuss", started=False)
    with kept(database, sitting.session.copy()) as ledger:
        sitting.host(asking.StartSession())
        sitting.joins("ann")
        sitting.joins("ben", community="ahp")
        sitting.opens("vote")
        sitting.votes("ann", "a", "agree")
        sitting.votes("ben", "a", "disagree")
        sitting.closes("vote")
        sitting.opens("discuss")
        sitting.comments("ann", "canary", "c1")
        sitting.host(asking.CheckComment(comment="c1"))
        sitting.closes("discuss")
        yield Concluded(ledger, sitting)


def test_nothing_is_concluded_before_the_end(workshop: Concluded) -> None:
    workshop.turn()
    assert workshop.rows() == []
    assert workshop.saved() is None


def test_the_outcome_is_saved_as_it_stood_when_the_session_finished(workshop: Concluded) -> None:
    workshop.sitting.ends()
    workshop.turn()
    (row,) = workshop.rows()
    saved = workshop.saved()
    assert saved is not None
    assert (row.revision, row.reason) == (1, "The workshop finished.")
    assert saved.pop("hash") == row.hash == hashlib.sha256(row.body or b"").hexdigest()
    expected = outcome_of(workshop.sitting.session, workshop.sitting.now, 1)
    assert saved == msgspec.json.decode(msgspec.json.encode(expected))


def test_answers_taken_back_afterwards_make_a_new_revision_and_empty_the_old_one(workshop: Concluded) -> None:
    workshop.sitting.ends()
    workshop.turn()
    workshop.sitting.says("ann", asking.RemoveAnswers("ann"))
    workshop.turn()
    first, second = workshop.rows()
    assert (first.body, second.reason) == (None, "A person took their answers back.")
    assert first.hash
    saved = workshop.saved()
    assert saved is not None
    assert saved["revision"] == 2
    assert saved["participants"]["citizen"] == 0
    assert "canary" not in str(saved)


def test_a_comment_taken_back_or_hidden_afterwards_leaves_the_outcome(workshop: Concluded) -> None:
    workshop.sitting.ends()
    workshop.turn()
    workshop.sitting.host(asking.CheckComment(comment="c1", verdict="hidden"))
    workshop.turn()
    workshop.sitting.says("ann", asking.Withdraw("", "c1"))
    workshop.turn()
    assert [row.reason for row in workshop.rows()][1:] == [
        "A comment was checked again.", "A person took a comment back.",
    ]  # fmt: skip
    assert all(b"canary" not in (row.body or b"") for row in workshop.rows())


def test_a_change_that_moves_no_figure_makes_no_revision(workshop: Concluded) -> None:
    workshop.sitting.ends()
    workshop.turn()
    workshop.sitting.host(asking.MutePerson(participant="ann"))
    workshop.turn()
    assert len(workshop.rows()) == 1


@pytest.mark.parametrize("copy", [True, False], ids=["a copy", "nobody but simulated people"])
def test_a_rehearsal_leaves_no_outcome(database: str, copy: bool) -> None:
    sitting = Sitting("vote", started=False)
    with kept(database, sitting.session.copy()) as ledger:
        workshop = Concluded(ledger, sitting)
        sitting.session.rehearsal = copy
        sitting.host(asking.StartSession())
        sitting.joins("ann", simulated=not copy)
        sitting.opens("vote")
        sitting.votes("ann", "a", "agree")
        assert outcome_of(sitting.session, 0.0)["participants"]["citizen"] == 1
        sitting.closes("vote")
        sitting.ends()
        workshop.turn()
        assert workshop.rows() == []


def test_a_simulated_person_among_real_ones_counts_nowhere(workshop: Concluded) -> None:
    workshop.sitting.joins("robot", simulated=True)
    workshop.sitting.session.stages["vote"].ballots["robot"] = {("a", ""): "agree"}
    workshop.sitting.ends()
    workshop.turn()
    saved = workshop.saved()
    assert saved is not None
    assert saved["participants"]["citizen"] == 1
    assert saved["stages"][0]["ideas"][0]["communities"]["citizen"]["answered"] == 1


def test_a_reason_noted_after_the_end_makes_a_new_revision(database: str) -> None:
    sitting = Sitting(a_stage("rank", by="table"), started=False)
    with kept(database, sitting.session.copy()) as ledger:
        workshop = Concluded(ledger, sitting)
        sitting.host(asking.StartSession())
        sitting.opens("rank")
        sitting.closes("rank")
        sitting.ends()
        workshop.turn()
        sitting.host(asking.NoteMove("rank", idea="a", text="People talked about buses"))
        workshop.turn()
        saved = workshop.saved()
        assert saved is not None
        assert (saved["revision"], saved["stages"][0]["tables"]["reasons"]) == (2, {"a": "People talked about buses"})
