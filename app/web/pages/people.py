"""The page of a programme's people: who may do what in it, who is invited, and which tokens reach it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import inviting
from app.domain.refusals import Refusal
from app.screens.people import people_screen

from ..access import Who, may
from ..house import house_of, origin_of
from ..keys import close, hash_named
from ..qr import qr_picture
from .desk import go, page
from .programmes import UNKNOWN

router = APIRouter(prefix="/programmes/{programme}/people")
Keepers = Annotated[Who, Depends(may("keep: people"))]
Field = Annotated[str, Form()]


@router.get("")
async def people_page(request: Request, programme: str, who: Keepers) -> Response:
    return await _show(request, programme, who)


@router.post("/invite")
async def invite(request: Request, programme: str, who: Keepers, email: Field = "", role: Field = "") -> Response:
    """Makes a link and shows it, only now. Nothing but its hash is kept."""
    house = house_of(request)
    try:
        secret = await house.store.write(inviting.invite, programme, email, role, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, who, refusal, given=(email, role))
    return await _show(request, programme, who, link=f"{origin_of(request)}/invitations/{secret}", meant_for=email)


@router.post("/invitations/{invitation}/take-back")
async def take_back(request: Request, programme: str, invitation: str, who: Keepers) -> Response:
    house = house_of(request)
    await house.store.write(inviting.take_back, programme, hash_named(invitation), who.id, house.now())
    return go(f"/programmes/{programme}/people")


@router.post("/{member}/role")
async def change_role(request: Request, programme: str, member: str, who: Keepers, role: Field = "") -> Response:
    """Another role holds from the next moment on; what the person has open closes, and they sign in anew."""
    house = house_of(request)
    try:
        ended = await house.store.write(inviting.change_role, programme, member, role, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, who, refusal)
    close(house, ended)
    return go(f"/programmes/{programme}/people")


@router.post("/{member}/remove")
async def remove(request: Request, programme: str, member: str, who: Keepers) -> Response:
    house = house_of(request)
    try:
        ended = await house.store.write(inviting.remove, programme, member, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, who, refusal)
    close(house, ended)
    return go("/programmes" if member == who.account else f"/programmes/{programme}/people")


async def _show(
    request: Request, programme: str, who: Who, refusal: Refusal | None = None, given: tuple[str, str] = ("", "viewer"),
    link: str = "", meant_for: str = "",
) -> Response:  # fmt: skip
    house = house_of(request)
    screen = await house.store.read(people_screen, programme, house.now())
    if screen is None or (refusal is not None and refusal.code == "unknown_code"):
        raise refusal or UNKNOWN
    return page(
        request, "organiser/people.html", status=201 if link else 200, programme=screen.programme, section="programme",
        refusal=refusal, screen=screen, given=given, link=link, meant_for=meant_for, own=who.account,
        qr_picture=qr_picture,
    )  # fmt: skip
