"""Our server, which can be told to push a frame of any size to every phone of a room, through the room's own seats."""

from __future__ import annotations

import sys

import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.domain.session import Session
from app.live.seats import Audience
from app.main import create_app
from app.settings import Settings
from app.web import sockets
from app.web.wire import LARGEST_MESSAGE, RoomProtocol, frame

pushes = 0
size = 0


async def _draw(session: Session) -> bytes:
    return frame(b"x" * size)


def main(port: int) -> None:
    """Serves the application with its programs' audience pushing what the bench asks for."""
    app = create_app(Settings())
    sockets.PROGRAMS = Audience("programs", 0.0, lambda session: session.shown_version + pushes, _draw)

    async def push(request: Request) -> Response:
        global pushes, size
        if asked := int(request.path_params["bytes"]):
            pushes, size = pushes + 1, asked
        room = app.state.house.rooms.here(request.path_params["session"])
        room.seats.look_again()
        return Response()

    app.router.routes.insert(0, Route("/push/{session}/{bytes}", push))
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, ws=RoomProtocol, loop="uvloop", http="httptools", backlog=4096,
        ws_max_size=LARGEST_MESSAGE, ws_per_message_deflate=False, access_log=False, log_level="warning",
    )  # fmt: skip
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(int(sys.argv[-1]))
