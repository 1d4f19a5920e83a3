"""The one place that turns refusals into answers: the contract's error for programs, a page for people."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as QueueTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.domain.refusals import CONFLICTS, N_, Refusal
from app.live.answers import Unavailable
from app.storage.failures import OutOfReach

from .templating import render, sentence_of

STATUS = {
    "malformed": 400,
    "not_signed_in": 401,
    "not_allowed": 403,
    "wrong_origin": 403,
    "ticket_needed": 403,
    "unknown_code": 404,
    "unknown_stage": 404,
    "unknown_comment": 404,
    **dict.fromkeys(CONFLICTS, 409),
    "too_large": 413,
    "busy": 503,
}
"""Status of each code; every other one is 422: something in the request is wrong."""

TRY_AGAIN = {"Retry-After": "1"}
NUMERIC_VALUE_OUT_OF_RANGE = "22003"
"""What PostgreSQL calls a number that no column holds."""


class SlowDown(Refusal):
    """Too often from one address: come back after `seconds`."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__("busy", message)
        self.seconds = seconds


def error_of(refusal: Refusal, sentence: str | None = None) -> dict[str, Any]:
    """The contract's error object; `sentence` is its message in the reader's language, where that is known."""
    error: dict[str, Any] = {"code": refusal.code, "message": sentence or str(refusal), "field": refusal.field}
    if refusal.version is not None:
        error["version"] = refusal.version
    error.update(refusal.details)
    return error


def install(app: FastAPI) -> None:
    """Hands every kind of failure to its answer."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DataError, _not_keepable)
    app.add_exception_handler(OverflowError, _too_large_a_number)  # SQLite's driver, where no column holds it
    for kind in (OutOfReach, OperationalError, InterfaceError, InternalError, QueueTimeout):
        app.add_exception_handler(kind, _unavailable)
    app.add_exception_handler(UnicodeError, _not_keepable)


def answer_to(request: Request, refusal: Refusal) -> Response:
    """A refusal as the asker can read it: JSON for programs, a page for people."""
    status = 429 if isinstance(refusal, SlowDown) else STATUS.get(refusal.code, 422)
    headers = dict(TRY_AGAIN) if status == 503 else {}
    if isinstance(refusal, SlowDown):
        headers["Retry-After"] = str(refusal.seconds)
    if status == 401 and request.method == "GET" and not wants_json(request):
        return RedirectResponse("/sign-in?next=" + quote(request.url.path), 303)
    return _answer(request, refusal, status, headers)


def wants_json(request: Request) -> bool:
    return request.url.path.startswith("/api/")


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    return answer_to(request, refusal)


async def _unavailable(request: Request, _: Exception) -> Response:
    return answer_to(request, Refusal("busy", "We could not save this yet. Please try again."))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid" or first["loc"] == ("body",):
        return answer_to(request, Refusal("malformed", "This could not be read. Send it as JSON."))
    field = ".".join(str(part) for part in first["loc"][1:])
    return answer_to(request, Refusal("bad_field", "This field is missing or wrong: {where}.", field, where=field))


async def _not_keepable(request: Request, error: Exception) -> Response:
    """No database keeps half a character, and PostgreSQL no NUL; nobody means to write one."""
    if isinstance(error, DataError) and getattr(error.orig, "sqlstate", None) == NUMERIC_VALUE_OUT_OF_RANGE:
        return await _too_large_a_number(request, error)
    return answer_to(request, Refusal("bad_field", "This text holds a character that cannot be kept."))


async def _too_large_a_number(request: Request, _: Exception) -> Response:
    return answer_to(request, Refusal("bad_field", "This number is larger than can be kept."))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = {
        404: ("unknown_code", N_("There is nothing at this address.")),
        405: ("malformed", N_("This address does not take that kind of request.")),
        413: ("too_large", N_("This is too large.")),
        503: ("busy", N_("We cannot save at the moment. Please try again.")),
    }
    code, message = words.get(error.status_code, ("malformed", N_("This request could not be understood.")))
    return _answer(request, Refusal(code, message), error.status_code, dict(error.headers or {}))


def failure(request: Request) -> Response:
    """What is said when something broke that should not have: no more than that it is on our side."""
    return _answer(request, Refusal("busy", "Something went wrong on our side. Please try again."), 500, {})


def _answer(request: Request, refusal: Refusal, status: int, headers: dict[str, str]) -> Response:
    sentence = sentence_of(request, refusal)
    if wants_json(request):
        return JSONResponse({"error": error_of(refusal, sentence)}, status, headers)
    return render(request, "error.html", status=status, headers=headers, sentence=sentence, code=status)
