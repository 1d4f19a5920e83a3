"""A connection's end: what comes after our goodbye comes again on the next one, and in its order."""

from __future__ import annotations

from typing import Any, cast

from starlette.websockets import WebSocket, WebSocketState

from app.web.wire import Wire


class Scripted:
    """A socket on which these texts come, and then the end."""

    def __init__(self, *texts: str) -> None:
        self.scope: dict[str, Any] = {}
        self.application_state = WebSocketState.CONNECTED
        self._coming = [{"type": "websocket.receive", "text": text} for text in texts]

    async def receive(self) -> dict[str, Any]:
        return self._coming.pop(0) if self._coming else {"type": "websocket.disconnect"}

    async def close(self, code: int) -> None:
        self.application_state = WebSocketState.DISCONNECTED


async def test_what_comes_after_our_goodbye_is_not_heard() -> None:
    wire, heard = Wire(cast(WebSocket, Scripted("first", "second", "third"))), list[bytes]()

    def hear(text: bytes) -> None:
        heard.append(text)
        if text == b"second":
            wire.close(1012)

    await wire.listen(hear)
    assert heard == [b"first", b"second"]
