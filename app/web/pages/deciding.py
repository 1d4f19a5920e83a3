"""The outcome page's form: what becomes of an idea, in an organiser's own words."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import deciding
from app.domain.refusals import Refusal

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of
from .desk import go
from .outcomes import show_outcome

router = APIRouter(prefix="/sessions/{session}")


@router.post("/outcomes/decisions")
async def decide(
    request: Request, session: str, person: Annotated[Who, Depends(may("conclude: decide"))],
    idea: Annotated[str, Form()] = "", verdict: Annotated[str, Form()] = "",
    merged_with: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = "", who: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    house, room = house_of(request), await room_of(request, session)
    try:
        await house.store.write(
            deciding.decide, room.session.id, idea, verdict, merged_with, reason, who, house.now()
        )  # fmt: skip
    except Refusal as refusal:
        typed = {"idea": idea, "verdict": verdict, "merged_with": merged_with, "reason": reason, "who": who}
        return await show_outcome(request, session, person, refusal, typed=typed)
    return go(f"/sessions/{session}/outcomes?decided={quote(idea, safe='')}#decisions")
