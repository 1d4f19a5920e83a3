"""Tickets on paper: slips with a QR code, one voter each. Their codes are shown once, on the page that prints them."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.domain.asking import IssueTickets
from app.domain.communities import COMMUNITIES
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.live.room import Room
from app.storage.secrets import hash_of, new_receipt

from ..access import Who, may
from ..api.paper import join_secret
from ..deeds import do, room_of
from ..errors import STATUS
from ..house import origin_of
from ..templating import render, sentence_of
from .poster import qr_code

router = APIRouter()
Hosts = Annotated[Who, Depends(may("host: tickets"))]
MOST_AT_ONCE = 500


class Wish(BaseModel):
    count: str = ""
    community: str = ""


@router.get("/sessions/{session}/tickets")
async def tickets_page(request: Request, session: str, who: Hosts) -> Response:
    return _page(request, await room_of(request, session), Wish())


@router.post("/sessions/{session}/tickets")
async def print_tickets(request: Request, session: str, who: Hosts, wish: Annotated[Wish, Form()]) -> Response:
    """Makes the slips and shows them at once: what is kept are hashes, so no page can show them again."""
    room = await room_of(request, session)
    try:
        codes = [new_receipt() for _ in range(_count(wish))]
        await do(room, who, IssueTickets(tickets=tuple((hash_of(code).hex(), wish.community) for code in codes)))
    except Refusal as refusal:
        return _page(request, room, wish, refusal)
    link = f"{origin_of(request)}/join/{await join_secret(request, session)}?ticket="
    slips = [(code, qr_code(link + code)) for code in codes]
    return render(
        request, "prints/tickets.html", session=room.session, slips=slips, community=wish.community,
        address=origin_of(request).partition("://")[2],
    )  # fmt: skip


def counted(session: Session) -> dict[str, tuple[int, int]]:
    """community, or "" for tickets of any → (used, made). A ticket stays used when its person takes all back."""
    made = Counter(session.tickets.values())
    used = Counter(session.tickets[hash] for hash in session.used_tickets if hash in session.tickets)
    return {community: (used[community], made[community]) for community in ("", *COMMUNITIES) if made[community]}


def _count(wish: Wish) -> int:
    if wish.community and wish.community not in COMMUNITIES:
        raise Refusal("bad_field", "Choose citizen, allied health professional or other.", "community")
    count = int(wish.count) if wish.count.isascii() and wish.count.isdigit() and len(wish.count) < 5 else 0
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refusal("bad_field", "Print 1 to {most} tickets at a time.", "count", most=MOST_AT_ONCE)
    return count


def _page(request: Request, room: Room, wish: Wish, refusal: Refusal | None = None) -> Response:
    return render(
        request, "prints/tickets_choose.html", status=STATUS.get(refusal.code, 422) if refusal else 200,
        session=room.session, counts=counted(room.session), wish=wish, most=MOST_AT_ONCE,
        wrong=sentence_of(request, refusal) if refusal else None, field=refusal.field if refusal else None,
    )  # fmt: skip
