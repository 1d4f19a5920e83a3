"""Helpers and second hosts: the page where a host lets them in, their one-time link, and the page a helper works on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from app.actions.passes import HELPER, HOST, make_pass
from app.domain.refusals import Refusal
from app.storage.passes import Pass, link_until, pass_of_link, passes_of, revoke_pass, use_pass
from app.storage.secrets import hash_of

from ..access import PASS_COOKIE, Who, may
from ..deeds import room_of
from ..guard import is_ours
from ..house import house_of, origin_of
from ..leaving import signed_out
from ..qr import qr_picture
from ..rights import ONE_SESSION
from ..signs import strain_of
from .console_drawing import helping_audiences, helping_page
from .console_watching import watch_over
from .desk import go, page

router = APIRouter()
Hosts = Annotated[Who, Depends(may("host: helpers"))]
Helpers = Annotated[Who, Depends(may("look: comments to check"))]
Anybody = Annotated[Who, Depends(may("use a pass"))]
SPENT = Refusal("not_signed_in", "This link was opened before, was stopped, or is no longer valid.", "link")


@router.get("/sessions/{session}/helpers")
async def helpers_page(request: Request, session: str, who: Hosts) -> Response:
    return await _list(request, session, who)


@router.post("/sessions/{session}/helpers")
async def let_in(
    request: Request, session: str, who: Hosts, name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = HELPER,
) -> Response:  # fmt: skip
    """Makes a link and shows it, only now. Nothing but its hash is kept."""
    house = house_of(request)
    await room_of(request, session)
    try:
        id, secret = await house.store.write(make_pass, session, role, name, house.now(), who.until, who.id)
    except Refusal as refusal:
        return await _list(request, session, who, refusal, given=(name, role))
    return await _list(request, session, who, fresh=id, link=f"{origin_of(request)}/help/{secret}")


@router.post("/sessions/{session}/helpers/{helper}/stop")
async def stop_helping(request: Request, session: str, helper: str, who: Hosts) -> Response:
    """Ends a pass at once, with every page that it has open."""
    await _end(request, session, helper, who)
    return go(f"/sessions/{session}/helpers")


@router.get("/help/{secret}")
async def link_page(request: Request, secret: str, who: Anybody) -> Response:
    """Opening a link changes nothing, so that no preview of a message uses it up; the button on its page does."""
    house = house_of(request)
    found = await house.store.read(pass_of_link, hash_of(secret), house.now())
    return await _door(request, secret, found)


@router.post("/help/{secret}")
async def come_to_help(request: Request, secret: str, who: Anybody) -> Response:
    origin = request.headers.get("origin")
    if origin is not None and not is_ours(request, origin):
        raise Refusal("wrong_origin", "This can only be sent from our own pages.")
    house = house_of(request)
    used = await house.store.write(use_pass, hash_of(secret), house.now())
    if used is None:
        return await _door(request, secret, None)
    found, cookie = used
    if who.kind in ONE_SESSION:
        await _end(request, who.session, who.id.removeprefix("pass:"), who)
    answer = go(f"/sessions/{found.session}/{'console' if found.role == HOST else 'helping'}")
    answer.set_cookie(
        PASS_COOKIE, cookie, max_age=max(1, int(found.expires_at - house.now())), httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


@router.get("/sessions/{session}/helping")
async def helping(request: Request, session: str, who: Helpers) -> Response:
    """What a helper works on: what waits to be checked, and the ways to paper and tables."""
    return await helping_page(request, await room_of(request, session), who)


@router.get("/sessions/{session}/helping/pulse")
async def pulse(request: Request, session: str, who: Helpers) -> dict[str, int | str]:
    room = await room_of(request, session)
    return {"version": room.session.version, "warning": await strain_of(request, room)}


@router.websocket("/sessions/{session}/helping/live")
async def helping_live(socket: WebSocket, session: str) -> None:
    await watch_over(socket, session, "look: comments to check", helping_audiences)


@router.post("/sessions/{session}/helping/leave")
async def leave(request: Request, session: str, who: Helpers) -> Response:
    """Somebody with a pass gives it back."""
    if who.kind in ONE_SESSION:
        await _end(request, who.session, who.id.removeprefix("pass:"), who)
    answer = go("/")
    answer.delete_cookie(PASS_COOKIE)
    return answer


async def _end(request: Request, session: str, id: str, who: Who) -> None:
    house = house_of(request)
    cookie = await house.store.write(revoke_pass, session, id, house.now(), who.id)
    if cookie is not None:
        signed_out(house.rooms, cookie)


async def _door(request: Request, secret: str, found: Pass | None) -> Response:
    if found is None:
        return page(request, "console/pass.html", refusal=SPENT)
    room = await room_of(request, found.session)
    return page(request, "console/pass.html", name=room.session.name, found=found, secret=secret)


async def _list(
    request: Request, session: str, who: Who, refusal: Refusal | None = None, fresh: str = "", link: str = "",
    given: tuple[str, str] = ("", HELPER),
) -> Response:  # fmt: skip
    house, room = house_of(request), await room_of(request, session)
    return page(
        request, "console/helpers.html", status=201 if link else 200, refusal=refusal, session=room.session,
        rows=await house.store.read(passes_of, session), now=house.now(), fresh=fresh, link=link, given=given,
        qr_picture=qr_picture, link_until=link_until, own=who.id.removeprefix("pass:"),
    )  # fmt: skip
