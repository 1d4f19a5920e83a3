"""Coming in by a code or its QR secret, as one person a device; changing one's mind, and leaving."""

from __future__ import annotations

import re
import secrets
import statistics
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server


@pytest.fixture(scope="module")
def workshop(server: Server) -> Workshop:
    return Organiser(server).workshop("vote")


@pytest.fixture
def device(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False, headers={"Origin": server.url}) as device:
        yield device


def come(device: httpx.Client, code: str, community: str = "citizen", **more: str) -> httpx.Response:
    return device.post("/join", json={"code": code, "community": community} | more)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_code_lets_in_with_blanks_or_without_and_so_does_the_qr_codes_secret(
    server: Server, workshop: Workshop
) -> None:
    secret = workshop.links["join"].rpartition("/")[2]
    assert len(secret) >= 22, "at least 128 bits"
    for code in (workshop.code, f" {workshop.code[:3]} {workshop.code[3:]} ", secret):
        with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False) as device:
            answer = come(device, code, "ahp", profession="Paramedics")
            assert answer.status_code == 201, answer.text
            assert answer.json().keys() >= {"participant", "token", "session", "live"}
            assert answer.json()["live"] == server.ws


def test_the_same_device_is_the_same_person(device: httpx.Client, workshop: Workshop) -> None:
    first, again = come(device, workshop.code), come(device, workshop.code, "ahp")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["participant"] == again.json()["participant"]
    me = device.get("/me", params={"session": workshop.id}).json()
    assert me["participant"]["community"] == "citizen"


def test_the_cookie_is_for_the_server_alone(device: httpx.Client, workshop: Workshop) -> None:
    flags = come(device, workshop.code).headers["set-cookie"].lower()
    assert "httponly" in flags
    assert "samesite=lax" in flags
    assert "secure" not in flags, "over plain http a Secure cookie would never come back"


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"community": "martian"}, "community"), ({"community": "ahp", "profession": "Wizards"}, "profession"),
     ({"community": "citizen", "profession": "Paramedics"}, "profession"), ({"community": 7}, "community"),
     ({}, "community")],
)  # fmt: skip
def test_a_wrong_community_or_profession_is_named(
    device: httpx.Client, workshop: Workshop, sent: dict[str, str], field: str
) -> None:
    answer = device.post("/join", json={"code": workshop.code} | sent)
    assert code_of(answer) == (422, "bad_field")
    assert answer.json()["error"]["field"] == field


def test_each_reason_not_to_come_in_has_its_own_sentence(device: httpx.Client, organiser: Organiser) -> None:
    ended, ticketed = organiser.workshop("vote", opened=False), organiser.workshop("vote", joining="ticket")
    organiser.posts(f"/sessions/{ended.id}/finish")
    unknown, over, closed = come(device, "123 45"), come(device, ended.code), come(device, ticketed.code)
    assert [code_of(a) for a in (unknown, over, closed)] == [
        (404, "unknown_code"), (409, "session_over"), (403, "ticket_needed"),
    ]  # fmt: skip
    assert len({answer.json()["error"]["message"] for answer in (unknown, over, closed)}) == 3


def test_an_ended_code_takes_as_long_as_a_ticketed_one(device: httpx.Client, organiser: Organiser) -> None:
    """A smoke check: both find their session and its room. A real measurement needs thousands of samples."""
    ended, ticketed = organiser.workshop("vote", opened=False), organiser.workshop("vote", joining="ticket")
    organiser.posts(f"/sessions/{ended.id}/finish")
    times: dict[str, list[float]] = {ended.code: [], ticketed.code: []}
    for code in [ended.code, ticketed.code] * 15:
        start = time.perf_counter()
        assert come(device, code).status_code in (403, 409)
        times[code].append(time.perf_counter() - start)
    one, other = (statistics.median(taken) for taken in times.values())
    assert abs(one - other) < 0.05


def test_a_ticket_is_one_voter(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", joining="ticket")
    tickets = organiser.posts(f"/sessions/{workshop.id}/tickets", {"count": 2, "community": "ahp"}, 201)["tickets"]
    codes = []
    for ticket, community in ((tickets[0], "ahp"), (tickets[0], "ahp"), (tickets[1], "citizen"), (tickets[1], "ahp")):
        with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False) as device:
            answer = come(device, workshop.code, community, ticket=ticket["code"])
            codes.append("in" if answer.status_code == 201 else code_of(answer)[1])
    assert codes == ["in", "ticket_used", "bad_field", "in"]
    assert all(ticket["code"] in ticket["link"] for ticket in tickets)
    assert workshop.shown()["here"] == {"citizen": 0, "ahp": 2, "other": 0}


def test_a_locked_door_lets_nobody_new_in_but_those_who_are(device: httpx.Client, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    come(device, workshop.code)
    organiser.posts(f"/sessions/{workshop.id}/doors", {"locked": True})
    assert come(device, workshop.code).status_code == 200
    device.cookies.clear()
    assert code_of(come(device, workshop.code)) == (403, "not_allowed")


def test_people_may_wait_in_the_lobby_before_the_start(device: httpx.Client, organiser: Organiser) -> None:
    programme, _ = organiser.programme({"r0": "An idea"})
    session = organiser.session(programme, "vote", start=False)
    assert come(device, session["code"]).status_code == 201
    me = device.get("/me", params={"session": session["id"]}).json()
    assert (me["stage"], me["session"]["state"], me["next"]["kind"]) == (None, "planned", "vote")


def test_the_profile_can_be_changed_until_the_first_answer(device: httpx.Client, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    come(device, workshop.code)
    me = {"session": workshop.id}
    changed = device.patch("/me", params=me, json={"community": "ahp", "profession": "Dietitians"})
    assert changed.json()["participant"]["profession"] == "Dietitians"
    assert code_of(device.patch("/me", params=me, json={"community": "ahp", "profession": "Wizards"})) == (
        422, "bad_field",
    )  # fmt: skip
    assert device.post("/actions", json=workshop.vote("r0", "agree")).json()["acks"][0]["ok"]
    refused = device.patch("/me", params=me, json={"community": "citizen"})
    assert code_of(refused) == (409, "moved_on")
    assert refused.json()["error"]["version"] == workshop.shown()["version"]


def test_what_a_changed_profile_leaves_out_stays(device: httpx.Client, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    come(device, workshop.code, "ahp", profession="Dietitians")

    def changed(**fields: str | None) -> tuple[str, str | None]:
        me = device.patch("/me", params={"session": workshop.id}, json=fields).json()["participant"]
        return me["community"], me["profession"]

    assert changed(profession="Paramedics") == ("ahp", "Paramedics")
    assert changed(community="ahp") == ("ahp", "Paramedics")
    assert changed(profession=None) == ("ahp", None)
    assert changed(profession="Dietitians") == ("ahp", "Dietitians")
    assert changed(community="citizen") == ("citizen", None), "a profession goes with its community"


def test_leaving_takes_everything_back_and_ends_the_token(device: httpx.Client, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    token = come(device, workshop.code).json()["token"]
    device.post("/actions", json=workshop.vote("r0", "agree"))
    assert workshop.tally()["r0"]["citizen"]["agree"] == 1
    assert device.delete("/me", params={"session": workshop.id}).status_code == 200
    assert workshop.tally()["r0"]["citizen"]["agree"] == 0
    assert workshop.shown()["here"]["citizen"] == 0
    device.cookies.clear()
    assert device.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_looking_creates_nobody(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("vote")
    for path in (workshop.links["join"], f"{server.url}/join/{workshop.code}", workshop.links["board"]):
        for method in ("GET", "HEAD"):
            httpx.request(method, path, trust_env=False)
    assert httpx.get(f"{server.url}/api/v1/join", trust_env=False).status_code in (404, 405)
    assert workshop.shown()["here"] == {"citizen": 0, "ahp": 0, "other": 0}


def test_a_join_whose_answer_was_lost_is_still_one_person(server: Server, workshop: Workshop) -> None:
    id = secrets.token_hex(16)
    answers = []
    for _ in range(3):  # nothing that came with an answer is kept
        with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False) as device:
            answers.append(come(device, workshop.code, "ahp", id=id))
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    first, *again = [answer.json() for answer in answers]
    assert first["receipt"]
    assert again == [first, first]
    with httpx.Client(base_url=f"{server.url}/api/v1", trust_env=False) as device:
        assert come(device, workshop.code, id=secrets.token_hex(16)).json()["participant"] != first["participant"]
        assert code_of(come(device, workshop.code, id="too short")) == (422, "bad_field")


def test_the_join_form_pressed_again_is_still_one_person(server: Server, workshop: Workshop) -> None:
    where, here = f"{server.url}/join/{workshop.code}", {"Origin": server.url}
    page = httpx.get(where, trust_env=False).text
    id = re.findall(r'name="id" value="([^"]{22})"', page)[0]
    before = workshop.shown()["here"]
    for _ in range(2):
        sent = httpx.post(where, data={"community": "citizen", "id": id}, headers=here, trust_env=False)
        assert sent.status_code == 303
    assert workshop.shown()["here"]["citizen"] == before["citizen"] + 1
