"""Organisers' pages for listening: the page's words and questions, its doors, how much came, and what goes on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from babel.dates import format_date
from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from app.actions import listening
from app.actions.listening import PageWords, mark_of
from app.domain.refusals import Refusal
from app.screens.listening import FEW, ListenScreen, listening_desk, look_at_listening
from app.storage.facts import professions

from ..access import Who, may
from ..house import house_of, origin_of
from ..languages import locale_of
from ..templating import language_of
from .desk import go, page
from .listening import listen_form
from .listening_form import Given
from .poster import qr_code
from .programmes import UNKNOWN
from .start_times import FormStart, form_start, months

router = APIRouter(prefix="/programmes/{programme}/listening")
Planning = Annotated[Who, Depends(may("plan: listening"))]
Field = Annotated[str, Form()]
DONE = ("saved", "opened", "closed", "asked", "moved")


@router.get("")
async def listening_page(request: Request, programme: str, who: Planning) -> Response:
    return await _show(request, programme)


@router.post("")
async def set_page(request: Request, programme: str, who: Planning) -> Response:
    """Makes the page, or gives it other words. The first time its first question comes with them."""
    house, form = house_of(request), await request.form()
    try:
        words = PageWords(
            _text(form, "title"), _text(form, "intro"), [str(key) for key in form.getlist("equality")], _closing(form)
        )
        await house.store.write(
            listening.set_page, programme, words, who.id, house.now(), _text(form, "seen") or None
        )  # fmt: skip
        if question := _text(form, "question").strip():
            await house.store.write(listening.add_question, programme, question, "", who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, refusal, form)
    return go(f"/programmes/{programme}/listening?done=saved")


@router.post("/open")
async def open_page(request: Request, programme: str, who: Planning) -> Response:
    house = house_of(request)
    try:
        await house.store.write(listening.open_page, programme, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, refusal)
    return go(f"/programmes/{programme}/listening?done=opened")


@router.post("/close")
async def close_page(request: Request, programme: str, who: Planning) -> Response:
    house = house_of(request)
    await house.store.write(listening.close_page, programme, who.id, house.now())
    return go(f"/programmes/{programme}/listening?done=closed")


@router.post("/questions")
async def add_question(request: Request, programme: str, who: Planning, text: Field = "", hint: Field = "") -> Response:
    house = house_of(request)
    try:
        await house.store.write(listening.add_question, programme, text, hint, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, refusal, await request.form(), about="new")
    return go(f"/programmes/{programme}/listening?done=asked#questions")


@router.post("/questions/{question}")
async def change_question(
    request: Request, programme: str, question: str, who: Planning, do: Field = "save", text: Field = "",
    hint: Field = "", seen: Field = "",
) -> Response:  # fmt: skip
    """Words it anew, moves it, stops asking it or asks it again."""
    house = house_of(request)
    by, now = who.id, house.now()
    try:
        match do:
            case "up" | "down":
                await house.store.write(
                    listening.move_question, programme, question, -1 if do == "up" else 1, by, now
                )  # fmt: skip
            case "stop" | "ask":
                await house.store.write(listening.ask_question, programme, question, do == "ask", by, now)
            case _:
                await house.store.write(
                    listening.reword_question, programme, question, text, hint, by, now, seen or None
                )
    except Refusal as refusal:
        return await _show(request, programme, refusal, await request.form(), about=question)
    return go(f"/programmes/{programme}/listening?done={'moved' if do in ('up', 'down') else 'saved'}#questions")


@router.get("/look")
async def look(request: Request, programme: str, who: Planning) -> Response:
    """The public page as people will see it; it cannot be sent from here."""
    return listen_form(request, await _screen(request, programme), Given(), trying=True)


@router.get("/poster")
async def poster_page(request: Request, programme: str, who: Planning) -> Response:
    screen = await _screen(request, programme)
    link = _link(request, screen.page.code)
    return page(
        request, "organiser/listening_poster.html", programme=screen.programme, screen=screen, link=link,
        host=urlsplit(link).netloc, qr=qr_code(link),
    )  # fmt: skip


@router.get("/paper")
async def paper_page(request: Request, programme: str, who: Planning) -> Response:
    """The same questions on paper."""
    screen = await _screen(request, programme)
    link = _link(request, screen.page.code)
    return page(
        request, "organiser/listening_paper.html", programme=screen.programme, screen=screen,
        host=urlsplit(link).netloc, qr=qr_code(link), professions=professions(),
    )  # fmt: skip


async def _show(
    request: Request, programme: str, refusal: Refusal | None = None, form: FormData | None = None, about: str = ""
) -> Response:
    house, language = house_of(request), language_of(request)
    screen = await house.store.read(listening_desk, programme, house.now())
    if screen is None:
        raise UNKNOWN
    link = _link(request, screen.page.code) if screen.page else ""
    done = request.query_params.get("done", "")
    closes = form_start(screen.page.closes_at if screen.page else None, house.now())
    return page(
        request, "organiser/listening.html", programme=screen.programme, section="programme", refusal=refusal,
        screen=screen, link=link, form=form or {}, about=about, done=done if done in DONE and not refusal else "",
        qr=qr_code(link) if link else "", mark_of=mark_of, months=months(language), few=FEW,
        date_words=lambda date: format_date(date, "d MMMM", locale=locale_of(language)),
        closes=_given_closing(form) if form and refusal and not about else closes,
        only_here=request.url.hostname in ("127.0.0.1", "localhost", "::1"),
    )  # fmt: skip


async def _screen(request: Request, programme: str) -> ListenScreen:
    house = house_of(request)
    screen = await house.store.read(look_at_listening, programme, house.now())
    if screen is None:
        raise Refusal("unknown_code", "This programme has no listening page yet. Write its title first.")
    return screen


def _link(request: Request, code: str) -> str:
    return f"{origin_of(request)}/listen/{code}"


def _closing(form: FormData) -> float | None:
    """The end of the last day, in the server's time zone; None where no day is given. Raises Refusal bad_field."""
    given = _given_closing(form)
    if not given.day:
        return None
    try:
        day = datetime(int(given.year), int(given.month), int(given.day))
        return (day + timedelta(days=1)).timestamp() - 1
    except (ValueError, OverflowError, OSError):
        raise Refusal("bad_field", "Give day, month and year, such as 3 December 2026.", "closes") from None


def _given_closing(form: FormData) -> FormStart:
    return FormStart(*(_text(form, f"closes_{name}").strip()[:10] for name in ("day", "month", "year")))


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
