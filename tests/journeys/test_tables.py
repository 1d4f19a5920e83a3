"""Two rounds at three tables, 24 people: a phone, a program and the host write; totals were added by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.faults.cluster import wait_until
from tests.people import Json, Organiser, an_action
from tests.serving import Server, serving

from .browser import PROJECTOR, Guest
from .people import Host, Phone, act, me

NAMES = {
    "home": "Home visit after a fall", "story": "One person knows my story", "wait": "Honest waiting times",
    "covid": "Long covid recovery groups", "self": "Self-refer to a physio", "plan": "Hold my own care plan",
    "foot": "Foot checks nearby", "school": "Same therapist through school",
}  # fmt: skip
FIRST = {  # who writes → the list; places added by hand: 4, 5, 9, 13, 14, 19, 21, 23
    "phone": "story home wait covid self foot plan school",
    "program": "home story wait covid self plan foot school",
    "host": "home story wait self covid plan school foot",
}
FIRST_TOTALS = [4, 5, 9, 13, 14, 19, 21, 23]
FIRST_ORDER = "home story wait covid self plan foot school"
SECOND = {  # added by hand: 4, 6, 9, 13, 13, 19, 21, 23
    "phone": "story home self foot wait covid school plan",
    "program": "home story wait self foot plan covid school",
    "host": "home self story foot wait covid plan school",
}
SECOND_TOTALS = [4, 6, 9, 13, 13, 19, 21, 23]
SECOND_PLACES = ["1", "2", "3", "4=", "4=", "6", "7", "8"]
SECOND_MOVES = ["Same", "Same", "up 2", "down 1", "up 3", "down 2", "down 1", "Same"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("tables") / "data") as running:
        yield running


class Evening:
    """The workshop: a host at the page on tables, the board, two phones in browsers, and 22 people by the API."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server, self.organiser = server, Organiser(server)
        programme = self.organiser.posts("/programmes", {"name": "Example programme"}, 201)["id"]
        ideas = [{"ref": ref, "text": f"The whole sentence of “{name}”", "name": name} for ref, name in NAMES.items()]
        made = self.organiser.posts(f"/programmes/{programme}/ideas", {"ideas": ideas}, 201)["ideas"]
        self.ideas = {idea["ref"]: idea["id"] for idea in made}
        rank: Json = {"kind": "rank", "settings": {"by": "table"}}
        again: Json = {"kind": "rank", "settings": {"by": "table", "start_from": "0"}}
        session = self.organiser.session(programme, rank, again, name="James Lind final workshop")
        self.id, self.code = session["id"], session["code"]
        self.stages = [stage["id"] for stage in session["stages"]]
        self.host = Host.signed_in(browser, server)
        self.host.page.goto(f"/sessions/{self.id}/tables")
        self.board = Guest(browser, PROJECTOR, base=server.url)
        self.board.page.goto(f"/sessions/{self.id}/board")
        self.dina = Phone.picked_up(browser, server.url)
        self.dina.joins(self.code, "A citizen")
        self.ali = Phone.picked_up(browser, server.url)
        self.ali.joins(self.code, "An allied health")
        self.tokens = {}
        for n in range(22):
            body = {"code": self.code, "community": ("citizen", "ahp")[n % 2]}
            joined = httpx.post(f"{server.url}/api/v1/join", json=body, trust_env=False).json()
            self.tokens[joined["participant"]] = joined["token"]

    @property
    def guests(self) -> dict[str, Guest]:
        return {"host": self.host, "board": self.board, "Dina": self.dina, "Ali": self.ali}

    def turn(self, deed: str, stage: int) -> Json:
        return self.organiser.posts(f"/stages/{self.stages[stage]}/{deed}")

    def tables(self, stage: int) -> list[Json]:
        found: list[Json] = self.organiser.gets(f"/stages/{self.stages[stage]}/tables")["tables"]
        return found

    def who_writes(self, stage: int) -> tuple[str, int]:
        """(a person by the API who writes for a table that is not Dina's, the number of the table left to the host)"""
        dina = mine_of(self.dina)
        others = [table for table in self.tables(stage) if dina not in table["members"]]
        return next(m for m in others[0]["members"] if m in self.tokens), others[1]["table"]

    def writes_by_program(self, person: str, stage: int, order: str) -> None:
        ids = [self.ideas[ref] for ref in order.split()]
        deeds = [an_action(self.stages[stage], "rank", order=ids), an_action(self.stages[stage], "hand_in", on=True)]
        act(self.server, self.tokens[person], deeds)


def mine_of(phone: Phone) -> str:
    own = phone.page.evaluate("JSON.parse(document.getElementById('phone').dataset.mine).person")
    return str(own)


@pytest.fixture(scope="module")
def evening(server: Server, chromium: Browser) -> Evening:
    return Evening(server, chromium)


@pytest.mark.check
def test_two_rounds_at_three_tables_from_dealing_to_the_outcome(evening: Evening) -> None:
    host, board, dina, ali = evening.host, evening.board, evening.dina, evening.ali
    host.page.reload()
    host.page.get_by_role("button", name="Deal people to tables").click()
    expect(host.page.get_by_text("Every table has 4 citizens and 4 AHPs.")).to_be_visible()
    host.accessible("tables before the round")
    expect(dina.page.get_by_text(re.compile(r"Next: you are at table \d\."))).to_be_visible()
    evening.turn("open", 0)

    heading = dina.page.get_by_role("heading", name=re.compile(r"You are at table \d"))
    expect(heading).to_be_visible()
    dina.accessible("phone: at a table")
    program, typed = evening.who_writes(0)
    dina.page.get_by_role("button", name="Write for your table").click()
    move(dina, "One person", 1)
    move(dina, "Foot checks", 1)
    expect(dina.page.get_by_text("Saved. 8 ideas, all in order.")).to_be_visible()
    dina.page.get_by_role("button", name="Hand in our list").click()
    expect(dina.page.get_by_role("heading", name="Your table’s list is in")).to_be_visible()
    evening.writes_by_program(program, 0, FIRST["program"])
    expect(board.page.get_by_text("2 of 3 tables have handed in")).to_be_visible()
    board.accessible("board: tables talking")
    types_by_keyboard(evening, 0, typed, FIRST["host"])
    expect(board.page.get_by_text("3 of 3 tables have handed in")).to_be_visible()
    host.accessible("tables: all in")
    for name, guest in evening.guests.items():
        guest.calm(name)

    by_keyboard(host, "Show the new order")
    expect(board.page.get_by_role("heading", name="Home visit after a fall comes first")).to_be_visible(timeout=10_000)
    assert on_the_board(board, "total") == [str(total) for total in FIRST_TOTALS]
    assert on_the_board(board, "idea") == [NAMES[ref] for ref in FIRST_ORDER.split()]
    expect(ali.page.get_by_role("heading", name="The shared order")).to_be_visible()
    ali.accessible("phone: shared order")

    evening.organiser.posts(f"/stages/{evening.stages[1]}/tables/deal")
    evening.turn("open", 1)
    second_round(evening)


def second_round(evening: Evening) -> None:
    host, board, dina = evening.host, evening.board, evening.dina
    expect(dina.page.get_by_role("heading", name=re.compile(r"You are at table \d"))).to_be_visible()
    host.page.goto(f"/sessions/{evening.id}/tables")
    expect(host.page.get_by_text("21 of 84")).to_be_visible()
    expect(host.page.get_by_text("21 is the fewest possible with three tables of eight.")).to_be_visible()
    program, typed = evening.who_writes(1)
    dina.page.get_by_role("button", name="Write for your table").click()
    move(dina, "One person", 1)
    move(dina, "Self-refer", 2)
    move(dina, "Foot checks", 3)
    dina.page.get_by_role("link", name="Add a reason").click()
    dina.accessible("phone: a reason")
    dina.page.get_by_label("Your reason").fill("One check can save a foot.")
    dina.page.get_by_role("button", name="Keep this reason").click()
    expect(dina.page.get_by_text("Was 7. “One check can save a foot.”")).to_be_visible()
    dina.picture("phone-table")
    evening.writes_by_program(program, 1, SECOND["program"])
    half = dict(list(places_of(SECOND["host"]).items())[:4])
    for ref, place in half.items():
        host.page.locator(f"#place-{typed}-{evening.ideas[ref]}").fill(place)
    host.picture("host-tables")
    the_half_list_is_known(evening, typed)
    comes_back_as_it_was(evening)

    assert [host.page.locator(f"#place-{typed}-{evening.ideas[ref]}").input_value() for ref in half] == list(
        half.values()
    ), "what was half typed is still there"
    move(dina, "Same therapist", 1)
    expect(dina.page.get_by_text("Saved. 8 ideas, all in order.")).to_be_visible()
    dina.page.get_by_role("button", name="Hand in our list").click()
    expect(dina.page.get_by_role("heading", name="Your table’s list is in")).to_be_visible()
    types_by_keyboard(evening, 1, typed, SECOND["host"])
    takes_a_reason_over(evening)
    host.page.get_by_role("button", name="Show the new order").click()
    expect(board.page.get_by_role("heading", name="Foot checks nearby moved up three places")).to_be_visible(
        timeout=10_000
    )
    assert on_the_board(board, "total") == [str(total) for total in SECOND_TOTALS]
    assert on_the_board(board, "place") == SECOND_PLACES
    assert on_the_board(board, "since") == SECOND_MOVES
    expect(board.page.get_by_text("One check can save a foot.")).to_be_visible()
    board.accessible("board: totals")
    board.picture("board-tables")
    evening.organiser.posts(f"/sessions/{evening.id}/finish")
    reads_the_outcome(evening)


def reads_the_outcome(evening: Evening) -> None:
    page = evening.host.page
    page.goto(f"/sessions/{evening.id}/outcomes")
    rows = page.locator("table.standings").nth(1).locator("tbody tr")
    totals = [row.locator("td").nth(4).inner_text() for row in rows.all()]
    assert totals == [str(total) for total in SECOND_TOTALS]
    expect(page.get_by_text("One check can save a foot.").first).to_be_visible()
    evening.host.accessible("outcome of tables")


def move(phone: Phone, name: str, places: int) -> None:
    """Up by its button, and told so each time."""
    for _ in range(places):
        phone.page.get_by_role("button", name=re.compile(f"^Move up: {name}")).click()
    expect(phone.page.locator("#status")).to_contain_text("Saved")


def places_of(order: str) -> dict[str, str]:
    """{idea: its place as typed} in the order in which the page lists the ideas, the same in both rounds."""
    listed = order.split()
    return {ref: str(listed.index(ref) + 1) for ref in FIRST_ORDER.split()}


def types_by_keyboard(evening: Evening, stage: int, table: int, order: str) -> None:
    """From wherever the focus is: Tab to the column, digits and Enter down it, Enter on what follows."""
    page, places = evening.host.page, places_of(order)
    first = f"place-{table}-{evening.ideas[next(iter(places))]}"
    expect(page.locator(f"[id='{first}']")).to_be_visible()
    page.locator("#main").focus()
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == first:
            break
    for place in places.values():
        page.keyboard.type(place)
        page.keyboard.press("Enter")
    expect(page.locator(f"[data-check='{table}']")).to_be_visible()
    expect(page.get_by_role("button", name=f"Hand in for table {table}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f"#card-{table}")).to_contain_text("Handed in")
    known: Any = next(t for t in evening.tables(stage) if t["table"] == table)
    assert known["order"] == [evening.ideas[ref] for ref in order.split()]


def by_keyboard(host: Host, words: str) -> None:
    for _ in range(80):
        if host.page.evaluate("document.activeElement.textContent.trim()") == words:
            break
        host.page.keyboard.press("Tab")
    host.page.keyboard.press("Enter")


def takes_a_reason_over(evening: Evening) -> None:
    """What a table gave as its reason becomes the host's note, by one press."""
    row = evening.host.page.locator(f"[id='row-{evening.ideas['foot']}']")
    row.locator("summary").click()
    row.get_by_role("button", name="Use this").click()
    expect(row.locator("summary")).to_contain_text("One check can save a foot.")


def on_the_board(board: Guest, column: str) -> list[str]:
    cells = board.page.locator(f".board-tables tbody .{column}").all()
    return [" ".join((cell.text_content() or "").split()) for cell in cells]


def the_half_list_is_known(evening: Evening, table: int) -> None:
    """What the host typed is saved when the field is left, and told to who sits at that table."""
    evening.host.page.locator("#main").focus()
    wait_until(lambda: any(one["table"] == table and one["order"] for one in evening.tables(1)), within=10)
    told = [phone.page for phone in (evening.dina, evening.ali) if f"Table {table}," in phone.page.inner_text("#stage")]
    for page in told:
        expect(page.get_by_text("The host enters your table’s list")).to_be_visible(timeout=10_000)


def comes_back_as_it_was(evening: Evening) -> None:
    """The server is stopped and started; every screen shows what it showed before."""

    def shown() -> dict[str, str]:
        places = "#tables, #board, #stage"
        return {name: guest.page.locator(places).inner_text() for name, guest in evening.guests.items()}

    evening.host.page.wait_for_timeout(2500)
    before = shown()
    evening.server.stop()
    evening.server.start()
    for guest in evening.guests.values():
        guest.page.reload()
    evening.host.page.wait_for_timeout(2500)
    assert shown() == before
    assert me(evening.server, next(iter(evening.tokens.values())))["table"] is not None
    for guest in evening.guests.values():
        guest.errors.clear()
