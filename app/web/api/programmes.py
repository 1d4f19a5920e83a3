"""Calls for planning: programmes, their ideas, sessions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, UploadFile
from pydantic import BaseModel, Field
from starlette.requests import Request

from app.actions import planning
from app.actions.importing_ideas import import_ideas
from app.storage.ideas import ideas_of, programmes

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of
from .asking import answer

router = APIRouter(prefix="/programmes", tags=["Planning"])


class NewProgramme(BaseModel):
    name: str


class NewIdea(BaseModel):
    text: str
    ref: str | None = Field(default=None, max_length=100)
    name: str | None = Field(default=None, max_length=200)
    theme: str | None = Field(default=None, max_length=200)
    detail: str | None = Field(default=None, max_length=2000)


class NewIdeas(BaseModel):
    ideas: list[NewIdea] = Field(max_length=2000)


class NewStage(BaseModel):
    kind: str
    title: str | None = None
    ideas: Any = "all"
    settings: dict[str, Any] | None = None


class NewSession(BaseModel):
    name: str
    joining: Literal["open", "ticket"] = "open"
    stages: list[NewStage] = Field(default_factory=list)


@router.post("", status_code=201)
async def create_programme(
    request: Request, new: NewProgramme, who: Annotated[Who, Depends(may("plan: programme"))]
) -> dict[str, Any]:
    house = house_of(request)
    made = await house.store.write(planning.create_programme, new.name, house.now())
    return {"id": made.id, "name": made.name}


@router.get("")
async def list_programmes(
    request: Request, who: Annotated[Who, Depends(may("look: own programmes"))]
) -> dict[str, Any]:
    found = [one for one in await house_of(request).store.read(programmes) if who.sees(one.id)]
    return {"programmes": [{"id": p.id, "name": p.name} for p in found]}


@router.post("/{programme}/ideas", status_code=201)
async def add_ideas(
    request: Request, programme: str, new: NewIdeas, who: Annotated[Who, Depends(may("plan: ideas"))]
) -> dict[str, Any]:
    house = house_of(request)
    ideas = [planning.NewIdea(**idea.model_dump()) for idea in new.ideas]
    made = await house.store.write(planning.add_ideas, programme, ideas, house.now())
    return {"ideas": [_idea_json(idea) for idea in made]}


@router.get("/{programme}/ideas")
async def list_ideas(
    request: Request, programme: str, who: Annotated[Who, Depends(may("look: programmes"))]
) -> dict[str, Any]:
    store = house_of(request).store
    await store.read(planning.must_exist, programme)
    return {"ideas": [_idea_json(idea) for idea in await store.read(ideas_of, programme)]}


@router.post("/{programme}/ideas/import")
async def import_file(
    request: Request, programme: str, file: UploadFile, who: Annotated[Who, Depends(may("plan: ideas"))],
    dry_run: Annotated[bool, Query()] = False,
) -> dict[str, Any]:  # fmt: skip
    """A CSV or XLSX file of ideas. With `dry_run=true` nothing is created: it shows what would be."""
    house = house_of(request)
    return await import_ideas(house.store, programme, await file.read(), file.filename or "", house.now(), dry_run)


@router.post("/{programme}/sessions", status_code=201)
async def plan_session(
    request: Request, programme: str, new: NewSession, who: Annotated[Who, Depends(may("plan: session"))]
) -> dict[str, Any]:
    house = house_of(request)
    stages = [stage.model_dump() for stage in new.stages]
    row = await house.store.write(planning.plan_session, programme, new.name, new.joining, stages, house.now())
    return await answer(request, await room_of(request, row.id))


def _idea_json(idea: Any) -> dict[str, Any]:
    return {k: getattr(idea, k) for k in ("id", "ref", "text", "name", "theme", "detail")}
