"""What storage reads back is what the events add up to, for every kind of event: a restart forgets nothing."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from app.domain.events import EVENTS
from app.storage import journal
from tests.chance import a_seed
from tests.storage.any_deed import any_deed, any_sitting
from tests.storage.ledger import differences, kept
from tests.storage.story import CASES, a_story

SEQUENCES = {"sqlite": 20, "postgresql": 6}
STEPS = 120


def test_every_kind_of_event_has_a_case() -> None:
    assert set(CASES) == set(EVENTS)


@pytest.mark.parametrize("together", [False, True], ids=["turn by turn", "in one turn"])
def test_what_is_read_back_is_what_the_events_add_up_to(database: str, together: bool) -> None:
    sitting = a_story()
    with kept(database, sitting.session) as ledger:
        saved = 0
        for kind, happens in CASES.items():
            happens(sitting)
            assert kind in {recorded.event.kind for recorded in sitting.recorded[saved:]}
            if together:
                continue
            ledger.save(sitting.session, sitting.recorded[saved:])
            saved = len(sitting.recorded)
            assert differences(sitting.session, ledger.read()) == [], kind
        ledger.save(sitting.session, sitting.recorded[saved:])
        assert differences(sitting.session, ledger.read()) == []
        assert ledger.verify() is None


def test_events_are_read_back_as_they_were_written(database: str) -> None:
    sitting = a_story()
    for kind, happens in CASES.items():
        if kind not in ("answers_removed", "idea_unsaid", "withdrawn"):
            happens(sitting)
    with kept(database, a_story().session) as ledger:
        ledger.save(sitting.session, sitting.recorded)
        with ledger.transaction() as db:
            assert journal.since(db, ledger.id, 0) == sitting.recorded
            assert journal.since(db, ledger.id, 5) == sitting.recorded[5:]


def test_whatever_people_do_storage_and_memory_agree(database: str) -> None:
    store, seed = database.partition(":")[0], a_seed()
    kinds: Counter[str] = Counter()
    for n in range(SEQUENCES[store]):
        dice = Random(seed + n)
        sitting = any_sitting(dice, f"s{n}")
        with kept(database, sitting.session) as ledger:
            saved = 0
            for step in range(STEPS):
                any_deed(dice, sitting)
                if dice.random() < 0.2 or step == STEPS - 1:
                    ledger.save(sitting.session, sitting.recorded[saved:])
                    saved = len(sitting.recorded)
                    assert differences(sitting.session, ledger.read()) == [], f"seed {seed} + {n}, step {step}"
            assert ledger.verify() is None
        kinds.update(recorded.event.kind for recorded in sitting.recorded)
    if store == "sqlite":
        assert len(kinds) >= 17, f"seed {seed} left out {set(EVENTS) - set(kinds)}"
