"""Static files, from memory: each is read, marked and squeezed once, for as many phones as come at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .bundles import content_of
from .squeezing import squeezed, takes_gzip

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    "": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
PACKED_ALREADY = (".png", ".woff2")
BEST = 9


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is sent. `tight` is it as gzip, None where that is no shorter."""

    body: bytes
    tight: bytes | None
    type: str
    tag: str


def mark_of(name: str) -> str | None:
    """A short mark of a file's content, by its path below `static`; None where there is no such file."""
    body = content_of(name)
    return None if body is None else hashlib.blake2b(body, digest_size=6).hexdigest()


@lru_cache(maxsize=256)
def kept(name: str) -> Kept | None:
    """A file by its path below `static`, ready to be sent; None where there is no such file."""
    body, ending = content_of(name), PurePosixPath(name).suffix
    if body is None:
        return None
    tight = None if ending in PACKED_ALREADY else squeezed(body, BEST, blur=0)
    type = TYPES.get(ending, "application/octet-stream")
    return Kept(body, tight if tight and len(tight) < len(body) else None, type, f'W/"{mark_of(name)}"')


async def statics(scope: Scope, receive: Receive, send: Send) -> None:
    """The application that stands at /static. Raises HTTPException: 404, and 405 for anything but looking."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        raise HTTPException(405)
    file = kept(scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/"))
    if file is None:
        raise HTTPException(404)
    await answer_with(file, Headers(scope=scope))(scope, receive, send)


def answer_with(file: Kept, asked: Headers) -> Response:
    headers = {"ETag": file.tag}
    if file.tight is not None:
        headers["Vary"] = "Accept-Encoding"
    if file.tag in (tag.strip() for tag in asked.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    if file.tight is None or not takes_gzip(asked):
        return Response(file.body, headers=headers, media_type=file.type)
    return Response(file.tight, headers=headers | {"Content-Encoding": "gzip"}, media_type=file.type)
