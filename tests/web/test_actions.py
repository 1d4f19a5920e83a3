"""The HTTP door for actions: one or a list, an ack for each, and bad ones refused under their own id."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.people import Json, Organiser, Phone, Workshop, an_action, join
from tests.serving import Server

SETTINGS: dict[str, Json] = {
    "vote": {}, "dots": {"budget": 5}, "rank": {"places": 2},
    "rate": {"scales": [{"key": "impact", "label": "Impact"}], "steps": 5},
}  # fmt: skip


class Person:
    """Somebody with a token, who acts by HTTP."""

    def __init__(self, server: Server, joined: Json) -> None:
        self.token, self.id = joined["token"], joined["participant"]
        self.http = httpx.AsyncClient(
            base_url=f"{server.url}/api/v1",
            headers={"Authorization": f"Bearer {self.token}"},
            trust_env=False,
            timeout=20,
        )

    async def sends(self, body: Any) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post("/actions", content=content, headers={"Content-Type": "application/json"})

    async def does(self, action: Json) -> Json:
        answer = await self.sends(action)
        assert answer.status_code == 200, answer.text
        ack: Json = answer.json()["acks"][0]
        return ack

    async def me(self) -> Json:
        found: Json = (await self.http.get("/me")).json()
        return found


@pytest.fixture(scope="module")
def workshop(server: Server) -> Workshop:
    """One session for all: open on a vote."""
    with Organiser(server) as organiser:
        found = organiser.workshop("vote")
    return found


@pytest.fixture
async def person(server: Server, workshop: Workshop) -> AsyncIterator[Person]:
    (joined,) = await join(server, workshop.code, [{"community": "citizen"}])
    person = Person(server, joined)
    yield person
    await person.http.aclose()


async def test_one_action_gets_one_ack_with_the_version_it_made(person: Person, workshop: Workshop) -> None:
    action = workshop.vote("r0", "agree")
    ack = await person.does(action)
    assert ack.keys() == {"id", "ok", "version"}
    assert (ack["id"], ack["ok"]) == (action["id"], True)
    me = await person.me()
    assert me["version"] >= ack["version"]
    assert me["answers"] == {workshop.ideas["r0"]: "agree"}


async def test_a_list_takes_effect_in_the_order_sent(person: Person, workshop: Workshop) -> None:
    actions = [workshop.vote("r0", choice) for choice in ("agree", "disagree", "unsure") * 33] + [
        workshop.vote("r0", "agree")
    ]
    acks = (await person.sends(actions)).json()["acks"]
    assert [ack["id"] for ack in acks] == [action["id"] for action in actions]
    assert [ack["version"] for ack in acks] == sorted({ack["version"] for ack in acks})
    assert (await person.me())["answers"] == {workshop.ideas["r0"]: "agree"}


async def test_one_device_in_two_workshops_answers_in_both_with_one_list(server: Server, workshop: Workshop) -> None:
    with Organiser(server) as organiser:
        other = organiser.workshop("vote")
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False, timeout=20) as device:
        for code in (workshop.code, other.code):
            assert (await device.post("/join", json={"code": code, "community": "ahp"})).status_code == 201
        nowhere = workshop.vote("r0", "agree") | {"stage": "nowhere"}
        listed = [nowhere, other.vote("r0", "agree"), workshop.vote("r1", "disagree"), other.vote("r2", "unsure")]
        acks = (await device.post("/actions", json=listed)).json()["acks"]
        assert [ack["ok"] for ack in acks] == [False, True, True, True]
        assert acks[0]["error"]["code"] == "unknown_stage"
        for where, answers in ((workshop, {"r1": "disagree"}), (other, {"r0": "agree", "r2": "unsure"})):
            me = (await device.get("/me", params={"session": where.id})).json()
            assert me["answers"] == {where.ideas[ref]: choice for ref, choice in answers.items()}
        odd = [nowhere | {"stage": stage} for stage in ("", "\x00", "\u00e9", 7, None, ["a"], "x" * 5_000)]
        kind, body = {"Content-Type": "application/json"}, json.dumps([*odd, other.vote("r1", "agree")])
        answer = await device.post("/actions", content=body, headers=kind)
        assert answer.status_code == 200, answer.text
        acks = answer.json()["acks"]
        assert [ack["ok"] for ack in acks] == [False] * len(odd) + [True]
        assert (await device.post("/actions", json=[nowhere])).status_code == 401, "nobody is meant"


async def test_a_list_has_an_end(person: Person, workshop: Workshop) -> None:
    answer = await person.sends([workshop.vote("r0", "agree") for _ in range(101)])
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "too_many")
    assert (await person.me())["answers"] == {}
    assert (await person.sends([])).json() == {"acks": []}


async def test_a_bad_one_in_a_list_is_refused_alone(person: Person, workshop: Workshop) -> None:
    maybe = workshop.vote("r0", "maybe")
    bad = [maybe, {"id": "x", "do": "dance", "stage": workshop.stage}, 7, {"do": "vote"}]
    acks = (await person.sends([workshop.vote("r1", "agree"), *bad, workshop.vote("r2", "agree")])).json()["acks"]
    assert [ack["ok"] for ack in acks] == [True, False, False, False, False, True]
    assert [ack["id"] for ack in acks[1:5]] == [maybe["id"], "x", None, None]
    assert [ack["error"]["code"] for ack in acks[1:5]] == ["bad_choice", "bad_field", "malformed", "bad_field"]


@pytest.mark.parametrize("body", [b'{"id": "x", ', b'"vote"', b"\xff\xfe", b"", b"null", b"7", b"[" * 5000])
async def test_what_is_no_json_action_is_malformed(person: Person, body: bytes) -> None:
    answer = await person.sends(body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "malformed")


MISSING: list[tuple[str, Json, str]] = [
    ("no stage", {"do": "vote", "idea": "a", "choice": "agree"}, "stage"),
    ("no idea", {"stage": "s", "do": "vote", "choice": "agree"}, "idea"),
    ("no choice", {"stage": "s", "do": "vote", "idea": "a"}, "choice"),
    ("idea as a list", {"stage": "s", "do": "vote", "idea": ["a"], "choice": "agree"}, "idea"),
    ("no dots", {"stage": "s", "do": "dots", "idea": "a"}, "dots"),
    ("no score", {"stage": "s", "do": "rate", "idea": "a", "scale": "x"}, "score"),
    ("no order", {"stage": "s", "do": "rank"}, "order"),
    ("order as text", {"stage": "s", "do": "rank", "order": "a"}, "order"),
    ("order of numbers", {"stage": "s", "do": "rank", "order": [1, [2]]}, "order"),
    ("no text", {"stage": "s", "do": "comment", "idea": "a"}, "text"),
    ("on as text", {"stage": "s", "do": "support", "comment": "c", "on": "yes"}, "on"),
    ("no comment", {"stage": "s", "do": "withdraw"}, "comment"),
    ("no do", {"stage": "s"}, "do"),
    ("an unknown do", {"stage": "s", "do": "explode"}, "do"),
]


@pytest.mark.parametrize(("sent", "field"), [case[1:] for case in MISSING], ids=[case[0] for case in MISSING])
async def test_a_missing_or_wrong_field_is_named_under_the_actions_id(person: Person, sent: Json, field: str) -> None:
    ack = await person.does({"id": "my-id"} | sent)
    assert (ack["id"], ack["ok"]) == ("my-id", False)
    assert (ack["error"]["code"], ack["error"]["field"]) == ("bad_field", field)
    assert len(ack["error"]["message"]) > 3


async def test_both_doors_give_one_action_one_answer(server: Server, person: Person, workshop: Workshop) -> None:
    by_http, by_socket = workshop.vote("r0", "agree"), workshop.vote("r0", "disagree")
    async with Phone(server, person.token) as phone:
        first = [await person.does(by_http), await phone.does(by_socket)]
        version = (await person.me())["version"]
        assert [await phone.does(by_http), await person.does(by_socket)] == first
        assert (await person.me())["version"] == version
    assert (await person.me())["answers"] == {workshop.ideas["r0"]: "disagree"}


async def test_the_same_action_by_both_doors_at_once_is_one(server: Server, person: Person, workshop: Workshop) -> None:
    async with Phone(server, person.token) as phone:
        for _ in range(10):
            action = workshop.vote("r0", "agree")
            one, other = await asyncio.gather(person.does(action), phone.does(action))
            assert one == other


async def test_a_device_acts_in_the_session_of_the_stage_it_names(server: Server, organiser: Organiser) -> None:
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False) as device:
        workshops = [organiser.workshop("vote") for _ in range(2)]
        people = []
        for workshop in workshops:
            joined = await device.post(
                "/join", json={"code": workshop.code, "community": "ahp"}, headers={"Origin": server.url}
            )
            people.append(joined.json()["participant"])
        for workshop, choice in zip(workshops, ("agree", "disagree"), strict=True):
            answer = await device.post("/actions", json=workshop.vote("r0", choice), headers={"Origin": server.url})
            assert answer.json()["acks"][0]["ok"], answer.text
        for workshop, person, choice in zip(workshops, people, ("agree", "disagree"), strict=True):
            me = (await device.get("/me", params={"session": workshop.id})).json()
            assert (me["participant"]["id"], me["answers"]) == (person, {workshop.ideas["r0"]: choice})
        assert (await device.get("/me")).status_code == 401


@pytest.mark.parametrize("kind", SETTINGS)
async def test_own_answers_come_back_as_they_were_given(server: Server, organiser: Organiser, kind: str) -> None:
    workshop = organiser.workshop({"kind": kind, "settings": SETTINGS[kind]})
    a, b = workshop.ideas["r0"], workshop.ideas["r1"]
    given: dict[str, tuple[Json, Json]] = {
        "vote": ({"idea": a, "choice": "unsure"}, {a: "unsure"}),
        "dots": ({"idea": a, "dots": 3}, {a: 3}),
        "rate": ({"idea": a, "scale": "impact", "score": 4}, {a: {"impact": 4}}),
        "rank": ({"order": [b, a]}, {"order": [b, a]}),
    }
    (joined,) = await join(server, workshop.code, [{"community": "ahp"}])
    person = Person(server, joined)
    assert (await person.does(an_action(workshop.stage, kind, **given[kind][0])))["ok"]
    assert (await person.me())["answers"] == given[kind][1]
    await person.http.aclose()


async def test_a_ranking_keeps_ideas_level(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("rank")
    a, b, c, _ = workshop.ideas.values()
    (joined,) = await join(server, workshop.code, [{"community": "ahp"}])
    person = Person(server, joined)
    for order in ([b, [a, c]], [[a, b, c]], [a], []):
        assert (await person.does(an_action(workshop.stage, "rank", order=order)))["ok"]
        assert (await person.me())["answers"] == ({"order": order} if order else {})
    await person.http.aclose()
