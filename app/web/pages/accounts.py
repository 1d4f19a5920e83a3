"""The page of all accounts of this server, for those who may do everything on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from app.actions import admitting
from app.domain.refusals import Refusal
from app.screens.accounts import accounts_screen

from ..access import Who, may
from ..house import house_of
from ..keys import close
from .desk import go, page

router = APIRouter(prefix="/accounts")
Keepers = Annotated[Who, Depends(may("keep: people"))]
"""At an address that names no programme: only who may do everything here."""


@router.get("")
async def accounts_page(request: Request, who: Keepers) -> Response:
    return await _show(request, who)


@router.post("/{account}/shut-out")
async def shut_out(request: Request, account: str, who: Keepers) -> Response:
    """What the account has open closes, in every process."""
    house = house_of(request)
    try:
        ended = await house.store.write(admitting.shut_out, account, who.id, house.now())
    except Refusal as refusal:
        if refusal.code == "unknown_code":
            raise
        return await _show(request, who, refusal)
    close(house, ended)
    return go("/accounts")


@router.post("/{account}/let-in")
async def let_in_again(request: Request, account: str, who: Keepers) -> Response:
    house = house_of(request)
    await house.store.write(admitting.let_in_again, account, who.id, house.now())
    return go("/accounts")


@router.post("/{account}/sign-out")
async def sign_out_everywhere(request: Request, account: str, who: Keepers) -> Response:
    house = house_of(request)
    close(house, await house.store.write(admitting.sign_out_everywhere, account, who.id, house.now()))
    return go("/accounts")


async def _show(request: Request, who: Who, refusal: Refusal | None = None) -> Response:
    house = house_of(request)
    screen = await house.store.read(accounts_screen, house.now())
    return page(request, "organiser/accounts.html", refusal=refusal, screen=screen, own=who.account)
