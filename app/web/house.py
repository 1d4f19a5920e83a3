"""What every door needs at hand: the rooms, the store, the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.requests import HTTPConnection

from app.live.rooms import Rooms
from app.settings import Settings
from app.storage.store import Store

from .crowding import Crowd
from .easy_pictures import EasyPictures
from .lookouts import Lookouts
from .pacing import Paces

if TYPE_CHECKING:
    from .provider import Provider


@dataclass(slots=True)
class House:
    store: Store
    rooms: Rooms
    settings: Settings
    limits: Any
    """Counts wrong codes by address (see `codes`)."""
    now: Callable[[], float] = field(default=lambda: 0.0)
    crowd: Crowd = field(default_factory=Crowd)
    """How much came from each address to pages that need no sign-in."""
    paces: Paces = field(default_factory=Paces)
    """How fast each participant here asked of late."""
    lookouts: Lookouts = field(default_factory=Lookouts)
    """What looks odd in sessions whose hosts look at that now."""
    pictures: EasyPictures = field(default_factory=EasyPictures)
    """The Easy Read pictures of the steps that phones are shown."""
    seen: set[bytes] = field(default_factory=set)
    """Hashes of the cookies by which somebody signed in asked for something, until it is noted (see `leaving`)."""
    provider: Provider | None = None
    """Who else may say who somebody is; its libraries are read in only where one is set."""


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
