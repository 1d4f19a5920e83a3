"""Printed ballots: which step, how many, how large; numbers go on where the last print ended."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.actions.hosting import offered_ideas
from app.domain.asking import HandOutPaper
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import READY, Stage, StageIdea
from app.live.room import Room
from app.screens.ballots import MOST_AT_ONCE, ballot_print, sides_of
from app.screens.console_paper import weighed_by_person
from app.storage.prints import record_print
from app.storage.sessions import session_row

from ..access import Who, may
from ..deeds import do, room_of
from ..errors import STATUS
from ..house import house_of
from ..templating import render, sentence_of
from .desk import day

router = APIRouter()
Typists = Annotated[Who, Depends(may("host: paper"))]
USUAL_COUNT = 10


class Wish(BaseModel):
    """`people`: "more" for new numbers, "same" for all those printed before, for another step."""

    stage: str = ""
    count: str = ""
    people: str = "more"
    large: bool = False


@router.get("/sessions/{session}/paper/print")
async def choose(request: Request, session: str, who: Typists, stage: str = "") -> Response:
    return await _choose(request, await room_of(request, session), Wish(stage=stage))


@router.post("/sessions/{session}/paper/print")
async def hand_out(request: Request, session: str, who: Typists, wish: Annotated[Wish, Form()]) -> Response:
    """Notes how many are handed out for which step, and leads to the page that prints them, which can be reloaded."""
    room = await room_of(request, session)
    try:
        stage = _stage(room.session, wish.stage)
        if not await _ideas(request, room.session, stage):
            raise Refusal("bad_field", "This step has no ideas yet. Its ballots can be printed once it has opened.")
        first, count = _numbers(room.session, wish)
        if wish.people != "same":
            await do(room, who, HandOutPaper(count=first + count - 1, first=first))
        house = house_of(request)
        await house.store.write(record_print, session, who.id, stage.id, first, count, house.now())
    except Refusal as refusal:
        return await _choose(request, room, wish, refusal)
    asked = {"stage": stage.id, "first": first, "count": count, **({"large": "true"} if wish.large else {})}
    return RedirectResponse(f"/sessions/{session}/paper/ballots?{urlencode(asked)}", 303)


@router.get("/sessions/{session}/paper/ballots")
async def ballots(
    request: Request, session: str, who: Typists, stage: str = "", first: int = 1, count: int = 1, large: bool = False
) -> Response:
    room = await room_of(request, session)
    chosen = _stage(room.session, stage)
    ideas = await _ideas(request, room.session, chosen)
    first, count = max(1, min(first, 10_000)), max(1, min(count, MOST_AT_ONCE))
    row = await house_of(request).store.read(session_row, session)
    starts_at = row.starts_at if row is not None else None
    printed = ballot_print(room.session, chosen, ideas, first, count, large)
    return render(request, "prints/ballots.html", printed=printed, held=day(starts_at or room.session.started_at))


async def _choose(request: Request, room: Room, wish: Wish, refusal: Refusal | None = None) -> Response:
    session = room.session
    stages = [stage for stage in session.stages.values() if weighed_by_person(stage)]
    sides = {stage.id: len(sides_of(stage, await _ideas(request, session, stage))) for stage in stages}
    return render(
        request, "prints/choose.html", status=STATUS.get(refusal.code, 422) if refusal else 200, session=session,
        stages=stages, sides=sides, wish=wish, usual=USUAL_COUNT, most=MOST_AT_ONCE,
        wrong=sentence_of(request, refusal) if refusal else None,
    )  # fmt: skip


async def _ideas(request: Request, session: Session, stage: Stage) -> tuple[StageIdea, ...]:
    """The stage's own ideas once it was opened, else its plan's; none where an earlier step has yet to decide."""
    if stage.state != READY or stage.opened_at is not None or stage.ideas:
        return stage.ideas
    return await house_of(request).store.read(offered_ideas, session, stage.id)


def _stage(session: Session, id: str) -> Stage:
    stage = session.stages.get(id)
    if stage is None:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    if not weighed_by_person(stage):
        raise Refusal("wrong_kind", "Single people answer on paper here, not in this step.", "stage")
    return stage


def _numbers(session: Session, wish: Wish) -> tuple[int, int]:
    """(first, how many). Raises Refusal."""
    if wish.people == "same":
        if not session.handed_out:
            raise Refusal("bad_field", "No ballots were printed before.", "people")
        return 1, min(session.handed_out, MOST_AT_ONCE)
    count = int(wish.count) if wish.count.isascii() and wish.count.isdigit() and len(wish.count) < 5 else 0
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refusal("bad_field", "Print 1 to {most} ballots at a time.", "count", most=MOST_AT_ONCE)
    return session.handed_out + 1, count
