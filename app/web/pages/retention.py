"""Pages for looking after a programme: its notice, how long it keeps words, putting it away, deleting it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import archiving, erasing, retaining
from app.domain.refusals import Refusal
from app.screens.keeping import archive_screen, deleting_screen, keeping_screen

from ..access import Who, may
from ..api.keeping import forget
from ..house import house_of
from .desk import go, page
from .programmes import UNKNOWN

router = APIRouter()
Keeping = Annotated[Who, Depends(may("keep: programme"))]
Field = Annotated[str, Form()]
DONE = ("notice", "days", "away")


@router.get("/archive")
async def archive_page(request: Request, who: Annotated[Who, Depends(may("look: own programmes"))]) -> Response:
    """Programmes and workshops that were put away, as far as they are one's own."""
    screen = await house_of(request).store.read(archive_screen, who.sees)
    return page(request, "organiser/archive.html", screen=screen, role_in=who.role_in)


@router.get("/programmes/{programme}/keeping")
async def keeping_page(request: Request, programme: str, who: Keeping) -> Response:
    return await _show(request, programme)


@router.post("/programmes/{programme}/keeping/notice")
async def set_notice(request: Request, programme: str, who: Keeping, notice: Field = "") -> Response:
    house = house_of(request)
    try:
        await house.store.write(archiving.set_notice, programme, notice, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, refusal, notice=notice)
    return go(f"/programmes/{programme}/keeping?done=notice")


@router.post("/programmes/{programme}/keeping/days")
async def set_days(request: Request, programme: str, who: Keeping, days: Field = "") -> Response:
    """How many days; an empty field is for as long as the programme is there."""
    house = house_of(request)
    try:
        await house.store.write(retaining.set_days, programme, _number(days), who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, refusal, days=days)
    return go(f"/programmes/{programme}/keeping?done=days")


@router.post("/programmes/{programme}/keeping/archive")
async def put_away(request: Request, programme: str, who: Keeping) -> Response:
    house = house_of(request)
    await house.store.write(archiving.archive, programme, who.id, house.now())
    return go("/archive")


@router.post("/programmes/{programme}/keeping/take-out")
async def take_out(request: Request, programme: str, who: Keeping) -> Response:
    house = house_of(request)
    await house.store.write(archiving.take_out, programme, who.id, house.now())
    return go(f"/programmes/{programme}")


@router.post("/programmes/{programme}/keeping/delete")
async def delete_programme(request: Request, programme: str, who: Keeping, name: Field = "") -> Response:
    house = house_of(request)
    try:
        gone = await house.store.write(erasing.erase_programme, programme, name, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, refusal, name=name)
    await forget(house, gone, programme)
    return go("/programmes")


@router.post("/sessions/{session}/archive")
async def put_workshop_away(request: Request, session: str, who: Keeping) -> Response:
    house = house_of(request)
    try:
        programme = await house.store.write(archiving.archive_workshop, session, who.id, house.now())
    except Refusal as refusal:
        return await _ask(request, session, refusal)
    return go(f"/programmes/{programme}/keeping?done=away")


@router.post("/sessions/{session}/take-out")
async def take_workshop_out(request: Request, session: str, who: Keeping) -> Response:
    house = house_of(request)
    programme = await house.store.write(archiving.take_out_workshop, session, who.id, house.now())
    return go(f"/programmes/{programme}/sessions")


@router.get("/sessions/{session}/delete")
async def deleting_page(request: Request, session: str, who: Keeping) -> Response:
    return await _ask(request, session)


@router.post("/sessions/{session}/delete")
async def delete_workshop(request: Request, session: str, who: Keeping, name: Field = "") -> Response:
    house = house_of(request)
    try:
        programme = await house.store.write(erasing.erase_workshop, session, name, who.id, house.now())
    except Refusal as refusal:
        return await _ask(request, session, refusal, name)
    await forget(house, [session])
    return go(f"/programmes/{programme}/sessions")


def _number(days: str) -> int | None:
    given = days.strip()
    if not given:
        return None
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else -1


async def _show(request: Request, programme: str, refusal: Refusal | None = None, **typed: str) -> Response:
    screen = await house_of(request).store.read(keeping_screen, programme)
    if screen is None:
        raise UNKNOWN
    done = request.query_params.get("done", "")
    return page(
        request, "organiser/retention.html", programme=screen.programme, section="programme", refusal=refusal,
        screen=screen, typed=typed, done=done if done in DONE and refusal is None else "",
    )  # fmt: skip


async def _ask(request: Request, session: str, refusal: Refusal | None = None, name: str = "") -> Response:
    screen = await house_of(request).store.read(deleting_screen, session)
    if screen is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return page(
        request, "organiser/delete_workshop.html", programme=screen.programme, section="workshops", refusal=refusal,
        screen=screen, typed=name,
    )  # fmt: skip
