"""Who may do what: every door asks, and answers each kind of visitor as written here."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from app.main import create_app
from app.web.rights import KINDS, RIGHTS
from tests.people import Json, Organiser, Phone, Workshop, an_action, join
from tests.serving import Server
from tests.web.passes import a_pass
from tests.web.routes import Door, doors

ANYBODY, PARTICIPANTS, HELPERS, HOSTS, ORGANISERS = "anybody", "participants", "helpers", "hosts", "organisers"
SIGNED_IN, READERS, REVIEWERS, DRAFTERS, PLANNERS = "signed in", "readers", "reviewers", "drafters", "planners"

WRITTEN = {
    ANYBODY: {
        "look: front page", "look: health", "look: schema", "look: board", "look: join page", "look: own screen",
        "look: gallery", "look: published report", "look: public page", "sign in", "sign out",
        "join", "use a receipt code", "use a pass", "use an invitation", "listen",
    },
    PARTICIPANTS: {"take part", "remove own answers"},
    SIGNED_IN: {"look: own programmes", "look: documentation", "own account", "own tokens"},
    READERS: {"look: programmes"},
    REVIEWERS: {"look: outcomes"},
    DRAFTERS: {"plan: ideas", "plan: listening", "plan: shape", "plan: strategy", "conclude: draft"},
    PLANNERS: {"plan: session"},
    HELPERS: {"look: comments to check", "host: comments", "host: paper", "host: tables"},
    HOSTS: {
        "look: console", "host: stages", "host: board", "host: people", "host: tickets", "host: helpers",
        "plan: run sheet",
    },
    ORGANISERS: {
        "look: metrics", "plan: programme", "keep: programme", "keep: people", "look: record",
        "conclude: export", "conclude: publish", "conclude: decide",
    },
}  # fmt: skip

ASKS_FOR_ITSELF = {
    "GET /api/v1/me": "a participant by token, or by the device cookie and the session named",
    "PATCH /api/v1/me": "the same",
    "DELETE /api/v1/me": "the same",
    "POST /api/v1/actions": "a participant by token, or by the device cookie and the action's stage",
    "GET /metrics": "a program on this machine, or an organiser by token; nobody else is told that it is there",
    "SOCKET /api/v1/live": "a participant by the token in hello, or by the device cookie from our own origin",
    "SOCKET /sessions/{session}/console/live": "a host by cookie from our own origin, before it is accepted",
    "SOCKET /sessions/{session}/helping/live": "a helper by cookie from our own origin, before it is accepted",
}
"""Doors without a right of the list, and whom they let in instead."""

GUARDED = {right for who, rights in WRITTEN.items() for right in rights} - WRITTEN[ANYBODY] - WRITTEN[PARTICIPANTS]

APP = create_app()
ALL = doors(APP)
API = [door for door in ALL if door.path.startswith("/api/") and door.method != "SOCKET"]
PAGES = [door for door in ALL if not door.path.startswith("/api/") and door.right in GUARDED]
PAGES = [door for door in PAGES if door.method != "SOCKET" and door.path not in ("/docs", "/openapi.json")]


def test_the_list_says_what_is_written_here() -> None:
    words = {
        frozenset({"organiser"}): ORGANISERS, frozenset({"participant"}): PARTICIPANTS,
        frozenset({"organiser", "member"}): SIGNED_IN,
        frozenset({"organiser", "drafter", "host", "viewer"}): READERS,
        frozenset({"organiser", "drafter", "host", "viewer", "host by pass"}): REVIEWERS,
        frozenset({"organiser", "drafter"}): DRAFTERS, frozenset({"organiser", "host"}): PLANNERS,
        frozenset({"organiser", "host", "host by pass"}): HOSTS,
        frozenset({"organiser", "host", "host by pass", "helper"}): HELPERS,
        frozenset(KINDS): ANYBODY,
    }  # fmt: skip
    listed = {right: words[allowed] for right, allowed in RIGHTS.items()}
    assert listed == {right: who for who, rights in WRITTEN.items() for right in rights}


@pytest.mark.parametrize("door", ALL, ids=str)
def test_every_door_asks_who_comes(door: Door) -> None:
    assert (door.right in RIGHTS) != (str(door) in ASKS_FOR_ITSELF)


def test_a_door_that_asks_for_itself_is_there() -> None:
    assert set(ASKS_FOR_ITSELF) <= {str(door) for door in ALL}


class Numbers(dict[str, str]):
    """Whatever else an address names: number 1 of it."""

    def __missing__(self, name: str) -> str:
        return "1"


class Visitors:
    """A running session with a comment and a suggestion, and everybody who could knock."""

    def __init__(self, server: Server, organiser: Organiser) -> None:
        self.server, self.organiser = server, organiser
        self.http = httpx.Client(base_url=server.url, timeout=20, trust_env=False)
        self.http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.workshop = organiser.workshop("discuss", {"kind": "gather"}, "vote")
        self.other = organiser.workshop("vote")
        comment = an_action(self.workshop.stage, "comment", idea=self.workshop.ideas["r0"], text="A remark")
        self.comment = self.acts(self.joined(self.workshop), comment)["comment"]
        self.workshop.turn("close")
        self.workshop.turn("open", 1)
        suggestion = an_action(self.workshop.stages[1], "suggest", text="A bus to the clinic")
        self.suggestion = self.acts(self.joined(self.workshop), suggestion)["suggestion"]
        self.here, self.next_door = self.joined(self.workshop), self.joined(self.other)
        self._passes: dict[str, str] = {}

    def own(self, role: str) -> str:
        """A pass of the first session, the same at each call."""
        if role not in self._passes:
            self._passes[role] = self.helper(self.workshop, role)
        return self._passes[role]

    def joined(self, workshop: Workshop) -> str:
        answer = self.http.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"})
        return str(answer.json()["token"])

    def acts(self, token: str, action: Json) -> Json:
        answer = self.knocks("POST", "/api/v1/actions", token, action)
        ack: Json = answer.json()["acks"][0]
        assert ack["ok"], ack
        return ack

    def knocks(
        self, method: str, path: str, token: str | None, body: Json | list[Json] | None = None, cookie: str = ""
    ) -> httpx.Response:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        if cookie:
            headers |= {"Cookie": f"cg_pass={cookie}", "Origin": self.server.url}
        sent = None if method == "GET" else body if body is not None else {}
        return self.http.request(method, path, headers=headers, json=sent)

    def address(self, door: Door) -> str:
        workshop = self.workshop
        return door.path.format_map(
            Numbers({"programme": workshop.programme, "session": workshop.id, "stage": workshop.stages[2],
            "comment": self.comment, "suggestion": self.suggestion, "participant": "nobody",
            "idea": workshop.ideas["r0"], "upload": "nothing", "programme_id": workshop.programme})
        )  # fmt: skip

    def helper(self, workshop: Workshop, role: str) -> str:
        """The cookie of a new pass for this session."""
        return a_pass(self.server, workshop.id, role)

    def tokens(self, door: Door) -> dict[str, str | None]:
        """Who knocks, with what. Taking one's answers back ends a token, so that door gets one of its own."""
        leaves = door.method == "DELETE"
        return {
            "nobody": None, "a wrong token": "nonsense", "a forged participant": f"p.{self.workshop.id}.somebody.x",
            "a participant": self.joined(self.other) if leaves else self.here,
            "another session's participant": self.joined(self.other) if leaves else self.next_door,
            "an organiser": self.server.token,
        }  # fmt: skip


@pytest.fixture(scope="module")
def visitors(server: Server) -> Iterator[Visitors]:
    with Organiser(server) as organiser:
        visitors = Visitors(server, organiser)
        yield visitors
        visitors.http.close()


def expected(door: Door, who: str) -> set[int]:
    """Statuses with which this visitor is turned away; empty where they are let in."""
    if who in ("a wrong token", "a forged participant"):
        return {401}
    if str(door) in ASKS_FOR_ITSELF:
        return {"nobody": {401}, "an organiser": {403}}.get(who, set())
    if door.right in GUARDED:
        return {"nobody": {401}, "an organiser": set[int]()}.get(who, {403})
    return set()


@pytest.mark.parametrize("door", API, ids=str)
def test_each_call_turns_away_whom_it_should_and_lets_in_the_rest(visitors: Visitors, door: Door) -> None:
    for who, token in visitors.tokens(door).items():
        answer = visitors.knocks(door.method, visitors.address(door), token)
        away = expected(door, who)
        if away:
            assert answer.status_code in away, f"{who}: {answer.status_code} {answer.text[:200]}"
            assert answer.json()["error"]["code"] in ("not_signed_in", "not_allowed")
        else:
            assert answer.status_code not in (401, 403), f"{who}: {answer.status_code} {answer.text[:200]}"
            assert answer.status_code < 500, f"{who}: {answer.text[:200]}"


@pytest.mark.parametrize("door", PAGES, ids=str)
def test_pages_of_organisers_are_closed_to_everybody_else(visitors: Visitors, door: Door) -> None:
    for who, token in visitors.tokens(door).items():
        if who != "an organiser":
            answer = visitors.knocks(door.method, visitors.address(door), token)
            assert answer.status_code in (303, 401, 403), f"{who}: {answer.status_code} {answer.text[:200]}"


def test_a_person_of_one_session_reaches_nothing_of_another(visitors: Visitors) -> None:
    workshop, token = visitors.workshop, visitors.next_door
    before = workshop.outcomes()["stages"]
    tries = [
        an_action(workshop.stages[1], "suggest", text="From next door"),
        an_action(workshop.stage, "vote", idea=workshop.ideas["r0"], choice="agree"),
        an_action(workshop.stage, "support", comment=visitors.comment, on=True),
        an_action(workshop.stage, "withdraw", comment=visitors.comment),
    ]
    acks = visitors.knocks("POST", "/api/v1/actions", token, tries).json()["acks"]
    codes = [ack["error"]["code"] for ack in acks]
    assert codes == ["unknown_stage", "unknown_stage", "unknown_comment", "unknown_comment"]
    assert visitors.knocks("GET", "/api/v1/me", token).json()["session"]["id"] == visitors.other.id
    assert workshop.outcomes()["stages"] == before


async def test_a_removed_persons_token_and_connection_end(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    (ann,) = await join(server, workshop.code, [{"community": "citizen"}])
    async with Phone(server, ann["token"]) as phone:
        organiser.posts(f"/sessions/{workshop.id}/people/{ann['participant']}/remove")
        await asyncio.wait_for(phone.socket.wait_closed(), 5)
        assert phone.socket.close_code == 1008
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        gone = await http.get("/api/v1/me", headers={"Authorization": f"Bearer {ann['token']}"})
    assert gone.status_code == 401


@pytest.mark.parametrize("cookie", ["", "cg_signed_in=forged", "cg_device=forged"])
async def test_a_consoles_socket_is_closed_to_strangers(visitors: Visitors, server: Server, cookie: str) -> None:
    headers = {"Cookie": cookie} if cookie else {}
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        async with connect(
            f"ws://127.0.0.1:{server.port}/sessions/{visitors.workshop.id}/console/live", proxy=None,
            origin=Origin(server.url), additional_headers=headers,
        ) as socket:  # fmt: skip
            await socket.recv()


PASSES = [door for door in ALL if door.right in GUARDED and door.method != "SOCKET"]
PASSES = [door for door in PASSES if door.path not in ("/docs", "/openapi.json")]


def let_in(door: Door, role: str) -> bool:
    """Whether a pass for the very session opens this door."""
    return door.right in WRITTEN[HELPERS] or (role == "host" and door.right in WRITTEN[HOSTS] | WRITTEN[REVIEWERS])


@pytest.mark.check
@pytest.mark.parametrize("role", ["helper", "host"])
def test_a_pass_opens_the_doors_of_its_role_in_its_own_session_and_no_other(visitors: Visitors, role: str) -> None:
    """Every door that is not for anybody, by every kind of pass: of this session, of another one, stopped, made up."""
    stopped = visitors.helper(visitors.workshop, role)
    visitors.knocks("POST", f"/sessions/{visitors.workshop.id}/helping/leave", None, cookie=stopped)
    foreign = visitors.helper(visitors.other, role)
    for door in PASSES:
        address = visitors.address(door)
        for cookie in (foreign, stopped, "made-up"):
            answer = visitors.knocks(door.method, address, None, cookie=cookie)
            assert answer.status_code in (303, 401, 403), f"{door}: {answer.status_code} {answer.text[:200]}"
            assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), str(door)
        own = visitors.helper(visitors.workshop, role) if door.path.endswith("/helping/leave") else ""
        own = own or visitors.own(role)
        answer = visitors.knocks(door.method, address, None, cookie=own)
        if let_in(door, role):
            assert answer.status_code not in (401, 403), f"{door}: {answer.status_code} {answer.text[:200]}"
            assert not answer.headers.get("location", "").startswith("/sign-in"), str(door)
            assert answer.status_code < 500, f"{door}: {answer.text[:200]}"
        else:
            assert answer.status_code in (401, 403), f"{door}: {answer.status_code} {answer.text[:200]}"


def test_a_pass_of_one_session_reaches_nothing_of_another_by_any_id(visitors: Visitors) -> None:
    cookie = visitors.helper(visitors.other, "host")
    for path in (f"/comments/{visitors.comment}/allow", f"/suggestions/{visitors.suggestion}/hide",
                 f"/stages/{visitors.workshop.stages[2]}/open", f"/sessions/{visitors.workshop.id}/board",
                 "/comments/unknown/allow", "/stages/unknown/open"):  # fmt: skip
        assert visitors.knocks("POST", f"/api/v1{path}", None, cookie=cookie).status_code == 403, path


def test_a_pass_from_a_foreign_page_is_refused(visitors: Visitors) -> None:
    headers = {"Cookie": f"cg_pass={visitors.own('host')}", "Origin": "https://elsewhere.example"}
    here = visitors.workshop.id
    assert visitors.http.post(f"/sessions/{here}/helpers", data={"name": "x"}, headers=headers).status_code == 403
    for sent in (headers, {"Cookie": headers["Cookie"]}):
        call = visitors.http.post(f"/api/v1/sessions/{here}/doors", data={"locked": "true"}, headers=sent)
        assert call.json()["error"]["code"] == "wrong_origin"


async def test_an_organisers_token_opens_no_participants_socket(server: Server) -> None:
    async with connect(server.ws, proxy=None) as socket:
        await socket.send(json.dumps({"hello": server.token}))
        await asyncio.wait_for(socket.wait_closed(), 5)
        assert socket.close_code == 1008
