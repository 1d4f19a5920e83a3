"""Everybody at every door, in every state of a workshop: each cell as it is written here, and none left empty."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.exceptions import WebSocketException
from starlette.requests import HTTPConnection, Request

from app.domain.refusals import Refusal
from app.main import create_app
from app.storage.belonging import OF
from app.web.access import NOT_ALLOWED, must
from app.web.halfway import CODE, SET_UP
from app.web.rights import RIGHTS, SCOPES
from tests.web.everybody import Person, World, a_world
from tests.web.routes import Door, doors
from tests.web.test_access import (
    ANYBODY,
    ASKS_FOR_ITSELF,
    DRAFTERS,
    HELPERS,
    HOSTS,
    ORGANISERS,
    PARTICIPANTS,
    PLANNERS,
    READERS,
    REVIEWERS,
    SIGNED_IN,
    WRITTEN,
)

APP = create_app()
ALL = doors(APP)
CLASS_OF = {right: who for who, rights in WRITTEN.items() for right in rights}
ASKED_ON_A_SOCKET = {
    "SOCKET /sessions/{session}/console/live": "look: console",
    "SOCKET /sessions/{session}/helping/live": "look: comments to check",
}
OF_NO_PROGRAMME = {
    "code": "a join code, which anybody may try",
    "secret": "the end of a one-time link, which is its own key",
    "version": "the number of a version of a statement that is named too",
    "table": "the number of a table of a stage that is named too",
    "upload": "a file on its way into the programme that is named too, which keeps it",
    "download": "a file of the session that is named too, which keeps it",
    "invitation": "an invitation to the programme that is named too",
    "member": "an account in the programme that is named too",
    "account": "an account of the server, which only who organises everything is asked about",
    "token": "a token of the account that asks",
    "browser": "a browser of the account that asks",
}
"""Names in addresses that stand for nothing of a programme's own, and why that is enough."""

VIEWS = frozenset({READERS, REVIEWERS})
DRAFTS = VIEWS | {DRAFTERS}
RUNS = VIEWS | {PLANNERS, HOSTS, HELPERS}
ORGANISES = DRAFTS | RUNS | {ORGANISERS}
ACCOUNT = frozenset({SIGNED_IN})
TAKES_PART, HELPS, NOTHING = frozenset({PARTICIPANTS}), frozenset({HELPERS}), frozenset[str]()
BY_PASS = frozenset({HELPERS, HOSTS, REVIEWERS})
READING = frozenset({
    "look: own programmes", "look: documentation", "look: programmes", "look: outcomes", "look: console",
    "look: comments to check", "look: metrics",
})  # fmt: skip
HOSTING = frozenset({
    "host: stages", "host: board", "host: comments", "host: people", "host: paper", "host: tables", "host: tickets",
    "host: helpers",
})  # fmt: skip


def everybody(world: World) -> dict[str, Person]:
    p, q = world.here.programme, world.other.programme
    host, viewer, organiser = (world.account({p: role}) for role in ("host", "viewer", "organiser"))
    gone = world.account({p: "organiser"})
    world.disable(gone)

    def cookie(name: str, value: str) -> dict[str, str]:
        return {"cookie": f"{name}={value}"}

    def bearer(token: str) -> dict[str, str]:
        return {"authorization": f"Bearer {token}"}

    def account(roles: dict[str, str], **more: bool) -> dict[str, str]:
        return cookie("cg_signed_in", world.signed_in(roles, **more))

    return {
        "nobody": Person(),
        "a made-up cookie": Person(cookie("cg_signed_in", "made-up")),
        "participant": Person(cookie("cg_device", world.a["device"]), TAKES_PART, session_only=True),
        "participant next door": Person(cookie("cg_device", world.b["device"])),
        "participant by token": Person(bearer(world.a["token"])),
        "removed participant": Person(cookie("cg_device", world.removed["device"])),
        "removed participant by token": Person(bearer(world.removed["token"]), good=False),
        "helper": Person(cookie("cg_pass", world.by_pass(world.here.id, "helper")), HELPS, session_only=True),
        "helper next door": Person(cookie("cg_pass", world.by_pass(world.other.id, "helper"))),
        "host by pass": Person(cookie("cg_pass", world.by_pass(world.here.id, "host")), BY_PASS, session_only=True),
        "host by pass next door": Person(cookie("cg_pass", world.by_pass(world.other.id, "host"))),
        "ex-host": Person(cookie("cg_pass", world.by_pass(world.here.id, "host", stopped=True))),
        "viewer": Person(account({p: "viewer"}), VIEWS, ACCOUNT),
        "drafter": Person(account({p: "drafter"}), DRAFTS, ACCOUNT),
        "host": Person(account({p: "host"}), RUNS, ACCOUNT),
        "organiser": Person(account({p: "organiser"}), ORGANISES, ACCOUNT),
        "organiser here, viewer next door": Person(account({p: "organiser", q: "viewer"}), ORGANISES, ACCOUNT),
        "viewer here, organiser next door": Person(account({p: "viewer", q: "organiser"}), VIEWS, ACCOUNT),
        "organiser next door": Person(account({q: "organiser"}), nowhere=ACCOUNT),
        "account without a programme": Person(account({}), nowhere=ACCOUNT),
        "disabled account": Person(account({p: "organiser"}, disabled=True)),
        "organiser of everything": Person(account({}, everywhere=True), ORGANISES | ACCOUNT, ORGANISES | ACCOUNT),
        "disabled organiser of everything": Person(account({}, everywhere=True, disabled=True)),
        "between password and code": Person(cookie("cg_halfway", world.halfway(organiser, CODE))),
        "between password and setting up": Person(cookie("cg_halfway", world.halfway(organiser, SET_UP))),
        "on the way to their organisation": Person(cookie("cg_provider", world.on_the_way())),
        "token": Person(bearer(world.token()), ORGANISES | ACCOUNT, ORGANISES | ACCOUNT),
        "token to read": Person(
            bearer(world.token(scopes=["read"])), ORGANISES | ACCOUNT, ORGANISES | ACCOUNT, only=READING
        ),
        "token for the programme": Person(bearer(world.token(programme=p)), ORGANISES, ACCOUNT),
        "token for next door": Person(bearer(world.token(programme=q)), nowhere=ACCOUNT),
        "organiser's token": Person(bearer(world.token(organiser)), ORGANISES, ACCOUNT),
        "organiser's token for next door": Person(bearer(world.token(organiser, programme=q)), nowhere=ACCOUNT),
        "host's token to host": Person(bearer(world.token(host, scopes=["host"])), RUNS, ACCOUNT, only=HOSTING),
        "viewer's token to host": Person(bearer(world.token(viewer, scopes=["host"])), VIEWS, ACCOUNT, only=HOSTING),
        "token with unknown scopes": Person(bearer(world.token(scopes=["all"])), ORGANISES, only=NOTHING),
        "expired token": Person(bearer(world.token(expires_at=world.now - 1)), good=False),
        "ended token": Person(bearer(world.token(revoked=True)), good=False),
        "disabled account's token": Person(bearer(world.token(gone)), good=False),
        "forged token": Person(bearer("cg_forged"), good=False),
        "forged participant": Person(bearer(f"p.{world.here.id}.{world.a['participant']}.x"), good=False),
    }  # fmt: skip


def expected(door: Door, right: str, person: Person) -> bool:
    """The cell as it is written: whether this person comes in. Raises KeyError where nothing is written."""
    who = CLASS_OF[right]
    if who == PARTICIPANTS:
        return PARTICIPANTS in person.here
    if not person.good:
        return False
    if who == ANYBODY:
        return True
    if person.only is not None and right not in person.only:
        return False
    names = {name for name in names_in(door) if name in OF}
    if person.session_only and not names & {"session", "stage", "comment", "suggestion"}:
        return False
    return who in (person.here if names else person.nowhere)


def names_in(door: Door) -> list[str]:
    return [part[1:-1].partition(":")[0] for part in door.path.split("/") if part.startswith("{")]


def kinds_of_doors() -> list[tuple[Door, str]]:
    """One door for each right and set of names in its address: the gate knows nothing else of a door."""
    found: dict[tuple[str, tuple[str, ...], str], tuple[Door, str]] = {}
    for door in ALL:
        right = door.right or ASKED_ON_A_SOCKET.get(str(door))
        if right is not None:
            found.setdefault((right, tuple(names_in(door)), door.method == "SOCKET" and "socket" or ""), (door, right))
    return list(found.values())


async def comes_in(world: World, door: Door, right: str, person: Person, ids: dict[str, str]) -> bool:
    """Asks the door's own gate, as the door would."""
    named = {name: ids.get(name, "1") for name in names_in(door)}
    scope: dict[str, Any] = {
        "type": "websocket" if door.method == "SOCKET" else "http", "method": door.method, "app": world.app,
        "path": door.path, "path_params": named, "query_string": b"", "scheme": "http", "server": ("testserver", 80),
        "headers": [(name.encode(), value.encode()) for name, value in person.headers.items()],
        "client": ("10.0.0.1", 1), "state": {},
    }  # fmt: skip
    connection: HTTPConnection = Request(scope) if scope["type"] == "http" else HTTPConnection(scope)
    gate: Callable[..., Any] = door.gate or (lambda asked: must(asked, right))
    more = {"session": named["session"]} if "session" in inspect.signature(gate).parameters else {}
    try:
        await gate(connection, **more)
    except (Refusal, WebSocketException) as refusal:
        if getattr(refusal, "code", "") not in ("not_signed_in", "not_allowed", NOT_ALLOWED):
            raise
        return False
    return True


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(tmp_path_factory.mktemp("matrix") / "data") as world:
        yield world


STATES = ("planned", "ready", "open", "closed", "revealed", "ended")
MOVES: dict[str, Callable[[World], object]] = {
    "planned": lambda world: None,
    "ready": lambda world: world.organiser.posts(f"/sessions/{world.here.id}/start"),
    "open": lambda world: world.here.turn("open"),
    "closed": lambda world: world.here.turn("close"),
    "revealed": lambda world: world.here.turn("reveal"),
    "ended": lambda world: world.organiser.posts(f"/sessions/{world.here.id}/finish"),
}


@pytest.mark.check
def test_everybody_at_every_door_in_every_state(world: World) -> None:
    """Cells that differ from what is written are all told, not only the first."""
    people, kinds = everybody(world), kinds_of_doors()
    assert len(people) >= 30
    assert len(kinds) >= 80
    wrong, cells = [], 0

    async def all_of(state: str) -> None:
        nonlocal cells
        for door, right in kinds:
            for name, person in people.items():
                cells += 1
                found = await comes_in(world, door, right, person, world.ids)
                if found != expected(door, right, person):
                    wrong.append(f"{state}: {name} at {door} ({right}): {'let in' if found else 'turned away'}")

    portal = world.client.portal
    assert portal is not None
    for state in STATES:
        MOVES[state](world)
        portal.call(all_of, state)
    assert not wrong, "\n".join(wrong[:60])
    assert cells == len(STATES) * len(kinds) * len(people)
    print(f"{cells} cells: {len(people)} people, {len(kinds)} kinds of {len(ALL)} doors, {len(STATES)} states")


@pytest.mark.check
def test_ids_of_two_programmes_in_one_address_open_nothing(world: World) -> None:
    """Whoever is somebody here is nobody where one of the ids is from next door, or made up."""
    organiser = Person({"cookie": f"cg_signed_in={world.signed_in({world.here.programme: 'organiser'})}"})
    foreign = {"programme": world.other.programme, "session": world.other.id, "stage": world.other.stage,
               "idea": world.other.ideas["r0"], "participant": world.b["participant"]}  # fmt: skip
    let_in = []

    async def swapped() -> None:
        for door, right in kinds_of_doors():
            names = [name for name in names_in(door) if name in OF]
            if CLASS_OF[right] in (ANYBODY, PARTICIPANTS):
                continue
            for name in names:
                for id in {foreign.get(name, "made-up"), "made-up"}:
                    if await comes_in(world, door, right, organiser, world.ids | {name: id}):
                        let_in.append(f"{door} with another {name}")

    portal = world.client.portal
    assert portal is not None
    portal.call(swapped)
    assert not let_in, "\n".join(let_in)


def test_every_right_is_written_and_every_door_has_one_or_says_why() -> None:
    assert set(RIGHTS) == set(CLASS_OF)
    unlisted = [str(door) for door in ALL if door.right not in CLASS_OF and str(door) not in ASKS_FOR_ITSELF]
    assert not unlisted


def test_every_name_in_an_address_is_known_to_belong_somewhere() -> None:
    names = {name for door in ALL for name in names_in(door)}
    assert names <= OF.keys() | OF_NO_PROGRAMME.keys(), names - OF.keys() - OF_NO_PROGRAMME.keys()
    assert OF_NO_PROGRAMME.keys() <= names, OF_NO_PROGRAMME.keys() - names


def test_scopes_are_made_of_rights_and_give_none_twice() -> None:
    given = [right for scope in SCOPES.values() for right in scope]
    assert len(given) == len(set(given))
    assert set(given) <= set(RIGHTS)
    never = {right for right in RIGHTS if CLASS_OF[right] not in (ANYBODY, PARTICIPANTS)} - set(given)
    assert never == {"own account", "own tokens", "keep: programme", "keep: people"}, "with a limited token"
