"""The page of one's own API tokens: made for a program, limited in what and how long, ended with a button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions.token_making import USUAL_DAYS, end_token, make_token
from app.domain.refusals import Refusal
from app.screens.people import token_lines
from app.storage.ideas import programmes

from ..access import Who, may
from ..decoding import number_of
from ..house import house_of
from ..keys import close, hash_named
from ..rights import SCOPES
from .desk import go, page

router = APIRouter(prefix="/tokens")
Owners = Annotated[Who, Depends(may("own tokens"))]
Field = Annotated[str, Form()]


@router.get("")
async def tokens_page(request: Request, who: Owners) -> Response:
    return await _show(request, who)


@router.post("")
async def new_token(
    request: Request, who: Owners, name: Field = "", scopes: Annotated[list[str] | None, Form()] = None,
    programme: Field = "", days: Field = "",
) -> Response:  # fmt: skip
    """Makes a token and shows it, only now. Nothing but its hash is kept."""
    house, given = house_of(request), {"name": name, "scopes": scopes or [], "programme": programme, "days": days}
    try:
        token = await house.store.write(
            make_token, name, scopes or [], programme or None, number_of(days), house.now(),
            account=who.account, roles=who.roles, offered=SCOPES,
        )  # fmt: skip
    except Refusal as refusal:
        return await _show(request, who, refusal, given=given)
    return await _show(request, who, token=token)


@router.post("/{token}/end")
async def end(request: Request, token: str, who: Owners) -> Response:
    """It is worth nothing from now on, and what was opened with it closes."""
    house = house_of(request)
    await house.store.write(end_token, hash_named(token), who.account, house.now())
    close(house, [hash_named(token)])
    return go("/tokens")


async def _show(
    request: Request,
    who: Who,
    refusal: Refusal | None = None,
    token: str = "",
    given: Mapping[str, object] | None = None,
) -> Response:
    house = house_of(request)
    return page(
        request, "organiser/tokens.html", status=201 if token else 200, refusal=refusal, token=token,
        rows=await house.store.read(token_lines, who.account, house.now()), scopes=tuple(SCOPES),
        programmes=[one for one in await house.store.read(programmes) if who.sees(one.id)],
        given=given or {"name": "", "scopes": ["read"], "programme": "", "days": str(USUAL_DAYS)},
    )  # fmt: skip
