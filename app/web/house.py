"""What every door needs at hand: the rooms, the store, the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import HTTPConnection

from app.live.rooms import Rooms
from app.settings import Settings
from app.storage.store import Store


@dataclass(slots=True)
class House:
    store: Store
    rooms: Rooms
    settings: Settings
    limits: Any
    """Counts wrong codes by address (see `codes`)."""
    now: Callable[[], float] = field(default=lambda: 0.0)


def house_of(connection: HTTPConnection) -> House:
    house: House = connection.app.state.house
    return house


def origin_of(connection: HTTPConnection) -> str:
    """Scheme, host and port that this request reached us by, or the ones the settings name."""
    house = house_of(connection)
    if house.settings.origin:
        return house.settings.origin
    scheme = {"ws": "http", "wss": "https"}.get(connection.url.scheme, connection.url.scheme)
    return f"{scheme}://{connection.headers.get('host', connection.url.netloc)}"
