"""Taking everything back: from one's own phone, or anywhere with the receipt code."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from sqlmodel import Session as Db
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain.asking import Actor, RemoveAnswers
from app.domain.session import ENDED
from app.domain.translating import in_language
from app.live.room import Room
from app.screens.participant import given_by, own_things
from app.storage.secrets import hash_of, tidy_receipt
from app.storage.sessions import session_of_receipt

from ..access import Who, may
from ..codes import may_type_a_code, typed_a_wrong_code
from ..errors import SlowDown
from ..house import house_of
from ..rights import PARTICIPANT
from ..templating import catalogue, language_of, render
from .participant_door import RECEIPT_COOKIE, taking_part
from .said import is_told

router = APIRouter()
Leaving = Annotated[tuple[Who, Room], Depends(taking_part("remove own answers"))]
Receipts = Annotated[Who, Depends(may("use a receipt code"))]


@router.get("/sessions/{session}/remove")
async def ask_to_remove(request: Request, here: Leaving) -> Response:
    """Asks once."""
    who, room = here
    at = f"/sessions/{room.session.id}"
    return _asked(request, room, who.id, action=f"{at}/remove", back=at)


@router.post("/sessions/{session}/remove")
async def remove(request: Request, here: Leaving, remove: Annotated[str, Form()] = "") -> Response:
    who, room = here
    at = f"/sessions/{room.session.id}"
    if remove != "yes":
        return RedirectResponse(f"{at}/remove", 303)
    await room.ask(Actor(PARTICIPANT, who.id), RemoveAnswers(who.id))
    response = RedirectResponse("/?removed", 303)
    response.delete_cookie(RECEIPT_COOKIE, path=at)
    return response


@router.get("/receipt")
async def receipt_page(request: Request, who: Receipts) -> Response:
    return render(request, "participant/receipt.html")


@router.post("/receipt")
async def use_receipt(
    request: Request, who: Receipts, code: Annotated[str, Form()] = "", remove: Annotated[str, Form()] = ""
) -> Response:
    """Shows what the code's person gave, and takes it back when asked. Wrong codes count like wrong join codes."""
    words = catalogue(language_of(request)).gettext
    try:
        may_type_a_code(request)
    except SlowDown as slow:
        headers = {"Retry-After": str(slow.seconds)}
        return render(request, "participant/receipt.html", status=429, headers=headers, error=words(slow.message))
    code = tidy_receipt(code)
    if await house_of(request).store.read(is_told, code):
        return RedirectResponse("/said", 307)  # told while we listened: the same form, to the page that knows it
    found = await house_of(request).store.read(_of_receipt, code)
    room = await house_of(request).rooms.room(found[0]) if found else None
    if found is None or room is None or found[1] not in room.session.people:
        typed_a_wrong_code(request)
        error = words("We do not know this code. Please check each letter.")
        return render(request, "participant/receipt.html", status=404, code=code, error=error)
    if remove == "yes":
        await room.ask(Actor(PARTICIPANT, found[1]), RemoveAnswers(found[1]))
        return RedirectResponse("/?removed", 303)
    return _asked(request, room, found[1], action="/receipt", back="/", receipt=code)


def _of_receipt(db: Db, code: str) -> tuple[str, str] | None:
    return session_of_receipt(db, hash_of(code)) if code else None


def _asked(request: Request, room: Room, person: str, action: str, back: str, receipt: str | None = None) -> Response:
    own = own_things(room.session, person)
    return render(
        request, "participant/remove.html", name=room.session.name, action=action, back=back, receipt=receipt,
        given=given_by(in_language(room.session, language_of(request)), own),
        comments=[*own.comments, *own.suggestions],
        aside=room.session.phase == ENDED and person in room.session.aside,
    )  # fmt: skip
