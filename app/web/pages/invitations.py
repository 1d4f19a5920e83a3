"""Where an invitation leads. Nothing happens until its button is pressed; then there is an account, or a role.

Who is new chose a password there, and so is signed in. Who has an account signs in as ever: whoever organises one
programme made the link and saw it, and an account may reach others. Only a browser that was signed in as them stays so,
by a new cookie. Where a sign-in provider is set, who is new may do without a password: nobody comes in by that account
before the provider has named its address.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import inviting
from app.actions.inviting import SPENT, Invited
from app.domain.refusals import Refusal
from app.storage.accounts import someone
from app.storage.secrets import hash_of

from ..access import Who, may
from ..hashing import new_hash
from ..house import house_of
from ..keys import close
from ..remembering import come_in, signed_in_here
from .desk import go, page
from .signing_in import after_the_password

router = APIRouter(prefix="/invitations/{secret}")
Anybody = Annotated[Who, Depends(may("use an invitation"))]
Field = Annotated[str, Form()]
BY_PROVIDER = "provider"
"""What the button sends by which somebody new leaves the password out."""


@router.get("")
async def invitation_page(request: Request, secret: str, who: Anybody) -> Response:
    return _show(request, await _offered(request, secret), secret)


@router.post("")
async def accept(
    request: Request, secret: str, who: Anybody, name: Field = "", password: Field = "", way: Field = ""
) -> Response:
    """Makes the account with its name and password, or gives the one that there is its role."""
    house, offered = house_of(request), await _offered(request, secret)
    by_provider = way == BY_PROVIDER and house.provider is not None
    if offered is None:
        return _show(request, None, secret)
    here = await signed_in_here(request)
    try:
        hashed = None
        if not offered.known:
            called = inviting.own_name(name)
            hashed = None if by_provider else await new_hash(password, (offered.email, called))
        done = await house.store.write(inviting.accept, hash_of(secret), name, hashed, house.now())
    except Refusal as refusal:
        return _show(request, offered if refusal is not SPENT else None, secret, refusal, name)
    close(house, done.ended)
    home = "/programmes" if done.programme is None else f"/programmes/{done.programme}"
    account = await house.store.read(someone, done.account)
    if account is not None and not offered.known and not by_provider:
        return await after_the_password(request, account, home)
    if account is not None and here is not None and here.id == account.id:
        return await come_in(request, account, go(home), "sign in again")
    way_in = None if by_provider and not offered.known else "/sign-in?next=" + quote(home)
    return page(
        request, "organiser/invited.html", offered=offered, way=way_in, home=home, provider=house.provider,
    )  # fmt: skip


async def _offered(request: Request, secret: str) -> Invited | None:
    house = house_of(request)
    return await house.store.read(inviting.look_at, hash_of(secret), house.now())


def _show(
    request: Request, offered: Invited | None, secret: str, refusal: Refusal | None = None, name: str = ""
) -> Response:
    if offered is None:
        return page(request, "organiser/invitation.html", refusal=SPENT)
    return page(
        request, "organiser/invitation.html", offered=offered, secret=secret, refusal=refusal, name=name,
        provider=house_of(request).provider,
    )  # fmt: skip
