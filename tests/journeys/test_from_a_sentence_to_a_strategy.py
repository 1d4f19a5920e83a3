"""From a citizen's sentence on a phone to a downloaded strategy whose annex holds it, and out of everything again.

Around it are the ideas of a real conversation, and 2,000 other things that people said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import docx
import pytest
from playwright.sync_api import Browser, expect

from tests.conversation import Conversation, data_folder, made_up, real
from tests.people import Json, Organiser, Workshop, an_action
from tests.serving import Server, serving

from .browser import DESK, PHONE, Guest
from .people import Host, Phone, act, crowd

pytestmark = pytest.mark.check

SENTENCE = "My mum fell on the Friday. Nobody came till the new year."
TOLD = f"{SENTENCE} A visit in two days would have changed everything."
QUESTION = "What matters most when you need help?"
STATEMENT = "Everyone who falls is visited at home within two days by the right professional."
OTHERS, SEED = 2_000, 6
OPENINGS = ("I waited", "We rang", "My neighbour asked", "Nobody told us", "The letter came", "It helped")
ABOUT = ("for the physio", "about the bus", "for a hearing test", "on a Sunday", "at the clinic", "in my own language")
FORMATS = ("md", "json", "csv")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("sentence") / "data") as running:
        yield running


def conversation() -> Conversation:
    """The real one where it lies beside the project, else one of its size."""
    folder = data_folder()
    return real(folder) if folder.is_dir() else made_up(SEED)


class Way:
    """One programme, its organiser at a desk without scripts, and the citizen whose sentence it is."""

    def __init__(self, server: Server, browser: Browser, organiser: Organiser) -> None:
        self.server, self.browser, self.organiser = server, browser, organiser
        self.id, self.ideas = organiser.programme(conversation().ideas)
        self.idea = next(iter(self.ideas.values()))
        self.home = f"/programmes/{self.id}"
        self.desk = Host.signed_in(browser, server, scripts=False)
        self.page = self.desk.page
        self._others_tell()

    def _others_tell(self) -> None:
        dice = Random(SEED)
        said = [
            {"text": f"{dice.choice(OPENINGS)} {dice.choice(ABOUT)}, {n} of seed {SEED}.", "community": "citizen",
             "may_quote": True}
            for n in range(OTHERS)
        ]  # fmt: skip
        for start in range(0, OTHERS, 1_000):
            body = {"contributions": said[start : start + 1_000], "source": "notes", "source_name": "Example event"}
            self.organiser.posts(f"{self.home}/contributions", body, 201)
        wanted = {"title": "Tell us", "open": True, "questions": [{"text": QUESTION}]}
        shown = self.organiser.http.put(f"{self.home}/listening", json=wanted).json()
        self.listening = "/listen/" + shown["link"].rpartition("/")[2]

    def a_citizen_tells(self) -> None:
        phone = Guest(self.browser, PHONE, base=self.server.url)
        phone.page.goto(self.listening)
        phone.page.get_by_label(QUESTION).fill(TOLD)
        phone.page.get_by_text("Yes, without my name").click()
        phone.page.get_by_role("button", name="Send it").click()
        expect(phone.page.get_by_role("heading", name="Thank you")).to_be_visible()
        self.code = phone.page.locator("#receipt").inner_text()
        phone.calm("listening")
        phone.leave()

    def it_is_allowed(self) -> None:
        self.page.goto(self.home)
        expect(self.page.get_by_text(f"{OTHERS + 1} things wait to be checked")).to_be_visible()
        self.page.goto(f"{self.home}/contributions?{urlencode({'state': 'waiting', 'q': 'new year'})}")
        self.page.get_by_role("button", name=re.compile("^Allow: number")).click()
        expect(self.page.get_by_text("Allowed.", exact=True)).to_be_visible()

    def it_is_quoted(self) -> None:
        """The first two sentences of it, in the first of the real ideas."""
        self.page.goto(f"{self.home}/shape?{urlencode({'q': 'new year', 'idea': self.idea})}")
        self.page.get_by_role("link", name=re.compile("^Quote number")).click()
        self.page.get_by_label("Quote only these words").fill(SENTENCE)
        self.page.get_by_role("button", name="Add to the open idea").click()
        expect(self.page.locator("#open-idea")).to_contain_text(SENTENCE)

    def both_communities_vote(self) -> None:
        """Five of each by the API, and one citizen on a phone in a browser."""
        session = self.organiser.session(self.id, {"kind": "vote", "ideas": [self.idea]}, name="Hull")
        self.hall = Workshop(self.organiser, session, self.ideas)
        people = crowd(self.server, self.hall.code, 5, 6)
        phone = Phone.picked_up(self.browser, self.server.url)
        phone.joins(self.hall.code, "A citizen")
        self.hall.turn("open")
        for person in people:
            act(self.server, person["token"], [an_action(self.hall.stage, "vote", idea=self.idea, choice="agree")])
        phone.votes("Agree")
        phone.calm("voting")
        phone.leave()
        self.hall.turn("close")
        self.organiser.posts(f"/sessions/{self.hall.id}/finish")
        self.organiser.posts(f"/sessions/{self.hall.id}/publish")

    def it_is_carried_forward(self) -> None:
        self.page.goto(f"/sessions/{self.hall.id}/outcomes?{urlencode({'decide': self.idea})}#decide")
        self.page.get_by_role("radio", name="Carry forward").check(force=True)
        self.page.get_by_label("Why").fill("Both communities want it")
        self.page.get_by_label("Who decided").fill("The example board")
        self.page.get_by_role("button", name="Keep this decision").click()
        expect(self.page.get_by_text("Both communities want it").first).to_be_visible()

    def a_statement_rests_on_it(self) -> None:
        self.page.goto(f"{self.home}/strategy/statements/new?{urlencode({'idea': self.idea})}")
        self.page.get_by_label("The statement", exact=True).fill(STATEMENT)
        self.page.get_by_role("checkbox", name="Paramedics").check()
        self.page.get_by_role("button", name="Save").click()
        for words in ("Put in review", "Agree it"):
            self.page.get_by_role("button", name=words).click()
        self.statement = self.page.url.split("#")[0].split("?")[0]
        expect(self.page.get_by_text(SENTENCE)).to_be_visible()

    def every_link_leads_on_and_back(self) -> None:
        """From the statement to the quote, to what was said, and forward to the statement again."""
        self.page.get_by_role("link", name=re.compile("and its whole trail")).click()
        expect(self.page.get_by_text("Common ground in 1 of 1 workshop")).to_be_visible()
        self.page.get_by_role("link", name=re.compile("^Number ")).click()
        self.forward = self.page.url
        expect(self.page.get_by_text(TOLD)).to_be_visible()
        self.page.get_by_role("link", name="Statement 1").click()
        assert self.page.url.startswith(self.statement)

    def it_is_shared(self) -> None:
        self.trail = f"{self.home}/ideas/{self.idea}/trail"
        self.page.goto(self.trail)
        self.page.locator("summary", has_text="Share this trail").click()
        self.page.get_by_role("button", name="Open it to all").click()
        self.page.goto(f"{self.home}/book")
        self.page.get_by_role("button", name="Open the book to all").click()
        self.page.goto(f"{self.home}/you-said")
        row = self.page.locator(f"[id='idea-{self.idea}']")
        row.locator("summary").click()
        expect(row.get_by_label("Why, in plain words")).to_have_value(STATEMENT)
        row.get_by_role("button", name="Save").click()
        self.page.get_by_role("button", name="Open it to all").click()
        self.public = (f"/trail/{self.idea}", f"/book/{self.id}")
        reader = Guest(self.browser, DESK, base=self.server.url)
        for address in self.public:
            reader.page.goto(address)
            expect(reader.page.get_by_text(SENTENCE)).to_be_visible()
            reader.accessible(address)
            reader.no_sideways_scrolling(address)
        reader.page.set_viewport_size({"width": 320, "height": 640})
        for address in (*self.public, f"/you-said/{self.id}"):
            reader.page.goto(address)
            reader.no_sideways_scrolling(f"{address} at 320 px")
        reader.accessible("you said, we did")
        expect(reader.page.get_by_text(STATEMENT)).to_be_visible()
        assert reader.context.cookies() == []
        reader.calm("public pages")
        reader.leave()

    def the_desk_is_accessible(self) -> None:
        """The organisers' pages, looked at with scripts: axe is one."""
        second = Guest(self.browser, DESK, base=self.server.url)
        cookies: Any = self.desk.context.cookies()  # Playwright types differently what it takes and what it gives
        second.context.add_cookies(cookies)
        for address in (self.home, self.trail, self.forward, f"{self.home}/book", f"{self.home}/you-said"):
            second.page.goto(address)
            second.accessible(address)
            second.no_sideways_scrolling(address)
        second.calm("the desk")
        second.leave()

    def downloaded(self, kind: str) -> bytes:
        answer = self.organiser.http.get(f"{self.home}/strategy/export", params={"format": kind})
        assert answer.status_code == 200, answer.text
        body: bytes = answer.content
        return body

    def document(self, folder: Path) -> list[tuple[str, str]]:
        """[(style, words)] of the strategy that the page's own link downloads."""
        self.page.goto(f"{self.home}/strategy")
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name="Document (Word)").click()
        file = folder / "strategy.docx"
        coming.value.save_as(file)
        return [(p.style.name if p.style else "", p.text) for p in docx.Document(str(file)).paragraphs]

    def its_person_takes_it_back(self) -> None:
        """With the code, after they have seen what became of it."""
        phone = Guest(self.browser, PHONE, base=self.server.url)
        phone.page.goto("/said")
        phone.page.get_by_label("Receipt code").fill(self.code)
        phone.page.get_by_role("button", name="Show my words").click()
        expect(phone.page.get_by_text(STATEMENT).first).to_be_visible()
        phone.page.get_by_role("button", name="Take this back").click()
        phone.page.get_by_role("button", name="Take them back").click()
        expect(phone.page.get_by_text("You took this back.")).to_be_visible()
        phone.leave()

    def it_is_gone_everywhere(self, folder: Path) -> None:
        words = ("Nobody came till the new year", "A visit in two days would")
        pages = [f"{self.home}/contributions?state=all", f"{self.home}/contributions?state=withdrawn", self.forward,
                 f"{self.home}/shape?all=1&idea={self.idea}", f"{self.home}/ideas/{self.idea}", self.trail,
                 self.statement, f"{self.home}/strategy", *self.public, f"/you-said/{self.id}"]  # fmt: skip
        for address in pages:
            self.page.goto(address)
            for gone in words:
                assert gone not in self.page.content(), address
        for address in (self.trail, self.forward, self.public[0]):
            self.page.goto(address)
            expect(self.page.get_by_text("Withdrawn by the person who said it").first).to_be_visible()
        told = "\n".join(text for _, text in self.document(folder))
        files = [self.downloaded(kind).decode() for kind in FORMATS]
        trace: Json = self.organiser.gets(f"{self.home}/trace")
        for text in (told, *files, str(trace)):
            assert not [gone for gone in words if gone in text]
        rows = csv.DictReader(io.StringIO(files[FORMATS.index("csv")]))
        assert "withdrawn" in {row["quote_state"] for row in rows}
        assert [(q["state"], q["words"]) for q in trace["quotes"]] == [("withdrawn", None)]


def test_a_sentence_becomes_part_of_a_strategy_and_is_taken_out_again(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    with Organiser(server) as organiser:
        way = Way(server, browser, organiser)
        way.a_citizen_tells()
        way.it_is_allowed()
        way.it_is_quoted()
        way.both_communities_vote()
        way.it_is_carried_forward()
        way.a_statement_rests_on_it()
        way.every_link_leads_on_and_back()
        way.it_is_shared()
        way.the_desk_is_accessible()
        told = way.document(tmp_path)
        annex = told[told.index(("Heading 1", "Evidence annex")) :]
        first = annex[annex.index(("Heading 2", "Statement 1")) : annex.index(("Heading 2", "Ideas in no statement"))]
        assert ("Quote", f"“{SENTENCE}”") in first
        for kind in FORMATS:
            assert SENTENCE in way.downloaded(kind).decode(), kind
        way.its_person_takes_it_back()
        way.it_is_gone_everywhere(tmp_path)
        way.desk.leave()
