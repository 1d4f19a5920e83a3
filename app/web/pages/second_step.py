"""The second step between a right password and being signed in: a code, or setting the step up first."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions.coming_by_provider import come_by_provider
from app.actions.signing_in import set_up, use_code
from app.storage import sign_in_tries
from app.storage.accounts import Someone
from app.storage.second_steps import BY_PASSWORD

from .. import halfway
from ..access import Who, may
from ..house import house_of
from ..remembering import browser_of, come_in, remember
from ..second_step import offer, secret_of
from ..templating import catalogue, language_of
from .desk import go, page
from .signing_in import local

router = APIRouter()
Anybody = Annotated[Who, Depends(may("sign in"))]
Field = Annotated[str, Form()]


@router.get("/sign-in/code")
async def code_page(request: Request, who: Anybody, next: str = "") -> Response:
    if (await _who_gives_code(request))[0] is None:
        return go("/sign-in")
    return page(request, "organiser/sign_in_code.html", next=next)


@router.post("/sign-in/code")
async def give_code(request: Request, who: Anybody, code: Field = "", next: Field = "") -> Response:
    """The code of an app, or a recovery code. Wrong ones are counted by account, since who gets here is close."""
    account, subject = await _who_gives_code(request)
    if account is None:
        return go("/sign-in")
    house = house_of(request)
    about = sign_in_tries.about(house.settings.key, f"code {account.id}")
    taken = await house.store.write(sign_in_tries.take_try, about, house.now())
    if taken.id is None:
        return page(request, "organiser/sign_in_code.html", status=429, next=next, minutes=-(-taken.wait // 60))
    if not await house.store.write(use_code, house.settings.key, account.id, code, house.now()):
        return page(request, "organiser/sign_in_code.html", status=401, next=next, left=taken.left)
    await house.store.write(sign_in_tries.give_back, taken.id)
    if subject is None:
        return await come_in(request, account, go(local(next)), BY_PASSWORD)
    cookie = await house.store.write(come_by_provider, account.id, subject, house.now(), browser_of(request))
    return await remember(request, go(local(next)), account, cookie)


async def _who_gives_code(request: Request) -> tuple[Someone | None, str | None]:
    """Whose code is asked for, and who a provider says they are; None where they came by their password."""
    subject = halfway.subject_brought(request)
    asked_for = halfway.CODE if subject is None else halfway.by_provider(subject)
    return await halfway.who_is_halfway(request, asked_for), subject


@router.get("/sign-in/second-step")
async def set_up_page(request: Request, who: Anybody, next: str = "") -> Response:
    account = await halfway.who_is_halfway(request, halfway.SET_UP)
    return go("/sign-in") if account is None else setting_up(request, account, next, "/sign-in/second-step")


@router.post("/sign-in/second-step")
async def finish_set_up(
    request: Request, who: Anybody, code: Field = "", offered: Field = "", next: Field = ""
) -> Response:
    account = await halfway.who_is_halfway(request, halfway.SET_UP)
    if account is None:
        return go("/sign-in")
    house, secret = house_of(request), secret_of(request, account, offered)
    codes = await house.store.write(set_up, house.settings.key, account.id, secret, code, house.now())
    if codes is None:
        return setting_up(request, account, next, "/sign-in/second-step", offered)
    return await come_in(request, account, showing_codes(request, codes, local(next)), BY_PASSWORD)


def setting_up(
    request: Request,
    account: Someone,
    next: str,
    action: str,
    again: str = "",
    *,
    later: bool = False,
    refused: str | None = None,
) -> Response:
    """The page with a secret for an app; `again` names the one whose code was wrong. `later`: it can be put off."""
    title = catalogue(language_of(request)).gettext("QR code for your authenticator app")
    shown = offer(request, account, title, again)
    return page(
        request, "organiser/second_step.html", status=422 if again else 200, account=account, offer=shown,
        action=action, next=local(next), again=again, later=later, refused=refused,
    )  # fmt: skip


def showing_codes(request: Request, codes: list[str], next: str) -> Response:
    """New recovery codes: the one time that they are shown."""
    return page(request, "organiser/recovery_codes.html", codes=codes, next=next)
