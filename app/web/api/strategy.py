"""Calls for the strategy draft: statements and their versions, sections, the plan, check and challenge, files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from app.actions import drafting, frameworks, reviewing, sectioning
from app.actions.challenging import challenge
from app.actions.planning import must_exist
from app.domain.drafts import WRITTEN, Content
from app.domain.refusals import Refusal
from app.screens.strategy_json import comment_json, draft_json, plan_json, section_json, statement_json
from app.storage.frameworks import Commitment, framework_of
from app.storage.statements import content_of

from ..access import Who, may
from ..deeds import room_of
from ..draft_downloads import download_draft
from ..house import house_of
from .asking import answer

router = APIRouter(tags=["Strategy"])
BASE = "/programmes/{programme}/strategy"
ONE = BASE + "/statements/{statement}"
Looking = Annotated[Who, Depends(may("look: programmes"))]
Drafting = Annotated[Who, Depends(may("plan: strategy"))]
Version = Annotated[int, Field(ge=0, le=2**31)]
SCHEMA = Path(__file__).resolve().parents[2] / "data" / "strategy-draft.schema.json"


class Written(BaseModel):
    """What a statement says; what is left out stays as it is."""

    text: str | None = None
    section: str | None = None
    ideas: list[str] | None = Field(default=None, max_length=200)
    professions: list[str] | None = Field(default=None, max_length=100)
    with_whom: str | None = None
    commitments: list[str] | None = Field(default=None, max_length=200)
    works_if: str | None = None
    still_open: str | None = None
    next_review: str | None = None
    why: str = ""

    def onto(self, content: Content) -> Content:
        """The content with the fields that were sent; `section` null takes it out of its section."""
        sent = {name: getattr(self, name) for name in self.model_fields_set if name in WRITTEN}
        kept: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in sent.items()
        }
        return replace(content, **{n: v for n, v in kept.items() if v is not None or n == "section"})


class Changed(Written):
    """`put_back` brings a removed statement back with these words."""

    expected_version: Version
    put_back: bool = False


class Seen(BaseModel):
    expected_version: Version
    why: str = ""


class NewState(Seen):
    state: str


class Move(BaseModel):
    by: Literal[-1, 1]


class NewComment(BaseModel):
    text: str


class Settled(BaseModel):
    settled: bool = True


class NewSection(BaseModel):
    title: str
    intro: str = ""


class ChangedSection(NewSection):
    expected_version: Version


class NewCommitment(BaseModel):
    code: str
    short: str = ""
    text: str


class NewFramework(BaseModel):
    """One that comes with the program by its key, or one's own by name and commitments."""

    key: str = ""
    name: str = ""
    commitments: list[NewCommitment] = Field(default_factory=list, max_length=1000)


class Challenge(BaseModel):
    statements: list[str] = Field(max_length=500)
    name: str
    joining: Literal["open", "ticket"] = "open"


@router.get(BASE)
async def strategy(request: Request, programme: str, who: Looking) -> dict[str, Any]:
    """The draft in its order, with each statement's ideas and their newest readings, and who covers what."""
    return await house_of(request).store.read(draft_json, programme)


@router.post(BASE + "/statements", status_code=201)
async def add_statement(request: Request, programme: str, new: Written, who: Drafting) -> dict[str, Any]:
    house = house_of(request)
    content = new.onto(Content(""))
    made = await house.store.write(drafting.add_statement, programme, content, who.id, house.now(), new.why)
    return await _statement(request, programme, made.id)


@router.get(ONE)
async def statement(request: Request, programme: str, statement: str, who: Looking) -> dict[str, Any]:
    """One statement with its evidence, comments and every version."""
    return await _statement(request, programme, statement)


@router.post(ONE)
async def change_statement(
    request: Request, programme: str, statement: str, sent: Changed, who: Drafting
) -> dict[str, Any]:
    """409 `moved_on` with what stands now (`error.statement`) where somebody changed it meanwhile."""
    house = house_of(request)
    known = await house.store.read(drafting.looked_up, programme, statement)
    await house.store.write(
        drafting.change_statement, programme, statement, sent.onto(content_of(known)), sent.expected_version, who.id,
        house.now(), sent.why, sent.put_back,
    )  # fmt: skip
    return await _statement(request, programme, statement)


@router.post(ONE + "/state")
async def put_statement(
    request: Request, programme: str, statement: str, sent: NewState, who: Drafting
) -> dict[str, Any]:
    """draft, review or agreed."""
    house = house_of(request)
    await house.store.write(
        reviewing.put_statement, programme, statement, sent.state, sent.expected_version, who.id, house.now(), sent.why
    )
    return await _statement(request, programme, statement)


@router.post(ONE + "/move")
async def move_statement(request: Request, programme: str, statement: str, sent: Move, who: Drafting) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(drafting.move_statement, programme, statement, sent.by, who.id, house.now())
    return await _statement(request, programme, statement)


@router.post(ONE + "/remove")
async def remove_statement(
    request: Request, programme: str, statement: str, sent: Seen, who: Drafting
) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(
        drafting.remove_statement, programme, statement, sent.expected_version, who.id, house.now(), sent.why
    )
    return await _statement(request, programme, statement)


@router.post(ONE + "/put-back")
async def put_back_statement(request: Request, programme: str, statement: str, who: Drafting) -> dict[str, Any]:
    house = house_of(request)
    await house.store.write(drafting.put_back_statement, programme, statement, who.id, house.now())
    return await _statement(request, programme, statement)


@router.post(ONE + "/versions/{version}/restore")
async def restore_version(
    request: Request, programme: str, statement: str, version: int, sent: Seen, who: Drafting
) -> dict[str, Any]:
    """Writes it as it stood in that version; a change like any other."""
    house = house_of(request)
    if not 0 < version <= 2**31:
        raise Refusal("unknown_code", "This statement has no such version.", "version")
    await house.store.write(
        drafting.restore_version, programme, statement, version, sent.expected_version, who.id, house.now(), sent.why
    )
    return await _statement(request, programme, statement)


@router.post(ONE + "/comments", status_code=201)
async def comment_on(
    request: Request, programme: str, statement: str, sent: NewComment, who: Drafting
) -> dict[str, Any]:
    house = house_of(request)
    made = await house.store.write(reviewing.comment_on, programme, statement, sent.text, who.id, house.now())
    return comment_json(made)


@router.post(ONE + "/comments/{remark}")
async def settle_comment(
    request: Request, programme: str, statement: str, remark: str, sent: Settled, who: Drafting
) -> dict[str, Any]:
    house = house_of(request)
    settled = await house.store.write(
        reviewing.settle_comment, programme, statement, remark, sent.settled, who.id, house.now()
    )
    return comment_json(settled)


@router.post(BASE + "/sections", status_code=201)
async def add_section(request: Request, programme: str, new: NewSection, who: Drafting) -> dict[str, Any]:
    house = house_of(request)
    made = await house.store.write(sectioning.add_section, programme, new.title, new.intro, who.id, house.now())
    return section_json(made)


@router.post(BASE + "/sections/{section}")
async def change_section(
    request: Request, programme: str, section: str, sent: ChangedSection, who: Drafting
) -> dict[str, Any]:
    house = house_of(request)
    changed = await house.store.write(
        sectioning.change_section, programme, section, sent.title, sent.intro, sent.expected_version, who.id,
        house.now(),
    )  # fmt: skip
    return section_json(changed)


@router.post(BASE + "/sections/{section}/move")
async def move_section(request: Request, programme: str, section: str, sent: Move, who: Drafting) -> dict[str, Any]:
    house = house_of(request)
    return section_json(
        await house.store.write(sectioning.move_section, programme, section, sent.by, who.id, house.now())
    )


@router.post(BASE + "/sections/{section}/remove")
async def remove_section(request: Request, programme: str, section: str, who: Drafting) -> dict[str, Any]:
    """Its statements stay in the draft without a section."""
    house = house_of(request)
    return section_json(await house.store.write(sectioning.remove_section, programme, section, who.id, house.now()))


@router.post(BASE + "/sections/{section}/put-back")
async def put_back_section(request: Request, programme: str, section: str, who: Drafting) -> dict[str, Any]:
    house = house_of(request)
    return section_json(await house.store.write(sectioning.put_back_section, programme, section, who.id, house.now()))


@router.get(BASE + "/framework")
async def framework(request: Request, programme: str, who: Looking) -> dict[str, Any]:
    store = house_of(request).store
    await store.read(must_exist, programme)
    return plan_json(await store.read(framework_of, programme))


@router.post(BASE + "/framework")
async def set_framework(request: Request, programme: str, new: NewFramework, who: Drafting) -> dict[str, Any]:
    house = house_of(request)
    if new.key:
        await house.store.write(frameworks.choose_framework, programme, new.key, who.id, house.now())
    else:
        listed = [Commitment(c.code, c.short, c.text) for c in new.commitments]
        await house.store.write(frameworks.bring_framework, programme, new.name, listed, who.id, house.now())
    return plan_json(await house.store.read(framework_of, programme))


@router.post(BASE + "/challenge", status_code=201)
async def plan_challenge(request: Request, programme: str, sent: Challenge, who: Drafting) -> dict[str, Any]:
    """Plans a session in which people vote on these statements and comment on them → the session."""
    house = house_of(request)
    row = await house.store.write(
        challenge, programme, sent.statements, sent.name, sent.joining, who.id, house.now()
    )  # fmt: skip
    return await answer(request, await room_of(request, row.id))


@router.get(BASE + "/export")
async def export(
    request: Request, programme: str, who: Annotated[Who, Depends(may("conclude: draft"))],
    format: Annotated[str, Query()] = "json",
) -> Response:  # fmt: skip
    """The draft as a file: json, docx, md, or the trace as csv."""
    house = house_of(request)
    await house.store.read(must_exist, programme)
    return await download_draft(house, programme, format)


@router.get("/schema/strategy-draft.json")
async def schema(request: Request, who: Annotated[Who, Depends(may("look: schema"))]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the draft as JSON."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
    return found


async def _statement(request: Request, programme: str, statement: str) -> dict[str, Any]:
    found = await house_of(request).store.read(statement_json, programme, statement)
    if found is None:
        raise Refusal("unknown_code", "This statement is not part of the draft.")
    return found
