"""Pages of the organiser, together."""

from __future__ import annotations

from fastapi import APIRouter

from . import ideas, importing, outcomes, planning, poster, programmes, signing_in

router: APIRouter = APIRouter()
for part in (signing_in, programmes, importing, ideas, planning, poster, outcomes):
    router.include_router(part.router)
