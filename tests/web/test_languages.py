"""Which language a page speaks, how it is chosen, and ideas that are shown in it."""

from __future__ import annotations

import re

import httpx
import pytest

from app.web.languages import asked_for
from tests.people import SOON, Organiser, Workshop
from tests.serving import Server
from tests.web.test_participant_pages import Browser

WELSH = {"Accept-Language": "cy-GB,cy;q=0.9,en;q=0.8"}


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote", ideas=2)


@pytest.fixture
def browser(server: Server) -> Browser:
    return Browser(server)


def translate(workshop: Workshop, ref: str, text: str, **more: str) -> dict[str, object]:
    at = f"/programmes/{workshop.programme}/ideas/{workshop.ideas[ref]}/translations"
    return workshop.host.posts(at, {"language": "cy", "text": text} | more)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("cy", "cy"), ("cy-GB,en;q=0.5", "cy"), ("en-GB,en;q=0.9,cy;q=0.8", "en"), ("fr,cy;q=0.2", "cy"),
        ("cy;q=0,en", "en"), ("qps", "en"), ("cy;q=lots", "en"), ("cy;q=nan", "en"), (";;;,,,", "en"), ("*", "en"),
    ],
)  # fmt: skip
def test_a_browser_is_guessed_at_until_somebody_chooses(header: str, language: str) -> None:
    assert asked_for(header) == language


def test_a_reader_chooses_and_comes_back_to_where_they_were(browser: Browser, workshop: Workshop) -> None:
    at = f"/join/{workshop.code}?ticket=ABC"
    page = browser.gets(at).text
    assert '<html lang="en" dir="ltr"' in page
    assert f'<input type="hidden" name="back" value="{at}">' in page
    answer = browser.sends("/language", language="cy", back=at)
    assert (answer.status_code, answer.headers["location"]) == (303, at)
    cookie = answer.headers["set-cookie"]
    assert "cg_language=cy" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    page = browser.gets(at).text
    assert '<html lang="cy" dir="ltr"' in page
    assert "Rydw i yma fel…" in page
    assert ">Ffisiotherapyddion</option>" in page
    assert 'value="Physiotherapists"' in page, "what is sent does not depend on the language"


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org", "", "x"])
def test_nobody_is_led_elsewhere_by_choosing(browser: Browser, back: str) -> None:
    answer = browser.sends("/language", language="cy", back=back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_language_that_there_is_not_changes_nothing(browser: Browser) -> None:
    assert "set-cookie" not in browser.sends("/language", language="xx").headers


def test_the_choice_wins_over_the_browsers_wish(server: Server) -> None:
    with httpx.Client(base_url=server.url, headers=WELSH, timeout=SOON, trust_env=False) as http:
        assert "Ymuno â gweithdy" in http.get("/").text
        assert "set-cookie" not in http.get("/").headers, "a guess is kept nowhere"
        assert "Join a workshop" in http.get("/", headers={"Cookie": "cg_language=en"}).text


def test_the_page_of_languages_says_that_welsh_is_a_draft(browser: Browser) -> None:
    page = browser.gets("/language").text
    assert "The Welsh is a draft. A translator has not checked it yet." in page
    assert '<button class="button" type="submit" name="language" value="cy" lang="cy"' in page


def test_a_refusal_is_told_in_the_readers_language(server: Server) -> None:
    with httpx.Client(base_url=server.url, headers=WELSH | {"Origin": server.url}, trust_env=False) as http:
        assert "Nid ydym yn adnabod y cod hwn." in http.post("/", data={"code": "000001"}).text
        told = http.post("/api/v1/join", json={"code": "000001", "community": "citizen"}).json()["error"]
    assert told["code"] == "unknown_code"
    assert told["message"].startswith("Nid ydym")


def test_an_idea_stands_in_the_readers_language_and_the_others_say_that_they_do_not(
    browser: Browser, workshop: Workshop
) -> None:
    told = translate(workshop, "r0", "Syniad yn Gymraeg", name="Enw", easy_read="Geiriau hawdd.")
    assert told["translations"] == {
        "cy": {"text": "Syniad yn Gymraeg", "name": "Enw", "easy_read": "Geiriau hawdd.", "current": True}
    }
    at = browser.joins(workshop)
    assert "Idea 0" in browser.gets(at).text
    browser.sends("/language", language="cy", back=at)
    page = browser.gets(at).text
    assert "<blockquote>“Syniad yn Gymraeg”</blockquote>" in page
    assert "Geiriau hawdd." in page
    assert "Idea 0" not in page
    assert '<blockquote lang="en">“Idea 1”</blockquote>' in page


def test_a_translation_waits_while_the_idea_has_other_words(organiser: Organiser) -> None:
    workshop = organiser.workshop("vote", ideas=1, opened=False)
    translate(workshop, "r0", "Syniad")
    at = f"/programmes/{workshop.programme}/ideas/{workshop.ideas['r0']}"
    known = organiser.posts(at + "/wording", {"text": "Something else"})
    assert known["translations"]["cy"]["current"] is False
    workshop.turn("open")
    translate(workshop, "r0", "Rhywbeth arall")
    assert organiser.gets(at)["translations"]["cy"]["current"] is True


def test_a_translation_is_of_a_language_that_pages_speak(workshop: Workshop) -> None:
    at = f"/programmes/{workshop.programme}/ideas/{workshop.ideas['r0']}/translations"
    for language in ("en", "xx", "qps", ""):
        answer = workshop.host.http.post(at, json={"language": language, "text": "Words"})
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, "language")


def test_a_board_speaks_the_language_that_its_host_chose(server: Server, workshop: Workshop) -> None:
    translate(workshop, "r0", "Syniad yn Gymraeg")
    at = f"/sessions/{workshop.id}/board"
    with httpx.Client(base_url=server.url, headers=WELSH, timeout=SOON, trust_env=False) as http:
        assert '<html lang="en"' in http.get(at).text, "whoever looks at it, it is for everybody"
        workshop.host.posts(f"/sessions/{workshop.id}/board", {"language": "cy"})
        page = http.get(at).text
    assert '<html lang="cy"' in page
    assert re.search(r'<div id="board"[^>]* lang="cy" dir="ltr"', page)
    assert "Mae’r pleidleisio ar agor" in page
    answer = workshop.host.http.post(f"/sessions/{workshop.id}/board", json={"language": "xx"})
    assert answer.status_code == 422


def test_ideas_come_from_a_file_with_their_translations(organiser: Organiser) -> None:
    programme, _ = organiser.programme({})
    file = "text,Title (cy),text_cy,easy read\nHome visits,Ymweliadau,Ymweliadau cartref,A nurse comes.\nBuses,,,\n"
    sent = {"file": ("ideas.csv", file.encode(), "text/csv")}
    made = organiser.http.post(f"/programmes/{programme}/ideas/import", files=sent).json()["created"]
    known = [organiser.gets(f"/programmes/{programme}/ideas/{idea['id']}") for idea in made]
    assert [one["easy_read"] for one in known] == ["A nurse comes.", None]
    assert known[0]["translations"]["cy"] == {
        "text": "Ymweliadau cartref", "name": "Ymweliadau", "easy_read": None, "current": True,
    }  # fmt: skip
    assert known[1]["translations"] == {}


def test_other_ways_to_take_part_stand_where_people_join(browser: Browser, workshop: Workshop) -> None:
    at = f"/sessions/{workshop.id}/other-ways"
    assert "Other ways to take part" not in browser.gets(f"/join/{workshop.code}").text
    ways = {
        "easy_read": "https://example.org/easy", "large_print": "https://example.org/large.pdf",
        "phone": "(020) 7946 0018", "words": "Ask for Sam at the door.",
    }  # fmt: skip
    assert workshop.host.http.put(at, json=ways).json() == ways
    page = browser.gets(f"/join/{workshop.code}").text
    for words in ('href="https://example.org/easy"', 'href="https://example.org/large.pdf"', 'href="tel:02079460018"',
                  "Ask for Sam at the door."):  # fmt: skip
        assert words in page
    for field, wrong in (("easy_read", "javascript:alert(1)"), ("large_print", "example.org"), ("phone", "call me"),
                         ("words", "x" * 301)):  # fmt: skip
        answer = workshop.host.http.put(at, json={field: wrong})
        assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
    assert workshop.host.http.put(at, json={}).json() == {}
    assert "Other ways to take part" not in browser.gets(f"/join/{workshop.code}").text


def test_an_idea_says_that_its_words_are_english_wherever_a_welsh_page_shows_them(
    server: Server, organiser: Organiser
) -> None:
    """Else a screen reader reads them out as if they were Welsh."""
    workshop = organiser.workshop("rank", "vote", {"kind": "dots", "settings": {"budget": 3}}, ideas=1)
    english = re.compile(r'<(\w+)[^>]* lang="en"[^>]*>“?Idea 0')
    with httpx.Client(base_url=server.url, trust_env=False) as phone:
        phone.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"})
        phone.cookies.set("cg_language", "cy")
        at = f"/sessions/{workshop.id}"

        def marked() -> list[str]:
            page = phone.get(at).text
            assert '<html lang="cy"' in page
            return english.findall(page)

        assert "span" in marked(), "in what is not ranked yet"
        workshop.turn("close")
        assert marked() == ["strong"], "among one's own answers"
        workshop.turn("reveal")
        assert marked() == ["th"], "in the order"
        workshop.turn("open", 1)
        assert "blockquote" in marked()
        workshop.turn("close", 1)
        workshop.turn("reveal", 1)
        assert marked() == ["h2", "th"], "in the results, and in their table"
        workshop.turn("open", 2)
        workshop.turn("close", 2)
        workshop.turn("reveal", 2)
        assert marked() == ["h2"]
