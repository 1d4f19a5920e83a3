"""What people come back to with their receipt code: their own words, to change or take back, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlmodel import Session as Db
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.actions import own_words
from app.domain.refusals import N_, Refusal
from app.screens.said import SaidScreen, said_screen
from app.storage.contributions import contributions_with
from app.storage.secrets import hash_of, tidy_receipt
from app.storage.sessions import session_of_receipt

from ..access import Who, may
from ..codes import may_type_a_code, typed_a_wrong_code
from ..errors import STATUS, SlowDown
from ..house import house_of
from ..taken_back import tell_rooms
from ..templating import catalogue, language_of, render, sentence_of
from .desk import day
from .listening import profession_choices
from .listening_form import chosen_profession

router = APIRouter()
Receipts = Annotated[Who, Depends(may("use a receipt code"))]


DONE = {
    "change": N_("Your new words are saved. We read them first."),
    "about": N_("This is saved."),
    "withdraw": N_("It was taken back."),
    "withdraw-all": N_("Everything was taken back."),
}


@router.get("/said")
async def said_page(request: Request, who: Receipts) -> Response:
    return render(request, "listening/said_code.html")


@router.post("/said")
async def said(request: Request, who: Receipts) -> Response:
    """Shows what belongs to a code, and does what its person asks. Wrong codes count like wrong join codes."""
    form, house = await request.form(), house_of(request)
    code, do = tidy_receipt(_text(form, "code")), _text(form, "do")
    words = catalogue(language_of(request)).gettext
    try:
        may_type_a_code(request)
    except SlowDown as slow:
        headers = {"Retry-After": str(slow.seconds)}
        return render(request, "listening/said_code.html", status=429, headers=headers, error=words(slow.message))
    receipt = hash_of(code)
    screen = await house.store.read(said_screen, receipt) if code else None
    if screen is None:
        workshop = await house.store.read(session_of_receipt, receipt) if code else None
        if workshop is not None:
            return RedirectResponse("/receipt", 307)  # a workshop's code: the same form, to the page that knows it
        typed_a_wrong_code(request)
        error = words("We do not know this code. Please check each letter.")
        return render(request, "listening/said_code.html", status=404, code=code, error=error)
    if do in ("ask", "ask-all"):
        return _asked(request, screen, code, _text(form, "contribution") if do == "ask" else "")
    try:
        deed = _deed(form, do, receipt, house.now())
        if deed is not None:
            await house.store.write(deed)
            house.store.words_went.set()
            await tell_rooms(house.store, house.rooms, screen.programme.id)
            screen = await house.store.read(said_screen, receipt) or screen
    except Refusal as refusal:
        return _show(request, screen, code, refusal=refusal, form=form)
    return _show(request, screen, code, done=words(DONE[do]) if deed else None)


def is_told(db: Db, code: str) -> bool:
    """Whether this is the code of what somebody told a programme."""
    return bool(code and contributions_with(db, hash_of(code)))


def _deed(form: FormData, do: str, receipt: bytes, now: float) -> Callable[[Db], None] | None:
    """What a form asks for; None where it only asks to look."""
    id = _text(form, "contribution")
    match do:
        case "change":
            may_quote = {"yes": True, "no": False}.get(_text(form, "may_quote"))
            if may_quote is None:
                raise Refusal("bad_field", "Choose whether we may quote your words.", "may_quote")
            return lambda db: own_words.change_own(db, receipt, id, _text(form, "text"), may_quote, now)
        case "about":
            community, profession = _text(form, "community"), _text(form, "profession")
            chosen = chosen_profession(community, profession)
            about = (community or None, _text(form, "role") or None, chosen, _text(form, "area") or None)
            return lambda db: own_words.change_about(db, receipt, *about)
        case "withdraw":
            return lambda db: own_words.withdraw_own(db, receipt, id, now)
        case "withdraw-all":
            return lambda db: own_words.withdraw_all(db, receipt, now)
    return None


def _show(
    request: Request, screen: SaidScreen, code: str, done: str | None = None, refusal: Refusal | None = None,
    form: FormData | None = None,
) -> Response:  # fmt: skip
    language = language_of(request)
    return render(
        request, "listening/said.html", status=STATUS.get(refusal.code, 422) if refusal else 200,
        name=screen.programme.name, screen=screen, code=code, done=done, refusal=refusal, form=form or {},
        error=sentence_of(request, refusal) if refusal else None, professions=profession_choices(request),
        count=len(profession_choices(request)) - 2, day=lambda at: day(at, language),
    )  # fmt: skip


def _asked(request: Request, screen: SaidScreen, code: str, contribution: str) -> Response:
    """Asks once, one thing or everything."""
    chosen = [one for one in screen.standing if not contribution or one.told.id == contribution]
    return render(
        request, "listening/take_back.html", name=screen.programme.name, chosen=chosen, code=code,
        contribution=contribution,
    )  # fmt: skip


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""
