"""One tablet for many: person after person joins, answers, and leaves nothing of theirs on it."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain.asking import Actor, Finish
from app.domain.refusals import Refusal
from app.domain.session import ENDED
from app.domain.stages import WITH_IDEAS
from app.domain.translating import in_language
from app.live.room import Room
from app.screens.participant import given_by, own_things
from app.storage.facts import professions
from app.storage.notices import notice_of
from app.storage.secrets import hash_of, new_id, tidy_receipt
from app.storage.sessions import session_of_receipt, session_row

from ..access import DEVICE_COOKIE, Who, may, participant_here
from ..codes import may_type_a_code, someone_joined, typed_a_wrong_code
from ..deeds import room_of
from ..house import house_of, origin_of
from ..joining import come_in, keep_device, must_be_in_force, room_by_code, shared_device
from ..qr import qr_picture
from ..showing import links_of
from ..templating import catalogue, language_of, render, sentence_of
from .console_drawing import home_of
from .participant_door import RECEIPT_COOKIE, here_or_elsewhere, taking_part
from .participant_screen import status_of
from .sharing import HELPED, SHARED, Sharing, keep_sharing, sharing_of

router = APIRouter()
Hosts = Annotated[Who, Depends(may("host: paper"))]
Here = Annotated[tuple[Who, Room], Depends(taking_part("take part"))]
RATHER_NOT_SAY = "-"


class Arrival(BaseModel):
    """What the join form of a shared device sends."""

    community: str = ""
    profession: str = ""
    ticket: str = Field(default="", max_length=200)
    id: str = ""
    notice: str = ""
    """The version of what this person was told."""


@router.get("/sessions/{session}/shared-device")
async def door_page(request: Request, session: str, who: Hosts) -> Response:
    """For the host: how a tablet becomes a shared one, and how to answer for somebody."""
    room = await room_of(request, session)
    row = await house_of(request).store.read(session_row, session)
    link = f"{links_of(session, row.secret, origin_of(request))['join']}/shared" if row is not None else ""
    qr = qr_picture(link, catalogue(language_of(request)).gettext("QR code for a shared tablet"))
    home = home_of(who, session)
    return render(request, "console/shared_device.html", session=room.session, link=link, qr=qr, home=home)


@router.get("/join/{code}/shared")
async def shared_page(request: Request, code: str, who: Annotated[Who, Depends(may("look: join page"))]) -> Response:
    room = await room_by_code(request, code)
    if (sharing := sharing_of(request, room.session.id)) and await participant_here(request, room.session.id):
        return RedirectResponse(f"/sessions/{sharing.session}/shared", 303)
    return await _ask(request, room, Sharing(room.session.id, SHARED, "".join(code.split())), Arrival())


@router.post("/join/{code}/shared")
async def shared_join(
    request: Request, code: str, who: Annotated[Who, Depends(may("join"))], form: Annotated[Arrival, Form()]
) -> Response:
    room = await room_by_code(request, code)
    return await _come_in(request, room, Sharing(room.session.id, SHARED, "".join(code.split())), form)


@router.get("/sessions/{session}/helped")
async def helped_page(request: Request, session: str, who: Hosts) -> Response:
    """The host answers for somebody: the same, marked so in the outcome."""
    room = await room_of(request, session)
    if sharing_of(request, session) and await participant_here(request, session):
        return RedirectResponse(f"/sessions/{session}/shared", 303)
    return await _ask(request, room, Sharing(session, HELPED), Arrival())


@router.post("/sessions/{session}/helped")
async def helped_join(request: Request, session: str, who: Hosts, form: Annotated[Arrival, Form()]) -> Response:
    return await _come_in(request, await room_of(request, session), Sharing(session, HELPED), form)


@router.post("/join/{code}/shared/again")
async def come_back(
    request: Request, code: str, who: Annotated[Who, Depends(may("use a receipt code"))],
    receipt: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Somebody who answered on a shared device goes on as the same person. Wrong codes count like wrong join codes."""
    room = await room_by_code(request, code)
    sharing = Sharing(room.session.id, SHARED, "".join(code.split()))
    try:
        return await _bring_back(request, room, sharing, tidy_receipt(receipt))
    except Refusal as refusal:
        return await _ask(request, room, sharing, Arrival(), refusal)


@router.get("/sessions/{session}/shared")
async def finished_page(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: own screen"))]
) -> Response:
    """What this person gave, their receipt code, and the way to the next person."""
    here = await here_or_elsewhere(request, session)
    if isinstance(here, Response):
        return here
    person, room = here
    own = own_things(room.session, person.id)
    return render(
        request, "participant/shared_finished.html", session=room.session,
        receipt=request.cookies.get(RECEIPT_COOKIE),
        given=given_by(in_language(room.session, language_of(request)), own),
        said=len(own.comments) + len(own.suggestions), sharing=sharing_of(request, session),
    )  # fmt: skip


@router.post("/sessions/{session}/shared/next")
async def next_person(request: Request, here: Here) -> Response:
    """Whoever gives the device back has finished the step; the device forgets them."""
    who, room = here
    stage = room.session.open_stage()
    if stage is not None and stage.kind in WITH_IDEAS and not stage.by_table:
        with suppress(Refusal):
            await room.ask(Actor("participant", who.id), Finish(stage.id))
    sharing = sharing_of(request, room.session.id)
    response = RedirectResponse(sharing.address if sharing else "/", 303)
    response.delete_cookie(DEVICE_COOKIE)
    response.delete_cookie(RECEIPT_COOKIE, path=f"/sessions/{room.session.id}")
    return response


async def _come_in(request: Request, room: Room, sharing: Sharing, form: Arrival) -> Response:
    chosen = form.profession if form.community == "ahp" and form.profession not in ("", RATHER_NOT_SAY) else None
    ticket = "".join(form.ticket.split()) or None
    try:
        await must_be_in_force(request, room.session.programme, form.notice)
        came = await come_in(request, room, form.community, chosen, ticket, form.id or new_id(), shared=sharing.mode)
    except Refusal as refusal:
        return await _ask(request, room, sharing, form, refusal)
    if came.new:
        someone_joined(request)
    return _hand_over(request, room, sharing, came.device, came.receipt or "")


async def _bring_back(request: Request, room: Room, sharing: Sharing, receipt: str) -> Response:
    may_type_a_code(request)
    found = await house_of(request).store.read(session_of_receipt, hash_of(receipt)) if receipt else None
    person = room.session.people.get(found[1]) if found is not None and found[0] == room.session.id else None
    if person is None:
        typed_a_wrong_code(request)
        raise Refusal("unknown_code", "We do not know this code. Please check each letter.", "receipt")
    device = shared_device(request, room, receipt)
    if person.device != hash_of(device):
        raise Refusal("not_allowed", "This code is from another phone. Please go on with that phone.", "receipt")
    return _hand_over(request, room, sharing, device, receipt)


def _hand_over(request: Request, room: Room, sharing: Sharing, device: str, receipt: str) -> Response:
    """The device is this person's until they give it back: closing the browser forgets them, too."""
    response = RedirectResponse(f"/sessions/{room.session.id}", 303)
    keep_device(request, response, device, lasting=False)
    keep_sharing(request, response, sharing)
    response.set_cookie(
        RECEIPT_COOKIE, receipt, path=f"/sessions/{room.session.id}", httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip
    return response


async def _ask(
    request: Request, room: Room, sharing: Sharing, form: Arrival, refusal: Refusal | None = None
) -> Response:
    words = catalogue(language_of(request)).gettext
    if room.session.phase == ENDED:
        return render(
            request, "participant/message.html", status=409, name=room.session.name,
            title=words("This workshop has ended."), sentences=[words("Thank you for your interest.")],
        )  # fmt: skip
    listed = [("", words("Choose one"))] + [(name, words(name)) for name in professions()]
    listed.append((RATHER_NOT_SAY, words("I’d rather not say")))
    error = sentence_of(request, refusal) if refusal else None
    if refusal and refusal.field == "community" and not form.community:
        error = words("Choose who you are here as.")
    return render(
        request, "participant/shared_join.html", status=status_of(refusal), name=room.session.name, sharing=sharing,
        professions=listed, count=len(professions()), by_ticket=room.session.joining == "ticket", form=form,
        id=form.id or new_id(), error=error, field=(refusal.field if refusal else None) or "community",
        taken=DEVICE_COOKIE in request.cookies,
        notice=await house_of(request).store.read(notice_of, room.session.programme),
    )  # fmt: skip
