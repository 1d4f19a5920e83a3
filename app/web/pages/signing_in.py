"""Organisers and hosts come in by their password, or by a one-time link, which only its button uses up."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions.accounts import come_by_link
from app.domain.emails import tidy_email
from app.domain.refusals import Refusal
from app.storage import sign_in_tries
from app.storage.accounts import Someone, someone_at, someone_with_link
from app.storage.second_steps import BY_PASSWORD
from app.storage.secrets import hash_of

from .. import halfway
from ..access import SIGNED_IN_COOKIE, Who, may
from ..errors import SlowDown
from ..guard import is_ours
from ..hashing import is_right, new_hash
from ..house import house_of
from ..keys import close
from ..remembering import browser_of, come_in, forget, is_known, remember, signed_in_here
from ..second_step import asked_of
from .desk import go, page

router = APIRouter()
HOME = "/programmes"
SPENT = Refusal("not_signed_in", "This link was used before, or is more than a day old. Ask for a new one.", "link")
Anybody = Annotated[Who, Depends(may("sign in"))]
Field = Annotated[str, Form()]


@router.get("/sign-in")
async def sign_in_page(request: Request, who: Anybody, next: str = "") -> Response:
    if await signed_in_here(request) is not None:
        return go(local(next))
    return sign_in_form(request, next)


@router.post("/sign-in")
async def sign_in(
    request: Request, who: Anybody, email: Field = "", password: Field = "", link: Field = "", next: Field = ""
) -> Response:
    """By a password, or by a link that was copied: the whole address or only its end."""
    if link:
        return await _by_link(request, link.strip().rstrip("/").rpartition("/")[2], next)
    account, taken = await _try(request, email)
    if taken.id is None:
        return _too_often(request, taken, email, next)
    house = house_of(request)
    hashed = None if account is None or comes_by_provider(request, account) else account.password
    try:
        right = await is_right(password, hashed, bool(is_known(request, account)))
    except SlowDown:
        await house.store.write(sign_in_tries.give_back, taken.id)
        raise
    if not right or account is None:
        return sign_in_form(request, next, status=401, left=taken.left, email=email)
    await house.store.write(sign_in_tries.give_back, taken.id)
    return await after_the_password(request, account, next)


@router.get("/sign-in/help")
async def help_page(request: Request, who: Anybody, next: str = "") -> Response:
    """For a lost password: a link does instead, and sets a new one."""
    return page(request, "organiser/sign_in_help.html", next=next)


@router.get("/sign-in/{secret}")
async def link_page(request: Request, secret: str, who: Anybody, next: str = "") -> Response:
    house = house_of(request)
    account = await house.store.read(someone_with_link, hash_of(secret), house.now())
    if account is None:
        return page(request, "organiser/sign_in_help.html", refusal=SPENT, next=next)
    return page(request, "organiser/sign_in_link.html", account=account, secret=secret, next=next)


@router.post("/sign-in/{secret}")
async def use_the_link(
    request: Request, secret: str, who: Anybody, password: Field = "", drop_step: Field = "", next: Field = ""
) -> Response:
    return await _by_link(request, secret, next, password, bool(drop_step))


@router.post("/sign-out")
async def leave(request: Request, who: Annotated[Who, Depends(may("sign out"))]) -> Response:
    await forget(request)
    answer = go("/sign-in")
    answer.delete_cookie(SIGNED_IN_COOKIE)
    return answer


def sign_in_form(request: Request, next: str, **context: Any) -> Response:
    """The page with every way in that there is."""
    return page(request, "organiser/sign_in.html", next=next, provider=house_of(request).provider, **context)


def comes_by_provider(request: Request, account: Someone) -> bool:
    """Whether the provider that is set looks after how they sign in: their password here sleeps meanwhile."""
    provider = house_of(request).provider
    return provider is not None and account.is_with(provider.issuer)


async def _try(request: Request, email: str) -> tuple[Someone | None, sign_in_tries.Try]:
    """Counts a try at this address: of a browser where it was signed in before by itself, of all others together."""
    house = house_of(request)
    tidy = tidy_email(email)
    account = await house.store.read(someone_at, tidy) if tidy else None
    what = f"{is_known(request, account)} {tidy or email}"
    about = sign_in_tries.about(house.settings.key, what)
    return account, await house.store.write(sign_in_tries.take_try, about, house.now())


def _too_often(request: Request, taken: sign_in_tries.Try, email: str, next: str) -> Response:
    minutes = -(-taken.wait // 60)
    answer = sign_in_form(request, next, status=429, minutes=minutes, email=email)
    answer.headers["Retry-After"] = str(taken.wait)
    return answer


async def after_the_password(request: Request, account: Someone, next: str) -> Response:
    """On to the second step, or to setting it up where that is asked, or in."""
    if account.totp is not None:
        return halfway.send_on(request, go(f"/sign-in/code{_with(next)}"), account, halfway.CODE)
    asked = await asked_of(request, account)
    if asked.now:
        return halfway.send_on(request, go(f"/sign-in/second-step{_with(next)}"), account, halfway.SET_UP)
    to = f"/account/second-step{_with(next)}" if asked.soon else local(next)
    return await come_in(request, account, go(to), BY_PASSWORD)


async def _by_link(request: Request, secret: str, next: str, password: str = "", drop_step: bool = False) -> Response:
    """Uses the link up, and sets the password that was typed beside its button."""
    origin = request.headers.get("origin")
    if origin is not None and not is_ours(request, origin):
        raise Refusal("wrong_origin", "This can only be sent from our own pages.")
    house = house_of(request)
    account = await house.store.read(someone_with_link, hash_of(secret), house.now())
    try:
        hashed = await new_hash(password, (account.email, account.name)) if password and account else None
    except Refusal as refusal:
        if refusal.field != "password":
            raise
        return page(
            request, "organiser/sign_in_link.html", account=account, secret=secret, next=next, refusal=refusal,
            drop_step=drop_step,
        )  # fmt: skip
    done = await house.store.write(come_by_link, hash_of(secret), house.now(), browser_of(request), hashed, drop_step)
    if account is None or done is None:
        return page(request, "organiser/sign_in_help.html", refusal=SPENT, next=next)
    cookie, ended = done
    close(house, ended)
    asked = hashed is not None and (drop_step or account.totp is None) and (await asked_of(request, account)).ever
    return await remember(request, go(f"/account/second-step{_with(next)}" if asked else local(next)), account, cookie)


def _with(next: str) -> str:
    return "?next=" + quote(local(next))


def local(address: str) -> str:
    """The address if it lies on this server, else the first page: nobody is sent elsewhere from a sign-in."""
    fits = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if fits and "\\" not in address else HOME
