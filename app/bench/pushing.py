"""Our server, which can be told to push a frame of any size to every phone of a room, through the room's own seats."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from app.domain.session import Session
from app.live.seats import Audience
from app.web import sockets
from app.web.wire import frame

from .started import serve_with

pushes = 0
size = 0


async def _draw(session: Session) -> bytes:
    return frame(b"x" * size)


def push_on_demand(app: FastAPI) -> None:
    """The programs' audience is pushed what the bench asks for."""
    sockets.PROGRAMS = Audience("programs", 0.0, lambda session: session.shown_version + pushes, _draw)

    async def push(request: Request) -> Response:
        global pushes, size
        if asked := int(request.path_params["bytes"]):
            pushes, size = pushes + 1, asked
        room = app.state.house.rooms.here(request.path_params["session"])
        room.seats.look_again()
        return Response()

    async def queued(request: Request) -> Response:
        """Bytes that wait in this process for each of a room's seats, most first."""
        room = app.state.house.rooms.here(request.path_params["session"])
        return JSONResponse(sorted((seat._wire.queued() for seat in room.seats.everyone()), reverse=True))

    app.router.routes[:0] = [Route("/push/{session}/{bytes}", push), Route("/queued/{session}", queued)]


if __name__ == "__main__":
    serve_with(push_on_demand)
