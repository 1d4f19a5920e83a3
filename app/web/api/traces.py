"""Calls for the trace, the idea book, and what became of each idea."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.actions import idea_books, opening_pages, telling_back
from app.domain.refusals import Refusal
from app.screens.book import book_desk
from app.screens.trace_json import book_json, stories_json, story_json, trace_json, trail_json
from app.screens.trail import trail_screen
from app.screens.you_said import stories_desk

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of
from .asking import answer

router = APIRouter(prefix="/programmes/{programme}", tags=["Strategy"])
Looking = Annotated[Who, Depends(may("look: programmes"))]
Publishing = Annotated[Who, Depends(may("conclude: publish"))]
Planning = Annotated[Who, Depends(may("plan: session"))]
Json = dict[str, Any]
UNKNOWN = Refusal("unknown_code", "This programme is not known here.")


class InBook(BaseModel):
    ideas: list[str] = Field(max_length=5_000)


class Named(BaseModel):
    name: str = ""


class NewStory(BaseModel):
    """`seen` is the id of the story that its teller looked at, empty for none; left out it is not compared."""

    verdict: str
    text: str
    seen: str | None = None


@router.get("/trace")
async def trace(request: Request, programme: str, who: Looking) -> Json:
    """Every quote, contribution, idea and statement, each naming the others that it leads to. For organisers."""
    found = await house_of(request).store.read(trace_json, programme)
    if found is None:
        raise UNKNOWN
    return found


@router.get("/ideas/{idea}/trail")
async def trail(request: Request, programme: str, idea: str, who: Looking) -> Json:
    return trail_json(await house_of(request).store.read(trail_screen, programme, idea))


@router.post("/ideas/{idea}/trail/publish")
async def share_trail(request: Request, programme: str, idea: str, who: Publishing) -> Json:
    """Opens the idea's trail to everyone: allowed quotes, workshops with a public report, agreed statements."""
    house = house_of(request)
    await house.store.write(opening_pages.share_trail, programme, idea, who.id, house.now())
    return await trail(request, programme, idea, who)


@router.post("/ideas/{idea}/trail/unpublish")
async def unshare_trail(request: Request, programme: str, idea: str, who: Publishing) -> Json:
    house = house_of(request)
    await house.store.write(opening_pages.unshare_trail, programme, idea, who.id, house.now())
    return await trail(request, programme, idea, who)


@router.get("/stories")
async def stories(request: Request, programme: str, who: Looking) -> Json:
    """Every idea with what was told of it last, and what decisions and statements suggest to tell."""
    found = await house_of(request).store.read(stories_desk, programme)
    if found is None:
        raise UNKNOWN
    return stories_json(found)


@router.post("/ideas/{idea}/story", status_code=201)
async def tell_back(request: Request, programme: str, idea: str, who: Publishing, body: NewStory) -> Json:
    """The newest of an idea counts; said again word for word it is kept once."""
    house = house_of(request)
    told = await house.store.write(
        telling_back.tell_back, programme, idea, body.verdict, body.text, who.id, house.now(), body.seen
    )
    return story_json(told) or {}


@router.post("/stories/publish")
async def open_stories(request: Request, programme: str, who: Publishing) -> Json:
    """Opens “You said, we did” to everyone. 409 before anything is told."""
    house = house_of(request)
    await house.store.write(telling_back.open_stories, programme, who.id, house.now())
    return await stories(request, programme, who)


@router.post("/stories/unpublish")
async def close_stories(request: Request, programme: str, who: Publishing) -> Json:
    house = house_of(request)
    await house.store.write(telling_back.close_stories, programme, who.id, house.now())
    return await stories(request, programme, who)


@router.get("/book")
async def book(request: Request, programme: str, who: Looking) -> Json:
    store = house_of(request).store
    found = await store.read(book_desk, programme)
    if found is None:
        raise UNKNOWN
    return await store.read(book_json, found)


@router.post("/book/publish")
async def open_book(request: Request, programme: str, who: Publishing, body: InBook) -> Json:
    """Opens the idea book with these ideas, or changes which ideas stand in it."""
    house = house_of(request)
    await house.store.write(idea_books.open_book, programme, body.ideas, who.id, house.now())
    return await book(request, programme, who)


@router.post("/book/unpublish")
async def close_book(request: Request, programme: str, who: Publishing) -> Json:
    house = house_of(request)
    await house.store.write(idea_books.close_book, programme, who.id, house.now())
    return await book(request, programme, who)


@router.post("/book/respond", status_code=201)
async def plan_response(request: Request, programme: str, who: Planning, body: Named) -> Json:
    """A session in which the book's readers vote and comment for two weeks. The book leads there while it runs."""
    house = house_of(request)
    made = await house.store.write(idea_books.plan_response, programme, body.name, who.id, house.now())
    return await answer(request, await room_of(request, made.id))


@router.post("/phases", status_code=201)
async def plan_phases(request: Request, programme: str, who: Planning) -> Json:
    """The three phases: citizens' conversation, the professions' response, joint check and challenge."""
    house = house_of(request)
    made = await house.store.write(idea_books.plan_phases, programme, who.id, house.now())
    return {"sessions": [await answer(request, await room_of(request, session.id)) for session in made]}
