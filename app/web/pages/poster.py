"""The poster by the door: how to join, on one sheet of A4."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from app.domain.refusals import Refusal
from app.storage.sessions import session_row

from ..access import Who, may
from ..deeds import room_of
from ..house import house_of, origin_of
from ..showing import links_of
from .desk import page

router = APIRouter()


@router.get("/sessions/{session}/poster")
async def poster_page(request: Request, session: str, who: Annotated[Who, Depends(may("look: console"))]) -> Response:
    room = await room_of(request, session)
    row = await house_of(request).store.read(session_row, session)
    if row is None:
        raise Refusal("unknown_code", "This workshop is not known here.")
    origin = origin_of(request)
    kinds = [stage.kind for stage in room.session.stages.values() if not stage.skipped]
    return page(
        request, "organiser/poster.html", session=room.session, starts_at=row.starts_at, kinds=kinds,
        address=urlsplit(origin).netloc, qr=qr_code(links_of(session, row.secret, origin)["join"]),
    )  # fmt: skip


def qr_code(link: str) -> Markup:
    """A QR code as inline SVG, one path: sharp on paper at any size."""
    import segno  # a server starts sooner without it

    return Markup(segno.make(link, error="m", micro=False).svg_inline(scale=8, border=0, omitsize=True))
