"""Organisers come in by a one-time link. Opening it changes nothing; the button on its page does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.domain.refusals import Refusal
from app.storage.accounts import SIGNED_IN_LIFE, link_account, sign_out, use_link
from app.storage.secrets import hash_of

from ..access import ORGANISER, SIGNED_IN_COOKIE, Who, identify, may
from ..guard import is_ours
from ..house import House, house_of
from ..leaving import signed_out
from .desk import go, page

router = APIRouter()
HOME = "/programmes"
SPENT = Refusal("not_signed_in", "This link was used before, or is more than a day old. Ask for a new one.", "link")


@router.get("/sign-in")
async def sign_in_page(request: Request, who: Annotated[Who, Depends(may("sign in"))], next: str = "") -> Response:
    if (await identify(request)).kind == ORGANISER:
        return go(local(next))
    return page(request, "organiser/sign_in.html", next=next)


@router.post("/sign-in")
async def sign_in_by_pasting(
    request: Request, who: Annotated[Who, Depends(may("sign in"))], link: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """For a link that was copied: the whole address or only its end."""
    secret = link.strip().rstrip("/").rpartition("/")[2]
    cookie = await _sign_in(request, secret)
    if cookie is None:
        return page(request, "organiser/sign_in.html", refusal=SPENT, next=next)
    return remember(request, go(local(next)), cookie)


@router.get("/sign-in/{secret}")
async def link_page(
    request: Request, secret: str, who: Annotated[Who, Depends(may("sign in"))], next: str = ""
) -> Response:
    house = house_of(request)
    email = await house.store.read(link_account, hash_of(secret), house.now())
    if email is None:
        return page(request, "organiser/sign_in.html", refusal=SPENT, next=next)
    return page(request, "organiser/sign_in_link.html", email=email, secret=secret, next=next)


@router.post("/sign-in/{secret}")
async def sign_in(
    request: Request, secret: str, who: Annotated[Who, Depends(may("sign in"))], next: Annotated[str, Form()] = ""
) -> Response:
    cookie = await _sign_in(request, secret)
    if cookie is None:
        return page(request, "organiser/sign_in.html", refusal=SPENT, next=next)
    return remember(request, go(local(next)), cookie)


@router.post("/sign-out")
async def leave(request: Request, who: Annotated[Who, Depends(may("sign out"))]) -> Response:
    await _forget(house_of(request), request)
    answer = go("/sign-in")
    answer.delete_cookie(SIGNED_IN_COOKIE)
    return answer


async def _sign_in(request: Request, secret: str) -> str | None:
    """Uses the link up → a new cookie's secret. The browser's earlier one ends, so no cookie outlives a sign-in."""
    origin = request.headers.get("origin")
    if origin is not None and not is_ours(request, origin):
        raise Refusal("wrong_origin", "This can only be sent from our own pages.")
    house = house_of(request)
    cookie = await house.store.write(use_link, hash_of(secret), house.now())
    if cookie is not None:
        await _forget(house, request)
    return cookie


async def _forget(house: House, request: Request) -> None:
    if earlier := request.cookies.get(SIGNED_IN_COOKIE):
        await house.store.write(sign_out, hash_of(earlier))
        signed_out(house.rooms, hash_of(earlier))


def remember(request: Request, answer: Response, cookie: str) -> Response:
    answer.set_cookie(
        SIGNED_IN_COOKIE, cookie, max_age=int(SIGNED_IN_LIFE), httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return answer


def local(address: str) -> str:
    """The address if it lies on this server, else the first page: nobody is sent elsewhere from a sign-in."""
    fits = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if fits and "\\" not in address else HOME
