"""Rehearsing a workshop before its start: on a twin, with simulated people, and nothing left of it afterwards."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions.rehearsing import make_twin
from app.domain.refusals import Refusal
from app.domain.session import PLANNED
from app.storage.ideas import programme
from app.storage.rehearsals import rehearsal_row, twin_of
from app.storage.sessions import session_row

from ..access import Who, may
from ..decoding import number_of
from ..house import house_of
from ..rehearsals import MOST_PEOPLE, USUAL_PEOPLE, looked_after, rehearsals_of
from ..templating import catalogue, language_of
from .desk import go, page

router = APIRouter(lifespan=looked_after)
Hosts = Annotated[Who, Depends(may("plan: run sheet"))]


@router.get("/sessions/{session}/rehearsal")
async def rehearsal_page(request: Request, session: str, who: Hosts) -> Response:
    return await _show(request, session)


@router.post("/sessions/{session}/rehearsal")
async def rehearse(
    request: Request, session: str, who: Hosts, people: Annotated[str, Form()] = str(USUAL_PEOPLE)
) -> Response:
    """Makes the twin, sends the crowd in, and opens the twin's console. Pressed again, it only opens it."""
    house, count = house_of(request), number_of(people)
    try:
        if count is None or not 1 <= count <= MOST_PEOPLE:
            raise Refusal("bad_field", "Choose from 1 to {most} people.", "people", most=MOST_PEOPLE)
        row = await house.store.read(session_row, session)
        name = catalogue(language_of(request)).gettext("Rehearsal: {name}").format(name=row.name if row else "")
        twin, new = await house.store.write(make_twin, session, name, house.now())
    except Refusal as refusal:
        return await _show(request, session, refusal)
    if new:
        await rehearsals_of(request).send_in(twin.id, twin.code, count, _our_own_door(request))
    return go(f"/sessions/{twin.id}/console")


@router.post("/sessions/{session}/rehearsal/end")
async def end_rehearsal(request: Request, session: str, who: Hosts) -> Response:
    """Wipes the rehearsal, named by itself or by its workshop, and leads back to that workshop, which is untouched."""
    store = house_of(request).store
    twin = await store.read(rehearsal_row, session) or await store.read(twin_of, session)
    if twin is None or twin.rehearsal_of is None:
        known = await store.read(session_row, session)
        return go(f"/sessions/{session}/rehearsal" if known else "/programmes")
    await rehearsals_of(request).end(twin.id)
    return go(f"/sessions/{twin.rehearsal_of}/plan")


def _our_own_door(request: Request) -> str:
    """Where this very server listens, whatever name it has outside: the crowd comes from inside the machine."""
    host, port = request.scope["server"]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _show(request: Request, session: str, refusal: Refusal | None = None) -> Response:
    store = house_of(request).store
    row = await store.read(session_row, session)
    if row is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    original = await store.read(session_row, row.rehearsal_of) if row.rehearsal_of else row
    twin = row if row.rehearsal_of else await store.read(twin_of, session)
    return page(
        request, "console/rehearsal.html", refusal=refusal, programme=await store.read(programme, row.programme),
        section="workshops", original=original or row, twin=twin, may_begin=row.phase == PLANNED,
        most=MOST_PEOPLE, usual=USUAL_PEOPLE,
    )  # fmt: skip
