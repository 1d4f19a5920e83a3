"""Whether the process lives, and whether it can take votes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlmodel import Session as Db
from starlette.requests import Request

from app.domain.refusals import Refusal

from ..access import Who, may
from ..house import house_of
from . import console_health, metrics

router = APIRouter()
router.include_router(metrics.router)
router.include_router(console_health.router)


@router.get("/healthz")
async def healthz(who: Annotated[Who, Depends(may("look: health"))]) -> dict[str, Any]:
    return {"alive": True}


@router.get("/readyz")
async def readyz(request: Request, who: Annotated[Who, Depends(may("look: health"))]) -> dict[str, Any]:
    """200 while the database answers and takes what is written."""
    store = house_of(request).store
    if store.broken:
        raise Refusal("busy", "The disk failed. Nothing is saved until the server is started again.")
    await store.read(_answers)
    return {"ready": True}


def _answers(db: Db) -> None:
    db.execute(text("select 1"))
