"""Numbers for Prometheus, told to a program on this machine or to one that brings an organiser's token."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app import metrics
from app.domain.refusals import Refusal

from ..access import identify

router = APIRouter()

THIS_MACHINE = ("127.0.0.1", "::1")
ITS_NAMES = (*THIS_MACHINE, "localhost")
PASSED_ON = ("forwarded", "via", "x-real-ip")


@router.get("/metrics")
async def show_metrics(request: Request) -> Response:
    """For everybody else there is nothing here."""
    if not (from_this_machine(request) or await _by_token(request)):
        raise HTTPException(404)
    return Response(await asyncio.to_thread(metrics.shown), media_type=CONTENT_TYPE_LATEST)


def from_this_machine(request: Request) -> bool:
    """Whether a program here asks for itself: not a proxy for somebody else, nor a page under a name of its own."""
    passed_on = any(name in PASSED_ON or name.startswith("x-forwarded-") for name in request.headers)
    here = request.client is not None and request.client.host in THIS_MACHINE
    return here and not passed_on and request.url.hostname in ITS_NAMES


async def _by_token(request: Request) -> bool:
    try:
        who = await identify(request)
    except Refusal:
        return False
    return who.by_token and who.may("look: metrics")
