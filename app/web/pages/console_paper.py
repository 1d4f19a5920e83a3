"""Typing paper ballots in, by keyboard: one page, one ballot, and the next. It works without JavaScript."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain import asking
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import DONE, ORDER, Stage
from app.live.room import Room
from app.screens.console_paper import PaperScreen, paper_screen, weighed_by_person
from app.storage.facts import professions
from app.storage.secrets import new_secret

from ..access import Who, may
from ..deeds import do, host, room_of
from ..errors import STATUS
from ..templating import render, sentence_of
from .console_drawing import home_of
from .paper_form import actions_of, profile_of, typed_in

router = APIRouter()
Typists = Annotated[Who, Depends(may("host: paper"))]
LONGEST_NUMBER, LONGEST_REASON = 40, 500


@router.get("/sessions/{session}/paper")
async def paper_page(
    request: Request, session: str, who: Typists, stage: str = "", number: str = "", saved: str = ""
) -> Response:
    room = await room_of(request, session)
    return _draw(
        request, paper_screen(room.session, stage, number[:LONGEST_NUMBER], after=saved[:LONGEST_NUMBER]), saved=saved
    )


@router.post("/sessions/{session}/paper")
async def enter(request: Request, session: str, who: Typists) -> Response:
    """Saves one ballot, whole or not at all, and leads to the next. What was typed stays where it was refused."""
    room = await room_of(request, session)
    typed = typed_in(await request.form())
    stage, number = typed.get("stage", ""), typed.get("number", "")[:LONGEST_NUMBER]
    try:
        await room.ask(host(who), _deed(room.session, typed, number), f"paper {number} {typed.get('nonce', '')}")
    except Refusal as refusal:
        return _refused(request, room, refusal, stage, number, typed)
    return RedirectResponse(f"/sessions/{session}/paper?{urlencode({'stage': stage, 'saved': number})}", 303)


@router.get("/sessions/{session}/paper/read-back")
async def read_back_page(request: Request, session: str, who: Typists, stage: str = "", number: str = "") -> Response:
    """One ballot large, to be compared with the paper by somebody else."""
    room = await room_of(request, session)
    screen = paper_screen(room.session, stage, number)
    if screen.ballot is None or not screen.ballot.known:
        return RedirectResponse(f"/sessions/{session}/paper", 303)
    return _draw(request, screen, template="console/paper_read_back.html")


@router.post("/sessions/{session}/paper/read-back")
async def read_back(
    request: Request,
    session: str,
    who: Typists,
    stage: Annotated[str, Form()] = "",
    number: Annotated[str, Form()] = "",
) -> Response:
    room = await room_of(request, session)
    try:
        await do(room, who, asking.ReadPaperBack(number=number))
    except Refusal as refusal:
        return _refused(request, room, refusal, stage, "", {})
    return RedirectResponse(f"/sessions/{session}/paper?{urlencode({'stage': stage})}", 303)


def _deed(session: Session, typed: dict[str, str], number: str) -> asking.EnterPaper:
    stage = session.stages.get(typed.get("stage", ""))
    if stage is None:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    if not weighed_by_person(stage):
        raise Refusal("wrong_kind", "Single people answer on paper here, not in this step.", "stage")
    if not number:
        raise Refusal("bad_field", "Type the number that stands on the ballot.", "number")
    community, profession = profile_of(typed)
    return asking.EnterPaper(
        number=number, participant=_paper_person(session, number, typed), community=community, profession=profession,
        answers=actions_of(stage, typed), replace=bool(typed.get("replace")),
        reason=typed.get("reason", "")[:LONGEST_REASON],
    )  # fmt: skip


def _paper_person(session: Session, number: str, typed: dict[str, str]) -> str:
    """The same form sent twice means the same sheet, and so the same person; with another number, somebody else."""
    sheet = f"{session.id}\0{number}\0{typed.get('nonce') or new_secret()}"
    mark = hashlib.sha256(sheet.encode("utf-8", "replace")).hexdigest()
    return f"paper-{mark[:22]}"


def _refused(
    request: Request, room: Room, refusal: Refusal, stage: str, number: str, typed: dict[str, str]
) -> Response:
    screen = paper_screen(room.session, stage, number, typed)
    status = STATUS.get(refusal.code, 422)
    if refusal.code == "ballot_differs":
        both = differences(room.session, room.session.stages[stage], refusal.details)
        return _draw(
            request, screen, template="console/paper_differs.html", status=status, both=both, typed=typed,
            sentence=sentence_of(request, refusal),
        )  # fmt: skip
    return _draw(request, screen, status=status, refused=sentence_of(request, refusal), field=refusal.field)


def differences(session: Session, stage: Stage, details: dict[str, Any]) -> dict[str, Any]:
    """Where two ballots differ, side by side: {communities, professions, rows: [{place, text, scale, before, now}]}"""
    before, now = details["entered"], details["sent"]
    sides = [_by_cell(stage, side["answers"]) for side in (before, now)]
    rows = []
    for place, idea in enumerate(stage.ideas, start=1):
        for scale in [s.key for s in stage.settings.scales] if stage.kind == "rate" else [""]:
            old, new = (side.get((idea.id, scale)) for side in sides)
            if old != new:
                rows.append({"place": place, "text": idea.name or idea.text, "scale": scale, "before": old, "now": new})
    return {
        "communities": (before["community"], now["community"]),
        "professions": (before["profession"], now["profession"]),
        "rows": rows,
    }


def _by_cell(stage: Stage, answers: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for answer in answers:
        key = (answer["idea"], answer["scale"])
        if answer["stage"] != stage.id or key == DONE:
            continue
        if key == ORDER:
            found |= {(idea, ""): n for n, tier in enumerate(answer["value"] or (), start=1) for idea in tier}
        elif answer["value"]:
            found[key] = answer["value"]
    return found


def _draw(
    request: Request, screen: PaperScreen, *, template: str = "console/paper.html", status: int = 200, **context: Any
) -> Response:
    return render(
        request, template, status=status, screen=screen, nonce=new_secret(), professions=professions(),
        home=home_of(request.state.who, screen.id), **context,
    )  # fmt: skip
