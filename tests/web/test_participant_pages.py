"""A participant's pages without JavaScript: joining, answering by plain forms, and taking everything back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import httpx
import pytest

from tests.people import SOON, Organiser, Workshop
from tests.serving import Server


class Browser:
    """A phone without scripts: it keeps cookies, follows redirects and sends forms from our own origin."""

    def __init__(self, server: Server) -> None:
        headers = {"Origin": server.url}
        self.http = httpx.Client(base_url=server.url, headers=headers, timeout=SOON, trust_env=False)

    def gets(self, path: str) -> httpx.Response:
        return self.http.get(path, follow_redirects=True)

    def sends(self, path: str, **fields: str) -> httpx.Response:
        return self.http.post(path, data=fields)

    def joins(self, workshop: Workshop, community: str = "citizen", **more: str) -> str:
        answer = self.sends(f"/join/{workshop.code}", community=community, **more)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def form(self, at: str) -> dict[str, str]:
        """The step and the nonce that the page's form carries."""
        page = self.gets(at).text
        hidden = dict(re.findall(r'<input type="hidden" name="(stage|nonce)" value="([^"]*)"', page))
        assert hidden["nonce"]
        return hidden


@pytest.fixture
def browser(server: Server) -> Iterator[Browser]:
    made = Browser(server)
    yield made
    made.http.close()


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote", "rank", "discuss")


def here(workshop: Workshop) -> dict[str, int]:
    found: dict[str, int] = workshop.shown()["here"]
    return found


@pytest.mark.parametrize(("people", "choice", "heading", "beside"), [
    (4, "agree", "Too few answers to compare", ""),
    (6, "disagree", "No idea is common ground yet", "Small group"),
    (6, "agree", "4 of 4 ideas look like common ground small group", "Small group"),
    (12, "disagree", "No idea is common ground yet", ""),
    (12, "agree", "4 of 4 ideas are common ground", ""),
])  # fmt: skip
def test_results_say_what_was_compared_and_how_small_the_groups_were(
    organiser: Organiser, browser: Browser, people: int, choice: str, heading: str, beside: str
) -> None:
    workshop = organiser.workshop("vote")
    for community in ("citizen", "ahp"):
        for _ in range(people):
            answers = [workshop.vote(ref, choice) for ref in workshop.ideas]
            organiser.posts(f"/sessions/{workshop.id}/paper", {"community": community, "answers": answers}, 201)
    workshop.turn("close")
    workshop.turn("reveal")
    page = browser.gets(browser.joins(workshop)).text
    (title,) = re.findall(r"<section data-result.*?<h1>(.*?)</h1>", page, re.S)
    assert " ".join(re.sub(r"<[^>]+>", "", title).split()) == heading
    cards = re.findall(r'<article class="idea-result".*?</article>', page, re.S)
    assert [("Small group" in card) for card in cards] == [bool(beside)] * 4
    assert ("None is a close call." in page) == heading.startswith("4 of 4")


def test_a_typed_code_with_spaces_leads_to_its_join_page(browser: Browser, workshop: Workshop) -> None:
    answer = browser.sends("/", code=f"{workshop.code[:3]} {workshop.code[3:]}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/join/{workshop.code}")


def test_a_wrong_code_is_told_beside_its_field(browser: Browser) -> None:
    answer = browser.sends("/", code="000001")
    assert answer.status_code == 404
    assert "We do not know this code" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_looking_at_the_join_page_creates_nothing(browser: Browser, workshop: Workshop) -> None:
    for _ in range(20):
        assert browser.gets(f"/join/{workshop.code}").status_code == 200
    assert here(workshop) == {"citizen": 0, "ahp": 0, "other": 0}
    assert not browser.http.cookies


def test_the_join_page_lists_the_fourteen_and_a_way_not_to_say(browser: Browser, workshop: Workshop) -> None:
    page = unescape(browser.gets(f"/join/{workshop.code}").text)
    assert len(re.findall("<option", page)) == 16
    assert (
        page.index("Art therapists") < page.index("Speech and language therapists") < page.index("I’d rather not say")
    )
    assert "/privacy" in page


def test_joining_twice_on_one_phone_is_one_person(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop, "ahp", profession="Paramedics")
    assert browser.joins(workshop, "citizen") == at
    assert browser.http.get(f"/join/{workshop.code}").headers["location"] == at
    assert here(workshop) == {"citizen": 0, "ahp": 1, "other": 0}


def test_an_ahp_may_keep_their_profession_to_themselves(browser: Browser, workshop: Workshop) -> None:
    browser.joins(workshop, "ahp", profession="-")
    assert here(workshop)["ahp"] == 1


def test_joining_without_a_community_asks_for_one(browser: Browser, workshop: Workshop) -> None:
    answer = browser.sends(f"/join/{workshop.code}")
    assert answer.status_code == 422
    assert "Choose who you are here as." in answer.text
    assert sum(here(workshop).values()) == 0


def test_an_ended_workshop_and_one_by_ticket_each_say_so(browser: Browser, organiser: Organiser) -> None:
    over = organiser.workshop("vote", opened=False)
    organiser.posts(f"/sessions/{over.id}/finish")
    assert "This workshop has ended." in browser.gets(f"/join/{over.code}").text
    by_ticket = organiser.workshop("vote", joining="ticket")
    assert 'name="ticket"' in browser.gets(f"/join/{by_ticket.code}").text
    assert "needs a ticket" in browser.sends(f"/join/{by_ticket.code}", community="citizen").text


def test_someone_who_is_not_in_is_led_back_to_the_code(browser: Browser, workshop: Workshop) -> None:
    answer = browser.gets(f"/sessions/{workshop.id}")
    assert answer.url.path == "/"
    assert "Please join again with the code." in answer.text


def test_all_votes_of_one_form_are_saved_and_shown_again(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    ballot = {f"vote-{idea}": "agree" for idea in workshop.ideas.values()}
    assert browser.sends(f"{at}/answers", **browser.form(at), **ballot).status_code == 303
    assert all(cells["citizen"]["agree"] == 1 for cells in workshop.tally().values())
    page = browser.gets(at).text
    assert len(re.findall(r'value="agree" checked', page)) == 4
    again = {f"vote-{idea}": "disagree" for idea in workshop.ideas.values()}
    browser.sends(f"{at}/answers", **browser.form(at), **again)
    assert all(cells["citizen"] == {"agree": 0, "unsure": 0, "disagree": 1} for cells in workshop.tally().values())


def test_the_same_form_sent_twice_adds_one_comment(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    form = browser.form(at) | {"idea": workshop.ideas["r0"], "text": "said once"}
    for _ in range(3):
        assert browser.sends(f"{at}/comments", **form).status_code == 303
    listed = workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"]
    assert [comment["text"] for comment in listed] == ["said once"]


def test_a_comment_waits_and_can_be_taken_back(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    said = {"idea": workshop.ideas["r0"], "text": "<b>careful</b>"}
    browser.sends(f"{at}/comments", **browser.form(at), **said)
    page = browser.gets(at).text
    assert "&lt;b&gt;careful&lt;/b&gt;" in page
    assert "Waiting for the host" in page
    comment = workshop.host.gets(f"/sessions/{workshop.id}/comments")["comments"][0]["id"]
    browser.sends(f"{at}/comments", **browser.form(at), withdraw=comment)
    assert "careful" not in browser.gets(at).text


def test_a_ranking_is_made_by_buttons_alone(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    workshop.turn("close")
    workshop.turn("open", 1)
    a, b, c = (workshop.ideas[ref] for ref in ("r0", "r1", "r2"))
    for order, pressed in (("", {"add": a}), (a, {"add": b}), (f"{a},{b}", {"add": c}), (f"{a},{b},{c}", {"up": c})):
        assert browser.sends(f"{at}/rank", **browser.form(at), order=order, **pressed).status_code == 303
    assert f'name="order" value="{a},{c},{b}"' in browser.gets(at).text
    browser.sends(f"{at}/rank", **browser.form(at), order=f"{a},{c},{b}", down=b)
    assert f'name="order" value="{a},{c}"' in browser.gets(at).text


def test_an_answer_after_the_close_is_refused_in_words(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    form = browser.form(at) | {f"vote-{workshop.ideas['r0']}": "agree"}
    workshop.turn("close")
    workshop.turn("reveal")
    answer = browser.sends(f"{at}/answers", **form)
    assert answer.status_code == 409
    assert "Voting on this has closed." in answer.text


def test_a_form_from_another_site_is_refused(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    form = browser.form(at) | {f"vote-{workshop.ideas['r0']}": "agree"}
    answer = browser.http.post(f"{at}/answers", data=form, headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 403
    assert workshop.tally()["r0"]["citizen"]["agree"] == 0


def test_removing_asks_once_and_then_takes_everything_back(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    browser.sends(f"{at}/answers", **browser.form(at), **{f"vote-{workshop.ideas['r0']}": "agree"})
    assert browser.sends(f"{at}/remove").headers["location"] == f"{at}/remove"
    assert workshop.tally()["r0"]["citizen"]["agree"] == 1
    assert browser.sends(f"{at}/remove", remove="yes").status_code == 303
    assert workshop.tally()["r0"]["citizen"]["agree"] == 0
    assert here(workshop)["citizen"] == 0


def test_the_receipt_code_shows_and_removes_answers_on_any_phone(
    browser: Browser, server: Server, workshop: Workshop
) -> None:
    at = browser.joins(workshop)
    receipt = browser.http.cookies["cg_receipt"]
    browser.sends(f"{at}/answers", **browser.form(at), **{f"vote-{workshop.ideas['r0']}": "agree"})
    another = Browser(server)
    assert another.sends("/receipt", code="ABCD-EFGH-2345").status_code == 404
    seen = another.sends("/receipt", code=receipt.lower().replace("-", " "))
    assert "Idea 0" in seen.text
    assert another.sends("/receipt", code=receipt, remove="yes").status_code == 303
    assert workshop.tally()["r0"]["citizen"]["agree"] == 0


def test_the_page_and_the_pushed_fragment_are_drawn_by_the_same_hand(browser: Browser, organiser: Organiser) -> None:
    workshop = organiser.workshop({"kind": "vote", "settings": {"shuffle": False}})
    at = browser.joins(workshop)
    page = browser.gets(at).text
    sent: dict[str, Any] = browser.gets(f"{at}/screen").json()
    plain = re.sub(r'name="nonce" value="[^"]*"', 'name="nonce" value=""', page)
    for html in sent["html"].values():
        assert html in plain
    shown = sent["keys"]["stage"]
    again = browser.gets(f"{at}/screen?shown={shown},unknown").json()
    assert (again["keys"], set(again["html"])) == (sent["keys"], {"comments"}), "what a page has is not sent again"


def test_no_page_holds_inline_code_or_style(browser: Browser, workshop: Workshop) -> None:
    at = browser.joins(workshop)
    for path in ("/", "/privacy", "/receipt", at, f"{at}/remove", "/join/000001"):
        page = browser.gets(path).text
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", page), path
