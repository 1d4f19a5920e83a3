"""Pages of the idea book: where organisers make it, and the book that everybody may read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import idea_books
from app.domain.refusals import Refusal
from app.screens.book import book_desk, book_picture, book_screen

from ..access import Who, may
from ..house import house_of, origin_of
from ..showing import links_of
from ..templating import catalogue, language_of
from .desk import go, page
from .programmes import UNKNOWN as NO_PROGRAMME
from .trail import UNKNOWN

router = APIRouter()
HERE = "/programmes/{programme}/book"
Looking = Annotated[Who, Depends(may("look: programmes"))]
Publishing = Annotated[Who, Depends(may("conclude: publish"))]
Planning = Annotated[Who, Depends(may("plan: session"))]
Readers = Annotated[Who, Depends(may("look: public page"))]


@router.get(HERE)
async def book_desk_page(request: Request, programme: str, who: Looking, done: str = "") -> Response:
    return await _desk(request, programme, done=done)


@router.get(HERE + "/preview")
async def preview(request: Request, programme: str, who: Looking) -> Response:
    """The book as its readers would see it."""
    return await _book(request, programme, trying=True)


@router.post(HERE)
async def open_book(request: Request, programme: str, who: Publishing) -> Response:
    house, form = house_of(request), await request.form()
    ideas = [str(idea) for idea in form.getlist("ideas")]
    try:
        await house.store.write(idea_books.open_book, programme, ideas, who.id, house.now())
    except Refusal as refusal:
        return await _desk(request, programme, refusal, chosen=ideas)
    return go(f"/programmes/{programme}/book?done=opened")


@router.post(HERE + "/close")
async def close_book(request: Request, programme: str, who: Publishing) -> Response:
    house = house_of(request)
    await house.store.write(idea_books.close_book, programme, who.id, house.now())
    return go(f"/programmes/{programme}/book?done=closed")


@router.post(HERE + "/respond")
async def plan_response(
    request: Request, programme: str, who: Planning, name: Annotated[str, Form()] = ""
) -> Response:  # fmt: skip
    """Plans the two weeks in which readers answer, and goes on to the run sheet."""
    house = house_of(request)
    try:
        words = catalogue(language_of(request)).gettext
        made = await house.store.write(idea_books.plan_response, programme, name, who.id, house.now(), words)
    except Refusal as refusal:
        return await _desk(request, programme, refusal)
    return go(f"/sessions/{made.id}/plan")


@router.post(HERE + "/phases")
async def plan_phases(request: Request, programme: str, who: Planning) -> Response:
    """Plans all three phases, and shows them among the workshops."""
    house, words = house_of(request), catalogue(language_of(request)).gettext
    await house.store.write(idea_books.plan_phases, programme, who.id, house.now(), words)
    return go(f"/programmes/{programme}/sessions")


@router.get("/book/{programme}")
async def book_page(request: Request, programme: str, who: Readers) -> Response:
    return await _book(request, programme)


@router.get("/book/{programme}/pictures/{idea}")
async def picture(request: Request, programme: str, idea: str, who: Readers) -> Response:
    found = await house_of(request).store.read(book_picture, programme, idea)
    if found is None:
        raise UNKNOWN
    return Response(found[1], media_type=found[0])


async def _book(request: Request, programme: str, trying: bool = False) -> Response:
    screen = await house_of(request).store.read(book_screen, programme, trying)
    if screen is None:
        raise UNKNOWN
    session = screen.respond
    respond = links_of(session.id, session.secret, origin_of(request))["join"] if session else None
    return page(
        request, "public/book.html", programme=screen.programme, screen=screen, respond=respond, trying=trying
    )  # fmt: skip


async def _desk(
    request: Request, programme: str, refusal: Refusal | None = None, chosen: list[str] | None = None, **context: Any
) -> Response:
    screen = await house_of(request).store.read(book_desk, programme)
    if screen is None:
        raise NO_PROGRAMME
    return page(
        request, "organiser/book.html", programme=screen.programme, section="ideas", screen=screen, refusal=refusal,
        chosen=screen.chosen if chosen is None else set(chosen), address=f"{origin_of(request)}/book/{programme}",
        **context,
    )  # fmt: skip
