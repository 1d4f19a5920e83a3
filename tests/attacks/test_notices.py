"""P2: who comes to join or to tell something reads what is kept before anything is, in the words of that programme."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser

import httpx
import pytest

from tests.people import Json, Organiser, Workshop
from tests.serving import Server

pytestmark = pytest.mark.check
OURS = "We are the example board.\nAsk for Robin at the desk."
LATER = "We are another board now."


class Page(HTMLParser):
    """The links of a page, and its form's fields as they stand before anybody touched them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.hidden, self.chosen = list[str](), dict[str, str](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and str(given.get("href", "")).startswith("/"):
            self.links.append(str(given["href"]).partition("#")[0])
        if tag == "input" and given.get("type") == "hidden":
            self.hidden[str(given.get("name"))] = str(given.get("value"))
        if "checked" in given and given.get("value"):
            self.chosen.append(str(given.get("name")))


@pytest.fixture
def hall(organiser: Organiser) -> Workshop:
    return organiser.workshop("vote")


@pytest.fixture
def listening(organiser: Organiser, hall: Workshop) -> str:
    """The path of the programme's open listening page."""
    asked = {"title": "Tell us", "open": True, "questions": [{"text": "What matters?"}]}
    page: Json = organiser.http.put(f"/programmes/{hall.programme}/listening", json=asked).json()
    return "/listen/" + str(page["link"]).rpartition("/")[2]


@pytest.fixture
def phone(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=20) as http:
        yield http


def rows_in(server: Server) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{server.data}/common-ground.db?mode=ro", uri=True)) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def told(organiser: Organiser, programme: str, words: str) -> str:
    """Sets the programme's own words → their version."""
    answer = organiser.http.put(f"/programmes/{programme}/notice", json={"notice": words})
    assert answer.status_code == 200, answer.text
    assert answer.json()["notice"] == words
    return str(answer.json()["notice_version"])


def test_walking_all_the_way_to_the_last_button_leaves_no_row_and_no_cookie(
    server: Server, hall: Workshop, listening: str, phone: httpx.Client
) -> None:
    before, seen = rows_in(server), set[str]()
    waiting = ["/", f"/join/{hall.code}", hall.links["join"].replace(server.url, ""), listening, "/said", "/receipt"]
    while waiting and len(seen) < 60:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = phone.get(path, follow_redirects=True)
        assert answer.status_code < 500, path
        if "text/html" in answer.headers["content-type"]:
            waiting += Page(answer.text).links
    assert len(seen) >= 7, seen
    assert any(path.startswith("/privacy?of=") for path in seen), "the words of the programme are a link away"
    assert rows_in(server) == before
    assert not [name for name in phone.cookies if name != "cg_language"]


def test_a_programmes_own_words_stand_where_people_join_where_they_tell_and_where_they_read_more(
    organiser: Organiser, hall: Workshop, listening: str, phone: httpx.Client
) -> None:
    version = told(organiser, hall.programme, OURS)
    for path in (f"/join/{hall.code}", f"/join/{hall.code}/shared", listening):
        page = phone.get(path).text
        assert "Ask for Robin at the desk." in page, path
        assert Page(page).hidden["notice"] == version, path
    more = phone.get(f"/privacy?of={hall.programme}").text
    assert "Ask for Robin at the desk." in more
    assert version in more
    assert re.search(r"since \d+ \w+ \d{4}", more)
    assert "Robin" not in phone.get("/privacy").text
    assert phone.get("/privacy?of=nothing").status_code == 200


def test_nothing_is_ticked_for_anybody(hall: Workshop, listening: str, phone: httpx.Client) -> None:
    """But for "I'd rather not say", which says nothing."""
    for path in (f"/join/{hall.code}", f"/join/{hall.code}/shared", listening):
        assert Page(phone.get(path).text).chosen == [], path


def test_who_read_other_words_reads_the_new_ones_before_anything_is_kept(
    server: Server, organiser: Organiser, hall: Workshop, listening: str, phone: httpx.Client
) -> None:
    told(organiser, hall.programme, OURS)
    question = organiser.gets(f"/programmes/{hall.programme}/listening")["questions"][0]["id"]
    forms = {
        f"/join/{hall.code}": {"community": "citizen"}, f"/join/{hall.code}/shared": {"community": "citizen"},
        listening: {f"say-{question}": "A bus to the clinic", "may_quote": "yes"},
    }  # fmt: skip
    sent = {path: form | Page(phone.get(path).text).hidden for path, form in forms.items()}
    told(organiser, hall.programme, LATER)
    before = rows_in(server)
    for path, form in sent.items():
        answer = phone.post(path, data=form)
        assert answer.status_code == 409, path
        assert LATER in answer.text
        assert "Please read it again." in answer.text
        assert not phone.cookies
    assert rows_in(server) == before
    for path, form in sent.items():
        again = form | {"notice": Page(phone.post(path, data=form).text).hidden["notice"]}
        assert phone.post(path, data=again).status_code in (200, 303), path
        phone.cookies.clear()
    after = rows_in(server)
    assert after["participant"] - before["participant"] == 2
    assert after["contribution"] - before["contribution"] == 1


def test_the_record_names_each_version_and_when_it_came(organiser: Organiser, hall: Workshop) -> None:
    versions = [told(organiser, hall.programme, words) for words in (OURS, OURS, LATER)]
    found = organiser.gets(f"/programmes/{hall.programme}/record?what=change%20notice")["lines"]
    assert [line["about"] for line in reversed(found)] == [versions[0], versions[2]], "the same words again are none"
    assert versions[0] == versions[1] != versions[2]
