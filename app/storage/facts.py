"""Facts that are data, not code: the professions. Other programmes bring other lists."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def professions() -> tuple[str, ...]:
    """The 14 allied health professions in England, A to Z."""
    return tuple(json.loads((_DATA / "professions.json").read_text("utf-8")))
