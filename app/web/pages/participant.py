"""Pages of the participant: the bare address, coming in, and the one screen that follows the workshop."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain.refusals import Refusal
from app.domain.session import ENDED
from app.live.room import Room
from app.screens.easy_pictures import easy_picture, ideas_on_cards
from app.storage.facts import professions
from app.storage.notices import in_force_since, notice_of
from app.storage.other_ways import other_ways
from app.storage.secrets import new_id

from ..access import Who, may, participant_here
from ..codes import someone_joined
from ..errors import SlowDown
from ..house import house_of
from ..joining import come_in, keep_device, must_be_in_force, room_by_code, ticket_known
from ..phone import phone_snapshot
from ..templating import catalogue, language_of, render, sentence_of
from . import participant_forms, participant_leaving, participant_table
from .desk import day
from .participant_door import RECEIPT_COOKIE, TOLD, here_or_elsewhere, not_joined
from .participant_screen import draw_screen, status_of

router = APIRouter()
router.include_router(participant_forms.router)
router.include_router(participant_leaving.router)
router.include_router(participant_table.router)

RATHER_NOT_SAY = "-"


@router.get("/")
async def front(request: Request, who: Annotated[Who, Depends(may("look: front page"))]) -> Response:
    return _front(request, told=next((t for t in TOLD if t in request.query_params), None))


@router.post("/")
async def find(
    request: Request, who: Annotated[Who, Depends(may("look: front page"))], code: Annotated[str, Form()] = ""
) -> Response:
    """Looks a typed code up and leads to its join page."""
    if not code.strip():
        return _front(request, Refusal("bad_field", "Type the code first."), code)
    try:
        await room_by_code(request, code)
    except Refusal as refusal:
        return _front(request, refusal, code)
    return RedirectResponse(f"/join/{''.join(code.split())}", 303)


@router.get("/privacy")
async def privacy(
    request: Request, who: Annotated[Who, Depends(may("look: front page"))],
    of: Annotated[str, Query(max_length=200)] = "",
) -> Response:  # fmt: skip
    """What every programme says, and the own words of the one that is named."""
    store = house_of(request).store
    notice = await store.read(notice_of, of) if of else None
    since = await store.read(in_force_since, of) if notice is not None and notice.text else None
    return render(
        request, "participant/privacy.html", notice=notice, since=day(since, language_of(request), "d MMMM y")
    )


@router.get("/join/{code}")
async def join_page(request: Request, code: str, who: Annotated[Who, Depends(may("look: join page"))]) -> Response:
    """Looking creates nothing. A device that is in already goes straight to its screen."""
    try:
        room = await room_by_code(request, code)
    except Refusal as refusal:
        return _front(request, refusal, code if code.isdigit() else "")
    if await participant_here(request, room.session.id) is not None:
        return RedirectResponse(f"/sessions/{room.session.id}", 303)
    ticket = request.query_params.get("ticket", "")
    meant_for = room.session.tickets.get(ticket_known(room, ticket), "") if ticket else ""
    return await _join(request, room, code, {"ticket": ticket, "community": meant_for})


@router.post("/join/{code}")
async def join(
    request: Request, code: str, who: Annotated[Who, Depends(may("join"))],
    community: Annotated[str, Form()] = "", profession: Annotated[str, Form()] = "",
    ticket: Annotated[str, Form()] = "", id: Annotated[str, Form()] = "", notice: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """`notice` is the version of what this person was told. Where it has changed since, they read it first."""
    try:
        room = await room_by_code(request, code)
    except Refusal as refusal:
        return _front(request, refusal, code if code.isdigit() else "")
    sent = {"community": community, "profession": profession, "ticket": ticket, "id": id}
    chosen = profession if community == "ahp" and profession not in ("", RATHER_NOT_SAY) else None
    try:
        await must_be_in_force(request, room.session.programme, notice)
        came = await come_in(request, room, community, chosen, "".join(ticket.split()) or None, id)
    except Refusal as refusal:
        return await _join(request, room, code, sent, refusal)
    response = RedirectResponse(f"/sessions/{room.session.id}", 303)
    keep_device(request, response, came.device)
    if came.new:
        someone_joined(request)
        response.set_cookie(
            RECEIPT_COOKIE, came.receipt or "", max_age=400 * 86400, path=f"/sessions/{room.session.id}",
            httponly=True, samesite="lax", secure=request.url.scheme == "https",
        )  # fmt: skip
    return response


@router.get("/sessions/{session}")
async def screen_page(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: own screen"))]
) -> Response:
    """The participant's screen in every state, whole: it needs no JavaScript."""
    here = await here_or_elsewhere(request, session)
    if isinstance(here, Response):
        return here
    person, room = here
    return await draw_screen(request, room, person.id)


@router.get("/sessions/{session}/screen")
async def screen_data(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: own screen"))],
    shown: Annotated[str, Query(max_length=200)] = "",
) -> dict[str, Any]:  # fmt: skip
    """The same as the socket's first frame, for pages whose network lets no socket through. `shown` are the marks of
    the parts that they have."""
    person = await participant_here(request, session)
    room = await house_of(request).rooms.room(session) if person is not None else None
    if person is None or room is None:
        raise await not_joined(request)
    house = house_of(request)
    pictures = await house.pictures.of(house.store, room.session)
    return phone_snapshot(room.session, person.id, room.now(), pictures, language_of(request), shown.split(","))


@router.get("/sessions/{session}/ideas/{idea}/picture")
async def easy_read_picture(
    request: Request, session: str, idea: str, who: Annotated[Who, Depends(may("look: own screen"))]
) -> Response:
    """What an idea says as a picture, for those who weigh it now."""
    person, house = await participant_here(request, session), house_of(request)
    room = await house.rooms.room(session) if person is not None else None
    if person is None or room is None:
        raise await not_joined(request)
    known = idea in ideas_on_cards(room.session)
    found = await house.store.read(easy_picture, room.session.programme, idea) if known else None
    if found is None:
        raise Refusal("unknown_code", "There is no picture here.")
    return Response(found[1], media_type=found[0])


def _front(request: Request, refusal: Refusal | None = None, code: str = "", told: str | None = None) -> Response:
    headers = {"Retry-After": str(refusal.seconds)} if isinstance(refusal, SlowDown) else None
    return render(
        request, "participant/front.html", status=status_of(refusal), headers=headers, code=code,
        error=sentence_of(request, refusal) if refusal else None,
        notice=catalogue(language_of(request)).gettext(TOLD[told]) if told else None,
    )  # fmt: skip


async def _join(
    request: Request, room: Room, code: str, sent: dict[str, str], refusal: Refusal | None = None
) -> Response:
    words = catalogue(language_of(request)).gettext
    if room.session.phase == ENDED:
        return _closed_door(request, room, words("This workshop has ended."), words("Thank you for your interest."))
    if room.session.locked and (refusal is None or refusal.code == "not_allowed"):
        said = words("The host has closed the door to newcomers.")
        return _closed_door(request, room, said, words("Please ask them. Paper ballots count the same."), status=403)
    listed = [("", words("Choose one"))] + [(name, words(name)) for name in professions()]
    listed.append((RATHER_NOT_SAY, words("I’d rather not say")))
    error = words("Choose who you are here as.") if refusal and not sent.get("community") else None
    return render(
        request, "participant/join.html", status=status_of(refusal), name=room.session.name, code=code,
        professions=listed, count=len(professions()), by_ticket=room.session.joining == "ticket",
        community=sent.get("community"), profession=sent.get("profession"), ticket=sent.get("ticket"),
        id=sent.get("id") or new_id(), notice=await house_of(request).store.read(notice_of, room.session.programme),
        other_ways=await house_of(request).store.read(other_ways, room.session.id),
        error=error or (sentence_of(request, refusal) if refusal else None),
        error_field="ticket" if refusal and "ticket" in refusal.code else (refusal and refusal.field) or "community",
    )  # fmt: skip


def _closed_door(request: Request, room: Room, title: str, sentence: str, status: int = 409) -> Response:
    return render(
        request, "participant/message.html", status=status, name=room.session.name, title=title, sentences=[sentence]
    )
