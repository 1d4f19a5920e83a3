"""The socket of a participant: hello, snapshot, acks in order, word of changes, and its limits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.websockets import WebSocketDisconnect
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.web import sockets
from tests.people import SOON, Json, Organiser, Phone, Workshop, an_action, join
from tests.serving import Server
from tests.web.within import application


@pytest.fixture(scope="module")
def workshop(server: Server) -> Workshop:
    return Organiser(server).workshop("vote")


@pytest.fixture
async def ann(server: Server, workshop: Workshop) -> Json:
    (joined,) = await join(server, workshop.code, [{"community": "citizen"}])
    return joined


@pytest.fixture
async def phone(server: Server, ann: Json) -> AsyncIterator[Phone]:
    async with Phone(server, ann["token"]) as phone:
        yield phone


async def first_heard(server: Server, *messages: str, headers: Mapping[str, str] | None = None) -> Any:
    """What the server says after the last of these, or the code it closes with, or its HTTP status."""
    try:
        async with connect(server.ws, proxy=None, additional_headers=headers, compression=None) as socket:
            heard: Any = None
            try:
                for message in messages:
                    await socket.send(message)
                    heard = json.loads(await asyncio.wait_for(socket.recv(), SOON))
            except ConnectionClosed:
                return socket.close_code
            return heard
    except InvalidStatus as error:
        return error.response.status_code


def hello(token: str | None, **more: str) -> str:
    return json.dumps({"hello": token} | more)


async def test_the_first_answer_is_what_me_says(server: Server, phone: Phone) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        me = await http.get(f"{server.url}/api/v1/me", headers={"Authorization": f"Bearer {phone.token}"})
    assert phone.snapshot == me.json()
    assert phone.snapshot.keys() >= {"version", "session", "stage", "ideas", "answers", "order"}


@pytest.mark.parametrize(
    "first",
    ['{"hello": "nonsense"}', '{"hello": 7}', '{"hello": null}', '{"hello": null, "session": "nowhere"}', "[]", "{",
     '{"id": "1", "stage": "s", "do": "vote", "idea": "a", "choice": "agree"}', '"hello"'],
)  # fmt: skip
async def test_before_a_hello_nothing_is_said_and_the_door_closes(server: Server, first: str) -> None:
    assert await first_heard(server, first) == 1008


@pytest.mark.parametrize("sent", ["[]", "7", '{"id": ', '"vote"', '{"do": "vote"}', '{"id": 5, "do": "vote"}', ""])
async def test_a_frame_that_cannot_be_read_is_answered_without_an_id(server: Server, ann: Json, sent: str) -> None:
    heard = await first_heard(server, hello(ann["token"]), sent)
    assert heard["ack"]["id"] is None
    assert heard["ack"]["ok"] is False
    assert heard["ack"]["error"]["code"] in ("malformed", "bad_field")


async def test_the_socket_survives_a_bad_message(phone: Phone, workshop: Workshop) -> None:
    for bad in ("{", "7", json.dumps(workshop.vote("r0", "maybe"))):
        await phone.socket.send(bad)
    await phone.socket.send(b"\x00\xff")
    assert (await phone.does(workshop.vote("r0", "agree")))["ok"]


@pytest.mark.parametrize("size", [16_400, 1_000_000])
async def test_a_message_that_is_too_large_closes_with_1009(server: Server, ann: Json, size: int) -> None:
    assert await first_heard(server, hello(ann["token"]), "x" * size) == 1009


async def test_a_first_message_that_is_too_large_is_no_failure_of_ours(server: Server) -> None:
    assert await first_heard(server, "x" * 20_000) == 1009
    assert await first_heard(server, hello("nobody")) == 1008
    assert "websocket.close" not in server.log.read_text()


@pytest.mark.check
async def test_a_flood_of_pulses_is_read_more_slowly_and_hurts_nobody(tmp_path: Path) -> None:
    server = Server(tmp_path, action_limit="20")
    server.start()
    try:
        workshop = Organiser(server).workshop("vote")
        flooder, other = await join(server, workshop.code, [{"community": "citizen"}] * 2)
        async with Phone(server, other["token"]) as phone, connect(server.ws, proxy=None) as socket:
            await socket.send(hello(flooder["token"]))
            await socket.recv()
            for _ in range(5):
                for _ in range(100):
                    await socket.send('{"pulse": 1}')
                await asyncio.sleep(0.5)  # a busy machine reads a burst late, not all of them at once
            assert (await phone.does(workshop.vote("r0", "agree")))["ok"]
            heard = 0
            with suppress(TimeoutError):
                while True:
                    await asyncio.wait_for(socket.recv(), 0.5)
                    heard += 1
            assert 15 <= heard < 500, "a bucket of 20, of which the connection took 5"
    finally:
        server.stop()


async def test_a_message_may_be_as_large_as_a_long_comment(phone: Phone, workshop: Workshop) -> None:
    words = "👩‍⚕️" * 500
    comment = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=words)
    assert (await phone.does(comment))["ok"]


async def test_five_hundred_in_flight_are_all_answered_in_the_order_sent(phone: Phone, workshop: Workshop) -> None:
    actions = [workshop.vote(f"r{n % 4}", ("agree", "unsure")[n % 2]) for n in range(550)]  # a bucket holds 600
    waiting = [await phone.sends(action) for action in actions]
    acks = await asyncio.wait_for(asyncio.gather(*waiting), 30)
    assert all(ack["ok"] for ack in acks)
    assert phone.order == [action["id"] for action in actions]
    assert [ack["version"] for ack in acks] == sorted({ack["version"] for ack in acks})


async def test_a_connection_that_breaks_loses_no_acked_answer(server: Server, ann: Json, workshop: Workshop) -> None:
    async with Phone(server, ann["token"]) as phone:
        ack = await phone.does(workshop.vote("r2", "disagree"))
        phone.socket.transport.abort()
    async with Phone(server, ann["token"]) as phone:
        assert phone.snapshot["answers"] == {workshop.ideas["r2"]: "disagree"}
        assert phone.snapshot["version"] >= ack["version"]


def test_a_hello_is_not_awaited_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HELLO_WITHIN", 0.1)
    with application(tmp_path / "data") as (_, client, _), client.websocket_connect("/api/v1/live") as socket:
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 1008


def test_under_another_server_the_socket_says_the_same(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, organiser):
        workshop = organiser.workshop("vote")
        token = client.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"}).json()["token"]
        client.cookies.clear()
        with client.websocket_connect("/api/v1/live") as socket:
            socket.send_text(hello(token))
            me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
            assert socket.receive_json() == {"snapshot": me}
            vote = workshop.vote("r0", "agree")
            socket.send_json(vote)
            ack = socket.receive_json()["ack"]
            assert (ack["id"], ack["ok"], ack["version"]) == (vote["id"], True, me["version"] + 1)
            workshop.turn("close")
            assert socket.receive_json()["changed"]["stage"]["state"] == "closed"


# Origins and cookies


async def with_cookie(server: Server, workshop: Workshop) -> str:
    async with httpx.AsyncClient(trust_env=False) as http:
        joined = await http.post(f"{server.url}/api/v1/join", json={"code": workshop.code, "community": "ahp"})
    return "; ".join(f"{name}={value}" for name, value in joined.cookies.items())


async def test_a_browser_is_known_by_its_cookie_from_our_own_pages(server: Server, workshop: Workshop) -> None:
    headers = {"Cookie": await with_cookie(server, workshop), "Origin": server.url}
    heard = await first_heard(server, hello(None, session=workshop.id), headers=headers)
    assert heard["snapshot"]["participant"]["community"] == "ahp"
    assert await first_heard(server, hello(None, session="nowhere"), headers=headers) == 1008


@pytest.mark.parametrize("origin", ["https://evil.example", "{url}.evil.example", "null", "https://127.0.0.1:{port}"])
async def test_a_foreign_page_with_our_cookie_is_turned_away_at_the_handshake(
    server: Server, workshop: Workshop, origin: str
) -> None:
    named = origin.format(url=server.url, port=server.port)
    headers = {"Cookie": await with_cookie(server, workshop), "Origin": named}
    assert await first_heard(server, hello(None, session=workshop.id), headers=headers) == 403


async def test_a_cookie_without_an_origin_is_nobody(server: Server, workshop: Workshop) -> None:
    headers = {"Cookie": await with_cookie(server, workshop)}
    assert await first_heard(server, hello(None, session=workshop.id), headers=headers) == 1008


async def test_with_a_token_and_no_cookie_the_origin_does_not_matter(server: Server, ann: Json) -> None:
    heard = await first_heard(server, hello(ann["token"]), headers={"Origin": "https://notebook.example"})
    assert "snapshot" in heard


# What is heard unasked


async def test_every_change_of_a_stage_is_heard_and_no_vote(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", opened=False)
    people = await join(server, workshop.code, [{"community": "citizen"}] * 2)
    async with Phone(server, people[0]["token"]) as voter, Phone(server, people[1]["token"]) as other:
        for deed, state in (("open", "open"), ("close", "closed"), ("reveal", "revealed"), ("reopen", "open")):
            heard = len(other.frames)
            await asyncio.to_thread(workshop.turn, deed)
            changed = await other.hears("changed", heard)
            assert changed["stage"]["state"] == state
            assert changed["version"] <= (await asyncio.to_thread(workshop.shown))["version"]
        heard = len(other.frames)
        for ref in workshop.ideas:
            await voter.does(workshop.vote(ref, "agree"))
        await asyncio.sleep(1.2)
        assert other.frames[heard:] == []
        extended = len(other.frames)
        await asyncio.to_thread(workshop.turn, "extend", seconds=120)
        assert (await other.hears("changed", extended))["stage"]["closes_at"]


async def test_results_are_told_after_the_reveal_and_protected_then(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    people = await join(server, workshop.code, [{"community": "citizen"}] * 6 + [{"community": "ahp"}] * 3)
    async with httpx.AsyncClient(base_url=f"{server.url}/api/v1", trust_env=False) as http:
        for person in people:
            headers = {"Authorization": f"Bearer {person['token']}"}
            await http.post("/actions", json=workshop.vote("r0", "agree"), headers=headers)

        async def results() -> Any:
            return (await http.get("/me", headers=headers)).json()["results"]

        assert await results() is None
        await asyncio.to_thread(workshop.turn, "close")
        assert await results() is None
        await asyncio.to_thread(workshop.turn, "reveal")
        shown = await results()
        cells = {row["ref"]: row for row in shown["ideas"]}["r0"]["communities"]
        assert cells["citizen"]["agree"] == 6
        assert cells["ahp"]["agree"] is None, "three answers are too few to show"
        await asyncio.to_thread(workshop.turn, "reopen")
        assert await results() is None


async def test_a_comment_reaches_nobody_else_before_it_is_allowed(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("discuss")
    people = await join(server, workshop.code, [{"community": "citizen"}] * 2)
    async with Phone(server, people[0]["token"]) as author, Phone(server, people[1]["token"]) as other:
        words = {name: f"canary-{name}" for name in ("waiting", "hidden", "allowed", "withdrawn")}
        made = {}
        for name, text in words.items():
            comment = an_action(workshop.stage, "comment", idea=workshop.ideas["r0"], text=text)
            made[name] = (await author.does(comment))["comment"]
        for name, deed in (("hidden", "hide"), ("allowed", "allow"), ("withdrawn", "allow")):
            await asyncio.to_thread(organiser.posts, f"/comments/{made[name]}/{deed}")
        await author.does(an_action(workshop.stage, "withdraw", comment=made["withdrawn"]))
        await asyncio.sleep(1.2)
        async with Phone(server, people[1]["token"]) as fresh:
            seen = json.dumps(fresh.snapshot)
        assert words["allowed"] in seen
        for place in (seen, json.dumps(other.frames)):
            for name in ("waiting", "hidden", "withdrawn"):
                assert words[name] not in place
        async with Phone(server, people[0]["token"]) as again:
            own = json.dumps(again.snapshot)
        assert all(words[name] in own for name in ("waiting", "hidden", "allowed"))


@pytest.mark.check
async def test_a_server_that_stops_says_come_back(server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    own = Server(tmp_path_factory.mktemp("stopping"))
    own.start()
    try:
        with Organiser(own) as organiser:
            workshop = organiser.workshop("vote")
        (joined,) = await join(own, workshop.code, [{"community": "citizen"}])
        async with Phone(own, joined["token"]) as phone:
            ack = await phone.does(workshop.vote("r0", "agree"))
            assert ack["ok"]
            assert await asyncio.to_thread(own.stop) in (0, -15), "by itself, not by force"
            await asyncio.wait_for(phone.socket.wait_closed(), 5)
            assert phone.socket.close_code == 1012
    finally:
        own.stop()
