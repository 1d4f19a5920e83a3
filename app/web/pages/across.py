"""Pages over several workshops and deeper into one: ideas side by side, two sides compared, opinion groups."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.actions.looking import look_at_each
from app.domain.percentages import printed_percentage
from app.domain.refusals import Refusal
from app.domain.session import ENDED
from app.screens.across import across_screen
from app.screens.comparing import Comparison, comparable, compare
from app.screens.groups import GroupsScreen, groups_screen, no_groups
from app.storage.ideas import programme as programme_of

from ..access import Who, may
from ..api.outcomes import current_outcome
from ..deeds import room_of
from ..grouping import groups_of
from ..house import house_of
from .desk import page
from .programmes import UNKNOWN

router = APIRouter()
Looking = Annotated[Who, Depends(may("look: programmes"))]


@router.get("/programmes/{programme}/across")
async def across_page(
    request: Request, programme: str, who: Looking, idea: Annotated[str, Query()] = ""
) -> Response:  # fmt: skip
    """Exact figures of all finished workshops. That somebody looked is recorded with each."""
    house = house_of(request)
    screen = await house.store.read(across_screen, programme, idea)
    if screen is None:
        raise UNKNOWN
    sessions = [column.session for column in screen.columns]
    await house.store.write(look_at_each, sessions, who.id, "across workshops", house.now())
    return page(request, "organiser/across.html", programme=screen.programme, section="outcomes", screen=screen)


@router.get("/programmes/{programme}/compare")
async def compare_page(
    request: Request, programme: str, who: Looking, a: Annotated[str, Query()] = "", b: Annotated[str, Query()] = ""
) -> Response:
    """Two sides of the same ideas, once both are chosen. That somebody looked is recorded with each workshop."""
    house = house_of(request)
    known = await house.store.read(programme_of, programme)
    if known is None:
        raise UNKNOWN
    sides = await house.store.read(comparable, programme)
    screen: Comparison | None = None
    refused: Refusal | None = None
    if a or b:
        try:
            screen = await house.store.read(compare, programme, a, b)
            both = [screen.a.session, screen.b.session]
            await house.store.write(look_at_each, both, who.id, "comparison", house.now())
        except Refusal as refusal:
            refused = refusal
    return page(
        request, "organiser/compare.html", refusal=refused, programme=known, section="outcomes", screen=screen,
        sides=sides, chosen={"a": a, "b": b}, percent=printed_percentage,
    )  # fmt: skip


@router.get("/sessions/{session}/groups")
async def groups_page(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: outcomes"))]
) -> Response:  # fmt: skip
    """Opinion groups in a finished workshop, or why none are shown. Exploratory; the look is recorded."""
    store, room = house_of(request).store, await room_of(request, session)
    outcome = await current_outcome(request, session, who, "opinion groups")
    screen = await _groups(request, room.session.phase == ENDED, outcome)
    known = await store.read(programme_of, room.session.programme)
    return page(request, "organiser/groups.html", programme=known, section="workshops", screen=screen)


async def _groups(request: Request, ended: bool, outcome: dict[str, Any]) -> GroupsScreen:
    session, name, revision = outcome["session"], outcome["name"], outcome["revision"]
    if not ended or not revision:
        return no_groups(session, name, "no_outcome" if ended else "unfinished")
    return groups_screen(outcome, await groups_of(house_of(request), session, revision))
