"""Steps that stay open for days: they end on a date, where others have a clock."""

from __future__ import annotations

FOR_DAYS = 12 * 60.0
"""Minutes from which a step is said to be open for days."""


def is_for_days(minutes: float | None) -> bool:
    return minutes is not None and minutes >= FOR_DAYS
