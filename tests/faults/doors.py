"""Plain requests, one connection each, as a phone that has just arrived makes them: cheap enough for thousands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `headers` have small names; of several cookies the first."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def cookie(self) -> str:
        """ "name=value" of the first cookie that was set, or ""."""
        return self.headers.get("set-cookie", "").partition(";")[0]


async def ask(url: str, method: str, path: str, body: Any = None, source: str = "", **headers: str) -> Reply:
    """Asks the server at `url` and hangs up. A body that is text is a form, any other is sent as JSON. `source` is the
    address to ask from, where several are known.

    Raises OSError, EOFError or TimeoutError where no whole answer comes.
    """
    parts = urlsplit(url)
    form = isinstance(body, str)
    content = b"" if body is None else body.encode() if form else json.dumps(body).encode()
    named = {"Host": parts.netloc, "Connection": "close", "Content-Length": str(len(content))}
    if body is not None:
        named["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in (named | headers).items()), "", ""]
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(
            parts.hostname, parts.port, local_addr=(source, 0) if source else None
        )
        try:
            writer.write("\r\n".join(lines).encode() + content)
            return await _reply(reader)
        finally:
            writer.close()


async def _reply(reader: asyncio.StreamReader) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    length = headers.get("content-length")
    body = await reader.readexactly(int(length)) if length is not None else await reader.read()
    return Reply(int(head[0].split(" ")[1]), headers, body)
