"""A day and a time of day in words, as the server's clock says them; pages with scripts say them by the reader's."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_datetime

from .languages import locale_of


def moment(at: float, language: str = "en") -> str:
    """Seconds since 1970 → "6 December, 18:00", in the server's time zone."""
    return format_datetime(datetime.fromtimestamp(at), "d MMMM, HH:mm", locale=locale_of(language))
