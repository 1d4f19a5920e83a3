"""Suggestions that look alike: both texts and a pair of choices. It is looked for when a host asks, not while people
write, since comparing hundreds of texts takes a moment."""

from __future__ import annotations

import asyncio
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.domain.asking import CheckSuggestion
from app.domain.refusals import Refusal
from app.live.room import Room
from app.screens.console_alike import Pair, pairs_alike

from ..access import Who, may
from ..deeds import do, room_of
from ..rights import HELPER
from .desk import go, page

router = APIRouter()
Checkers = Annotated[Who, Depends(may("host: comments"))]
Field = Annotated[str, Form()]

_APART: WeakKeyDictionary[Room, set[Pair]] = WeakKeyDictionary()
"""Pairs that a host has said to keep apart: in memory, since asking again after a restart does no harm."""


@router.get("/sessions/{session}/console/alike")
async def alike_page(request: Request, session: str, who: Checkers) -> Response:
    return await _show(request, await room_of(request, session), who)


@router.post("/sessions/{session}/console/alike")
async def settle(
    request: Request, session: str, who: Checkers, first: Field = "", second: Field = "", keep: Field = ""
) -> Response:
    """keep = first or second: that wording stands for both. keep = both: they are not shown as a pair again."""
    room = await room_of(request, session)
    try:
        if keep == "both":
            _APART.setdefault(room, set()).add(frozenset((first, second)))
        elif keep in ("first", "second"):
            gone, stays = (second, first) if keep == "first" else (first, second)
            await do(room, who, CheckSuggestion(suggestion=gone, verdict="merged", into=stays))
        else:
            raise Refusal("bad_field", "Choose what to do.", "keep")
    except Refusal as refusal:
        return await _show(request, room, who, refusal)
    return go(f"/sessions/{session}/console/alike")


async def _show(request: Request, room: Room, who: Who, refusal: Refusal | None = None) -> Response:
    apart = frozenset(_APART.get(room, ()))
    pairs = await asyncio.to_thread(pairs_alike, room.session.copy(), apart)
    back = f"/sessions/{room.session.id}/{'helping' if who.kind == HELPER else 'console'}"
    return page(
        request, "console/alike.html", refusal=refusal, session=room.session, pairs=pairs, back=back,
        people=room.session.people,
    )  # fmt: skip
