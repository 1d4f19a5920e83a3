"""One's own account: name, password, second step, and where one is signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions.accounts import change_password, end_all_sign_ins, end_sign_in, new_codes, switch_step_off
from app.actions.signing_in import set_up
from app.domain.refusals import Refusal
from app.screens.my_account import my_account_screen
from app.storage import sign_in_tries
from app.storage.accounts import Someone, rename
from app.storage.secrets import hash_of

from ..access import SIGNED_IN_COOKIE, Who, may
from ..errors import SlowDown
from ..hashing import is_right, new_hash
from ..house import house_of
from ..keys import close
from ..remembering import browser_of, remember, signed_in_here
from ..second_step import OFF, asked_of, secret_of
from ..templating import sentence_of
from .desk import go, page
from .second_step import setting_up, showing_codes
from .signing_in import comes_by_provider, local

router = APIRouter()
Own = Annotated[Who, Depends(may("own account"))]
Field = Annotated[str, Form()]
DONE = ("name", "password", "step-off", "out")


@router.get("/account")
async def account_page(request: Request, who: Own, done: str = "") -> Response:
    return await _show(request, await _me(request), done=done if done in DONE else "")


@router.post("/account/name")
async def set_name(request: Request, who: Own, name: Field = "") -> Response:
    account = await _me(request)
    await house_of(request).store.write(rename, account.id, " ".join(name.split())[:80])
    return go("/account?done=name")


@router.post("/account/password")
async def set_password(request: Request, who: Own, current: Field = "", password: Field = "") -> Response:
    """Sets a first one, or changes it. Every other browser is signed out, and this one gets a new cookie."""
    account, house = await _me(request), house_of(request)
    try:
        if comes_by_provider(request, account):
            raise Refusal("not_allowed", "Your organisation’s sign-in looks after it.", "password")
        await _knows_password(request, account, current)
        hashed = await new_hash(password, (account.email, account.name), account.totp is not None)
    except Refusal as refusal:
        return await _show(request, account, refusal)
    cookie, ended = await house.store.write(change_password, account.id, hashed, house.now(), browser_of(request))
    close(house, ended)
    asked = account.totp is None and (await asked_of(request, account)).ever
    to = "/account/second-step?next=/account" if asked else "/account?done=password"
    return await remember(request, go(to), account, cookie)


@router.get("/account/second-step")
async def second_step_page(request: Request, who: Own, next: str = "") -> Response:
    account = await _me(request)
    if account.password is None:
        return go("/account")
    return setting_up(request, account, next, "/account/second-step", later=account.totp is None)


@router.post("/account/second-step")
async def set_up_second_step(
    request: Request, who: Own, code: Field = "", offered: Field = "", current: Field = "", next: Field = ""
) -> Response:
    """Takes the place of an earlier one only for who knows the password."""
    account, house = await _me(request), house_of(request)
    here, later = "/account/second-step", account.totp is None
    if account.password is None:
        return go("/account")
    try:
        if not later:
            await _knows_password(request, account, current)
    except Refusal as refusal:
        if refusal.field is None:
            raise
        return setting_up(request, account, next, here, offered, later=later, refused=sentence_of(request, refusal))
    secret = secret_of(request, account, offered)
    codes = await house.store.write(set_up, house.settings.key, account.id, secret, code, house.now())
    if codes is None:
        return setting_up(request, account, next, here, offered, later=later)
    return showing_codes(request, codes, local(next))


@router.post("/account/second-step/off")
async def remove_second_step(request: Request, who: Own, current: Field = "") -> Response:
    """For those who are not asked for one."""
    account, house = await _me(request), house_of(request)
    try:
        if house.settings.second_step != OFF and (await asked_of(request, account)).ever:
            raise Refusal("not_allowed", "Organisers keep a second step. You can move it to another phone.")
        await _knows_password(request, account, current)
    except Refusal as refusal:
        return await _show(request, account, refusal, about="step")
    await house.store.write(switch_step_off, account.id, house.now())
    return go("/account?done=step-off")


@router.post("/account/recovery-codes")
async def make_recovery_codes(request: Request, who: Own, current: Field = "") -> Response:
    account, house = await _me(request), house_of(request)
    try:
        await _knows_password(request, account, current)
    except Refusal as refusal:
        return await _show(request, account, refusal, about="codes")
    codes = await house.store.write(new_codes, account.id, house.now())
    return showing_codes(request, codes, "/account")


@router.post("/account/browsers/end")
async def end_others(request: Request, who: Own) -> Response:
    """Signs out everywhere but here."""
    account, house = await _me(request), house_of(request)
    close(house, await house.store.write(end_all_sign_ins, account.id, house.now(), _here(request)))
    return go("/account?done=out")


@router.post("/account/browsers/{browser}/end")
async def end_one(request: Request, browser: str, who: Own) -> Response:
    account, house = await _me(request), house_of(request)
    close(house, await house.store.write(end_sign_in, account.id, browser, house.now()))
    return go("/account?done=out")


async def _me(request: Request) -> Someone:
    """Who is signed in. A token is nobody's browser. Raises Refusal."""
    account = await signed_in_here(request)
    if account is None:
        raise Refusal("not_allowed", "This is for people who signed in themselves.")
    return account


async def _knows_password(request: Request, account: Someone, password: str) -> None:
    """Raises Refusal unless this is the password. Who has none yet needs none; wrong ones are counted."""
    if account.password is None:
        return
    house = house_of(request)
    about = sign_in_tries.about(house.settings.key, f"own {account.id}")
    taken = await house.store.write(sign_in_tries.take_try, about, house.now())
    if taken.id is None:
        raise SlowDown("Too many wrong passwords. Please try again later.", taken.wait)
    if not await is_right(password, account.password, patient=True):
        raise Refusal("not_allowed", "That is not your password.", "current")
    await house.store.write(sign_in_tries.give_back, taken.id)


def _here(request: Request) -> bytes:
    return hash_of(request.cookies.get(SIGNED_IN_COOKIE, ""))


async def _show(
    request: Request, account: Someone, refusal: Refusal | None = None, about: str = "password", **context: Any
) -> Response:
    if refusal is not None and refusal.field is None:
        raise refusal
    house = house_of(request)
    issuer = "" if house.provider is None else house.provider.issuer
    screen = await house.store.read(my_account_screen, account.id, _here(request), house.now(), issuer)
    asked = (await asked_of(request, account)).ever
    return page(
        request, "organiser/account.html", refusal=refusal, screen=screen, asked=asked,
        about=about if refusal else "", **context,
    )  # fmt: skip
