"""The machine contract as OpenAPI, for organisers; for everyone in development."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from ..access import Who, asking_for, may
from ..house import house_of
from ..templating import render

router = APIRouter()
_organisers = may("look: documentation")


async def readers(connection: HTTPConnection) -> Who:
    if house_of(connection).settings.development:
        return Who("nobody")
    return await _organisers(connection)


asking_for("look: documentation", readers)


@router.get("/openapi.json")
async def openapi(request: Request, who: Annotated[Who, Depends(readers)]) -> dict[str, Any]:
    schema: dict[str, Any] = request.app.openapi()
    return schema


@router.get("/docs")
async def docs(request: Request, who: Annotated[Who, Depends(readers)]) -> Response:
    """Every call, as a plain page: the usual viewers load scripts from elsewhere."""
    schema = request.app.openapi()
    calls = [
        {
            "method": method.upper(),
            "path": path,
            "tags": call.get("tags", []),
            "summary": call.get("summary", ""),
            "words": call.get("description", ""),
        }
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]
    return render(request, "documentation.html", calls=calls, title=schema["info"]["title"])
