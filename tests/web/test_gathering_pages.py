"""Ideas of one's own on a phone without scripts: changing one keeps its words, and they are listed after the close."""

from __future__ import annotations

import html
import re

from tests.people import Organiser, Workshop
from tests.serving import Server
from tests.web.test_weighing_pages import Plain, suggestions


def field(page: str) -> str:
    """What stands in the field for an idea."""
    found = re.search(r'<textarea[^>]*id="suggest"[^>]*>(.*?)</textarea>', page, re.S)
    assert found
    return html.unescape(found[1])


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(replaces)" value="([^"]*)"', page))


def standing(workshop: Workshop) -> list[str]:
    return [said["text"] for said in suggestions(workshop) if said["state"] != "withdrawn"]


def test_change_puts_the_words_back_and_takes_the_idea_back_only_when_others_are_sent(
    server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("gather")
    phone = Plain(server, workshop)
    page = phone.sends("comments", text="Warmer <b>rooms</b>", suggest="yes").text
    assert "Change Warmer" in page
    (said,) = suggestions(workshop)
    page = phone.sends("comments", change=said["id"], text="").text
    assert field(page) == "Warmer <b>rooms</b>"
    assert standing(workshop) == ["Warmer <b>rooms</b>"], "nothing is lost if the page is left now"
    phone.sends("comments", suggest="yes", text="Warmer waiting rooms", **hidden(page))
    assert standing(workshop) == ["Warmer waiting rooms"]


def test_changing_works_where_one_idea_is_all_that_may_be_sent(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop({"kind": "gather", "settings": {"most_per_person": 1}})
    phone = Plain(server, workshop)
    phone.sends("comments", text="A bus", suggest="yes")
    page = phone.sends("comments", change=suggestions(workshop)[0]["id"], text="").text
    phone.sends("comments", suggest="yes", text="Two buses", **hidden(page))
    assert standing(workshop) == ["Two buses"]


def test_words_that_are_refused_stay_in_the_field(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop({"kind": "gather", "settings": {"most_per_person": 1}})
    phone = Plain(server, workshop)
    phone.sends("comments", text="A bus", suggest="yes")
    again = phone.sends("comments", text="One more", suggest="yes")
    assert again.status_code == 422
    assert field(again.text) == "One more"
    (said,) = suggestions(workshop)
    half = phone.sends("comments", text="Half a thought", change=said["id"])
    assert "Send what you are writing first, or clear it." in half.text
    assert field(half.text) == "Half a thought"
    assert standing(workshop) == ["A bus"]


def test_nobody_reads_anothers_words_by_asking_to_change_them(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("gather")
    mine, theirs = Plain(server, workshop), Plain(server, workshop)
    mine.sends("comments", text="For the host alone", suggest="yes")
    page = theirs.sends("comments", change=suggestions(workshop)[0]["id"], text="").text
    assert "For the host alone" not in page


def test_a_phone_lists_its_own_ideas_after_the_step_has_closed(server: Server, organiser: Organiser) -> None:
    workshop = organiser.workshop("gather", "vote")
    mine, theirs = Plain(server, workshop), Plain(server, workshop)
    for text in ("A bus", "Warmer rooms"):
        mine.sends("comments", text=text, suggest="yes")
    first = next(said["id"] for said in suggestions(workshop) if said["text"] == "A bus")
    organiser.posts(f"/suggestions/{first}/allow")
    workshop.turn("close")
    page = mine.page()
    assert "Look at the board" in page
    page = page[page.index("data-own-ideas") :]
    assert page.index("Warmer rooms") < page.index("A bus"), "the newest first"
    assert "On the board" in page
    assert "Waiting for the host" in page
    assert "A bus" not in theirs.page()
    assert "Change Warmer rooms" not in page
    mine.sends("comments", take_back=first)
    assert "A bus" not in mine.page()
