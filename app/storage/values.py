"""An answer's value as text in its row and back: a choice, a number, done, or tiers of ideas."""

from __future__ import annotations

import json
from typing import Any

from app.domain.stages import DONE, ORDER


def to_text(value: Any) -> str | None:
    """None for an answer that was taken back."""
    if value is None or value == () or value == 0:
        return None
    if isinstance(value, str):
        return value
    if value is True:
        return "1"
    return str(value) if isinstance(value, int) else json.dumps(value)


def from_text(kind: str, key: tuple[str, str], text: str) -> Any:
    """Reads a value of that kind of stage."""
    if key == DONE:
        return True
    if key == ORDER:
        return as_tiers(json.loads(text))
    return text if kind == "vote" else int(text)


def as_tiers(value: Any) -> Any:
    """Lists that came out of JSON become tuples, as the rules know them; anything else stays."""
    return tuple(tuple(tier) for tier in value) if isinstance(value, list) else value
