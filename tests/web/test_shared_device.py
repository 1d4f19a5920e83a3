"""One tablet for many over the real doors: each person is one, and nothing of the last one is left."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server


class Tablet:
    """A browser that keeps its cookies, as a tablet does."""

    def __init__(self, server: Server, workshop: Workshop) -> None:
        self.workshop, self.at = workshop, f"/sessions/{workshop.id}"
        self.door = "/join/" + workshop.links["join"].rpartition("/")[2] + "/shared"
        self.http = httpx.Client(base_url=server.url, headers={"origin": server.url}, timeout=20, trust_env=False)

    def joins(self, community: str = "citizen", door: str = "", **more: str) -> httpx.Response:
        page = self.http.get(door or self.door).text
        id = re.search(r'name="id" value="([^"]+)"', page)
        assert id, page
        return self.http.post(door or self.door, data={"id": id.group(1), "community": community} | more)

    def votes(self, ref: str, choice: str) -> None:
        page = self.http.get(self.at).text
        nonce = re.search(r'name="nonce" value="([^"]+)"', page)
        assert nonce
        field = re.search(rf'name="([^"]*{self.workshop.ideas[ref]}[^"]*)" value="{choice}"', page)
        assert field, page
        sent = {"stage": self.workshop.stage, "nonce": nonce.group(1), field.group(1): choice, "save": "1"}
        assert self.http.post(f"{self.at}/answers", data=sent).status_code == 303

    def finishes(self) -> str:
        """Gives the tablet back → the receipt code that was shown."""
        page = self.http.get(f"{self.at}/shared").raise_for_status().text
        code = re.search(r'class="receipt-code figures">([^<]+)<', page)
        assert code, page
        answer = self.http.post(f"{self.at}/shared/next")
        assert (answer.status_code, answer.headers["location"]) == (303, self.door)
        return code.group(1)


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote")


@pytest.fixture
def tablet(server: Server, workshop: Workshop) -> Iterator[Tablet]:
    tablet = Tablet(server, workshop)
    yield tablet
    tablet.http.close()


@pytest.fixture(scope="module")
def cookie(server: Server) -> str:
    link = server.command("link", "--email", "helper@example.org").strip().rpartition("/")[2]
    return httpx.post(f"{server.url}/sign-in/{link}", trust_env=False).cookies["cg_signed_in"]


def test_each_person_on_a_shared_tablet_is_one_person(tablet: Tablet, workshop: Workshop) -> None:
    for community, choice in (("citizen", "agree"), ("citizen", "disagree"), ("ahp", "agree")):
        assert tablet.joins(community).status_code == 303
        tablet.votes("r0", choice)
        tablet.finishes()
    assert workshop.tally()["r0"]["citizen"] == {"agree": 1, "unsure": 0, "disagree": 1}
    assert workshop.tally()["r0"]["ahp"]["agree"] == 1
    assert workshop.outcomes()["participants"]["by_channel"] == {"phone": 3, "paper": 0}
    assert workshop.shown()["finished"] == {"citizen": 2, "ahp": 1, "other": 0}


def test_nothing_of_the_last_person_is_left_on_the_tablet(tablet: Tablet) -> None:
    tablet.joins()
    tablet.votes("r0", "agree")
    tablet.finishes()
    assert set(tablet.http.cookies.keys()) == {"cg_shared"}
    for page in (tablet.at, f"{tablet.at}/shared"):
        answer = tablet.http.get(page)
        assert (answer.status_code, answer.headers["location"]) == (303, tablet.door)
        assert answer.headers["cache-control"] == "no-store"
    assert not tablet.http.get(f"{tablet.at}/screen").is_success
    assert tablet.http.post(f"{tablet.at}/shared/next").status_code == 401


def test_start_pressed_twice_is_one_person(tablet: Tablet, workshop: Workshop) -> None:
    page = tablet.http.get(tablet.door).text
    id = re.search(r'name="id" value="([^"]+)"', page)
    assert id
    for _ in range(2):
        assert tablet.http.post(tablet.door, data={"id": id.group(1), "community": "citizen"}).status_code == 303
    assert workshop.shown()["here"]["citizen"] == 1


def test_whoever_has_the_tablet_is_asked_to_finish_before_the_next(tablet: Tablet) -> None:
    tablet.joins()
    answer = tablet.http.get(tablet.door)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{tablet.at}/shared")


def test_a_receipt_code_brings_its_person_back_to_the_tablet(tablet: Tablet, workshop: Workshop) -> None:
    tablet.joins()
    tablet.votes("r0", "agree")
    receipt = tablet.finishes()
    tablet.joins("ahp")
    tablet.finishes()
    typed = receipt.lower().replace("-", " ")
    assert tablet.http.post(f"{tablet.door}/again", data={"receipt": typed}).status_code == 303
    tablet.votes("r0", "disagree")
    assert workshop.tally()["r0"]["citizen"] == {"agree": 0, "unsure": 0, "disagree": 1}
    assert workshop.shown()["here"] == {"citizen": 1, "ahp": 1, "other": 0}
    assert tablet.finishes() == receipt


def test_a_code_that_is_none_or_a_phones_own_opens_nothing(server: Server, tablet: Tablet, workshop: Workshop) -> None:
    answer = tablet.http.post(f"{tablet.door}/again", data={"receipt": "AAAA-BBBB-CCCC"})
    assert (answer.status_code, "We do not know this code." in answer.text) == (404, True)
    with httpx.Client(base_url=server.url, trust_env=False) as phone:
        own = phone.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"}).json()["receipt"]
    answer = tablet.http.post(f"{tablet.door}/again", data={"receipt": own})
    assert (answer.status_code, "This code is from another phone." in answer.text) == (403, True)
    assert "cg_device" not in tablet.http.cookies


def test_the_tablet_of_somebody_who_joined_before_takes_other_people(tablet: Tablet, workshop: Workshop) -> None:
    tablet.http.post("/api/v1/join", json={"code": workshop.code, "community": "ahp"})
    assert "Someone has joined with this device before." in tablet.http.get(tablet.door).text
    assert tablet.joins().status_code == 303
    assert workshop.shown()["here"] == {"citizen": 1, "ahp": 1, "other": 0}


def test_a_host_who_answers_for_somebody_is_counted_apart(tablet: Tablet, workshop: Workshop, cookie: str) -> None:
    tablet.http.cookies.set("cg_signed_in", cookie)
    helped = f"{tablet.at}/helped"
    assert "Who are you answering for?" in tablet.http.get(helped).text
    assert tablet.joins(door=helped).status_code == 303
    tablet.votes("r0", "agree")
    assert tablet.http.post(f"{tablet.at}/shared/next").headers["location"] == helped
    assert workshop.outcomes()["participants"]["by_channel"] == {"phone": 0, "paper": 0, "helped": 1}
    assert workshop.tally()["r0"]["citizen"]["agree"] == 1


def test_nobody_else_can_say_that_they_were_helped(tablet: Tablet, workshop: Workshop) -> None:
    answer = tablet.http.post(f"{tablet.at}/helped", data={"id": "a" * 22, "community": "citizen"})
    assert answer.status_code in (303, 401)
    assert tablet.joins(channel="helped", helped="1").status_code == 303
    assert workshop.outcomes()["participants"]["by_channel"] == {"phone": 1, "paper": 0}


def test_the_console_leads_to_the_shared_tablet(tablet: Tablet, cookie: str) -> None:
    tablet.http.cookies.set("cg_signed_in", cookie)
    assert f"{tablet.at}/shared-device" in tablet.http.get(f"{tablet.at}/console").text
    page = tablet.http.get(f"{tablet.at}/shared-device").text
    assert tablet.door in page
    assert "<svg" in page


def test_a_workshop_that_is_over_or_locked_takes_nobody(tablet: Tablet, workshop: Workshop) -> None:
    workshop.host.posts(f"/sessions/{workshop.id}/doors", {"locked": True})
    assert tablet.joins().status_code == 403
    workshop.host.posts(f"/sessions/{workshop.id}/finish")
    assert tablet.http.get(tablet.door).status_code == 409


def test_whoever_gave_the_tablet_back_is_no_phone_that_waits_to_come_back(tablet: Tablet, workshop: Workshop) -> None:
    for _ in range(3):
        tablet.joins()
        tablet.finishes()
    phones = workshop.host.gets(f"/sessions/{workshop.id}/health")["phones"]
    assert phones == {"joined": 0, "here": 0, "away": 0}
