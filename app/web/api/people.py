"""Calls for a programme's people: who is in it, inviting, changing and ending a role."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request

from app.actions import inviting
from app.domain.outcomes import rfc3339
from app.domain.refusals import Refusal
from app.screens.people import people_screen

from ..access import Who, may
from ..house import house_of, origin_of
from ..keys import close, hash_named

router = APIRouter(prefix="/programmes/{programme}", tags=["People"])
Keepers = Annotated[Who, Depends(may("keep: people"))]


class Invite(BaseModel):
    email: str
    role: str


class Role(BaseModel):
    role: str


@router.get("/people")
async def list_people(request: Request, programme: str, who: Keepers) -> dict[str, Any]:
    """Who has which role, who may do everything here, and the invitations that nobody has used yet."""
    house = house_of(request)
    screen = await house.store.read(people_screen, programme, house.now())
    if screen is None:
        raise Refusal("unknown_code", "This programme is not known here.")
    fields = ("account", "name", "email", "role")
    return {
        "people": [{name: getattr(one, name) for name in fields} for one in screen.people],
        "everywhere": [{name: getattr(one, name) for name in fields} for one in screen.everywhere],
        "invitations": [
            {"id": one.id, "email": one.email, "role": one.role, "until": rfc3339(one.until)} for one in screen.invited
        ],
    }


@router.post("/invitations", status_code=201)
async def invite(request: Request, programme: str, body: Invite, who: Keepers) -> dict[str, Any]:
    """A link for one use within a week. It is told only now, to be passed on by whoever asked for it."""
    house = house_of(request)
    secret = await house.store.write(inviting.invite, programme, body.email, body.role, who.id, house.now())
    return {"email": body.email, "role": body.role, "link": f"{origin_of(request)}/invitations/{secret}"}


@router.post("/invitations/{invitation}/take-back")
async def take_back(request: Request, programme: str, invitation: str, who: Keepers) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(inviting.take_back, programme, hash_named(invitation), who.id, house.now())
    return {"id": invitation}


@router.post("/people/{member}/role")
async def change_role(request: Request, programme: str, member: str, body: Role, who: Keepers) -> dict[str, Any]:
    """It holds from the next moment on. What the person has open closes, and they sign in anew."""
    house = house_of(request)
    ended = await house.store.write(inviting.change_role, programme, member, body.role, who.id, house.now())
    close(house, ended)
    return {"account": member, "role": body.role}


@router.post("/people/{member}/remove")
async def remove(request: Request, programme: str, member: str, who: Keepers) -> dict[str, Any]:
    house = house_of(request)
    close(house, await house.store.write(inviting.remove, programme, member, who.id, house.now()))
    return {"account": member}
