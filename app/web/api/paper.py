"""Calls for people without a phone: paper ballots and tickets."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.domain import asking
from app.domain.communities import COMMUNITIES
from app.domain.refusals import Refusal
from app.live.room import Room
from app.screens.console_paper import stage_for_paper
from app.storage.facts import professions
from app.storage.prints import record_print
from app.storage.secrets import hash_of, new_id, new_secret
from app.storage.sessions import session_row

from ..access import Who, may
from ..decoding import action_of
from ..deeds import host, room_of
from ..house import house_of, origin_of

router = APIRouter(tags=["Paper and tickets"])
MOST_ANSWERS = 2_000


class Ballot(BaseModel):
    """One person on paper. `answers` are ACTIONs; `replace` settles a number that was entered with other answers."""

    number: str | None = Field(default=None, min_length=1, max_length=40)
    community: str
    profession: str | None = None
    answers: list[Any] = Field(max_length=MOST_ANSWERS)
    replace: bool = False
    reason: str = Field(default="", max_length=500)


class Tickets(BaseModel):
    count: int = Field(ge=1, le=5000)
    community: str | None = None


@router.post("/sessions/{session}/paper", status_code=201)
async def enter_paper(
    request: Request, response: Response, session: str, body: Ballot, who: Annotated[Who, Depends(may("host: paper"))]
) -> dict[str, Any]:
    """Enters one paper ballot, whole or nothing. 201 for a new or changed one, 200 where it was entered before."""
    room = await room_of(request, session)
    if body.profession is not None and body.profession not in professions():
        raise Refusal("bad_field", "Choose one of the professions in the list.", "profession")
    ids, actions = _read(body.answers)
    person = _paper_person(room, body.number, ids)
    deed = asking.EnterPaper(
        number=body.number,
        participant=person,
        community=body.community,
        profession=body.profession,
        answers=tuple(_named(room, action, body.number or person, id) for id, action in zip(ids, actions, strict=True)),
        replace=body.replace,
        reason=body.reason,
    )
    before = room.session.version
    known = room.session.numbers.get(body.number) if body.number is not None else None
    sheet = f"paper {body.number or ''} {_digest(ids)}" if ids or body.number else None
    answer = await room.ask(host(who), deed, sheet)
    person = known or room.session.numbers.get(body.number or person, person)
    response.status_code = 201 if answer.version > before else 200
    return {"participant": person, "number": body.number, "version": answer.version}


def _read(answers: list[Any]) -> tuple[list[str], list[asking.Action]]:
    """The ids and actions of a ballot; of two with one id the first counts. Raises the first refusal: a ballot is taken
    whole or not at all."""
    ids: list[str] = []
    actions: list[asking.Action] = []
    for sent in answers:
        id, action = action_of(sent)
        if isinstance(action, Refusal):
            raise action
        if not id or id not in ids:
            ids.append(id or "")
            actions.append(action)
    return ids, actions


def _named(room: Room, action: asking.Action, sheet: str, id: str) -> asking.Action:
    """A comment's own id comes from its action's, so that whoever enters the sheet again enters no comment again."""
    if not isinstance(action, asking.Comment) or not id:
        return action
    return replace(action, comment=f"paper-{_digest([chr(0).join((room.session.id, sheet, id))])[:22]}")


def _paper_person(room: Room, number: str | None, ids: list[str]) -> str:
    """The same answers' ids mean the same sheet, and so the same person, also where it has no number: in one session,
    and never the person of another number."""
    sheet = f"{room.session.id}\0{number or ''}"
    return f"paper-{_digest([sheet, *ids])[:22]}" if ids else new_id()


def _digest(ids: list[str]) -> str:
    return hashlib.sha256("\0".join(sorted(ids)).encode("utf-8", "surrogatepass")).hexdigest()


class HandedOut(BaseModel):
    count: int = Field(description="How many ballots were handed out in all")


class ReadBack(BaseModel):
    number: str


@router.post("/sessions/{session}/paper/handed-out")
async def hand_out_paper(
    request: Request, session: str, body: HandedOut, who: Annotated[Who, Depends(may("host: paper"))]
) -> dict[str, Any]:
    """Notes how many ballots were handed out, so that nobody reveals before they are all entered."""
    room = await room_of(request, session)
    await room.ask(host(who), asking.HandOutPaper(count=body.count))
    stage, house = stage_for_paper(room.session), house_of(request)
    if stage is not None and body.count:
        await house.store.write(record_print, session, who.id, stage.id, 1, body.count, house.now())
    return {"handed_out": room.session.handed_out, "entered": len(room.session.numbers)}


@router.post("/sessions/{session}/paper/read-back")
async def read_paper_back(
    request: Request, session: str, body: ReadBack, who: Annotated[Who, Depends(may("host: paper"))]
) -> dict[str, Any]:
    """Notes that somebody else compared the ballot of this number with what was typed."""
    room = await room_of(request, session)
    await room.ask(host(who), asking.ReadPaperBack(number=body.number))
    people = room.session.people
    return {"read_back": sum(people[p].read_back for p in room.session.numbers.values())}


@router.post("/sessions/{session}/tickets", status_code=201)
async def issue_tickets(
    request: Request, session: str, body: Tickets, who: Annotated[Who, Depends(may("host: tickets"))]
) -> dict[str, Any]:
    """Makes tickets, one voter each. They are shown only now: what is kept are their hashes."""
    room = await room_of(request, session)
    if body.community is not None and body.community not in COMMUNITIES:
        raise Refusal("bad_field", "Choose citizen, allied health professional or other.", "community")
    codes = [new_secret() for _ in range(body.count)]
    deed = asking.IssueTickets(tickets=tuple((hash_of(code).hex(), body.community or "") for code in codes))
    await room.ask(host(who), deed)
    secret = await join_secret(request, session)
    origin = origin_of(request)
    return {
        "tickets": [
            {"code": c, "link": f"{origin}/join/{secret}?ticket={c}", "community": body.community} for c in codes
        ]
    }


async def join_secret(request: Request, session: str) -> str:
    row = await house_of(request).store.read(session_row, session)
    if row is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    return row.secret
