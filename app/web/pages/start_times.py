"""When a workshop begins, as forms say it: the month in words and a 24-hour clock, in every browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel.dates import get_month_names
from starlette.datastructures import FormData

from app.domain.refusals import Refusal

from ..languages import locale_of

FURTHEST = 12 * 60
"""Minutes by which all times are shifted at most."""


@dataclass(frozen=True, slots=True)
class FormStart:
    """What stands in the four fields."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""


def start_of(form: FormData) -> float | None:
    """Seconds since 1970, read in the server's time zone; None where no day is given. Raises Refusal bad_field."""
    given = given_start(form)
    if not given.day and not given.time:
        return None
    try:
        hour, _, minute = given.time.replace(".", ":").partition(":")
        when = datetime(int(given.year), int(given.month), int(given.day), int(hour), int(minute or 0))
        return when.timestamp()
    except (ValueError, OverflowError, OSError):
        raise Refusal("bad_field", "Give day, month, year and time, such as 3 December 2026, 10:00.", "day") from None


def given_start(form: FormData) -> FormStart:
    """The fields as they were sent, to show them again."""
    return FormStart(*(str(form.get(f"starts_{name}") or "").strip()[:10] for name in ("day", "month", "year", "time")))


def form_start(at: float | None, now: float) -> FormStart:
    """The fields for a known start; for none, this month and year."""
    if at is None:
        today = datetime.fromtimestamp(now)
        return FormStart(month=str(today.month), year=str(today.year))
    when = datetime.fromtimestamp(at)
    return FormStart(str(when.day), str(when.month), str(when.year), when.strftime("%H:%M"))


def months(language: str) -> list[tuple[str, str]]:
    """(number, name) of each month in this language."""
    return [(str(n), name) for n, name in get_month_names("wide", "stand-alone", locale=locale_of(language)).items()]


def shifted(at: float | None, form: FormData) -> float | None:
    """The start so many minutes later, or earlier. Raises Refusal."""
    if at is None:
        raise Refusal("bad_field", "Set the time first.", "day")
    given = str(form.get("minutes") or "").strip()
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= FURTHEST):
        raise Refusal("bad_field", "Shift by 1 to {most} minutes.", "shift", most=FURTHEST)
    return at + int(given) * (-60 if form.get("do") == "earlier" else 60)
