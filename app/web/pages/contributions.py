"""Organisers' pages of what people said: checking it, typing it up from paper, and pulling it in from workshops."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from app.actions import contributing, gathering, typing_up
from app.actions.checking_contributions import allow_unmarked
from app.actions.contributing import Told
from app.domain.communities import COMMUNITIES
from app.domain.refusals import Refusal
from app.screens.contributions import contributions_screen, entry_screen
from app.storage.contributions import ALLOWED, HIDDEN, NONE, SOURCES, STATES, WAITING, Which
from app.storage.secrets import new_id

from ..access import Who, may
from ..decoding import number_of
from ..house import house_of
from ..taken_back import tell_rooms
from .desk import go, page
from .listening import profession_choices
from .listening_form import chosen_profession
from .programmes import UNKNOWN

router = APIRouter(prefix="/programmes/{programme}/contributions")
Planning = Annotated[Who, Depends(may("plan: listening"))]
Field = Annotated[str, Form()]
CHECKS = {"allow": ALLOWED, "hide": HIDDEN, "wait": WAITING}
KEPT = ("source", "source_name", "question", "community")
"""What stays in the form from one entry to the next."""


@router.get("")
async def contributions_page(request: Request, programme: str, who: Planning) -> Response:
    return await _list(request, programme)


@router.post("")
async def check(request: Request, programme: str, who: Planning, do: Field = "") -> Response:
    """Lets through what carries no mark, of this page or of all that waited when the page was drawn; or checks one:
    `do` is then what and which, such as "allow-" and an id."""
    house, form = house_of(request), await request.form()
    try:
        if do in ("allow-page", "allow-all"):
            ids = {str(id) for id in form.getlist("shown")} if do == "allow-page" else None
            up_to = number_of(str(form.get("up_to") or ""))
            n = await allow_unmarked(house.store, programme, who.id, house.now(), ids, up_to)
            return go(_back(request, programme, allowed=n))
        what, _, id = do.partition("-")
        if what not in CHECKS:
            raise Refusal("bad_field", "Allow it, hide it, or let it wait.", "state")
        reason = str(form.get(f"reason-{id}") or "")
        await house.store.write(
            contributing.check_contribution, programme, id, CHECKS[what], reason, who.id, house.now()
        )  # fmt: skip
    except Refusal as refusal:
        return await _list(request, programme, refusal)
    return go(_back(request, programme, done=what, about=id) + "#list")


@router.get("/new")
async def entry_page(request: Request, programme: str, who: Planning) -> Response:
    return await _entry(request, programme, given=dict(request.query_params))


@router.post("/new")
async def enter(
    request: Request, programme: str, who: Planning, text: Field = "", source: Field = typing_up.TYPED[0],
    source_name: Field = "", question: Field = "", community: Field = "", role: Field = "", profession: Field = "",
    may_quote: Field = "", once: Field = "",
) -> Response:  # fmt: skip
    """Keeps one entry and offers the next, with what stays the same."""
    house = house_of(request)
    given = {
        "text": text, "source": source, "source_name": source_name, "question": question, "community": community,
        "role": role, "profession": profession, "may_quote": may_quote, "once": once,
    }  # fmt: skip
    try:
        if may_quote not in ("yes", "no"):
            raise Refusal("bad_field", "Choose whether these words may be quoted.", "may_quote")
        told = Told(
            text, question or None, community or None, role or None, chosen_profession(community, profession),
            may_quote=may_quote == "yes",
        )  # fmt: skip
        made = await house.store.write(
            typing_up.type_up, programme, told, source, source_name, once or new_id(), who.id, house.now()
        )
    except Refusal as refusal:
        return await _entry(request, programme, given, refusal)
    kept = {name: given[name] for name in KEPT if given[name]} | ({"entered": str(made.number)} if made else {})
    return go(f"/programmes/{programme}/contributions/new?{urlencode(kept)}")


@router.post("/{contribution}/take-back")
async def take_back(request: Request, programme: str, contribution: str, who: Planning) -> Response:
    """For somebody who asked for it, as one who wrote on paper has to."""
    house = house_of(request)
    await house.store.write(contributing.take_back_for, programme, contribution, who.id, house.now())
    house.store.words_went.set()
    await tell_rooms(house.store, house.rooms, programme)
    return go(f"/programmes/{programme}/contributions/{contribution}/trail")


@router.get("/gather")
async def gather_page(request: Request, programme: str, who: Planning) -> Response:
    return await _gather(request, programme)


@router.post("/gather")
async def gather(
    request: Request, programme: str, who: Planning, session: Field = "", told: Field = "", question: Field = ""
) -> Response:
    """Pulls in a workshop's allowed suggestions. `told`: people were told there that they may be quoted."""
    house = house_of(request)
    try:
        made = await house.store.write(
            gathering.gather_from, programme, session, told == "yes", question or None, who.id, house.now()
        )
    except Refusal as refusal:
        return await _gather(request, programme, refusal)
    return go(f"/programmes/{programme}/contributions?state=allowed&source=gather&brought={len(made)}")


def which_of(request: Request) -> Which:
    """What an address asks to see; what waits, unless it says otherwise."""
    asked = request.query_params
    state, source, community = asked.get("state", WAITING), asked.get("source", ""), asked.get("community", "")
    return Which(
        state if state in STATES else "", asked.get("question", ""), source if source in SOURCES else "",
        community if community in (*COMMUNITIES, NONE) else "", asked.get("q", "")[:200],
    )  # fmt: skip


def address_of_list(programme: str, which: Which, page: int = 1, **more: object) -> str:
    """The list's address for this choice."""
    chosen = {
        "state": which.state or "all", "question": which.question, "source": which.source,
        "community": which.community, "q": which.words, "page": page if page > 1 else "",
    } | more  # fmt: skip
    asked = urlencode({name: value for name, value in chosen.items() if value not in ("", None)})
    return f"/programmes/{programme}/contributions?{asked}"


def _back(request: Request, programme: str, **more: object) -> str:
    page = number_of(request.query_params.get("page", "")) or 1
    return address_of_list(programme, which_of(request), page, **more)


async def _list(request: Request, programme: str, refusal: Refusal | None = None) -> Response:
    asked, which = request.query_params, which_of(request)
    screen = await house_of(request).store.read(
        contributions_screen, programme, which, number_of(asked.get("page", "")) or 1
    )  # fmt: skip
    if screen is None:
        raise UNKNOWN

    def at(page: int = 1, **changed: str) -> str:
        chosen = {name: changed.get(name, getattr(which, name)) for name in Which.__dataclass_fields__}
        return address_of_list(programme, Which(**chosen), page)

    told = {name: number_of(asked.get(name, "")) for name in ("allowed", "brought", "left")}
    done = asked.get("done", "") if asked.get("done") in CHECKS else ""
    return page(
        request, "organiser/contributions.html", programme=screen.programme, section="ideas", refusal=refusal,
        screen=screen, which=which, at=at, told=told, done=done, about=asked.get("about", ""),
        states=STATES, unsaid=NONE,
    )  # fmt: skip


async def _entry(request: Request, programme: str, given: dict[str, str], refusal: Refusal | None = None) -> Response:
    screen = await house_of(request).store.read(entry_screen, programme)
    if screen is None:
        raise UNKNOWN
    return page(
        request, "organiser/contribution_new.html", programme=screen.programme, section="ideas", refusal=refusal,
        screen=screen, given={"once": new_id()} | given, professions=profession_choices(request),
        entered=number_of(given.get("entered", "")),
    )  # fmt: skip


async def _gather(request: Request, programme: str, refusal: Refusal | None = None) -> Response:
    store = house_of(request).store
    screen = await store.read(entry_screen, programme)
    if screen is None:
        raise UNKNOWN
    return page(
        request, "organiser/contributions_gather.html", programme=screen.programme, section="ideas", refusal=refusal,
        screen=screen, workshops=await store.read(gathering.gathered_in, programme),
    )  # fmt: skip
