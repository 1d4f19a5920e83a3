"""Outcomes of made-up sessions, for tests over several: counts go through the very functions that count votes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.communities import COMMUNITIES
from app.domain.readings import vote_cell, vote_reading

Counts = tuple[int, int]
"""(agree, answered)"""


def a_vote(
    id: str, ideas: Mapping[str, tuple[Counts, Counts]], texts: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """A closed vote with these counts of citizens and AHPs; whoever does not agree disagrees."""
    rows = []
    for idea, (citizen, ahp) in ideas.items():
        counts = {"citizen": citizen, "ahp": ahp, "other": (0, 0)}
        cells = {c: vote_cell(counts[c][0], 0, counts[c][1] - counts[c][0]) for c in COMMUNITIES}
        text = (texts or {}).get(idea, f"Idea {idea}")
        rows.append({"idea": idea, "ref": f"r-{idea}", "text": text, "name": None, "theme": None, "communities": cells,
                     **vote_reading(cells)})  # fmt: skip
    return {
        "id": id, "kind": "vote", "title": f"Vote {id}", "state": "closed", "opened_at": "2026-11-01T10:00:00.000Z",
        "settings": {}, "ideas": rows,
    }  # fmt: skip


def a_session(id: str, *stages: dict[str, Any], professions: Mapping[str, int] | None = None) -> dict[str, Any]:
    """The outcome of a finished session with these stages."""
    return {
        "session": id, "name": f"Workshop {id}", "started_at": "2026-11-01T10:00:00.000Z",
        "ended_at": "2026-11-01T12:00:00.000Z", "stages": list(stages), "revision": 1,
        "participants": {"citizen": 20, "ahp": 12, "other": 1, "by_channel": {"phone": 33, "paper": 0},
                         "professions": dict(professions or {})},
    }  # fmt: skip


def sessions(*counts: tuple[Counts, Counts]) -> list[dict[str, Any]]:
    """One session a pair of counts, each with one vote on idea a; the first is the newest."""
    return [a_session(f"s{n}", a_vote(f"v{n}", {"a": pair})) for n, pair in enumerate(counts)]
