"""Coming in by an organisation's own sign-in (OpenID Connect, code flow with PKCE).

The way there is a page that leads on by itself, not a redirect: Chromium applies `form-action` to redirects of a form,
and ours names no other place. The way back shows a button, which a script presses, so that here too a GET changes
nothing, and only our own page, in the browser that began, uses the code up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from app.actions.coming_by_provider import come_by_provider, whom
from app.domain.refusals import Refusal
from app.storage import sign_in_tries

from .. import halfway
from ..access import Who, may
from ..house import house_of, origin_of
from ..remembering import browser_of, remember
from ..under_way import UnderWay, begin, keep, over, under_way
from .desk import go, page
from .signing_in import HOME, local, sign_in_form

if TYPE_CHECKING:
    from ..provider import Provider

router = APIRouter(prefix="/sign-in/provider")
Anybody = Annotated[Who, Depends(may("sign in"))]
Field = Annotated[str, Form(max_length=4096)]
Said = Annotated[str, Query(max_length=4096)]
LONGEST_WAY = 1000
NONE_HERE = Refusal("unknown_code", "There is nothing at this address.")
TOO_LATE = Refusal("not_allowed", "This sign-in was not begun in this browser, or took too long. Please start again.")
STOPPED = Refusal("not_allowed", "Your organisation did not sign you in. You can try again.")
UNTRUE = Refusal("not_allowed", "Your organisation’s sign-in gave an answer that we cannot trust.")


@router.post("")
async def go_there(request: Request, who: Anybody, next: Field = "") -> Response:
    """To the provider, which asks who this is."""
    provider, way = _provider(request), local(next)
    asked, cookie = begin(request, way if len(way) <= LONGEST_WAY else HOME)
    try:
        address = await provider.address(asked, _back(request))
    except Refusal as refusal:
        return sign_in_form(request, next, refusal=refusal)
    return keep(request, page(request, "organiser/to_provider.html", address=address), cookie)


@router.get("/back")
async def back_page(
    request: Request, who: Anybody, state: Said = "", code: Said = "", error: Said = "", iss: Said = ""
) -> Response:
    """Where the provider sends people. It looks, and changes nothing."""
    provider, asked = _provider(request), under_way(request, state)
    if asked is None:
        return sign_in_form(request, "", refusal=TOO_LATE)
    if error or not code:
        return over(sign_in_form(request, asked.next, refusal=STOPPED))
    if iss and iss != provider.issuer:
        return over(sign_in_form(request, asked.next, refusal=UNTRUE))
    return page(request, "organiser/from_provider.html", code=code, state=state)


@router.post("/back")
async def come_back(request: Request, who: Anybody, state: Field = "", code: Field = "") -> Response:
    """Uses the code up, and signs in whom the provider names."""
    _provider(request)
    asked = under_way(request, state)
    if asked is None:
        return sign_in_form(request, "", refusal=TOO_LATE)  # another tab may be on its way by this cookie
    try:
        return over(await _come_in(request, asked, code))
    except Refusal as refusal:
        return over(sign_in_form(request, asked.next, refusal=refusal))


async def _come_in(request: Request, asked: UnderWay, code: str) -> Response:
    """Who connects an account for the first time gives its second step too, if one is set up here. Raises Refusal."""
    house = house_of(request)
    once = sign_in_tries.about(house.settings.key, f"under way {asked.state}")
    if not await house.store.write(sign_in_tries.is_first, once, house.now()):
        raise TOO_LATE
    subject, email = await _provider(request).named(asked, code, _back(request), house.now())
    account = await house.store.read(whom, subject, email)
    if account.totp is not None and account.subject is None:
        to = go(f"/sign-in/code?next={quote(asked.next)}")
        return halfway.send_on(request, to, account, halfway.by_provider(subject))
    cookie = await house.store.write(come_by_provider, account.id, subject, house.now(), browser_of(request))
    return await remember(request, go(asked.next), account, cookie)


def _provider(request: Request) -> Provider:
    """Raises Refusal where none is set."""
    provider = house_of(request).provider
    if provider is None:
        raise NONE_HERE
    return provider


def _back(request: Request) -> str:
    return f"{origin_of(request)}/sign-in/provider/back"
