"""The workbench: what people said on the left, the open idea on the right, and forms that tie the one to the other."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.actions import quoting, tagging
from app.actions.undoing import undo_last
from app.domain.refusals import Refusal
from app.screens.workbench import Suggested, suggested, workbench_screen
from app.storage.shaping import Filters

from ..access import Who, may
from ..alike import Search, look_alikes
from ..decoding import number_of
from ..house import house_of
from ..templating import draw, language_of
from .desk import go, page
from .programmes import UNKNOWN

router = APIRouter(prefix="/programmes/{programme}/shape")
Shaping = Annotated[Who, Depends(may("plan: shape"))]
Field = Annotated[str, Form()]

KEPT = ("q", "question", "community", "theme", "tag", "flagged", "all", "page", "idea")
"""What an address of the workbench carries from page to page."""


@router.get("")
async def workbench(request: Request, programme: str, who: Shaping) -> Response:
    return await _show(request, programme, dict(request.query_params), who)


@router.get("/look-alikes")
async def look_alikes_panel(request: Request, programme: str, who: Shaping, idea: str = "") -> Response:
    """The panel of look-alikes as it is by now: a script asks for it again while they are sought."""
    search, found = await _alike(request, programme, idea)
    context = {"programme_id": programme, "idea_id": idea, "search": search, "alike": found}
    return HTMLResponse(draw("organiser/_shape_alike.html", language_of(request), **context))


@router.post("")
async def mark(
    request: Request, programme: str, who: Shaping, do: Field = "", back: Field = "", idea: Field = "",
    contribution: Field = "", starts: Field = "", ends: Field = "", marked: Field = "", words: Field = "",
) -> Response:  # fmt: skip
    """One contribution, or the passage marked in it. `marked` holds the words a script marked, `words` typed ones."""
    house, view = house_of(request), view_of(back)
    span = (number_of(starts), number_of(ends)) if marked else (None, None)
    said = marked.replace("\r\n", "\n") or words or None
    try:
        if do == "new":
            made = await house.store.write(
                quoting.idea_from, programme, [contribution], who.id, house.now(), *span, said
            )
            return go(address(programme, view | {"idea": made.id, "made": "1"}))
        if do in ("flag", "unflag"):
            await house.store.write(tagging.flag, programme, contribution, do == "flag", who.id, house.now())
            return go(address(programme, view | {"at": contribution}))
        if not idea:
            raise Refusal("bad_field", "Open an idea first, or make a new one.", "idea")
        await house.store.write(quoting.attach_quote, programme, idea, contribution, who.id, house.now(), *span, said)
    except Refusal as refusal:
        return await _show(request, programme, view | {"at": contribution}, who, refusal, words)
    return go(address(programme, view | {"idea": idea, "added": "1"}))


@router.post("/several")
async def several(
    request: Request, programme: str, who: Shaping, do: Field = "", back: Field = "", idea: Field = ""
) -> Response:
    """All contributions that were chosen, each as a whole: to the open idea, or to a new one."""
    house, view, form = house_of(request), view_of(back), await request.form()
    chosen = [str(one) for one in form.getlist("chosen")]
    try:
        if do == "new":
            made = await house.store.write(quoting.idea_from, programme, chosen, who.id, house.now())
            return go(address(programme, view | {"idea": made.id, "made": "1"}))
        if not idea:
            raise Refusal("bad_field", "Open an idea first, or make a new one.", "idea")
        await house.store.write(quoting.attach_all, programme, idea, chosen, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, view, who, refusal)
    return go(address(programme, view | {"idea": idea, "added": str(len(chosen))}))


@router.post("/sort")
async def sort(
    request: Request, programme: str, who: Shaping, do: Field = "", back: Field = "", contribution: Field = "",
    tag: Field = "", theme: Field = "", seen_theme: Field = "",
) -> Response:  # fmt: skip
    """Tags and theme of one contribution; `do` is tag, untag or theme."""
    house, view = house_of(request), view_of(back) | {"at": contribution}
    try:
        if do == "theme":
            await house.store.write(tagging.set_theme, programme, contribution, theme, who.id, house.now(), seen_theme)
        else:
            deed = tagging.remove_tag if do == "untag" else tagging.add_tag
            await house.store.write(deed, programme, contribution, tag, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, view, who, refusal)
    return go(address(programme, view) + f"#c-{contribution}")


@router.post("/quotes/{quote}")
async def loosen(
    request: Request, programme: str, quote: str, who: Shaping, idea: Field = "", do: Field = "", back: Field = ""
) -> Response:
    """Takes a quote off an idea, or puts it back; `do` is remove or put-back."""
    house = house_of(request)
    deed = quoting.put_back_quote if do == "put-back" else quoting.detach_quote
    await house.store.write(deed, programme, idea, quote, who.id, house.now())
    off = {} if do == "put-back" else {"off": quote}
    return go(address(programme, view_of(back) | {"idea": idea} | off) + "#quotes")


@router.post("/undo")
async def undo(
    request: Request, programme: str, who: Shaping, idea: Field = "", what: Field = "", id: Field = "",
    back: Field = "",
) -> Response:  # fmt: skip
    house, view = house_of(request), view_of(back) | {"idea": idea}
    try:
        await house.store.write(undo_last, programme, idea, what, id, who.id, house.now())
    except Refusal as refusal:
        return await _show(request, programme, view, who, refusal)
    return go(address(programme, view | {"undone": "1"}))


def view_of(back: str) -> dict[str, str]:
    """The known parts of a query that a form carried along: it leads nowhere but to the workbench."""
    return {name: value for name, value in parse_qsl(back[:2_000]) if name in KEPT}


def address(programme: str, view: dict[str, str]) -> str:
    return f"/programmes/{programme}/shape" + (f"?{urlencode(view)}" if view else "")


def filters_of(view: dict[str, str]) -> Filters:
    return Filters(
        view.get("q", "").strip()[:200], view.get("question", ""), view.get("community", ""), view.get("theme", ""),
        view.get("tag", ""), bool(view.get("flagged")), not view.get("all"),
    )  # fmt: skip


async def _show(
    request: Request, programme: str, view: dict[str, str], who: Who, refusal: Refusal | None = None, words: str = ""
) -> Response:
    kept = {name: value for name in KEPT if (value := view.get(name, ""))}
    screen = await house_of(request).store.read(
        workbench_screen, programme, filters_of(view), number_of(view.get("page", "")) or 1, view.get("idea", ""),
        view.get("at", ""),
    )  # fmt: skip
    if screen is None:
        raise UNKNOWN
    search, alike = await _alike(request, programme, screen.open.screen.idea.id if screen.open else "")
    return page(
        request, "organiser/shape.html", refusal=refusal, programme=screen.programme, section="ideas", screen=screen,
        view=kept, back=urlencode(kept), to=lambda **more: address(programme, _changed(kept, more)), me=who.id,
        search=search, alike=alike, programme_id=programme, idea_id=screen.open.screen.idea.id if screen.open else "",
        typed=words, told={name: view.get(name, "") for name in ("made", "added", "undone", "off", "merged", "split")},
    )  # fmt: skip


def _changed(kept: dict[str, str], more: dict[str, object]) -> dict[str, str]:
    """The same view with some parts other; back to its first page unless a page is named."""
    view = {name: value for name, value in kept.items() if name != "page"}
    for name, value in more.items():
        view.pop(name, None)
        if value:
            view[name] = str(value)
    return view


async def _alike(request: Request, programme: str, idea: str) -> tuple[Search | None, Suggested | None]:
    """Nothing where no idea is open; what is known by now, where the search goes on."""
    if not idea:
        return None, None
    house = house_of(request)
    search = await look_alikes(house, programme)
    if search.found is None:
        return search, None
    found = await house.store.read(suggested, programme, idea, search.found.ideas, search.found.contributions)
    return search, found
