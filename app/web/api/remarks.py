"""Calls for checking what was said: comments and suggestions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.domain.asking import CheckComment, CheckSuggestion
from app.domain.refusals import Refusal
from app.storage.sessions import session_of_comment, session_of_suggestion

from ..access import Who, may
from ..deeds import do, room_of
from ..house import house_of
from ..showing import comment_json, suggestion_json

router = APIRouter(tags=["Checking"])
Checkers = Annotated[Who, Depends(may("host: comments"))]


class Reason(BaseModel):
    reason: str = Field(default="", max_length=500)


@router.get("/sessions/{session}/comments")
async def list_comments(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: comments to check"))],
    state: Annotated[str | None, Query()] = None,
) -> dict[str, Any]:  # fmt: skip
    known = (await room_of(request, session)).session
    found = [comment_json(known, c) for c in known.comments.values() if state is None or c.state == state]
    return {"comments": found}


@router.get("/sessions/{session}/suggestions")
async def list_suggestions(
    request: Request, session: str, who: Annotated[Who, Depends(may("look: comments to check"))],
    state: Annotated[str | None, Query()] = None,
) -> dict[str, Any]:  # fmt: skip
    known = (await room_of(request, session)).session
    found = [suggestion_json(known, s) for s in known.suggestions.values() if state is None or s.state == state]
    return {"suggestions": found}


@router.post("/comments/{comment}/allow")
async def allow(request: Request, comment: str, who: Checkers, body: Reason | None = None) -> dict[str, Any]:
    return await check(request, comment, who, "allowed", body)


@router.post("/comments/{comment}/hide")
async def hide(request: Request, comment: str, who: Checkers, body: Reason | None = None) -> dict[str, Any]:
    return await check(request, comment, who, "hidden", body)


@router.post("/comments/{comment}/spotlight")
async def spotlight(request: Request, comment: str, who: Checkers, body: Reason | None = None) -> dict[str, Any]:
    """Allows the comment and makes it the large one on the board."""
    return await check(request, comment, who, "spotlight", body)


@router.post("/comments/{comment}/unspotlight")
async def unspotlight(request: Request, comment: str, who: Checkers, body: Reason | None = None) -> dict[str, Any]:
    return await check(request, comment, who, "unspotlight", body)


@router.post("/suggestions/{suggestion}/allow")
async def allow_suggestion(
    request: Request, suggestion: str, who: Checkers, body: Reason | None = None
) -> dict[str, Any]:
    return await check_suggestion(request, suggestion, who, "allowed", body)


@router.post("/suggestions/{suggestion}/hide")
async def hide_suggestion(
    request: Request, suggestion: str, who: Checkers, body: Reason | None = None
) -> dict[str, Any]:
    return await check_suggestion(request, suggestion, who, "hidden", body)


class Merge(Reason):
    into: str


@router.post("/suggestions/{suggestion}/merge")
async def merge_suggestion(request: Request, suggestion: str, who: Checkers, body: Merge) -> dict[str, Any]:
    """Joins a look-alike with another suggestion of the step, which stands for both."""
    return await check_suggestion(request, suggestion, who, "merged", body, body.into)


async def check(request: Request, comment: str, who: Who, verdict: str, body: Reason | None) -> dict[str, Any]:
    session = await house_of(request).store.read(session_of_comment, comment)
    if session is None:
        raise Refusal("unknown_comment", "This comment is not known here.", "comment")
    room = await room_of(request, session)
    await do(room, who, CheckComment(comment=comment, verdict=verdict, reason=body.reason if body else ""))
    return comment_json(room.session, room.session.comments[comment])


async def check_suggestion(
    request: Request, suggestion: str, who: Who, verdict: str, body: Reason | None, into: str = ""
) -> dict[str, Any]:
    session = await house_of(request).store.read(session_of_suggestion, suggestion)
    if session is None:
        raise Refusal("unknown_comment", "This suggestion is not known here.", "suggestion")
    room = await room_of(request, session)
    reason = body.reason if body else ""
    await do(room, who, CheckSuggestion(suggestion=suggestion, verdict=verdict, reason=reason, into=into))
    return suggestion_json(room.session, room.session.suggestions[suggestion])
