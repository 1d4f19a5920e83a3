"""Knowing which ideas have an Easy Read picture: asked once a step, and never in the way of the phones."""

from __future__ import annotations

import asyncio
from typing import Any

from app.domain.session import Session
from app.screens.easy_pictures import EasyPicture
from app.storage.failures import OutOfReach
from app.web.easy_pictures import EasyPictures
from tests.builders import open_sitting

SHOWS = "A nurse at a front door"


class Slow:
    """A store whose reads fail or never end."""

    def __init__(self, *ends: Any) -> None:
        self.ends, self.asked = list(ends), 0

    async def read(self, *_: Any) -> dict[str, EasyPicture]:
        self.asked += 1
        end = self.ends.pop(0)
        if isinstance(end, Exception):
            raise end
        found: dict[str, EasyPicture] = end
        return found


def test_phones_are_drawn_without_pictures_while_the_database_is_away() -> None:
    session: Session = open_sitting("vote", "ann").session
    found = {"a": EasyPicture(SHOWS, 4, 3, "mark")}
    store: Any = Slow(OutOfReach("away"), found)

    async def looks() -> None:
        pictures = EasyPictures()
        assert await pictures.of(store, session) == {}
        assert await pictures.of(store, session) == found
        assert await pictures.of(store, session) == found

    asyncio.run(looks())
    assert store.asked == 2, "a failed question is asked anew, an answered one never"
