"""A restart forgets nothing of what everybody had seen of a step that was opened again."""

from __future__ import annotations

from app.domain import asking
from tests.builders import Sitting
from tests.storage.ledger import differences, kept

PEOPLE = ("ann", "ben", "cat")


def test_what_was_shown_is_read_back_while_late_changes_wait(database: str) -> None:
    sitting = Sitting("vote", started=False)
    with kept(database, sitting.session) as ledger:
        sitting.host(asking.StartSession())
        sitting.joins(*PEOPLE)
        stage = sitting.opens("vote")
        for person in PEOPLE:
            sitting.votes(person, "a", "agree")
        sitting.reveals("vote")
        sitting.host(asking.ReopenStage("vote"))
        sitting.votes("ann", "a", "disagree")
        sitting.reveals("vote")
        ledger.save(sitting.session, sitting.recorded)
        assert stage.shown is not None
        assert ledger.read().stages["vote"].shown == stage.shown
        saved = len(sitting.recorded)
        sitting.says("ben", asking.RemoveAnswers("ben"))
        ledger.save(sitting.session, sitting.recorded[saved:])
        assert differences(sitting.session, ledger.read()) == []
        assert set(stage.shown.ballots) == {"ann", "cat"}
