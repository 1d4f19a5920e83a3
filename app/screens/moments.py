"""Times as outcomes keep them, and as pages reckon with them."""

from __future__ import annotations

from datetime import datetime


def seconds_of(at: str | None) -> float | None:
    """ "2026-11-19T10:15:00.123Z" → seconds since 1970."""
    return None if at is None else datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp()
