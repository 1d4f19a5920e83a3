"""Choosing the language of pages. The choice is a cookie of this browser; nothing of it is kept here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from ..access import Who, may
from ..languages import LANGUAGE_COOKIE, languages_here
from ..templating import render
from .desk import go

router = APIRouter()
Readers = Annotated[Who, Depends(may("look: front page"))]
A_YEAR = 400 * 86400
"""Seconds that browsers keep a cookie at most."""


@router.get("/language")
async def languages(request: Request, who: Readers, back: str = "") -> Response:
    """The languages there are, and what to expect of each."""
    return render(request, "participant/language.html", back=local(back))


@router.post("/language")
async def choose_language(
    request: Request, who: Readers, language: Annotated[str, Form()] = "", back: Annotated[str, Form()] = ""
) -> Response:
    """Keeps the choice and leads back to where it was made. One that we do not have changes nothing."""
    response = go(local(back))
    if language in {known.code for known in languages_here(request)}:
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=A_YEAR, path="/", httponly=True, samesite="lax",
            secure=request.url.scheme == "https",
        )  # fmt: skip
    return response


def local(back: str) -> str:
    """An address of our own, else the front page: nobody is led elsewhere by a form."""
    plain = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
    return back if plain else "/"
