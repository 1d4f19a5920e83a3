"""A sitting in a database, turn by turn, as the server saves it: with what it concludes."""

from __future__ import annotations

from app.actions.concluding import conclude
from tests.builders import Sitting
from tests.storage.ledger import Ledger


class Concluding:
    """A sitting whose turns are saved with their outcome."""

    def __init__(self, ledger: Ledger, sitting: Sitting) -> None:
        self.ledger, self.sitting, self._saved = ledger, sitting, 0

    def turn(self) -> None:
        new = self.sitting.recorded[self._saved :]
        self._saved = len(self.sitting.recorded)
        self.ledger.save(self.sitting.session, new)
        with self.ledger.transaction() as db:
            conclude(db, self.sitting.session, new)
