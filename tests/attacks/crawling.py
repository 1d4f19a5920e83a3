"""Opens every address there is to look at, as each kind of visitor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from app.main import create_app
from tests.attacks.whole_house import WholeHouse, pages_of
from tests.people import SOON
from tests.web.routes import doors

LOOKING = sorted({door.path for door in doors(create_app()) if door.method == "GET"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks, and what their browser or program sends along."""

    name: str
    headers: dict[str, str]


def visitors(house: WholeHouse) -> list[Visitor]:
    person = house.people[0]
    return [
        Visitor("anybody", {}),
        Visitor("a participant", {"Cookie": f"cg_device={person.device}"}),
        Visitor("a participant's program", {"Authorization": f"Bearer {person.token}"}),
        Visitor("a host with a pass", {"Cookie": f"cg_pass={house.helper}"}),
        Visitor("an organiser", {"Authorization": f"Bearer {house.server.token}"}),
    ]


def looks(
    house: WholeHouse, who: list[Visitor], at_most: int = 10_000, paths: list[str] | None = None
) -> Iterator[tuple[Visitor, str, httpx.Response]]:
    """Every address, by each of them; `at_most` of a pattern that many ids fit."""
    with httpx.Client(base_url=house.server.url, timeout=SOON, trust_env=False) as http:
        for path in LOOKING if paths is None else paths:
            for n, address in enumerate(pages_of(house, [path])):
                if n >= at_most:
                    break
                for visitor in who:
                    yield visitor, address, http.get(address, headers=visitor.headers)
                    http.cookies.clear()
