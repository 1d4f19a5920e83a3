"""Pages that merge and split ideas, and forms for what belongs to one: its place in the plan, a picture."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app.actions import merging, picturing, shaping, splitting
from app.actions.planning import NewIdea
from app.domain.pictures import LARGEST_PICTURE
from app.domain.refusals import Refusal
from app.domain.stages import Translation
from app.screens.ideas import idea_screen, picture_of

from ..access import Who, may
from ..decoding import number_of
from ..house import house_of
from ..translating import translate
from .desk import go, page
from .ideas import given_idea, show_idea

router = APIRouter(prefix="/programmes/{programme}/ideas/{idea}")
Looking = Annotated[Who, Depends(may("look: programmes"))]
Planning = Annotated[Who, Depends(may("plan: ideas"))]
Field = Annotated[str, Form()]


@router.get("/merge")
async def merge_page(request: Request, programme: str, idea: str, who: Planning, other: str = "") -> Response:
    return await _merge_form(request, programme, idea, other)


@router.post("/merge")
async def merge(
    request: Request, programme: str, idea: str, who: Planning, other: Field = "", words: Field = "this",
    text: Field = "", name: Field = "", why: Field = "", seen: Field = "",
) -> Response:  # fmt: skip
    """`words`: this idea's, the other's, or new ones, which are `text` and `name`."""
    house = house_of(request)
    try:
        wording = None
        if words == "other":
            theirs = await house.store.read(shaping.known_idea, programme, other)
            wording = NewIdea(theirs.text, None, theirs.name, theirs.theme, theirs.detail, theirs.easy_read)
        elif words == "new":
            ours = await house.store.read(shaping.known_idea, programme, idea)
            wording = given_idea(text, name, ours.theme or "", "", ours.detail or "", ours.easy_read or "")
        made = await house.store.write(
            merging.merge_ideas, programme, idea, other, who.id, house.now(), wording, why, number_of(seen)
        )
    except Refusal as refusal:
        if refusal.code == "unknown_idea":
            raise
        return await _merge_form(request, programme, idea, other, refusal, words=words, text=text, name=name, why=why)
    return go(f"/programmes/{programme}/shape?idea={idea}&merged={made.id}#open-idea")


@router.post("/merges/{merge}/undo")
async def undo_merge(request: Request, programme: str, idea: str, merge: str, who: Planning) -> Response:
    house = house_of(request)
    await house.store.write(merging.undo_merge, programme, merge, who.id, house.now())
    return go(f"/programmes/{programme}/ideas/{idea}?done=undone")


@router.post("/keep-apart")
async def keep_apart(request: Request, programme: str, idea: str, who: Planning, other: Field = "") -> Response:
    house = house_of(request)
    await house.store.write(merging.keep_apart, programme, idea, other, who.id, house.now())
    return go(f"/programmes/{programme}/shape?idea={idea}#look-alikes")


@router.get("/split")
async def split_page(request: Request, programme: str, idea: str, who: Planning) -> Response:
    return await _split_form(request, programme, idea)


@router.post("/split")
async def split(
    request: Request, programme: str, idea: str, who: Planning, text: Field = "", name: Field = "",
    old_text: Field = "", old_name: Field = "", why: Field = "", seen: Field = "",
) -> Response:  # fmt: skip
    house, form = house_of(request), await request.form()
    quotes = [str(quote) for quote in form.getlist("quotes")]
    try:
        known = await house.store.read(shaping.known_idea, programme, idea)
        new = given_idea(text, name, known.theme or "", "")
        old = given_idea(old_text, old_name, known.theme or "", "", known.detail or "", known.easy_read or "")
        made = await house.store.write(
            splitting.split_idea, programme, idea, quotes, new, who.id, house.now(), old, why, number_of(seen)
        )
    except Refusal as refusal:
        if refusal.code == "unknown_idea":
            raise
        typed = {"text": text, "name": name, "old_text": old_text, "old_name": old_name, "why": why}
        return await _split_form(request, programme, idea, refusal, chosen=quotes, typed=typed)
    return go(f"/programmes/{programme}/shape?idea={made.id}&split={idea}#open-idea")


@router.post("/place")
async def place(request: Request, programme: str, idea: str, who: Planning) -> Response:
    """Professions that could act on it, and commitments it could serve; `was-…` are those the form was made from."""
    house, form = house_of(request), await request.form()
    names, codes, was_names, was_codes = (
        [str(one) for one in form.getlist(field)]
        for field in ("professions", "commitments", "was-professions", "was-commitments")
    )
    try:
        await house.store.write(
            shaping.place_idea, programme, idea, names, codes, who.id, house.now(), (was_names, was_codes)
        )
    except Refusal as refusal:
        return await show_idea(request, programme, idea, who, refusal)
    return go(f"/programmes/{programme}/ideas/{idea}?done=placed#place")


@router.post("/translations")
async def give_translation(
    request: Request, programme: str, idea: str, who: Planning, language: Field = "", text: Field = "",
    name: Field = "", easy_read: Field = "",
) -> Response:  # fmt: skip
    """The idea in another language. An empty text takes the translation away."""
    given = Translation(language, text, name or None, easy_read or None)
    try:
        await translate(request, programme, idea, given, who)
    except Refusal as refusal:
        if refusal.code == "unknown_idea":
            raise
        return await show_idea(request, programme, idea, who, refusal, translating=given)
    return go(f"/programmes/{programme}/ideas/{idea}?done=translated#translations")


@router.get("/picture")
async def picture(request: Request, programme: str, idea: str, who: Looking) -> Response:
    found = await house_of(request).store.read(picture_of, programme, idea)
    if found is None:
        raise Refusal("unknown_code", "There is no picture here.")
    return Response(found[1], media_type=found[0])


@router.post("/picture")
async def give_picture(request: Request, programme: str, idea: str, who: Planning, words: Field = "") -> Response:
    house, form = house_of(request), await request.form()
    file = form.get("picture")
    data = await file.read(LARGEST_PICTURE + 1) if isinstance(file, UploadFile) else b""
    try:
        await house.store.write(picturing.give_picture, programme, idea, data, words, who.id, house.now())
    except Refusal as refusal:
        return await show_idea(request, programme, idea, who, refusal, picture_words=words)
    return go(f"/programmes/{programme}/ideas/{idea}?done=pictured#picture")


@router.post("/picture/remove")
async def take_picture_away(request: Request, programme: str, idea: str, who: Planning) -> Response:
    house = house_of(request)
    await house.store.write(picturing.take_picture_away, programme, idea, who.id, house.now())
    return go(f"/programmes/{programme}/ideas/{idea}#picture")


async def _merge_form(
    request: Request, programme: str, idea: str, other: str, refusal: Refusal | None = None, **typed: str
) -> Response:
    store = house_of(request).store
    screen = await store.read(idea_screen, programme, idea)
    beside = await store.read(idea_screen, programme, other) if other else None
    return page(
        request, "organiser/merge.html", refusal=refusal, programme=screen.programme, section="ideas", screen=screen,
        idea=screen.idea, beside=beside, typed={"words": "this"} | typed,
    )  # fmt: skip


async def _split_form(
    request: Request, programme: str, idea: str, refusal: Refusal | None = None, chosen: list[str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    screen = await house_of(request).store.read(idea_screen, programme, idea)
    now = {"old_text": screen.idea.text, "old_name": screen.idea.name or ""}
    return page(
        request, "organiser/split.html", refusal=refusal, programme=screen.programme, section="ideas", screen=screen,
        idea=screen.idea, chosen=chosen or [], typed=now | (typed or {}),
    )  # fmt: skip
