"""What hosts and organisers see: the console in every state, and every page of the application that a programme or a
workshop has an address for, once with a full programme and once with an empty one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from playwright.sync_api import Page, expect

from app.main import create_app
from tests.web.routes import doors
from tools.pictures import told
from tools.pictures.room import Json, Room

from .accounts import sends
from .halls import SMALL, TWELVE, Halls, all_vote, helper_link, shown, suggested, talked
from .scenes import Scene, nothing

NO_PAGES = re.compile(
    r"/(live|pulse|version|file|board|download|screen|picture|helping|helped|shared|look-alikes)$|/pictures/|\.(csv|json)$|^/(healthz|readyz|metrics|docs)"
)
"""Addresses that answer with something else than a page, and boards, which have scenes of their own."""
HARD_WORDS = "<b>Strong</b> & “quoted” words that go on and on " * 6


def consoles(halls: Halls) -> Iterator[Scene]:
    timed: Json = {"kind": "vote", "title": "Vote on 14 ideas", "settings": {"minutes": 20}}
    yield of("lobby", halls.room(timed, "discuss", "break", start=False))
    yield of("vote", talked(halls.opened(timed, "reveal", "discuss", crowd=TWELVE)))
    yield of("vote-asks", halls.opened(timed, "reveal"), also=_presses_the_step)
    paused = halls.opened(timed)
    paused.stage(0, "pause")
    yield of("paused", paused)
    closed = halls.opened("vote", "rank", crowd=TWELVE)
    closed.stage(0, "close")
    yield of("closed", closed)
    done = halls.opened("vote", "rank", crowd=SMALL)
    all_vote(done)
    yield of("revealed", shown(done))
    for kind in ("gather", "discuss", "dots", "rate", "rank", "break"):
        yield of(kind, halls.opened(kind))
    yield of("gathered", suggested(halls.opened("gather"), 30))
    tables = halls.room({"kind": "rank", "settings": {"by": "table"}}, crowd=TWELVE, refs=told.RANKED)
    tables.stage(0, "tables/deal", tables=3)
    tables.stage(0, "open")
    yield of("tables", tables)
    yield Scene("console-tables-page", f"/sessions/{tables.id}/tables", signed_in=True)
    paper = halls.opened("vote")
    yield Scene("console-paper", f"/sessions/{paper.id}/paper?number=8", signed_in=True)
    over = halls.room("vote")
    over.posts(f"/sessions/{over.id}/finish")
    yield of("ended", over)
    yield of("offline", halls.opened("vote"), also=_loses_the_line)
    alike = suggested(halls.opened("gather"), 12)
    yield Scene("console-alike", f"/sessions/{alike.id}/console/alike", signed_in=True)
    yield of("look", closed, also=_looks_alone)
    helpers = Scene("console-helpers", f"/sessions/{closed.id}/helpers", signed_in=True)
    yield replace(helpers, name="console-helpers-link", also=sends("Make a link", name="Sam, table 2"))
    yield replace(helpers, name="console-helpers-wrong", also=sends("Make a link", name=""))
    helped = halls.opened("vote")
    yield Scene("console-pass", helper_link(halls, helped))
    yield Scene("console-helping", helper_link(halls, helped), also=_lets_in)


def of(name: str, room: Room, also: object = None) -> Scene:
    return Scene(
        f"console-{name}", f"/sessions/{room.id}/console", signed_in=True, also=also if callable(also) else nothing
    )


def _presses_the_step(page: Page) -> None:
    page.wait_for_selector("#line[data-connected]")
    page.wait_for_timeout(900)
    page.locator("#step").click()
    expect(page.locator("#ask > dialog")).to_be_visible()


def _loses_the_line(page: Page) -> None:
    page.wait_for_selector("#line[data-connected]")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible(timeout=15_000)


def _looks_alone(page: Page) -> None:
    page.get_by_role("button", name="Show me only").click()
    page.wait_for_url("**/look*")


def _lets_in(page: Page) -> None:
    page.locator("main button").first.click()
    page.wait_for_load_state()


def desks(halls: Halls) -> Iterator[Scene]:
    """Sign-in, mistakes, and every page that an address leads to."""
    yield Scene("desk-sign-in", "/sign-in")
    yield Scene("desk-not-found", "/programmes/nowhere", signed_in=True)
    yield Scene(
        "desk-import-looked-at", f"/programmes/{halls.programme}/ideas/import", signed_in=True, also=_looks_at_a_list
    )
    full = Full(halls)
    room = full.room
    known = {"programme": halls.programme, "programme_id": halls.programme, "session": room.id, "stage": room.stages[0],
             "idea": halls.ideas["E3"], "statement": full.statement, "version": "1",
             "contribution": full.contribution}  # fmt: skip
    for path in _pages():
        names = set(re.findall(r"{(\w+)}", path))
        if names and names <= set(known):
            yield Scene(f"{_audience(path)}-{_slug(path)}", path.format_map(known), signed_in=True)
        if names and names <= {"programme", "programme_id"} and "/programmes/" in path:
            empty = dict.fromkeys(names, halls.nothing)
            yield Scene(f"desk-nothing-{_slug(path)}", path.format_map(empty), signed_in=True)
    for path in ("/programmes", "/accounts", "/archive", "/record", "/said"):
        yield Scene(f"desk-{_slug(path)}", path, signed_in=True)
    yield Scene("public-listen", full.listening)
    yield Scene("public-listen-error", full.listening, also=_sends_nothing)
    yield Scene("public-listen-thanks", full.listening, also=_tells)


def _pages() -> list[str]:
    """Addresses that a reader opens, each once."""
    found = {door.path for door in doors(create_app()) if door.method == "GET" and not door.path.startswith("/api/")}
    return sorted(path for path in found if not NO_PAGES.search(path) and "/console" not in path)


def _audience(path: str) -> str:
    if re.match(r"/(book|you-said|trail)/|.*/report$", path):
        return "public"
    return "print" if re.search(r"/(ballots|sheets|poster|listening/paper)$", path) else "desk"


def _slug(path: str) -> str:
    return re.sub(r"-?{(\w+?)(_id)?}", r"-one-\1", path.strip("/").replace("/", "-")).replace(
        "programmes-one-programme-", ""
    )


def _looks_at_a_list(page: Page) -> None:
    page.get_by_label("One idea a line").fill(f"1. {HARD_WORDS}\n2. A home visit\n\n2. A home visit\n")
    page.get_by_role("button", name="Look at this list").click()
    page.wait_for_load_state()


def _sends_nothing(page: Page) -> None:
    page.get_by_role("button", name="Send it").click()
    page.wait_for_load_state()


def _tells(page: Page) -> None:
    page.locator("textarea").first.fill("The bus goes once an hour.")
    page.get_by_text("Yes, without my name").click()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


class Full:
    """A programme in which everything has happened once."""

    def __init__(self, halls: Halls) -> None:
        self.halls, self.home = halls, f"/programmes/{halls.programme}"
        self.room = room = halls.opened("vote", "discuss", crowd=TWELVE)
        all_vote(room)
        shown(room)
        room.stage(1, "open")
        talked(room, 1)
        room.posts(f"/sessions/{room.id}/finish")
        room.posts(f"/sessions/{room.id}/publish")
        self.listening = self._listens()
        self.contribution = self._hears()
        self.statement = self._drafts()
        idea = halls.ideas["E3"]
        room.posts(f"{self.home}/ideas/{idea}/story", {"verdict": "doing", "text": "Visits start in April."})
        room.posts(f"{self.home}/stories/publish")
        room.posts(f"{self.home}/book/publish", {"ideas": list(halls.ideas.values())})
        room.posts(f"{self.home}/ideas/{idea}/trail/publish")

    def _listens(self) -> str:
        body = {"title": "Tell us", "open": True, "equality": ["age"], "questions": [{"text": "What matters most?"}]}
        answer = self.halls.http.put(f"{self.home}/listening", json=body)
        answer.raise_for_status()
        return "/listen/" + str(answer.json()["link"]).rpartition("/")[2]

    def _hears(self) -> str:
        ids = []
        for community, ref, words, _ in told.ALLOWED:
            one = {"text": words, "role": "Carer", "community": community, "may_quote": True}
            body = {"contributions": [one], "source": "notes", "source_name": "Selby survey"}
            ids.append(str(self.room.posts(f"{self.home}/contributions", body)["contributions"][0]["id"]))
            self.room.posts(f"{self.home}/contributions/{ids[-1]}/allow")
            self.room.posts(f"{self.home}/ideas/{self.halls.ideas[ref]}/quotes", {"contribution": ids[-1]})
        return ids[0]

    def _drafts(self) -> str:
        body: Json = {
            "text": "Everyone who falls is visited at home within two days.", "ideas": [self.halls.ideas["E3"]],
            "professions": ["Physiotherapists"], "commitments": [], "works_if": "", "still_open": HARD_WORDS,
        }  # fmt: skip
        return str(self.room.posts(f"{self.home}/strategy/statements", body)["id"])
