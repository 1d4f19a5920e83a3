"""Changing the run sheet from the console while the workshop runs. What was opened stays; the room decides."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.actions import run_sheets
from app.actions.run_sheets import Sheet, sheet_of, stages_of
from app.domain import asking
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import KINDS
from app.storage.ideas import ideas_of

from ..access import Who, may
from ..deeds import do, room_of
from ..house import house_of
from .console_deeds import Press
from .console_drawing import after, refused

router = APIRouter()
SAID = {"up": "moved", "down": "moved", "repeat": "repeated", "add": "added"}


class Change(Press):
    """`do` is up, down, repeat or add. What is new comes after the step of now."""

    do: str = ""
    kind: str = ""
    title: str = Field(default="", max_length=200)
    minutes: str = Field(default="", max_length=8)


@router.post("/sessions/{session}/console/sheet")
async def change_sheet(
    request: Request, session: str, who: Annotated[Who, Depends(may("host: stages"))], change: Annotated[Change, Form()]
) -> Response:
    room = await room_of(request, session)
    try:
        sheet = _changed(room.session, change)
        ideas = await house_of(request).store.read(ideas_of, room.session.programme)
        stages = stages_of(room.session, sheet, [idea.id for idea in ideas])
        await do(room, who, asking.ChangeRunSheet(expected=change.expected_version, stages=stages))
    except Refusal as refusal:
        return await refused(request, room, refusal)
    return await after(request, room, SAID[change.do], "#runsheet")


def _changed(session: Session, change: Change) -> Sheet:
    sheet, now = sheet_of(session), session.current_stage()
    match change.do:
        case "up":
            return run_sheets.moved(sheet, change.stage, -1)
        case "down":
            return run_sheets.moved(sheet, change.stage, 1)
        case "repeat":
            return run_sheets.repeated(sheet, change.stage, now.id if now else change.stage)[0]
        case "add" if change.kind in KINDS:
            title = " ".join(change.title.split())
            return run_sheets.added(sheet, change.kind, title, now.id if now else None, _minutes(change.minutes))[0]
    raise Refusal("bad_field", "This is not a kind of step we know.", "kind")


def _minutes(given: str) -> float | None:
    given = given.strip().replace(",", ".")
    if not given:
        return None
    try:
        return float(given)
    except ValueError:
        raise Refusal("bad_field", "The minutes have to be a number above 0.", "minutes") from None
