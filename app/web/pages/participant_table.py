"""A table's list from a phone, as a plain form: writing for one's table, moving, handing in, and reasons.

It works without JavaScript; pages whose scripts run send the same actions over their socket.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from app.domain import asking
from app.domain.asking import Action
from app.domain.stages import Stage
from app.live.room import Room

from ..access import Who
from .participant_door import taking_part
from .participant_forms import ask, moved, told
from .participant_screen import draw_screen

router = APIRouter(prefix="/sessions/{session}")
Here = Annotated[tuple[Who, Room], Depends(taking_part("take part"))]


@router.post("/table")
async def table(request: Request, here: Here) -> Response:
    """One press: a move in the order that was seen, or what the button says."""
    who, room = here
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    stage = room.session.stages.get(form.get("stage", ""))
    for action in _actions(form, stage, who.id):
        refused = await ask(request, room, who, form, action)
        if refused is not None:
            return await draw_screen(request, room, who.id, refused)
    return told(room, "")


def _actions(form: dict[str, str], stage: Stage | None, person: str) -> list[Action]:
    """Handing in a list that nobody has moved yet hands in the order that was seen."""
    id, seen = form.get("stage", ""), [idea for idea in form.get("order", "").split(",") if idea]
    table = stage.table_of(person) if stage is not None else None
    match form.get("do"):
        case "write":
            return [_rank(id, seen)]
        case "hand_in":
            begun = table is not None and bool(table.order)
            return [*([] if begun else [_rank(id, seen)]), asking.HandIn(id, True)]
        case "take_back":
            return [asking.HandIn(id, False)]
        case "reason":
            return [asking.NoteReason(id, form.get("reason_idea", ""), form.get("reason_text", ""))]
    return [_rank(id, moved(seen, {name: form.get(name, "") for name in ("up", "down", "add")}))]


def _rank(stage: str, order: list[str]) -> Action:
    return asking.Rank(stage, tuple((idea,) for idea in order))
