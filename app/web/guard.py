"""What every request passes: a possible host, a bounded body, our own origin for cookies, and strict headers."""

from __future__ import annotations

import logging
import re

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.pictures import LARGEST_PICTURE
from app.domain.refusals import Refusal
from app.live.answers import Unavailable
from app.live.room import COME_BACK
from app.storage.failures import may_pass

from .access import DEVICE_COOKIE, PASS_COOKIE, SIGNED_IN_COOKIE, token_of
from .errors import answer_to, failure
from .house import origin_of

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
LARGEST_IMPORT = 10 * 1024 * 1024
SAFE = ("GET", "HEAD", "OPTIONS")
HOST = re.compile(r"([\w.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])?(:[0-9]{1,5})?", re.ASCII)
"""What a Host header may be (RFC 9110, section 7.2): links and QR codes are made from it."""
NOT_ALLOWED = 1008

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors {frame}; form-action 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}


class TooLarge(HTTPException):
    """The body is longer than this address takes. Of this kind because whoever reads a body passes it on."""

    def __init__(self) -> None:
        super().__init__(413)


class Guard:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not _names_a_host(HTTPConnection(scope)):
            await send({"type": "websocket.close", "code": NOT_ALLOWED})
            return
        if scope["type"] == "websocket":
            await _hold(self.app, scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, without_body(send)
        request, dressed = Request(scope), dress(scope, send)
        refusal = _refusal(request)
        if refusal is not None:
            await answer_to(request, refusal)(scope, receive, dressed)
            return
        begun = False

        async def send_once(message: Message) -> None:
            nonlocal begun
            begun = True
            await dressed(message)

        try:
            await self.app(scope, bounded(receive, limit_of(scope)), send_once)
        except Exception:
            if begun:
                raise
            log.exception("A request failed: %s %s", request.method, _door(scope))
            await failure(request)(scope, receive, dressed)


def _door(scope: Scope) -> str:
    """The pattern of the address that was asked for: an address itself may hold somebody's secret, a pattern none."""
    return str(getattr(scope.get("route"), "path", "an address without a door"))


async def _hold(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """A socket whose room is out of reach for now is asked to come back, with no traceback for each phone of a hall."""
    accepted = False

    async def send_on(message: Message) -> None:
        nonlocal accepted
        accepted = accepted or message["type"] == "websocket.accept"
        await send(message)

    try:
        await app(scope, receive, send_on)
    except Exception as error:
        if not isinstance(error, Unavailable) and not may_pass(error):
            raise
        if accepted:
            await send({"type": "websocket.close", "code": COME_BACK})
        elif "websocket.http.response" in scope.get("extensions", {}):
            headers = [(b"retry-after", b"1"), (b"content-length", b"0")]
            await send({"type": "websocket.http.response.start", "status": 503, "headers": headers})
            await send({"type": "websocket.http.response.body", "body": b""})
        else:
            await send({"type": "websocket.close", "code": COME_BACK})


def without_body(send: Send) -> Send:
    """For a HEAD: the headers of the answer, and none of its body."""

    async def send_headers(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_headers


def _refusal(request: Request) -> Refusal | None:
    if not _names_a_host(request):
        return Refusal("malformed", "This request could not be read.")
    length = request.headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        return Refusal("malformed", "This request could not be read.")
    if int(length) > limit_of(request.scope):
        return _too_large()
    if request.method not in SAFE and not from_our_pages(request):
        return Refusal("wrong_origin", "This can only be sent from our own pages.")
    return None


def _names_a_host(connection: HTTPConnection) -> bool:
    return HOST.fullmatch(connection.headers.get("host", "")) is not None


def _too_large() -> Refusal:
    return Refusal("too_large", "This is too large.")


def limit_of(scope: Scope) -> int:
    """The longest body in bytes that this address takes: files of ideas and pictures may be larger."""
    if scope["path"].endswith("/picture"):
        return LARGEST_PICTURE + 64 * 1024
    return LARGEST_IMPORT + 64 * 1024 if scope["path"].endswith("/import") else LARGEST_BODY


def bounded(receive: Receive, limit: int) -> Receive:
    """Receives no more than `limit` bytes of body. Raises TooLarge."""
    seen = 0

    async def receive_bounded() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                raise TooLarge
        return message

    return receive_bounded


def from_our_pages(request: Request) -> bool:
    """Whether a change may be asked for with the cookies this request carries.

    Without a cookie a call may come from anywhere, since its token speaks for it; a form only from our own pages, so
    that no foreign page makes its visitors join. A browser names the page's origin with every POST. Where none is
    named, only what no foreign form can send passes: JSON, a DELETE, a header with a token.
    """
    origin = request.headers.get("origin")
    if not request.cookies.keys() & {SIGNED_IN_COOKIE, DEVICE_COOKIE, PASS_COOKIE}:
        return origin is None or is_ours(request, origin) or request.url.path.startswith("/api/")
    if origin is not None:
        return is_ours(request, origin)
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    if request.method == "DELETE" or token_of(request):
        return True
    return request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


def is_ours(request: HTTPConnection, origin: str) -> bool:
    """Whether this is the origin that our own pages have, as the browser reached us."""
    scheme = {"ws": "http", "wss": "https"}.get(request.url.scheme, request.url.scheme)
    ours = {origin_of(request), f"{scheme}://{request.headers.get('host', '')}"}
    return origin in ours and not origin.endswith("//")


def dress(scope: Scope, send: Send) -> Send:
    """Adds the strict headers to whatever is answered."""

    async def send_dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            frame = "'self'" if _may_be_framed(scope) else "'none'"
            headers.setdefault("Content-Security-Policy", POLICY.format(frame=frame))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if _is_https(scope):
                headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
            headers.setdefault("Cache-Control", _keeping(scope))
        await send(message)

    return send_dressed


def _may_be_framed(scope: Scope) -> bool:
    """The console shows the board beside its controls; nothing else is ever framed, and only by our own pages."""
    return str(scope["path"]).endswith("/board")


def _keeping(scope: Scope) -> str:
    static = scope["path"].startswith("/static/")
    return (
        "public, max-age=31536000, immutable"
        if static and scope["query_string"]
        else "no-cache"
        if static
        else "no-store"
    )


def _is_https(scope: Scope) -> bool:
    return scope.get("scheme") == "https"
