"""Pages offer their reader nothing that a door would refuse: each link and form of each page, asked at its own gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from tests.web.everybody import Person, World, a_world
from tests.web.routes import Door
from tests.web.test_matrix import ALL, ASKED_ON_A_SOCKET, comes_in, names_in

PATTERNS = [
    (re.compile(re.sub(r"\{(\w+)(:\w+)?\}", lambda name: f"(?P<{name[1]}>[^/]+)", door.path)), door) for door in ALL
]
LOOKING = [door for door in ALL if door.method == "GET" and not door.path.startswith(("/api/", "/metrics", "/docs"))]
LOOKING = [door for door in LOOKING if "download" not in door.path and not door.path.endswith((".csv", ".json"))]
"""Pages: what they offer is read. Files are left out, and what only anybody may read is the same for all."""
ADDRESSES = {"a": "href", "iframe": "src", "img": "src"}


class Offers(HTMLParser):
    """`found`: (method, address) of all that a page lets its reader do or look at."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.add((given.get("method", "get").upper(), given.get("action", "")))
        for name in ("formaction", "hx-post"):
            if name in given:
                self.found.add(("POST", given[name]))
        if address := given.get(ADDRESSES.get(tag, "")):
            self.found.add(("GET", address))


def door_at(method: str, path: str) -> tuple[Door, dict[str, str]] | None:
    """The door that an address leads to, as the application finds it, and what the address names."""
    for pattern, door in PATTERNS:
        named = pattern.fullmatch(path) if door.method == method else None
        if named is not None:
            return door, named.groupdict()
    return None


Answers = dict[tuple[str, frozenset[tuple[str, str]]], bool]
"""What one person's gate said for a right and what an address names: it knows nothing else of a door."""


async def refused(
    world: World, person: Person, page: str, offers: set[tuple[str, str]], answers: Answers
) -> list[str]:  # fmt: skip
    """Those of a page's offers that this person would be refused."""
    wrong = []
    for method, address in sorted(offers):
        there = urlsplit(urljoin(f"http://testserver{page}", address))
        known = door_at(method, there.path) if there.netloc == "testserver" else None
        right = known and (known[0].right or ASKED_ON_A_SOCKET.get(str(known[0])))
        if known is None or not right:
            continue
        asked = (right, frozenset(known[1].items()))
        if asked not in answers:
            answers[asked] = await comes_in(world, known[0], right, person, known[1])
        if not answers[asked]:
            wrong.append(f"{method} {known[0].path} ({right})")
    return wrong


def at_every_page(world: World, person: Person) -> tuple[int, int, dict[str, list[str]]]:
    """→ (pages that this person may read, what they offer, and of it by page what would be refused)"""
    pages, offered, wrong, answers = 0, 0, dict[str, list[str]](), Answers()
    portal = world.client.portal
    assert portal is not None
    for door in LOOKING:
        address = door.path.format_map({name: world.ids.get(name, "1") for name in names_in(door)})
        answer = world.client.get(address, headers=dict(person.headers), follow_redirects=False)
        if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        offers = Offers(answer.text).found
        pages, offered = pages + 1, offered + len(offers)
        if found := portal.call(refused, world, person, address, offers, answers):
            wrong[door.path] = found
    return pages, offered, wrong


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """With all that makes pages offer more: things put aside, removed, published and ended."""
    with a_world(tmp_path_factory.mktemp("offers") / "data") as world:
        here = f"/programmes/{world.here.programme}"
        desk = world.organiser
        desk.posts(f"{here}/ideas/{world.here.ideas['r2']}/park")
        gone = desk.posts(f"{here}/strategy/statements", {"text": "We will not"}, 201)["id"]
        desk.posts(f"{here}/strategy/statements/{gone}/remove", {"expected_version": 1})
        desk.posts(f"/programmes/{world.other.programme}/archive")
        yield world


def people(world: World) -> dict[str, Person]:
    here = world.here

    def signed_in(roles: dict[str, str], everywhere: bool = False) -> Person:
        return Person({"cookie": f"cg_signed_in={world.signed_in(roles, everywhere)}"})

    return {
        "helper": Person({"cookie": f"cg_pass={world.by_pass(here.id, 'helper')}"}),
        "host by pass": Person({"cookie": f"cg_pass={world.by_pass(here.id, 'host')}"}),
        "viewer, organiser next door": signed_in({here.programme: "viewer", world.other.programme: "organiser"}),
        "drafter": signed_in({here.programme: "drafter", world.other.programme: "drafter"}),
        "host": signed_in({here.programme: "host"}),
        "organiser": signed_in({here.programme: "organiser"}),
    }


def starts(world: World) -> None:
    world.organiser.posts(f"/sessions/{world.here.id}/start")
    world.turn("open", 2)
    bearer = {"authorization": f"Bearer {world.a['token']}"}
    world.client.post("/api/v1/actions", json=[world.says()], headers=bearer).raise_for_status()


def finishes(world: World) -> None:
    world.turn("close", 2)
    world.organiser.posts(f"/sessions/{world.here.id}/finish")
    world.organiser.posts(f"/sessions/{world.here.id}/publish")


MOVES: dict[str, Callable[[World], None]] = {"running": starts, "ended": finishes}


@pytest.mark.check
def test_no_page_offers_what_its_reader_may_not_do(world: World) -> None:
    """In a running and a finished workshop; everything that is wrong is told, not only the first."""
    wrong, seen, known = list[str](), dict[str, tuple[int, int]](), people(world)
    for state, move in MOVES.items():
        move(world)
        for name, person in known.items():
            pages, offered, refusals = at_every_page(world, person)
            seen[f"{state}: {name}"] = (pages, offered)
            wrong += [f"{state}: {name} at {page}: {one}" for page, found in refusals.items() for one in found]
    print(seen)
    assert not wrong, "\n".join(wrong)
    assert seen["ended: organiser"] > seen["ended: drafter"] > seen["ended: viewer, organiser next door"] > (20, 200)
