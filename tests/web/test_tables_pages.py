"""Pages of tables as plain forms: the host's, a phone's without scripts, and what they never tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest

from tests.people import Json, Organiser, Workshop, an_action
from tests.serving import Server

ROUNDS = (
    {"kind": "rank", "settings": {"by": "table"}},
    {"kind": "rank", "settings": {"by": "table", "start_from": "0"}},
)
PEOPLE = 12


class Browser:
    """Somebody with cookies and no scripts."""

    def __init__(self, server: Server, **cookies: str) -> None:
        self.http = httpx.Client(
            base_url=server.url, cookies=cookies, headers={"origin": server.url}, timeout=20, trust_env=False,
            follow_redirects=True,
        )  # fmt: skip

    def sees(self, path: str) -> str:
        return self.http.get(path).raise_for_status().text

    def posts(self, path: str, status: int = 200, /, **fields: str) -> str:
        answer = self.http.post(path, data=fields)
        assert answer.status_code == status, answer.text[:2000]
        return answer.text


class Hall:
    """Twelve people at three tables, round 1 open; a host at the page on tables."""

    def __init__(self, server: Server, host: Browser, workshop: Workshop) -> None:
        self.server, self.host, self.workshop = server, host, workshop
        self.at = f"/sessions/{workshop.id}/tables"
        self.people = [Browser(server) for _ in range(PEOPLE)]
        for n, person in enumerate(self.people):
            community = ("citizen", "ahp")[n % 2]
            person.http.post(f"/join/{workshop.code}", data={"community": community}).raise_for_status()

    @property
    def stage(self) -> str:
        return self.workshop.stage

    def presses(self, deed: str, status: int = 200, /, **fields: str) -> str:
        return self.host.posts(f"{self.at}/{deed}", status, stage=self.stage, **fields)

    def tables(self) -> list[Json]:
        found: list[Json] = self.workshop.host.gets(f"/stages/{self.stage}/tables")["tables"]
        return found

    def enters(self, table: int, places: str, do: str = "hand_in", status: int = 200, **more: str) -> str:
        """ "2 1 3 4" for r0, r1, r2 and r3."""
        typed = {f"place-{self.workshop.ideas[f'r{n}']}": p.replace("-", "") for n, p in enumerate(places.split())}
        return self.presses("entry", status, table=str(table), do=do, **typed, **more)

    def at_table(self, number: int) -> list[Browser]:
        """Those who sit there, as their own pages say."""
        return [person for person in self.people if f"You are at table {number}" in person.sees(self.screen)]

    @property
    def screen(self) -> str:
        return f"/sessions/{self.workshop.id}"

    def leave(self) -> None:
        for browser in self.people:
            browser.http.close()


@pytest.fixture(scope="module")
def host(server: Server) -> Iterator[Browser]:
    link = server.command("link", "--email", "host@example.org").strip().rpartition("/")[2]
    answer = httpx.post(f"{server.url}/sign-in/{link}", trust_env=False)
    browser = Browser(server, cg_signed_in=answer.cookies["cg_signed_in"])
    yield browser
    browser.http.close()


@pytest.fixture
def hall(server: Server, host: Browser, organiser: Organiser) -> Iterator[Hall]:
    hall = Hall(server, host, organiser.workshop(*ROUNDS, opened=False))
    hall.presses("deal", tables="3")
    hall.workshop.turn("open")
    yield hall
    hall.leave()


def test_a_host_deals_moves_and_names_who_writes(hall: Hall) -> None:
    assert [len(table["members"]) for table in hall.tables()] == [4, 4, 4]
    assert "Every table has 2 citizens and 2 AHPs." in hall.host.sees(hall.at)
    first = hall.tables()[0]["members"][0]
    hall.presses("seat", participant=first, table="2")
    assert [len(table["members"]) for table in hall.tables()] == [3, 5, 4]
    page = hall.presses("scribe", table="2", participant=first)
    assert hall.tables()[1]["scribe"] == first
    assert re.search(r"Scribe: (citizen|AHP) \d+\b", page)
    hall.presses("scribe", table="2", participant="")
    assert hall.tables()[1]["scribe"] is None
    assert "does not sit at the table" in hall.presses("scribe", 422, table="1", participant=first)
    hall.presses("deal", tables="2")
    assert [len(table["members"]) for table in hall.tables()] == [6, 6]
    assert "in digits" in hall.presses("deal", 422, tables="many")


def test_a_list_is_typed_checked_and_handed_in(hall: Hall) -> None:
    page = hall.enters(1, "2 1 2 4", status=422)
    assert "Place 2 is used twice: Idea 0, Idea 2. If they are level, type 2= in each." in unescape(page)
    assert re.findall(r'id="place-1-[^"]+" name="[^"]+" value="([^"]*)"', page) == ["2", "1", "2", "4"]
    assert hall.tables()[0]["order"] == [], "nothing is saved of what does not fit"
    assert "No idea has place 2 yet." in hall.enters(1, "1 3 4 -", status=422)
    assert "type a place from 1 to 4" in hall.enters(1, "1 2 3 9", status=422)
    assert "Ideas without a place: 2. A table hands in a whole list." in hall.enters(1, "2 1 - -", status=422)
    hall.enters(1, "2 1 - -", do="save")
    assert (len(hall.tables()[0]["order"]), hall.tables()[0]["handed_in"]) == (2, False)
    hall.enters(1, "2 1 2 4", level="yes")
    ideas = hall.workshop.ideas
    assert hall.tables()[0]["order"] == [ideas["r1"], [ideas["r0"], ideas["r2"]], ideas["r3"]]
    page = hall.host.sees(hall.at)
    assert re.findall(r'id="place-1-[^"]+" name="[^"]+" value="([^"]*)"', page) == ["2=", "1", "2=", "4"]
    assert hall.tables()[0]["handed_in"]
    hall.presses("entry", table="1", do="take_back")
    assert not hall.tables()[0]["handed_in"]


def test_a_reason_is_noted_and_taken_back(hall: Hall) -> None:
    idea = hall.workshop.ideas["r2"]
    assert "It saves a journey" in hall.presses("reason", idea=idea, text="It  saves a journey")
    assert "It saves a journey" not in hall.presses("reason", idea=idea, text="")
    assert "under 300" in hall.presses("reason", 422, idea=idea, text="x" * 301)


def test_showing_the_order_closes_the_round_first_and_a_page_behind_changes_nothing(hall: Hall) -> None:
    for table in (1, 2, 3):
        hall.enters(table, "1 2 3 4")
    stale = re.search(r'name="expected_version" value="(\d+)"', hall.host.sees(hall.at))
    assert stale
    hall.presses("deal", 409, tables="2")
    hall.workshop.turn("extend")
    hall.presses("reveal", 409, expected_version=stale.group(1))
    assert hall.workshop.shown()["stages"][0]["state"] == "open"
    version = re.search(r'name="expected_version" value="(\d+)"', hall.host.sees(hall.at))
    assert version
    assert "The order is on the board" in hall.presses("reveal", expected_version=version.group(1))
    assert hall.workshop.shown()["stages"][0]["state"] == "revealed"
    assert "Idea 0 came first at all tables" in hall.host.sees(f"/sessions/{hall.workshop.id}/board")


def test_sheets_are_printed_for_every_table_in_two_sizes(hall: Hall) -> None:
    for large in ("", "&large=true"):
        page = hall.host.sees(f"{hall.at}/sheets?stage={hall.stage}{large}")
        assert re.findall(r"<h2>(Table \d)</h2>", page) == ["Table 1", "Table 2", "Table 3"]
        assert page.count("Idea 3") == 3
        assert "your places add to 10" in page


def test_one_phone_writes_moves_and_hands_in_without_scripts(hall: Hall) -> None:
    one, other = hall.at_table(1)[:2]
    form = hall.screen + "/table"
    page = one.sees(hall.screen)
    assert "Nobody writes your table’s list yet" in unescape(page)
    seen = re.search(r'name="order" value="([^"]+)"', page)
    assert seen
    fields: dict[str, str] = {"stage": hall.stage, "order": seen.group(1)}
    assert "Put your table’s list in order" in unescape(one.posts(form, **fields, do="write", nonce="1"))
    assert "written on another phone" in other.sees(hall.screen)
    assert "Another phone writes for your table." in other.posts(form, 403, **fields, do="write")
    last = seen.group(1).split(",")[-1]
    one.posts(form, **fields, up=last, nonce="2")
    assert hall.tables()[0]["order"] == [*seen.group(1).split(",")[:2], last, seen.group(1).split(",")[2]]
    one.posts(form, **fields, do="reason", reason_idea=last, reason_text="It is near", nonce="3")
    assert "It is near" in one.sees(hall.screen)
    assert "Your table’s list is in" in unescape(one.posts(form, **fields, do="hand_in", nonce="4"))
    assert "Take our list back" in one.sees(hall.screen)
    one.posts(form, **fields, do="take_back", nonce="5")
    assert not hall.tables()[0]["handed_in"]


def test_handing_in_an_untouched_list_hands_in_the_order_that_was_seen(hall: Hall) -> None:
    one = hall.at_table(2)[0]
    seen = re.search(r'name="order" value="([^"]+)"', one.sees(hall.screen))
    assert seen
    one.posts(hall.screen + "/table", stage=hall.stage, order=seen.group(1), do="hand_in")
    assert (hall.tables()[1]["order"], hall.tables()[1]["handed_in"]) == (seen.group(1).split(","), True)


def test_where_nobody_was_dealt_each_phone_writes_a_list_of_its_own(server: Server, organiser: Organiser) -> None:
    workshop, alone = organiser.workshop(*ROUNDS), Browser(server)
    alone.http.post(f"/join/{workshop.code}", data={"community": "citizen"}).raise_for_status()
    page = alone.sees(f"/sessions/{workshop.id}")
    seen = re.search(r'name="order" value="([^"]+)"', page)
    assert seen
    assert "Put your table’s list in order" in unescape(page)
    fields: dict[str, str] = {"stage": workshop.stage, "order": seen.group(1)}
    alone.posts(f"/sessions/{workshop.id}/table", **fields, do="hand_in")
    [table] = organiser.gets(f"/stages/{workshop.stage}/tables")["tables"]
    assert (table["dealt"], table["handed_in"], table["order"]) == (False, True, seen.group(1).split(","))
    assert "Your table’s list is in" in unescape(alone.sees(f"/sessions/{workshop.id}"))
    alone.http.close()


def test_no_table_learns_of_another_tables_list_before_the_reveal(hall: Hall) -> None:
    """Two workshops would differ in their ids; so one table's list is turned round, and nobody else's page changes."""
    outsider, board = hall.at_table(2)[0], f"/sessions/{hall.workshop.id}/board"
    pages = []
    for places in ("1 2 3 4", "4 3 2 1"):
        hall.enters(1, places, do="save")
        pages.append([_lasting(outsider.sees(path)) for path in (hall.screen, hall.screen + "/screen", board)])
    assert pages[0] == pages[1]
    insider = hall.at_table(1)[0]
    before = _lasting(insider.sees(hall.screen))
    hall.enters(1, "1 2 3 4", do="save")
    assert _lasting(insider.sees(hall.screen)) != before, "the test looks at pages that do show a list"


def _lasting(page: str) -> str:
    """A page without what is new on each load: its nonces, its version, and how the clock stands."""
    page = re.sub(r'name="nonce" value="[^"]*"', "", page)
    return re.sub(r'("version":|data-version="|data-look="[\d.]*)\d+', "", page)


def test_phones_hear_of_a_seat_through_the_machine_contract_as_well(hall: Hall) -> None:
    token = httpx.post(
        f"{hall.server.url}/api/v1/join", json={"code": hall.workshop.code, "community": "citizen"}, trust_env=False
    ).json()  # fmt: skip
    action = an_action(hall.stage, "rank", order=list(hall.workshop.ideas.values()))
    answer = httpx.post(
        f"{hall.server.url}/api/v1/actions", json=[action], headers={"Authorization": f"Bearer {token['token']}"},
        trust_env=False,
    )  # fmt: skip
    assert "You are not at a table yet" in answer.json()["acks"][0]["error"]["message"]


def test_the_page_is_for_those_who_host(hall: Hall) -> None:
    stranger = Browser(hall.server)
    assert stranger.http.get(hall.at, follow_redirects=False).status_code in (302, 303, 401)
    assert hall.people[0].http.post(f"{hall.at}/deal", data={"stage": hall.stage}).status_code in (401, 403)
    stranger.http.close()
