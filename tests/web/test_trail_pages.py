"""The programme's home, trails, the idea book, and "You said, we did", by plain forms against the real server."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.people import Organiser
from tests.serving import Server
from tests.web.test_organiser_pages import Browser, a_link

WORDS = "My mum fell on the Friday. Nobody came till the new year."


@pytest.fixture(scope="module")
def signed_in(server: Server) -> Iterator[Browser]:
    browser = Browser(server)
    browser.sends(f"/sign-in/{a_link(server)}")
    yield browser
    browser.http.close()


@pytest.fixture
def anybody(server: Server) -> Iterator[Browser]:
    browser = Browser(server)
    yield browser
    assert not browser.http.cookies, "a public page set a cookie"
    browser.http.close()


class Told:
    """A programme with two ideas; the first rests on what a carer said."""

    def __init__(self, organiser: Organiser) -> None:
        self.organiser = organiser
        self.id, self.ideas = organiser.programme({"r0": "A home visit after a fall", "r1": "=Evening appointments"})
        self.home = f"/programmes/{self.id}"
        one = {"text": WORDS, "role": "carer", "community": "citizen", "may_quote": True}
        body = {"contributions": [one], "source": "notes", "source_name": "Hull listening event"}
        self.said = organiser.posts(f"{self.home}/contributions", body)["contributions"][0]["id"]
        organiser.posts(f"{self.home}/contributions/{self.said}/allow")
        organiser.posts(f"{self.home}/ideas/{self.ideas['r0']}/quotes", {"contribution": self.said})


@pytest.fixture
def told(organiser: Organiser) -> Told:
    return Told(organiser)


def test_the_home_counts_its_five_steps_and_says_what_waits(signed_in: Browser, told: Told) -> None:
    page = html.unescape(signed_in.reads(told.home))
    for words in ("thing people told us", "All of it is in an idea", "ideas for change", "statements drafted",
                  "Plan the first workshop", "Idea book", "Not open yet"):  # fmt: skip
        assert words in page, words
    body = {"contributions": [{"text": "Evenings would help me"}], "source": "notes"}
    told.organiser.posts(f"{told.home}/contributions", body)
    page = html.unescape(signed_in.reads(told.home))
    assert "1 thing waits to be checked" in page
    assert "1 not in an idea yet" in page
    alike = {"ideas": [{"text": "A home visit soon after a fall"}]}
    told.organiser.posts(f"{told.home}/ideas", alike)
    page = html.unescape(signed_in.reads(told.home))
    assert "Merge two ideas" in page
    to_merge = re.search(r'href="(/programmes/[^"]+/merge\?other=[^"]+)"', page)
    assert to_merge
    assert "Which words does the idea have" in signed_in.reads(to_merge[1])
    signed_in.reads("/programmes/nowhere", 404)


def test_a_trail_is_followed_both_ways_shared_and_closed(signed_in: Browser, anybody: Browser, told: Told) -> None:
    idea = told.ideas["r0"]
    made = told.organiser.posts(f"{told.home}/strategy/statements", {"text": "Everyone is visited.", "ideas": [idea]})
    trail = signed_in.reads(f"{told.home}/ideas/{idea}/trail")
    assert WORDS in trail
    assert f"/strategy/statements/{made['id']}" in trail
    forward = re.search(r'href="(/programmes/[^"]+/contributions/[^"]+/trail)"', trail)
    assert forward
    page = signed_in.reads(forward[1])
    assert f"/ideas/{idea}/trail" in page
    assert f"/strategy/statements/{made['id']}" in page
    assert f"/ideas/{idea}/trail" in signed_in.reads(f"{told.home}/strategy/statements/{made['id']}")
    anybody.reads(f"/trail/{idea}", 404)
    signed_in.sends(f"{told.home}/ideas/{idea}/trail/share")
    public = anybody.reads(f"/trail/{idea}")
    assert WORDS in public
    assert "Everyone is visited." not in public
    assert "/programmes/" not in public
    told.organiser.posts(f"{told.home}/contributions/{told.said}/withdraw")
    for page in (anybody.reads(f"/trail/{idea}"), signed_in.reads(f"{told.home}/ideas/{idea}/trail"),
                 signed_in.reads(forward[1])):  # fmt: skip
        assert "Nobody came" not in page
        assert "Withdrawn" in page
    signed_in.sends(f"{told.home}/ideas/{idea}/trail/close")
    anybody.reads(f"/trail/{idea}", 404)
    signed_in.reads(f"{told.home}/ideas/nowhere/trail", 422)


def test_the_book_is_chosen_opened_answered_and_closed(signed_in: Browser, anybody: Browser, told: Told) -> None:
    book = f"{told.home}/book"
    assert WORDS in signed_in.reads(f"{book}/preview")
    anybody.reads(f"/book/{told.id}", 404)
    assert "Choose at least one idea" in signed_in.sends(book, 422)
    signed_in.sends(book, ideas=told.ideas["r0"])
    public = anybody.reads(f"/book/{told.id}")
    assert WORDS in public
    assert "Evening appointments" not in public
    assert "Respond to these ideas" not in public
    plan = signed_in.sends(f"{book}/respond")
    session = plan.split("/")[2]
    assert "two weeks" in signed_in.reads(book)
    told.organiser.posts(f"/sessions/{session}/start")
    join = re.search(r'href="[^"]*(/join/[^"]+)"', anybody.reads(f"/book/{told.id}"))
    assert join
    assert httpx.get(f"{anybody.http.base_url}{join[1]}".replace("//join", "/join"), trust_env=False).status_code == 200
    signed_in.sends(f"{book}/close")
    anybody.reads(f"/book/{told.id}", 404)
    assert signed_in.sends(f"{book}/phases") == f"{told.home}/sessions"
    assert "Joint check and challenge" in signed_in.reads(f"{told.home}/sessions")


def test_what_became_of_ideas_is_told_filtered_and_taken_away(signed_in: Browser, anybody: Browser, told: Told) -> None:
    desk = f"{told.home}/you-said"
    assert "After you have said it of one idea" in signed_in.reads(desk)
    assert "Say first what became" in signed_in.sends(f"{desk}/open", 409)
    wrong = signed_in.sends(f"{desk}/ideas/{told.ideas['r0']}", 422, verdict="doing", text="x" * 1_001)
    assert "under 1000 characters" in wrong
    assert "x" * 1_001 in wrong
    signed_in.sends(f"{desk}/ideas/{told.ideas['r0']}", verdict="doing", text="Visits start in April.")
    signed_in.sends(f"{desk}/ideas/{told.ideas['r1']}", verdict="not_now", text="=1+1 <b>")
    stale = signed_in.sends(f"{desk}/ideas/{told.ideas['r1']}", 409, verdict="doing", text="Mine")
    assert "A colleague told this meanwhile" in stale
    assert "Mine" in stale
    anybody.reads(f"/you-said/{told.id}", 404)
    signed_in.sends(f"{desk}/open")
    page = html.unescape(anybody.reads(f"/you-said/{told.id}"))
    for words in ("What became of 2 ideas, and why.", "All 2", "Doing 1", "Not now 1", "Visits start in April."):
        assert words in page, words
    assert "Visits start" not in anybody.reads(f"/you-said/{told.id}?show=not_now")
    assert "Visits start" in anybody.reads(f"/you-said/{told.id}?show=nonsense")
    rows = list(csv.reader(io.StringIO(anybody.reads(f"/you-said/{told.id}/download"))))
    assert [(row[0], row[3], row[4]) for row in rows[1:]] == [
        ("A home visit after a fall", "doing", "Visits start in April."),
        ("'=Evening appointments", "not_now", "'=1+1 <b>"),
    ]
    signed_in.sends(f"{desk}/close")
    anybody.reads(f"/you-said/{told.id}", 404)


def test_calls_show_and_publish_a_trail_as_pages_do(organiser: Organiser, told: Told) -> None:
    idea = told.ideas["r0"]
    trace = organiser.gets(f"{told.home}/trace")
    assert [(q["words"], q["idea"]) for q in trace["quotes"]] == [(WORDS, idea)]
    assert organiser.posts(f"{told.home}/ideas/{idea}/trail/publish")["public_since"]
    assert organiser.gets(f"{told.home}/ideas/{idea}/trail")["quotes"][0]["byline"] == "Carer, Hull listening event"
    assert organiser.posts(f"{told.home}/ideas/{idea}/trail/unpublish")["public_since"] is None
    organiser.posts(f"{told.home}/stories/publish", status=409)
    story = organiser.posts(f"{told.home}/ideas/{idea}/story", {"verdict": "doing", "text": "In April."}, 201)
    stale = {"verdict": "working", "text": "Other", "seen": ""}
    organiser.posts(f"{told.home}/ideas/{idea}/story", stale, 409)
    assert organiser.posts(f"{told.home}/stories/publish")["ideas"][0]["story"] == story
    assert organiser.posts(f"{told.home}/stories/unpublish")["public_since"] is None
    organiser.posts(f"{told.home}/book/publish", {"ideas": ["nowhere"]}, 422)
    assert organiser.posts(f"{told.home}/book/publish", {"ideas": [idea]})["ideas"] == [idea]
    session = organiser.posts(f"{told.home}/book/respond", {"name": "Your turn"}, 201)
    assert organiser.gets(f"{told.home}/book")["responses"] == [
        {"session": session["id"], "name": "Your turn", "state": "planned"}
    ]
    assert organiser.posts(f"{told.home}/book/unpublish")["public_since"] is None
    assert len(organiser.posts(f"{told.home}/phases", status=201)["sessions"]) == 3
    for path in ("trace", "stories", "book"):
        organiser.gets(f"/programmes/nowhere/{path}", 404)
