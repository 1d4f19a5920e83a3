"""Calls for what organisers decide about ideas after a session."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request

from app.actions import deciding
from app.domain.decisions import Decision, standing_decisions
from app.domain.outcomes import rfc3339
from app.storage.accounts import account_email
from app.storage.decisions import decisions_of

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of

router = APIRouter(tags=["Outcomes"])


class Decide(BaseModel):
    idea: str
    verdict: str
    merged_with: str | None = None
    reason: str
    who: str | None = None


@router.post("/sessions/{session}/decisions", status_code=201)
async def decide(
    request: Request, session: str, body: Decide, who: Annotated[Who, Depends(may("conclude: decide"))]
) -> dict[str, Any]:
    """Carries an idea forward, merges it with another, or parks it; the newest decision on an idea counts. 409 before
    the finish."""
    house, room = house_of(request), await room_of(request, session)
    name = body.who if body.who is not None else await name_of(request, who)
    decision = await house.store.write(
        deciding.decide, room.session.id, body.idea, body.verdict, body.merged_with, body.reason, name, house.now()
    )
    return decision_json(decision)


@router.get("/sessions/{session}/decisions")
async def list_decisions(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: outcomes"))]
) -> dict[str, Any]:
    """The decision that counts on each idea, with those it replaced, newest first."""
    room = await room_of(request, session)
    known = await house_of(request).store.read(decisions_of, room.session.id)
    earlier: dict[str, list[dict[str, Any]]] = {}
    for decision in reversed(known):
        earlier.setdefault(decision.idea, []).append(decision_json(decision))
    listed = standing_decisions(known)
    return {"decisions": [decision_json(d) | {"earlier": earlier[idea][1:]} for idea, d in listed.items()]}


async def name_of(request: Request, who: Who) -> str:
    """The name that a decision carries where none is given: the account's address, or the token's name."""
    return await house_of(request).store.read(account_email, who.id) or who.id


def decision_json(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "idea": decision.idea,
        "verdict": decision.verdict,
        "merged_with": decision.merged_with,
        "reason": decision.reason,
        "who": decision.who,
        "at": rfc3339(decision.at),
    }
