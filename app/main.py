"""Puts the house together: the only place that knows every room of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from app import collector, keeping, metrics
from app.actions.concluding import conclude
from app.live.bus import Bus, NoBus
from app.live.rooms import Rooms
from app.settings import Settings
from app.storage.database import file_of, is_sqlite
from app.storage.disk import keep_names
from app.storage.migrating import migrate
from app.storage.sessions import open_session_count
from app.storage.store import Store
from app.vital_signs import VitalSigns
from app.web import codes, errors, late, leaving, sockets, taken_back
from app.web.api import routers
from app.web.codes import WrongCodes
from app.web.downloads import keep_tidy
from app.web.guard import Guard
from app.web.house import House
from app.web.leaving import show_out
from app.web.pages import page_routers
from app.web.statics import statics
from app.web.templating import warm_up

if TYPE_CHECKING:
    from app.web.provider import Provider


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Its database is brought up to date as it starts."""
    settings = settings or Settings()
    app = FastAPI(
        title="Common Ground", version="0.1.0", lifespan=_life, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.settings = settings
    errors.install(app)
    app.add_middleware(Guard)
    for router in routers:
        app.include_router(router, prefix="/api/v1")
    app.include_router(sockets.router)
    for router in page_routers:
        app.include_router(router, include_in_schema=False)
    app.mount("/static", statics, name="static")
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database)
    store = Store(settings.database)
    if is_sqlite(settings.database):
        await store.read(open_session_count)  # opens the log, so that it has a name to keep
        keep_names(file_of(settings.database).parent)
    rooms, limits = Rooms(store, conclude, bus=_bus(settings)), WrongCodes()
    rooms.on_saved.append(show_out)
    rooms.on_turn.append(metrics.turn)
    leaving.listen(rooms)
    codes.listen(rooms, limits)
    late.listen(rooms)
    keeping.listen(rooms, store)
    taken_back.listen(store, rooms, settings.data_dir)
    await rooms.start()
    house = app.state.house = House(store, rooms, settings, limits, rooms.clock.now)
    house.provider = _provider(settings)
    collector.calm()
    loop = asyncio.get_running_loop()
    beside = [
        loop.create_task(collector.keep_calm(rooms.seat_count), name="collector"),
        loop.create_task(VitalSigns(rooms, settings.data_dir).watch(), name="vital signs"),
        loop.create_task(leaving.look_after(house), name="leaving"),
        loop.create_task(keep_tidy(settings.data_dir, rooms.clock.now), name="downloads"),
        loop.create_task(keeping.keep_as_said(store, rooms), name="keeping"),
        loop.create_task(keeping.cut_the_log(store, rooms), name="cutting the log"),
        loop.create_task(taken_back.tell_rooms(store, rooms), name="taken back"),
        loop.create_task(asyncio.to_thread(warm_up), name="templates"),
    ]
    try:
        yield
    finally:
        for task in beside:
            task.cancel()
        await rooms.close()
        store.close()
        collector.usual()


def _bus(settings: Settings) -> Bus:
    if not settings.redis_url:
        return NoBus()
    from app.live.redis_bus import RedisBus  # an extra: who runs one process need not install it

    return RedisBus(settings.redis_url, settings.key)


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    from app.web.provider import Provider  # an extra too

    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        settings.oidc_name,
    )
