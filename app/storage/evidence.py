"""Every quote of a programme's ideas with what may be shown of it, for the annex of a strategy and its trace."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session as Db

from app.domain.bylines import byline

from .contributions import HIDDEN, WITHDRAWN
from .traces import QuoteLine, quotes_of_programme

QUOTED, KEPT_BACK = "quoted", "kept back"
"""Its person agreed to be quoted and an organiser has allowed it; or one of the two is missing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that stands: `words` and `byline` are empty unless its state is quoted."""

    id: str
    idea: str
    state: str
    words: str
    byline: str


def evidence_of(db: Db, programme: str) -> dict[str, list[Evidence]]:
    """{idea: its quotes in the order they were attached}, a passage that is attached twice once.

    What was hidden is left out, what was taken back says so.
    """
    found: dict[str, list[Evidence]] = {}
    for line in quotes_of_programme(db, programme):
        if line.state != HIDDEN:
            found.setdefault(line.idea, []).append(_evidence(line))
    return found


def _evidence(line: QuoteLine) -> Evidence:
    if not line.is_public:
        return Evidence(line.id, line.idea, WITHDRAWN if line.withdrawn else KEPT_BACK, "", "")
    by = byline(line.role, line.community, line.source_name)
    return Evidence(line.id, line.idea, QUOTED, line.words, by)
