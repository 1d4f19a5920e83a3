"""Calls for one's own API tokens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.actions.token_making import USUAL_DAYS, end_token, make_token
from app.domain.outcomes import rfc3339
from app.screens.people import TokenLine, token_lines
from app.storage.secrets import hash_of

from ..access import Who, may
from ..house import house_of
from ..keys import close, hash_named
from ..rights import SCOPES

router = APIRouter(prefix="/tokens", tags=["Tokens"])
Owners = Annotated[Who, Depends(may("own tokens"))]


class NewToken(BaseModel):
    """`scopes` left out: all that its maker may do. `programme` left out: all of the maker's."""

    name: str
    scopes: list[str] | None = None
    programme: str | None = None
    days: int = Field(default=USUAL_DAYS)


@router.get("")
async def list_tokens(request: Request, who: Owners) -> dict[str, Any]:
    """Those that this account made, or for a token of the command line, the command line."""
    house = house_of(request)
    return {"tokens": [_json(line) for line in await house.store.read(token_lines, who.account, house.now())]}


@router.post("", status_code=201)
async def new_token(request: Request, body: NewToken, who: Owners) -> dict[str, Any]:
    """The token itself is told only now."""
    house = house_of(request)
    token = await house.store.write(
        make_token, body.name, body.scopes, body.programme, body.days, house.now(),
        account=who.account, roles=who.roles, offered=SCOPES,
    )  # fmt: skip
    lines = await house.store.read(token_lines, who.account, house.now())
    return {"token": token} | _json(next(line for line in lines if line.id == hash_of(token).hex()))


@router.post("/{token}/end")
async def end(request: Request, token: str, who: Owners) -> dict[str, Any]:
    """It is worth nothing from now on, and what was opened with it closes."""
    house = house_of(request)
    await house.store.write(end_token, hash_named(token), who.account, house.now())
    close(house, [hash_named(token)])
    return {"id": token, "ended": True}


def _json(line: TokenLine) -> dict[str, Any]:
    return {
        "id": line.id, "name": line.name, "programme": line.programme_id, "scopes": line.scopes,
        "made": rfc3339(line.made), "until": rfc3339(line.until), "used": rfc3339(line.used), "ended": line.ended,
    }  # fmt: skip
