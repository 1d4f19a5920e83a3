"""Calls for listening: the public page of a programme, and what people said, from whichever source."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, UploadFile
from pydantic import AwareDatetime, BaseModel, Field
from sqlmodel import Session as Db
from starlette.requests import Request

from app.actions import contributing, gathering, listening
from app.actions.bringing_in import import_contributions
from app.actions.contributing import Told
from app.actions.importing_contributions import ForAll
from app.actions.planning import must_exist
from app.actions.recognising_exports import read_export
from app.domain.communities import COMMUNITIES
from app.domain.outcomes import rfc3339
from app.domain.refusals import Refusal
from app.screens.contributions import contribution_json
from app.storage.contributions import ALLOWED, HIDDEN, STATES, Which, questions_of, some_of
from app.storage.listening import listening_of, takes_words

from ..access import Who, may
from ..house import house_of, origin_of
from ..taken_back import tell_rooms

router = APIRouter(prefix="/programmes/{programme}", tags=["Listening"])
Planning = Annotated[Who, Depends(may("plan: listening"))]
A_PAGE = 200


class NewContribution(BaseModel):
    text: str
    question: str | None = None
    community: str | None = None
    role: str | None = None
    profession: str | None = None
    area: str | None = None
    theme: str | None = None
    may_quote: bool = False
    key: str | None = Field(default=None, min_length=1, max_length=100)
    at: AwareDatetime | None = None


class NewContributions(BaseModel):
    contributions: list[NewContribution] = Field(max_length=1000)
    source: Literal["file", "paper", "notes"] = "file"
    source_name: str | None = Field(default=None, max_length=100)


class Checked(BaseModel):
    reason: str = Field(default="", max_length=500)


class AskedQuestion(BaseModel):
    id: str | None = None
    text: str
    hint: str = ""
    asked: bool = True


class Gathered(BaseModel):
    session: str
    may_quote: bool = False
    question: str | None = None


class ListeningPage(BaseModel):
    title: str
    intro: str = ""
    equality: list[str] = Field(default_factory=list)
    closes_at: AwareDatetime | None = None
    open: bool | None = None
    questions: list[AskedQuestion] | None = Field(default=None, max_length=100)


@router.get("/listening")
async def show_listening(request: Request, programme: str, who: Planning) -> dict[str, Any]:
    """The public page; 404 before it is made."""
    house = house_of(request)
    return await house.store.read(_listening_json, programme, origin_of(request), house.now())


@router.put("/listening")
async def set_listening(request: Request, programme: str, new: ListeningPage, who: Planning) -> dict[str, Any]:
    """The whole page at once. Questions that are left out of `questions` are no longer asked."""
    house = house_of(request)
    wanted = new.model_dump() | {"closes_at": new.closes_at.timestamp() if new.closes_at else None}
    await house.store.write(listening.set_listening, programme, wanted, who.id, house.now())
    return await house.store.read(_listening_json, programme, origin_of(request), house.now())


@router.post("/contributions", status_code=201)
async def add_contributions(request: Request, programme: str, new: NewContributions, who: Planning) -> dict[str, Any]:
    """All or none; what came before under the same `key` is left out and counted as `same`."""
    house = house_of(request)
    told = [
        Told(
            one.text, one.question, one.community, one.role, one.profession, one.area, one.may_quote, one.theme,
            f"api:{one.key}" if one.key else None, at=one.at.timestamp() if one.at else None,
        )
        for one in new.contributions
    ]  # fmt: skip
    made = await house.store.write(
        contributing.take_in, programme, told, new.source, house.now(), source_name=new.source_name
    )  # fmt: skip
    return {"contributions": [_json(one) for one in made], "same": len(told) - len(made)}


@router.post("/contributions/import")
async def import_file(
    request: Request, programme: str, file: UploadFile, who: Planning, dry_run: Annotated[bool, Query()] = False,
    source_name: Annotated[str, Form()] = "", question: Annotated[str, Form()] = "",
    community: Annotated[str, Form()] = "", may_quote: Annotated[bool, Form()] = False,
) -> dict[str, Any]:  # fmt: skip
    """A CSV or XLSX file of what people said, or an export of Polis, Decidim, Slido or Mentimeter."""
    house, name = house_of(request), file.filename or ""
    if community and community not in COMMUNITIES:
        raise Refusal("bad_field", "Choose one of the communities.", "community")
    export = await asyncio.to_thread(read_export, await file.read(), name)
    for_all = ForAll(question or None, community or None, may_quote)
    return await import_contributions(
        house.store, programme, export, export.columns, for_all, source_name or name, who.id, house.now(), dry_run
    )


@router.post("/contributions/gather", status_code=201)
async def gather(request: Request, programme: str, new: Gathered, who: Planning) -> dict[str, Any]:
    """A workshop's allowed suggestions become contributions, each once. `may_quote`: people were told there that they
    may be quoted."""
    house = house_of(request)
    made = await house.store.write(
        gathering.gather_from, programme, new.session, new.may_quote, new.question, who.id, house.now()
    )
    return {"contributions": [_json(one) for one in made]}


@router.get("/contributions")
async def list_contributions(
    request: Request, programme: str, who: Planning, state: str = "", question: str = "",
    after: Annotated[int, Query(ge=0, le=2**31)] = 0,
) -> dict[str, Any]:  # fmt: skip
    """By number, up to 200 from after that number on; `next` is what to ask for then, null at the end."""
    if state and state not in STATES:
        raise Refusal("bad_field", "A state is waiting, allowed, hidden or withdrawn.", "state")
    return await house_of(request).store.read(_listed, programme, Which(state, question), after)


@router.post("/contributions/{contribution}/allow")
async def allow(
    request: Request, programme: str, contribution: str, who: Planning, checked: Checked | None = None
) -> dict[str, Any]:
    return await _check(request, programme, contribution, ALLOWED, who, checked)


@router.post("/contributions/{contribution}/hide")
async def hide(
    request: Request, programme: str, contribution: str, who: Planning, checked: Checked | None = None
) -> dict[str, Any]:
    """Its person can read the reason."""
    return await _check(request, programme, contribution, HIDDEN, who, checked)


@router.post("/contributions/{contribution}/withdraw")
async def withdraw(request: Request, programme: str, contribution: str, who: Planning) -> dict[str, Any]:
    """For somebody who asked an organiser to: the words are gone everywhere. Again changes nothing."""
    house = house_of(request)
    found = await house.store.write(contributing.take_back_for, programme, contribution, who.id, house.now())
    house.store.words_went.set()
    await tell_rooms(house.store, house.rooms, programme)
    return _json(found)


async def _check(
    request: Request, programme: str, contribution: str, state: str, who: Who, checked: Checked | None
) -> dict[str, Any]:
    house, reason = house_of(request), checked.reason if checked else ""
    found = await house.store.write(
        contributing.check_contribution, programme, contribution, state, reason, who.id, house.now()
    )  # fmt: skip
    return _json(found)


def _listed(db: Db, programme: str, which: Which, after: int) -> dict[str, Any]:
    must_exist(db, programme)
    found = some_of(db, programme, which, A_PAGE, after=after)
    return {
        "contributions": [_json(one) for one in found], "next": found[-1].number if len(found) == A_PAGE else None,
    }  # fmt: skip


def _listening_json(db: Db, programme: str, origin: str, now: float) -> dict[str, Any]:
    must_exist(db, programme)
    page = listening_of(db, programme)
    if page is None:
        raise Refusal("unknown_code", "This programme has no listening page yet. Write its title first.")
    questions = [{"id": q.id, "text": q.text, "hint": q.hint, "asked": q.asked} for q in questions_of(db, programme)]
    return {
        "title": page.title, "intro": page.intro, "equality": list(page.equality), "open": takes_words(page, now),
        "closes_at": _time(page.closes_at), "questions": questions, "link": f"{origin}/listen/{page.code}",
    }  # fmt: skip


def _json(told: Any) -> dict[str, Any]:
    return contribution_json(told) | {"at": _time(told.at)}


def _time(at: float | None) -> str | None:
    return None if at is None else rfc3339(at)
