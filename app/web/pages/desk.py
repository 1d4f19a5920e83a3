"""What the organisers' pages share: the words around them, their dates, and forms sent back with what was wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from babel.dates import format_date, format_time
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from app.domain.refusals import Refusal

from ..access import Who
from ..errors import STATUS
from ..languages import locale_of
from ..rights import ONE_SESSION
from ..templating import language_of, render, sentence_of


class Named(Protocol):
    """A programme, as pages need it."""

    id: str
    name: str


def page(
    request: Request, template: str, *, status: int = 200, programme: Named | None = None, section: str = "",
    refusal: Refusal | None = None, **context: Any,
) -> HTMLResponse:  # fmt: skip
    """A page at an organiser's desk. With a refusal it says what was wrong, under that refusal's status."""
    language = language_of(request)
    return render(
        request, template, status=STATUS.get(refusal.code, 422) if refusal else status, programme=programme,
        section=section, refusal=refusal, wrong=sentence_of(request, refusal) if refusal else None,
        day=partial(day, language=language), short_day=partial(day, language=language, form="d MMM"),
        clock=partial(clock, language=language), can=_rights(request), by_pass=_by_pass(request), **context,
    )  # fmt: skip


def _rights(request: Request) -> Callable[[str], bool]:
    """What whoever asked may do here: pages offer nothing else."""
    who: Who | None = getattr(request.state, "who", None)
    return (lambda _: False) if who is None else who.may


def _by_pass(request: Request) -> bool:
    """Whether they came by a pass for one workshop: there is nothing for them beyond it."""
    who: Who | None = getattr(request.state, "who", None)
    return who is not None and who.kind in ONE_SESSION


def go(address: str) -> RedirectResponse:
    """After a form was sent: on to a page that can be reloaded."""
    return RedirectResponse(address, 303)


def day(at: float | None, language: str = "en", form: str = "d MMMM") -> str:
    """Seconds since 1970 → "19 November", in the server's time zone."""
    return "" if at is None else format_date(datetime.fromtimestamp(at).date(), form, locale=locale_of(language))


def clock(at: float | None, language: str = "en") -> str:
    """Seconds since 1970 → "10:25", in the server's time zone."""
    return "" if at is None else format_time(datetime.fromtimestamp(at).time(), "HH:mm", locale=locale_of(language))
