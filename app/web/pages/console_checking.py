"""Checking what people said, from the console: allow, hide, show again, spotlight, and a reason for its writer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from app.domain.asking import CheckComment, CheckSuggestion, Deed
from app.domain.refusals import Refusal
from app.domain.session import ALLOWED, Session
from app.screens.board_talk import beside_spotlight
from app.screens.console_queue import SUGGESTION

from ..access import Who, may
from ..deeds import do, room_of
from .console_drawing import after, refused

router = APIRouter()

VERDICTS = {"allow": "allowed", "hide": "hidden", "unhide": "allowed", "spotlight": "spotlight",
            "unspotlight": "unspotlight", "why": "hidden"}  # fmt: skip
SAID = {"allow": "allowed", "unhide": "allowed", "hide": "hidden", "spotlight": "spotlit", "unspotlight": "unspotlit",
        "why": "reason"}  # fmt: skip
TABS = ("to-check", "on-board", "hidden")


class Check(BaseModel):
    """The pressed button names the verdict and carries the comment; `tab` is the list it was pressed in."""

    allow: str = ""
    hide: str = ""
    unhide: str = ""
    spotlight: str = ""
    unspotlight: str = ""
    why: str = ""
    reason: str = Field(default="", max_length=500)
    tab: str = ""

    def pressed(self) -> tuple[str, str]:
        """(button, comment). Raises Refusal where no button was pressed."""
        for button in VERDICTS:
            if about := str(getattr(self, button)):
                return button, about
        raise Refusal("malformed", "Choose what to do with the comment.")


@router.post("/sessions/{session}/console/check")
async def check(
    request: Request, session: str, who: Annotated[Who, Depends(may("host: comments"))],
    form: Annotated[Check, Form()],
) -> Response:  # fmt: skip
    """A verdict stands on its own, whatever else happened: what a host allows or hides is named, not counted."""
    room = await room_of(request, session)
    try:
        button, about = form.pressed()
        was_shown = _is_shown(room.session, about)
        await do(room, who, _deed(room.session, button, about, form.reason))
    except Refusal as refusal:
        return await refused(request, room, refusal, who)
    back_to = f"#{form.tab}" if form.tab in TABS else ""
    return await after(request, room, SAID[button], back_to, undo=about if was_shown else "", who=who)


@router.post("/sessions/{session}/console/rotate")
async def rotate(
    request: Request, session: str, who: Annotated[Who, Depends(may("host: board"))], by: Annotated[int, Form()] = 1
) -> Response:
    """The comment after, or before, the large one comes into the spotlight; after the last comes the first."""
    room = await room_of(request, session)
    try:
        to = beside_spotlight(room.session, 1 if by >= 0 else -1)
        if to is None:
            raise Refusal("unknown_comment", "No comment is on the board yet.", "comment")
        await do(room, who, CheckComment(comment=to, verdict="spotlight", reason=room.session.comments[to].reason))
    except Refusal as refusal:
        return await refused(request, room, refusal)
    return await after(request, room, "spotlit")


def _is_shown(session: Session, about: str) -> bool:
    """Whether a hide can be taken back by one press: what stood on the board goes back there, what waited does not."""
    known = session.suggestions.get(about.removeprefix(SUGGESTION)) or session.comments.get(about)
    return known is not None and known.state == ALLOWED


def _deed(session: Session, button: str, about: str, reason: str) -> Deed:
    verdict = VERDICTS[button]
    if about.startswith(SUGGESTION):
        return CheckSuggestion(suggestion=about.removeprefix(SUGGESTION), verdict=verdict, reason=reason)
    if about not in session.comments:
        raise Refusal("unknown_comment", "This comment is not known here.", "comment")
    return CheckComment(comment=about, verdict=verdict, reason=reason)
