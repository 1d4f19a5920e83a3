"""The two doors of a participant who is a program: a socket that is pushed to, and plain calls that ask again."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 10.0
ASKS_EVERY = 3.0
"""Seconds between looks of somebody whose network lets no socket through."""
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Any
    retry_after: float = 1.0


class Door(Protocol):
    async def hear(self, within: float) -> Frame | None:
        """The next frame, or None where none came in so many seconds. Raises OSError, or that the line is closed."""

    async def send(self, act: Frame) -> None: ...


async def call(url: str, method: str, path: str, token: str = "", body: Any = None) -> Reply:
    """One call of the JSON API. Raises OSError where the server cannot be reached."""
    return await asyncio.to_thread(_call, url, method, path, token, body)


def _call(url: str, method: str, path: str, token: str, body: Any) -> Reply:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/api/v1{path}", data, headers, method=method)
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            return Reply(answer.status, _read(answer.read()))
    except urllib.error.HTTPError as error:
        with error:
            wait = error.headers.get("Retry-After", "")
            return Reply(error.code, _read(error.read()), float(wait) if wait.isdigit() else 1.0)
    except HTTPException as error:  # the answer broke off in the middle
        raise ConnectionError(str(error)) from None


def _read(body: bytes) -> Any:
    with suppress(ValueError):
        return json.loads(body)
    return None


class Line:
    """A socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def hear(self, within: float) -> Frame | None:
        try:
            async with asyncio.timeout(within):
                frame: Frame = json.loads(await self._socket.recv())
                return frame
        except TimeoutError:
            return None

    async def send(self, act: Frame) -> None:
        await self._socket.send(json.dumps(act))


@asynccontextmanager
async def line(url: str, token: str) -> AsyncIterator[Door]:
    """An open socket that has said who it is."""
    address = f"{url.replace('http', 'ws', 1)}/api/v1/live"
    async with connect(
        address, compression=None, proxy=None, open_timeout=PATIENCE, close_timeout=1, ping_interval=20
    ) as socket:
        await socket.send(json.dumps({"hello": token}))
        yield Line(socket)


class Asking:
    """Plain calls: what it hears it has asked for."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        self._heard: deque[Frame] = deque()
        self._looks_at = 0.0

    async def hear(self, within: float) -> Frame | None:
        if self._heard:
            return self._heard.popleft()
        now = asyncio.get_running_loop().time()
        if self._looks_at > now:
            await asyncio.sleep(min(within, self._looks_at - now))
            if self._looks_at > now + within:
                return None
        self._looks_at = asyncio.get_running_loop().time() + ASKS_EVERY
        reply = await call(self._url, "GET", "/me", self._token)
        if reply.status == 401:
            raise Gone
        return {"snapshot": reply.body} if reply.status == 200 else None

    async def send(self, act: Frame) -> None:
        reply = await call(self._url, "POST", "/actions", self._token, act)
        if reply.status == 401:
            raise Gone
        if reply.status == 200:
            self._heard.extend({"ack": ack} for ack in reply.body["acks"])


class Gone(Exception):
    """This participant is not known here any more: taken out by the host, or wiped with the rehearsal."""
