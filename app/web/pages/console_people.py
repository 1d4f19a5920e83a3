"""A comment's menu: no more comments from its writer, or all of theirs set aside or removed. Nobody is named."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.domain.asking import MutePerson, RemoveAnswers, SetPeopleAside
from app.domain.refusals import Refusal
from app.domain.session import ENDED, Session
from app.screens.console_queue import SUGGESTION

from ..access import Who, may
from ..deeds import do, host, room_of
from .console_drawing import after, question, refused

router = APIRouter()


class AboutPerson(BaseModel):
    """The pressed button names the deed and carries the comment or suggestion. `sure`: the host was asked."""

    mute: str = ""
    unmute: str = ""
    aside: str = ""
    count: str = ""
    remove: str = ""
    sure: bool = False

    def pressed(self) -> tuple[str, str]:
        """(button, what the person said). Raises Refusal where no button was pressed."""
        for button in ("mute", "unmute", "aside", "count", "remove"):
            if about := str(getattr(self, button)):
                return button, about
        raise Refusal("malformed", "Choose what to do.")


@router.post("/sessions/{session}/console/person")
async def about_a_person(
    request: Request, session: str, who: Annotated[Who, Depends(may("host: people"))],
    form: Annotated[AboutPerson, Form()],
) -> Response:  # fmt: skip
    room = await room_of(request, session)
    try:
        button, about = form.pressed()
        person = _writer(room.session, about)
        if button == "remove" and not form.sure:
            return await question(request, room, _ask(room.session, about, person))
        if button == "remove":
            _must_run(room.session)
            await room.ask(host(who), RemoveAnswers(person))
            return await after(request, room, "removed")
        if button in ("aside", "count"):
            await do(room, who, SetPeopleAside(participants=(person,), aside=button == "aside"))
        else:
            await do(room, who, MutePerson(participant=person, muted=button == "mute"))
    except Refusal as refusal:
        return await refused(request, room, refusal)
    return await after(request, room, _SAID[button])


_SAID = {"mute": "muted", "unmute": "unmuted", "aside": "set-aside", "count": "counted"}


def _writer(session: Session, about: str) -> str:
    said = session.suggestions.get(about.removeprefix(SUGGESTION)) or session.comments.get(about)
    if said is None:
        raise Refusal("unknown_comment", "This comment is not known here.", "comment")
    return said.participant


def _must_run(session: Session) -> None:
    if session.phase == ENDED:
        raise Refusal("session_over", "This workshop has ended.", version=session.version)


def _ask(session: Session, about: str, person: str) -> dict[str, Any]:
    """What would go with this person: counted, so that nobody removes more than they meant."""
    return {
        "deed": "person",
        "about": about,
        "community": session.people[person].community,
        "said": sum(c.participant == person for c in session.comments.values())
        + sum(s.participant == person for s in session.suggestions.values()),
    }
