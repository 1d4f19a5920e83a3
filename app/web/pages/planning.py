"""Pages for planning a session: a new one, and its run sheet. A sheet changes through the session's room."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from app.actions import planning, run_sheets
from app.actions.offering_other_ways import offer_other_ways
from app.actions.run_sheets import Sheet, sheet_of, stages_of, started_anew
from app.actions.starting_points import StartingPoint, starting_points
from app.domain import asking
from app.domain.refusals import Refusal
from app.domain.session import ENDED
from app.domain.stages import KINDS, Stage
from app.live.room import Room
from app.screens.planning import plan_screen
from app.storage.ideas import ideas_of, programme, weighable
from app.storage.session_dates import plan_start
from app.storage.sessions import read_session, session_row, sessions_of

from ..access import Who, may
from ..decoding import number_of
from ..deeds import do, room_of
from ..house import house_of
from ..rights import ONE_SESSION
from ..templating import catalogue, language_of
from .desk import go, page
from .programmes import UNKNOWN
from .stage_forms import ideas_from, settings_from, steps_from
from .start_times import FormStart, form_start, given_start, months, shifted, start_of

router = APIRouter()
Planning = Annotated[Who, Depends(may("plan: session"))]
Hosts = Annotated[Who, Depends(may("plan: run sheet"))]
Field = Annotated[str, Form()]
Programme = Annotated[str, Path(alias="programme")]


@router.get("/programmes/{programme}/sessions/new")
async def new_session_page(request: Request, programme_id: Programme, who: Planning) -> Response:
    return await _new_form(request, programme_id)


@router.post("/programmes/{programme}/sessions/new")
async def new_session(
    request: Request, programme_id: Programme, who: Planning, name: Field = "", joining: Field = "open",
    start_from: Field = "workshop",
) -> Response:  # fmt: skip
    house, form = house_of(request), await request.form()
    try:
        sheet, starts_at = await _sheet_from(request, programme_id, start_from), start_of(form)
        row = await house.store.write(
            planning.plan_session, programme_id, name, joining, sheet, house.now(), starts_at
        )  # fmt: skip
    except Refusal as refusal:
        return await _new_form(
            request, programme_id, refusal, name=name, start=given_start(form), joining=joining, start_from=start_from
        )
    return go(f"/sessions/{row.id}/plan")


@router.get("/sessions/{session}/plan")
async def plan_page(request: Request, session: str, who: Hosts, stage: str | None = None) -> Response:
    room = await room_of(request, session)
    if room.session.phase == ENDED:
        return go(f"/sessions/{session}/outcomes")
    return await _show(request, room, who, stage)


@router.post("/sessions/{session}/plan/start")
async def set_start(request: Request, session: str, who: Hosts) -> Response:
    room, form = await room_of(request, session), await request.form()
    try:
        await house_of(request).store.write(plan_start, session, start_of(form))
    except Refusal as refusal:
        return await _show(request, room, who, None, refusal, start=given_start(form))
    return go(f"/sessions/{session}/plan")


@router.post("/sessions/{session}/plan/shift")
async def shift_start(request: Request, session: str, who: Hosts) -> Response:
    """All times later or earlier by some minutes: they follow from the start."""
    room, store = await room_of(request, session), house_of(request).store
    row = await store.read(session_row, session)
    try:
        await store.write(plan_start, session, shifted(row.starts_at if row else None, await request.form()))
    except Refusal as refusal:
        return await _show(request, room, who, None, refusal)
    return go(f"/sessions/{session}/plan")


@router.post("/sessions/{session}/plan/details")
async def change_details(
    request: Request, session: str, who: Hosts, expected_version: Annotated[int, Form()],
    name: Field = "", joining: Annotated[str | None, Form()] = None,
) -> Response:  # fmt: skip
    """The workshop's name, and how people join it."""
    room = await room_of(request, session)
    try:
        await do(room, who, asking.ChangeSession(expected=expected_version, name=name, joining=joining))
    except Refusal as refusal:
        return await _show(request, room, who, None, refusal)
    return go(f"/sessions/{session}/plan")


@router.post("/sessions/{session}/plan/other-ways")
async def set_other_ways(
    request: Request, session: str, who: Hosts, easy_read: Field = "", large_print: Field = "", phone: Field = "",
    words: Field = "",
) -> Response:  # fmt: skip
    """How else people may take part, as their join page says it."""
    room = await room_of(request, session)
    given = {"easy_read": easy_read, "large_print": large_print, "phone": phone, "words": words}
    try:
        await house_of(request).store.write(offer_other_ways, session, given)
    except Refusal as refusal:
        return await _show(request, room, who, None, refusal, other_ways=given)
    return go(f"/sessions/{session}/plan#other-ways")


@router.post("/sessions/{session}/plan/replace")
async def replace_sheet(
    request: Request, session: str, who: Hosts, start_from: Field, expected_version: Annotated[int, Form()],
    sure: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Starts the run sheet anew from a template or another session's; asks first where one was made by hand."""
    room = await room_of(request, session)
    known = sheet_of(room.session)
    if not sure and known and _template_of(request, known) is None:
        return await _show(request, room, who, None, replacing=start_from)
    try:
        sheet = await _sheet_from(request, room.session.programme, start_from, of_others=who.kind not in ONE_SESSION)
        await _change(request, room, who, sheet, expected_version)
    except Refusal as refusal:
        return await _show(request, room, who, None, refusal)
    return go(f"/sessions/{session}/plan")


@router.post("/sessions/{session}/plan/add")
async def add_step(
    request: Request, session: str, who: Hosts, kind: Field, expected_version: Annotated[int, Form()],
    after: Field = "",
) -> Response:  # fmt: skip
    room = await room_of(request, session)
    try:
        if kind not in KINDS:
            raise Refusal("bad_field", "This is not a kind of step we know.", "kind")
        sheet, id = run_sheets.added(sheet_of(room.session), kind, "", after or None)
        await _change(request, room, who, sheet, expected_version)
    except Refusal as refusal:
        return await _show(request, room, who, after, refusal)
    return go(f"/sessions/{session}/plan?stage={id}#step")


@router.post("/sessions/{session}/plan/stages/{stage}")
async def change_step(request: Request, session: str, stage: str, who: Hosts) -> Response:
    """One step: do = save, up, down, place, copy or remove."""
    room, form = await room_of(request, session), await request.form()
    before, taken_out = sheet_of(room.session), room.session.stages.get(stage)
    try:
        sheet, shown = _changed(room, stage, form)
        version = str(form.get("expected_version", ""))
        await _change(request, room, who, sheet, number_of(version))
    except Refusal as refusal:
        return await _show(request, room, who, stage, refusal)
    if form.get("do") == "remove" and taken_out is not None:
        return await _show(request, room, who, None, undo=(taken_out, json.dumps(before)))
    return go(f"/sessions/{session}/plan?stage={shown}#step" if shown else f"/sessions/{session}/plan")


@router.post("/sessions/{session}/plan/bring-back")
async def bring_back(
    request: Request, session: str, who: Hosts, expected_version: Annotated[int, Form()], sheet: Field = ""
) -> Response:
    """The run sheet as it was before a step was taken out, if nobody has changed it since."""
    room = await room_of(request, session)
    known = await house_of(request).store.read(ideas_of, room.session.programme)
    try:
        before = run_sheets.brought_back(room.session, steps_from(sheet), [idea.id for idea in known])
        await _change(request, room, who, before, expected_version)
    except Refusal as refusal:
        return await _show(request, room, who, None, refusal)
    return go(f"/sessions/{session}/plan")


def _changed(room: Room, stage: str, form: FormData) -> tuple[Sheet, str]:
    """The sheet after what the form asks, and the step to show next."""
    sheet = sheet_of(room.session)
    match form.get("do"):
        case "up":
            return run_sheets.moved(sheet, stage, -1), stage
        case "down":
            return run_sheets.moved(sheet, stage, 1), stage
        case "place":
            return run_sheets.placed(sheet, stage, number_of(str(form.get("to", ""))) or 0), stage
        case "copy":
            return run_sheets.copied(sheet, stage)
        case "remove":
            return run_sheets.without(sheet, stage), ""
    known = room.session.stages.get(stage)
    if known is None:
        raise Refusal("unknown_stage", "This step is no longer on the run sheet.", "stage")
    title = " ".join(str(form.get("title", "")).split())
    return run_sheets.changed(sheet, stage, title, settings_from(known.kind, form), ideas_from(known, form)), stage


async def _change(request: Request, room: Room, who: Who, sheet: Sheet, expected: int | None) -> None:
    ideas = await house_of(request).store.read(ideas_of, room.session.programme)
    stages = stages_of(room.session, sheet, [idea.id for idea in ideas])
    await do(room, who, asking.ChangeRunSheet(expected=expected, stages=stages))


async def _sheet_from(request: Request, programme_id: str, start_from: str, of_others: bool = True) -> Sheet:
    """A run sheet by the name of its template, or the id of a session of this programme. `of_others`: whether this
    host may look at other sessions."""
    store = house_of(request).store
    known = {point.key: point for point in _points(request)}
    if start_from in known:
        return [dict(stage) for stage in known[start_from].stages]
    other = await store.read(read_session, start_from) if of_others else None
    if other is None or other.programme != programme_id:
        raise Refusal("bad_field", "Choose what to start from.", "start_from")
    ideas = await store.read(ideas_of, programme_id, True)
    return started_anew(sheet_of(other), [idea.id for idea in ideas])


def _points(request: Request) -> tuple[StartingPoint, ...]:
    return starting_points(catalogue(language_of(request)).gettext)


def _template_of(request: Request, sheet: Sheet) -> str | None:
    """The starting point that this run sheet still is, step by step."""
    steps = [(step["kind"], step["title"], step["settings"]["minutes"]) for step in sheet]
    return next(
        (point.key for point in _points(request)
         if steps == [(s["kind"], s["title"], s["settings"]["minutes"]) for s in point.stages]),
        None,
    )  # fmt: skip


async def _show(
    request: Request, room: Room, who: Who, stage: str | None, refusal: Refusal | None = None, *,
    start: FormStart | None = None, replacing: str = "", other_ways: Mapping[str, str] | None = None,
    undo: tuple[Stage, str] | None = None,
) -> Response:  # fmt: skip
    house, session, by_pass = house_of(request), room.session, who.kind in ONE_SESSION
    store = house.store
    row = await store.read(session_row, session.id)
    named = [idea for stage in session.stages.values() if isinstance(stage.plan, list) for idea in stage.plan]
    ideas = await store.read(weighable, session.programme, named)
    others = [] if by_pass else [s for s in await store.read(sessions_of, session.programme) if s.id != session.id]
    starts_at = row.starts_at if row else None
    screen = plan_screen(session, starts_at, ideas, stage)
    return page(
        request, "organiser/plan.html", refusal=refusal, programme=await store.read(programme, session.programme),
        section="workshops", screen=screen, points=_points(request), others=others[-6:][::-1],
        current_point=_template_of(request, sheet_of(session)), replacing=replacing,
        start=start or form_start(starts_at, house.now()), months=months(language_of(request)),
        other_ways=other_ways if other_ways is not None else row.other_ways if row else {}, undo=undo,
    )  # fmt: skip


async def _new_form(request: Request, programme_id: str, refusal: Refusal | None = None, **given: Any) -> Response:
    store = house_of(request).store
    known = await store.read(programme, programme_id)
    if known is None:
        raise UNKNOWN
    others = await store.read(sessions_of, programme_id)
    ideas = await store.read(ideas_of, programme_id)
    start = given.get("start") or form_start(None, house_of(request).now())
    return page(
        request, "organiser/new_session.html", refusal=refusal, programme=known, section="workshops",
        points=_points(request), others=others[-6:][::-1], ideas=len(ideas), start=start,
        months=months(language_of(request)), given={"joining": "open", "start_from": "workshop"} | given,
    )  # fmt: skip
