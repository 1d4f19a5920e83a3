"""Plain forms of a participant: the same actions as over the socket, for pages without JavaScript.

A form carries a nonce, from which the ids of its actions follow: the same form sent twice is known, and answered once.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.domain import asking
from app.domain.asking import Action, Actor
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import Stage
from app.live.room import Room
from app.screens.snapshot import answers_of
from app.storage.secrets import new_id

from .. import late
from ..access import Who
from ..decoding import COMMENTS_A_MINUTE, number_of
from ..house import house_of
from ..rights import PARTICIPANT
from .participant_door import taking_part
from .participant_screen import Draft, draw_screen

router = APIRouter(prefix="/sessions/{session}")
NAMESPACE = uuid.UUID("6f1c7c0e-6a52-4a0e-9a59-1d0b7f3c5a11")
Here = Annotated[tuple[Who, Room], Depends(taking_part("take part"))]


@router.post("/answers")
async def answers(request: Request, here: Here) -> Response:
    """All answers of a stage in one form; only what differs from what stands is asked."""
    who, room = here
    form = await request.form()
    stage = _stage(room.session, form)
    standing = answers_of(stage, who.id)
    actions = _READERS.get(stage.kind, _nothing)(stage, form, standing)
    for n, action in enumerate(actions, start=1):
        refused = await ask(request, room, who, form, action)
        if refused is not None:
            for other in actions[n:]:  # what came with it is refused with it
                late.note(house_of(request).rooms, room, who.id, other, refused)
            return await draw_screen(request, room, who.id, refused)
    if form.get("done"):
        return await _finish(request, room, who, form)
    return told(room, "saved" if "save" in form or stage.kind != "dots" else "")


@router.post("/rank")
async def rank(request: Request, here: Here) -> Response:
    """One move: up, down, add. The order it moves in is the one the person saw."""
    who, room = here
    form = await request.form()
    if form.get("done"):
        return await _finish(request, room, who, form)
    seen = [idea for idea in _text(form, "order").split(",") if idea]
    order = moved(seen, {name: _text(form, name) for name in ("up", "down", "add")})
    refused = await ask(request, room, who, form, asking.Rank(_text(form, "stage"), tuple((idea,) for idea in order)))
    return await draw_screen(request, room, who.id, refused) if refused else told(room)


def moved(order: list[str], pressed: dict[str, str]) -> list[str]:
    """The order after one button: up and down change places with a neighbour, down from the last takes out."""
    order = list(order)
    if (idea := pressed.get("add")) and idea not in order:
        return [*order, idea]
    for name, step in (("up", -1), ("down", 1)):
        idea = pressed.get(name)
        if idea not in order:
            continue
        at = order.index(idea)
        order.pop(at)
        if at + step <= len(order):
            order.insert(max(at + step, 0), idea)
    return order


@router.post("/comments")
async def comments(request: Request, here: Here) -> Response:
    """Says something about an idea, suggests one or changes it, takes one of both back, or says "me too"."""
    who, room = here
    form = await request.form()
    if form.get("done"):
        return await _finish(request, room, who, form)
    stage, idea = _text(form, "stage"), _text(form, "idea")
    if "withdraw" in form:
        return await _take_back(request, room, who, form, asking.Withdraw(stage, _text(form, "withdraw")))
    if "take_back" in form:
        return await _take_back(request, room, who, form, asking.TakeBackSuggestion(stage, _text(form, "take_back")))
    if "change" in form:
        return await _to_change(request, room, who, form)
    if "suggest" in form:
        return await _suggest(request, room, who, form)
    action: Action
    if "me_too" in form:
        comment = room.session.comments.get(_text(form, "me_too"))
        action = asking.Support(stage, _text(form, "me_too"), not (comment and who.id in comment.support))
    else:
        limit = COMMENTS_A_MINUTE if house_of(request).settings.action_limit else 0
        action = asking.Comment(stage, idea, _text(form, "text"), new_id(), limit)
    refused = await ask(request, room, who, form, action)
    if refused is not None:
        return await draw_screen(request, room, who.id, refused, Draft(_text(form, "text"), idea))
    return told(room, "" if "me_too" in form else "sent", f"#talk-{idea}" if idea else "")


async def _suggest(request: Request, room: Room, who: Who, form: FormData) -> Response:
    """Sends an idea, perhaps in place of an earlier one, which goes only once this one is there: or just before it,
    where a person may send no more. Words that are refused stay in the field."""
    stage, earlier = _text(form, "stage"), _text(form, "replaces")
    idea, back = asking.Suggest(stage, _text(form, "text"), new_id()), asking.TakeBackSuggestion(stage, earlier)
    refused = await ask(request, room, who, form, idea)
    if earlier and refused is not None and refused.code == "too_many":
        refused = await ask(request, room, who, form, back) or await ask(request, room, who, form, idea)
    elif earlier and refused is None and (stays := await ask(request, room, who, form, back)):
        return await draw_screen(request, room, who.id, stays)
    if refused is not None:
        return await draw_screen(request, room, who.id, refused, Draft(idea.text, replaces=earlier))
    return told(room, "sent")


async def _to_change(request: Request, room: Room, who: Who, form: FormData) -> Response:
    """The words of one's own idea, back in the field. It is taken back only once others are sent in its place."""
    written, wanted = _text(form, "text"), room.session.suggestions.get(_text(form, "change"))
    if written.strip():
        first = Refusal("bad_field", "Send what you are writing first, or clear it.", "text")
        return await draw_screen(request, room, who.id, first, Draft(written, replaces=_text(form, "replaces")))
    if wanted is None or wanted.participant != who.id:
        return await draw_screen(
            request, room, who.id, Refusal("unknown_idea", "This idea is not known here.", "suggestion")
        )
    return await draw_screen(request, room, who.id, draft=Draft(wanted.text, replaces=wanted.id))


@router.post("/withdraw")
async def withdraw(request: Request, here: Here) -> Response:
    who, room = here
    form = await request.form()
    withdrawn = asking.Withdraw(_text(form, "stage"), _text(form, "comment"))
    return await _take_back(request, room, who, form, withdrawn)


@router.post("/done")
async def done(request: Request, here: Here) -> Response:
    who, room = here
    return await _finish(request, room, who, await request.form())


async def _take_back(request: Request, room: Room, who: Who, form: FormData, action: Action) -> Response:
    refused = await ask(request, room, who, form, action)
    return await draw_screen(request, room, who.id, refused) if refused else told(room, "back")


async def _finish(request: Request, room: Room, who: Who, form: FormData) -> Response:
    refused = await ask(request, room, who, form, asking.Finish(_text(form, "stage")))
    return await draw_screen(request, room, who.id, refused) if refused else told(room, "done")


async def ask(request: Request, room: Room, who: Who, form: Mapping[str, Any], action: Action) -> Refusal | None:
    """Asks the room; a refusal comes back for the person to read."""
    nonce = _text(form, "nonce")
    id = str(uuid.uuid5(NAMESPACE, f"{nonce}|{_name(action)}")) if nonce else None
    try:
        await room.ask(Actor(PARTICIPANT, who.id), action, id)
    except Refusal as refusal:
        late.note(house_of(request).rooms, room, who.id, action, refusal)
        return refusal
    return None


def _name(action: Action) -> str:
    """What an action asks, without the ids made at the door: it tells two actions of one form apart."""
    if isinstance(action, asking.Comment):
        return repr(replace(action, comment=""))
    return repr(replace(action, suggestion="") if isinstance(action, asking.Suggest) else action)


def _stage(session: Session, form: FormData) -> Stage:
    stage = session.stages.get(_text(form, "stage"))
    if stage is None:
        raise Refusal("unknown_stage", "This step is not part of this workshop.", "stage")
    return stage


def _votes(stage: Stage, form: FormData, standing: dict[str, Any]) -> list[Action]:
    return [
        asking.Vote(stage.id, idea.id, choice)
        for idea in stage.ideas
        if (choice := _text(form, f"vote-{idea.id}")) and choice != standing.get(idea.id)
    ]


def _rates(stage: Stage, form: FormData, standing: dict[str, Any]) -> list[Action]:
    cleared = _text(form, "clear")
    found: list[Action] = []
    for idea in stage.ideas:
        for n, scale in enumerate(stage.settings.scales):
            given = _text(form, f"rate-{idea.id}-{n}")
            known = standing.get(idea.id, {}).get(scale.key)
            score = None if idea.id == cleared else number_of(given)
            if score != known and (score is not None or idea.id == cleared):
                found.append(asking.Rate(stage.id, idea.id, scale.key, score))
    return found


def _dots(stage: Stage, form: FormData, standing: dict[str, Any]) -> list[Action]:
    """One dot more or less than the person saw."""
    for name, step in (("more", 1), ("less", -1)):
        idea = _text(form, name)
        seen = number_of(_text(form, f"dots-{idea}"))
        if idea and seen is not None:
            return [asking.PlaceDots(stage.id, idea, max(seen + step, 0))]
    return []


def _nothing(stage: Stage, form: FormData, standing: dict[str, Any]) -> list[Action]:
    return []


_READERS = {"vote": _votes, "rate": _rates, "dots": _dots}


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


def told(room: Room, what: str = "", place: str = "") -> Response:
    return RedirectResponse(f"/sessions/{room.session.id}{'?told=' + what if what else ''}{place}", 303)
