"""The public page where people say what matters to them. It needs no account, no cookie and no JavaScript."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from app.actions.telling import CLOSED, tell
from app.domain.refusals import Refusal
from app.screens.listening import ListenScreen, listen_screen
from app.storage.facts import professions
from app.storage.secrets import hash_of, receipt_from

from ..access import Who, may
from ..codes import address_of
from ..errors import STATUS, SlowDown
from ..house import House, house_of
from ..templating import catalogue, language_of, render, sentence_of
from .listening_form import RATHER_NOT_SAY, Given, given_in

router = APIRouter(prefix="/listen")
Listeners = Annotated[Who, Depends(may("listen"))]
UNKNOWN = Refusal("unknown_code", "There is nothing at this address.")


@router.get("/{code}")
async def listen_page(request: Request, code: str, who: Listeners) -> Response:
    """Looking keeps nothing."""
    screen = await _screen(house_of(request), code)
    return listen_form(request, screen, Given()) if screen.open else _closed(request, screen)


@router.post("/{code}")
async def send(request: Request, code: str, who: Listeners) -> Response:
    """Keeps what was sent, and shows the receipt code in answer: loaded again, it is the same and adds nothing."""
    house, form = house_of(request), await request.form()
    screen, given = await _screen(house, code), given_in(form)
    try:
        may_send(request)
        if given.notice and given.notice != screen.notice.version and screen.open:
            raise Refusal("moved_on", "What we tell you about your words has changed. Please read it again.", "notice")
        if given.flags() and form.get("anyway") != "yes" and screen.open:
            return listen_form(request, screen, given, look=True)
        receipt = _receipt(house, screen, given.once)
        told = await house.store.write(tell, screen.page.code, given.telling(), hash_of(receipt), house.now())
    except Refusal as refusal:
        if refusal.code == "session_over":
            return _closed(request, screen, given)
        return listen_form(request, screen, given, refusal)
    return render(
        request, "listening/thanks.html", name=screen.programme.name, code=screen.page.code, receipt=receipt,
        count=len(told), closes_at=screen.page.closes_at,
    )  # fmt: skip


def listen_form(
    request: Request, screen: ListenScreen, given: Given, refusal: Refusal | None = None, look: bool = False,
    trying: bool = False,
) -> Response:  # fmt: skip
    """The form. `look` asks to look again at what may be personal, `trying` shows it to an organiser beforehand."""
    headers = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, SlowDown) else None
    status = 429 if headers else STATUS.get(refusal.code, 422) if refusal else 200
    return render(
        request, "listening/listen.html", status=status, headers=headers, name=screen.programme.name, screen=screen,
        given=given, field=refusal.field if refusal else None, look=given.flags() if look else {}, trying=trying,
        error=sentence_of(request, refusal) if refusal else None, professions=profession_choices(request),
        count=len(professions()), not_said=RATHER_NOT_SAY,
    )  # fmt: skip


def profession_choices(request: Request) -> list[tuple[str, str]]:
    words = catalogue(language_of(request)).gettext
    listed = [("", words("Choose one"))] + [(name, words(name)) for name in professions()]
    return [*listed, (RATHER_NOT_SAY, words("I’d rather not say"))]


def may_send(request: Request) -> None:
    """Raises SlowDown where very much came from this address. A limit of 0 actions lifts this one too."""
    house = house_of(request)
    seconds = house.crowd.wait(address_of(request), house.now()) if house.settings.action_limit else 0
    if seconds:
        raise SlowDown("Very many people send from your network just now. Please send it again.", seconds)


async def _screen(house: House, code: str) -> ListenScreen:
    screen = await house.store.read(listen_screen, code, house.now())
    if screen is None:
        raise UNKNOWN
    return screen


def _receipt(house: House, screen: ListenScreen, once: str) -> str:
    """The same look at the page sent twice has the same code, and nobody else can make it."""
    named = f"told|{screen.page.code}|{once}".encode("utf-8", "replace")
    return receipt_from(hmac.new(house.settings.key, named, "sha256").digest()[:24])


def _closed(request: Request, screen: ListenScreen, given: Given | None = None) -> Response:
    """With what somebody had typed meanwhile, so that they can keep it."""
    words = catalogue(language_of(request)).gettext
    return render(
        request, "listening/closed.html", status=409 if given else 200, name=screen.programme.name,
        sentence=words(CLOSED), typed=[text for text in given.said.values() if text.strip()] if given else [],
    )  # fmt: skip
