"""A finished workshop's board, watched again for review."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from app.domain.outcomes import rfc3339
from app.domain.refusals import Refusal, moved_on
from app.domain.session import ENDED
from app.live.room import Room
from app.screens.replaying import Replay
from app.storage.ideas import programme
from app.storage.outcomes import record_look

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of
from ..replays import replay_for
from ..templating import language_of, render
from .board import around, way_in
from .desk import page

router = APIRouter(prefix="/sessions/{session}/replay")
Reviewers = Annotated[Who, Depends(may("look: outcomes"))]


@router.get("")
async def replay_page(request: Request, session: str, who: Reviewers, step: int = 1) -> Response:
    """The picture of one step with all of them beside it. That somebody looked is recorded."""
    house, room = house_of(request), await room_of(request, session)
    replay = await _replay(request, room)
    await house.store.write(record_look, session, who.id, "replay", house.now())
    return page(
        request, "organiser/replay.html", section="workshops", session=room.session, replay=replay,
        step=_within(replay, step), clock_time=second_time, instant=rfc3339,
        programme=await house.store.read(programme, room.session.programme),
    )  # fmt: skip


@router.get("/board")
async def replay_board(request: Request, session: str, who: Reviewers, step: int = 1) -> Response:
    """One picture alone, as the page frames it: drawn as the live board was."""
    room = await room_of(request, session)
    replay = await _replay(request, room)
    if not replay.moments:
        raise Refusal("unknown_code", "Nothing of this board was kept.")
    screen = replay.moments[_within(replay, step) - 1].screen
    context = around(screen, await way_in(request, room), language_of(request))
    return render(request, "organiser/replay_board.html", preview=True, still=True, **context)


async def _replay(request: Request, room: Room) -> Replay:
    """Raises Refusal moved_on while the workshop has not ended."""
    if room.session.phase != ENDED:
        raise moved_on("The board can be watched again once the workshop has finished.")
    return await replay_for(house_of(request), room.session, language_of(request))


def _within(replay: Replay, step: int) -> int:
    return max(1, min(step, len(replay.moments)))


def second_time(at: float) -> str:
    """Seconds since 1970 → "11:30:05" where the server stands."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")
