"""What every kind of file is made from: the outcome, the session it came from, and names made for one download."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.decisions import Decision
from app.domain.outcome_tables import Table, tables_of
from app.domain.session import Session

CHANNELS = {"phone": "On a phone or tablet", "paper": "On paper", "helped": "A host or helper answered for them"}
"""How people took part, as files say it."""


@dataclass(frozen=True)
class Material:
    """`pseudonyms` give each participant a name for this download alone. `template` is the organisation's own Word
    document, by its path; empty for ours. `decisions` come oldest first. `mark` is where the record ended then."""

    outcome: Mapping[str, Any]
    session: Session
    pseudonyms: Mapping[str, str]
    decisions: tuple[Decision, ...] = ()
    template: str = ""
    mark: str = ""

    @cached_property
    def tables(self) -> list[Table]:
        return tables_of(self.outcome, self.session, self.pseudonyms, self.decisions)
