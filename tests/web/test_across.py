"""Several workshops at once, through their doors: side by side, compared, as a table, and one of them in groups."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import AXE, DESK
from tests.people import Json, Organiser, an_action
from tests.serving import Server

pytestmark = pytest.mark.check

TEXTS = {"r0": "A home visit after a fall", "r1": '=HYPERLINK("x")', "r2": "Honest waiting times"}
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
Choices = dict[str, str]
"""{ref: a letter for each person, a, u, d or -}"""
WORDS = {"a": "agree", "u": "unsure", "d": "disagree"}
SIX, FIVE = [{"community": "citizen"}] * 6, [{"community": "ahp", "profession": "Paramedics"}] * 5


class Programme:
    """A programme whose workshops are held over the API, one after the other."""

    def __init__(self, server: Server, organiser: Organiser) -> None:
        self.server, self.organiser = server, organiser
        self.id, self.ideas = organiser.programme(TEXTS)
        self.http = httpx.Client(
            base_url=server.url, headers={"Authorization": f"Bearer {server.token}"}, timeout=60, trust_env=False
        )
        self.anyone = httpx.Client(base_url=server.url, timeout=60, trust_env=False)
        self.anyone.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def holds(self, name: str, *rounds: Choices, people: Iterable[Json] = (*SIX, *FIVE)) -> Json:
        """A finished workshop with a vote a round."""
        session = self.organiser.session(self.id, *["vote" for _ in rounds], name=name)
        tokens = [self.joins(session["code"], person) for person in people]
        for stage, choices in zip(session["stages"], rounds, strict=True):
            self.organiser.posts(f"/stages/{stage['id']}/open")
            for n, token in enumerate(tokens):
                self.votes(token, stage["id"], {ref: letters[n] for ref, letters in choices.items()})
            self.organiser.posts(f"/stages/{stage['id']}/close")
        return self.organiser.posts(f"/sessions/{session['id']}/finish")

    def joins(self, code: str, person: Json) -> str:
        answer = self.anyone.post("/api/v1/join", json={"code": code} | person)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["token"])

    def votes(self, token: str, stage: str, letters: dict[str, str]) -> None:
        acts = [an_action(stage, "vote", idea=self.ideas[ref], choice=WORDS[letter])
                for ref, letter in letters.items() if letter in WORDS]  # fmt: skip
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.anyone.post("/api/v1/actions", json=acts, headers=headers)
        assert all(ack["ok"] for ack in answer.json()["acks"]), answer.text

    def page(self, path: str, status: int = 200, **query: str) -> str:
        answer = self.http.get(f"/programmes/{self.id}/{path}", params=query)
        assert answer.status_code == status, f"{answer.status_code} {answer.text[:600]}"
        return words_of(answer.text)

    def across(self) -> Json:
        return self.organiser.gets(f"/programmes/{self.id}/across")

    def looks(self, session: str) -> list[str]:
        with closing(sqlite3.connect(f"file:{self.server.data}/common-ground.db?mode=ro", uri=True)) as db:
            return [what for (what,) in db.execute("select what from look where session = ? order by at", (session,))]


def words_of(page: str) -> str:
    """What a page says, without its marks."""
    text = re.sub(r"<svg.*?</svg>|<script.*?</script>|<style.*?</style>", " ", page, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)))


ALL, MOST, NONE = {"r0": "aaaaaaaaaaa"}, {"r0": "aaaaaddaaad"}, {"r0": "dddddduuuuu"}


@pytest.fixture
def programme(server: Server, organiser: Organiser) -> Iterator[Programme]:
    made = Programme(server, organiser)
    yield made
    made.http.close()


def test_without_a_finished_workshop_it_says_what_to_do(programme: Programme) -> None:
    assert "No workshop has finished yet" in programme.page("across")
    assert "nothing to compare yet" in programme.page("compare")
    programme.organiser.session(programme.id, "vote")
    assert programme.across()["ideas"] == []
    assert "No workshop has finished yet" in programme.page("across")


def test_one_workshop_asks_for_a_second_and_one_without_a_vote_for_a_vote(programme: Programme) -> None:
    programme.holds("Talked only")
    assert "No finished workshop has voted on ideas" in programme.page("across")
    programme.holds("Keighley", ALL)
    page = programme.page("across")
    assert "Hold a second workshop on the same ideas" in page
    assert "Only one workshop can be read so far. Common ground in 1 of 1." in page


def test_each_workshops_own_reading_stands_beside_the_others(programme: Programme) -> None:
    for name, choices in (("Skipton", ALL), ("Hull", NONE), ("Keighley", ALL)):
        programme.holds(name, choices)
    page = programme.page("across")
    assert page.index("Keighley") < page.index("Hull") < page.index("Skipton")
    assert "Across 3 workshops 18 citizens and 15 AHPs. People who came twice are counted twice." in page
    assert "2 of 3" in page
    assert "Common ground in 2 of 3. Hull is the exception: a smaller share of both agrees there." in page
    assert "No pooled row: it takes four workshops" in page
    assert "More than chance would give, for citizens and for AHPs." in page
    assert "small group" in page
    assert "Paramedics 3 of 3 workshops 15" in page
    assert "13 professions have not been in any workshop" in page
    programme.holds("Online", ALL)
    page = programme.page("across")
    assert "All 4 pooled" in page
    assert "No pooled row" not in page


def test_the_call_says_what_each_outcome_says_and_each_look_is_recorded(programme: Programme) -> None:
    held = [programme.holds("Skipton", ALL), programme.holds("Hull", MOST)]
    told = programme.across()
    assert [session["session"] for session in told["sessions"]] == [held[1]["id"], held[0]["id"]]
    rows = {row["ref"]: row for row in told["ideas"]}
    for found in rows["r0"]["sessions"]:
        outcome = programme.organiser.gets(f"/sessions/{found['session']}/outcomes")
        exact = next(idea for idea in outcome["stages"][0]["ideas"] if idea["ref"] == "r0")
        for name in ("communities", "shared", "reading", "close_call", "small_group"):
            assert found[name] == exact[name]
    programme.page("across")
    programme.page("compare", a=held[0]["id"], b=held[1]["id"])
    for session in held:
        looks = programme.looks(session["id"])
        assert "across workshops json" in looks
        assert "across workshops" in looks
        assert "comparison" in looks


def test_the_table_counts_what_the_call_counts_and_runs_nothing(programme: Programme) -> None:
    programme.holds("=1+1", {"r1": "aaaaadaaaad"})
    answer = programme.http.get(f"/api/v1/programmes/{programme.id}/across", params={"format": "csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert {row["workshop"] for row in rows} == {"'=1+1"}
    spoken = [row for row in rows if row["ref"] == "r1"]
    assert [(row["community"], row["agree"], row["answered"]) for row in spoken] == [
        ("citizen", "5", "6"), ("ahp", "4", "5"), ("other", "0", "0")
    ]  # fmt: skip
    assert spoken[0]["text"] == "'" + TEXTS["r1"]
    wrong = programme.http.get(f"/api/v1/programmes/{programme.id}/across", params={"format": "exe"})
    assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "format")


def test_both_wordings_of_a_reworded_idea_are_shown(programme: Programme) -> None:
    for name in ("A", "B", "C"):
        programme.holds(name, ALL)
    sent = {"text": "A visit within two days of a fall", "ref": "r0"}
    programme.http.post(f"/programmes/{programme.id}/ideas/{programme.ideas['r0']}", data=sent)
    programme.holds("D", ALL)
    page = programme.page("across", idea=programme.ideas["r0"])
    assert "The words changed" in page
    assert TEXTS["r0"] in page
    assert sent["text"] in page
    assert "No pooled row: the words changed between workshops" in page


def test_an_idea_is_picked_by_its_address(programme: Programme) -> None:
    programme.holds("Skipton", ALL | {"r2": "aaaaaaddddd"})
    raw = programme.http.get(f"/programmes/{programme.id}/across", params={"idea": programme.ideas["r2"]}).text
    assert re.search(r'<h2 id="picked-title">Honest waiting times</h2>', raw)
    raw = programme.http.get(f"/programmes/{programme.id}/across", params={"idea": "unknown"}).text
    assert re.search(r'<h2 id="picked-title">A home visit after a fall</h2>', raw)


def test_two_workshops_are_compared_with_a_sentence_on_each_difference(programme: Programme) -> None:
    many = [{"community": "citizen"}] * 24
    first = programme.holds("Skipton", {"r0": "a" * 22 + "dd", "r2": "a" * 12 + "d" * 12}, people=many)
    second = programme.holds("Hull", {"r0": "a" * 4 + "d" * 20, "r2": "a" * 13 + "d" * 11}, people=many)
    page = programme.page("compare", a=first["id"], b=second["id"])
    assert "92% of 24 17% of 24 More than chance would give." in page
    assert "50% of 24 54% of 24 No more than chance would give." in page
    assert "We looked at 2 differences." in page
    assert "One side has no answers." in page  # AHPs


def test_two_rounds_count_who_changed_their_mind(programme: Programme) -> None:
    held = programme.holds("Keighley", {"r0": "ddddddaaaaa", "r2": "aaaaaaaaaaa"}, {"r0": "aaaaaaaaadd"})
    before, after = (stage["id"] for stage in held["stages"])
    page = programme.page("compare", a=before, b=after)
    assert "The check for chance looks at those who answered both times" in page
    assert "Agree now: 6. No longer: 0." in page
    assert "Agree now: 0. No longer: 2." in page
    assert "Ideas on one side only are left out: 0 and 0." not in page


def test_phone_and_paper_are_compared_for_organisers_alone(programme: Programme) -> None:
    """In the last round that paper took part in: there is nothing beside phones in a later one."""
    session = programme.organiser.session(programme.id, "vote", "vote", name="Mixed")
    stage, later = (step["id"] for step in session["stages"])
    programme.organiser.posts(f"/stages/{stage}/open")
    phones = [programme.joins(session["code"], {"community": "citizen"}) for _ in range(6)]
    for token in phones:
        programme.votes(token, stage, {"r0": "a"})
    for number in range(5):
        answers = [an_action(stage, "vote", idea=programme.ideas["r0"], choice="disagree")]
        sheet = {"number": str(number + 1), "community": "citizen", "answers": answers}
        programme.organiser.posts(f"/sessions/{session['id']}/paper", sheet)
    programme.organiser.posts(f"/stages/{stage}/close")
    programme.organiser.posts(f"/stages/{later}/open")
    for token in phones:
        programme.votes(token, later, {"r0": "d"})
    programme.organiser.posts(f"/stages/{later}/close")
    programme.organiser.posts(f"/sessions/{session['id']}/finish")
    page = programme.page("compare", a=f"{session['id']}:phone", b=f"{session['id']}:paper")
    assert "6 of 6 0 of 5" in page
    assert "People chose how to answer" in page
    assert "never public" in page


def test_what_cannot_be_compared_is_refused_with_a_sentence(programme: Programme) -> None:
    held = programme.holds("Skipton", ALL, MOST)
    other = programme.holds("Hull", {"r2": "aaaaaaaaaaa"})
    first = held["stages"][0]["id"]
    assert "two different things" in programme.page("compare", 422, a=first, b=first)
    assert "Choose two things from the list" in programme.page("compare", 422, a=first)
    assert "Choose two things from the list" in programme.page("compare", 422, a=first, b="unknown")
    assert "Choose two workshops, two steps" in programme.page("compare", 422, a=held["id"], b=first)
    assert programme.page("compare", a=held["id"], b=other["id"])


def test_nothing_is_known_of_an_unknown_programme_and_nobody_else_gets_in(programme: Programme) -> None:
    for path in ("/programmes/unknown/across", "/programmes/unknown/compare", "/api/v1/programmes/unknown/across"):
        assert programme.http.get(path).status_code == 404, path
    held = programme.holds("Skipton", ALL)
    for path in (f"/programmes/{programme.id}/across", f"/programmes/{programme.id}/compare",
                 f"/sessions/{held['id']}/groups", f"/api/v1/programmes/{programme.id}/across"):  # fmt: skip
        assert programme.anyone.get(path).status_code in (303, 401), path


def test_a_small_or_unfinished_workshop_says_why_it_shows_no_groups(programme: Programme) -> None:
    held = programme.holds("Skipton", ALL)
    page = words_of(programme.http.get(f"/sessions/{held['id']}/groups").text)
    assert "Groups take at least 100 people with seven votes each. Here there are 0." in page
    assert "opinion groups" in programme.looks(held["id"])
    running = programme.organiser.session(programme.id, "vote")
    page = words_of(programme.http.get(f"/sessions/{running['id']}/groups").text)
    assert "The workshop has to finish first." in page


@pytest.mark.check
def test_two_camps_in_a_large_workshop_are_shown_and_who_is_in_them(server: Server, organiser: Organiser) -> None:
    refs = [f"r{n}" for n in range(20)]
    programme = Programme(server, organiser)
    programme.id, programme.ideas = organiser.programme({ref: f"Idea {ref}" for ref in refs})
    camps = [{"community": "citizen"}] * 70 + [{"community": "ahp"}] * 50
    choices = {
        ref: "".join("ad"[(n + at % 9 == 0) if at < 70 else (n % 2 + (at % 7 == n % 7)) % 2] for at in range(120))
        for n, ref in enumerate(refs)
    }
    held = programme.holds("Large", choices, people=camps)
    page = words_of(programme.http.get(f"/sessions/{held['id']}/groups").text)
    assert "Exploratory" in page
    assert "Group A 70" in page
    assert "100% 70 of 70" in page
    assert "What sets group B apart" in page
    assert "Disagree:" in page
    programme.http.close()


@pytest.mark.check
def test_the_pages_hold_for_axe_and_many_workshops_scroll_inside_their_box(
    server: Server, organiser: Organiser, chromium: Browser
) -> None:
    programme = Programme(server, organiser)
    held = [programme.holds(f"A long name of a workshop {n}", ALL if n else MOST, MOST) for n in range(8)]
    context = chromium.new_context(
        viewport={"width": DESK["width"], "height": DESK["height"]},
        extra_http_headers={"Authorization": f"Bearer {server.token}"}, base_url=server.url,
    )  # fmt: skip
    page = context.new_page()
    rounds = [stage["id"] for stage in held[0]["stages"]]
    for path in (f"/programmes/{programme.id}/across", f"/sessions/{held[0]['id']}/groups",
                 f"/programmes/{programme.id}/compare?a={rounds[0]}&b={rounds[1]}"):  # fmt: skip
        for width in (DESK["width"], 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            page.evaluate(AXE.read_text("utf-8"))
            found: list[Any] = page.evaluate(
                "async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations"
                ".map(v => [v.id, v.nodes.map(n => n.html)])", TAGS,
            )  # fmt: skip
            assert found == [], json.dumps(found)[:2000]
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} at {width}"
    page.goto(f"/programmes/{programme.id}/across")
    box = page.locator(".across-ideas .table-box")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.evaluate("box => { box.scrollLeft = 300 }")
    edge = box.evaluate("box => box.getBoundingClientRect().left")
    assert page.locator(".across tbody th").first.evaluate("th => th.getBoundingClientRect().left") == edge
    context.close()
