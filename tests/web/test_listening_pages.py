"""Telling a programme what matters, by plain forms without account or script, and coming back with the receipt code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session as Db

from app.actions.quoting import attach_quote
from app.storage.database import reading_engine, writing_engine
from app.storage.raw_rows import rows_of, tables_of
from app.web.crowding import Crowd
from tests.people import Json, Organiser
from tests.serving import Server
from tests.web.within import application

QUESTION = "What matters most when you need help?"
CANARY = "xyzzy plugh"


class Phone:
    """A browser without script or account."""

    def __init__(self, server: Server) -> None:
        agent = {"Origin": server.url, "User-Agent": "canary-agent", "Referer": f"{server.url}/canary-referrer"}
        self.http = httpx.Client(base_url=server.url, headers=agent, timeout=20, trust_env=False)

    def looks(self, at: str, status: int = 200) -> str:
        answer = self.http.get(at)
        assert answer.status_code == status, answer.text[:400]
        return unescape(answer.text)

    def sends(self, at: str, status: int = 200, *, also: Mapping[str, str] | None = None, **form: str) -> str:
        answer = self.http.post(at, data=form | dict(also or {}))
        assert answer.status_code == status, f"{answer.status_code} {answer.text[:600]}"
        return unescape(answer.text)

    def tells(
        self, page: Page, words: str, status: int = 200, *, also: Mapping[str, str] | None = None, **more: str
    ) -> str:
        sent = {"may_quote": "yes", "once": once_of(self.looks(page.at))} | more | dict(also or {})
        answer = self.http.post(page.at, data={f"say-{page.question}": words} | sent)
        assert answer.status_code == status, f"{answer.status_code} {answer.text[:600]}"
        return unescape(answer.text)


class Page:
    """A programme's open page, and its organiser."""

    def __init__(self, organiser: Organiser, **more: object) -> None:
        self.organiser = organiser
        self.programme = organiser.posts("/programmes", {"name": "Care closer to home"}, 201)["id"]
        self.set(open=True, questions=[{"text": QUESTION}], **more)

    def set(self, **wanted: object) -> None:
        answer = self.organiser.http.put(f"/programmes/{self.programme}/listening", json={"title": "Tell us"} | wanted)
        assert answer.status_code == 200, answer.text
        self.shown: Json = answer.json()
        self.at = f"/listen/{self.shown['link'].rpartition('/')[2]}"
        self.question = self.shown["questions"][0]["id"]

    def told(self, state: str = "") -> list[Json]:
        found: list[Json] = self.organiser.gets(f"/programmes/{self.programme}/contributions?state={state}")[
            "contributions"
        ]
        return found


def once_of(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def receipt_of(page: str) -> str:
    found = re.search(r'id="receipt">([A-Z0-9-]{14})<', page)
    assert found, page[-800:]
    return found[1]


@pytest.fixture
def phone(server: Server) -> Iterator[Phone]:
    made = Phone(server)
    yield made
    made.http.close()


@pytest.fixture
def page(organiser: Organiser) -> Page:
    return Page(organiser)


def test_looking_at_the_questions_often_is_never_refused(phone: Phone, page: Page) -> None:
    for _ in range(30):
        shown = phone.looks(page.at)
    assert QUESTION in shown
    assert "How we use your words" in shown, "what is kept is said before anything is"
    assert f'href="/privacy?of={page.programme}#listening"' in shown
    assert page.told() == []
    assert not phone.http.cookies
    assert not re.search(r'name="may_quote"[^>]*checked', shown), "neither answer is chosen beforehand"
    assert len(shown) < 20_000


def test_what_was_told_has_a_receipt_and_comes_once(phone: Phone, page: Page) -> None:
    once = once_of(phone.looks(page.at))
    first = phone.tells(page, "A visit in two days", once=once, community="citizen", role="carer")
    again = phone.tells(page, "A visit in two days", once=once, community="citizen", role="carer")
    assert receipt_of(first) == receipt_of(again)
    (told,) = page.told()
    assert (told["text"], told["state"], told["community"], told["role"], told["may_quote"], told["source"]) == (
        "A visit in two days", "waiting", "citizen", "carer", True, "page",
    )  # fmt: skip
    assert not phone.http.cookies


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        ("", {}, "Please write a few words first."),
        ("I need time", {"may_quote": ""}, "Choose whether we may quote your words."),
        ("x" * 4_001, {}, "Please keep it under 4000 characters."),
        ("I need time", {"role": "y" * 101}, "Please keep it under 100 characters."),
    ],
)
def test_a_refusal_gives_the_words_back(phone: Phone, page: Page, words: str, more: dict[str, str], said: str) -> None:
    shown = phone.tells(page, words, 422, also=more)
    assert said in shown
    assert words in shown
    assert page.told() == []


def test_words_that_may_name_a_person_are_looked_at_again_and_can_be_sent(phone: Phone, page: Page) -> None:
    shown = phone.tells(page, "Ask for Mrs Smith")
    assert "Please look at your words again" in shown
    assert "Ask for Mrs Smith" in shown
    assert page.told() == []
    receipt_of(phone.tells(page, "Ask for Mrs Smith", anyway="yes"))
    assert page.told()[0]["flags"] == ["name"]


def test_a_closed_page_says_so_kindly_and_hands_typed_words_back(phone: Phone, page: Page) -> None:
    once = once_of(phone.looks(page.at))
    page.set(open=False)
    assert "This page is closed now" in phone.looks(page.at)
    late = phone.sends(page.at, 409, may_quote="yes", once=once, also={f"say-{page.question}": "Too late"})
    assert "Too late" in late
    assert page.told() == []
    assert "There is nothing at this address" in phone.looks("/listen/aaaa-bbbb-cccc", 404)


def test_questions_of_a_page_are_answered_on_one_page_under_one_code(phone: Phone, page: Page) -> None:
    page.set(questions=[{"id": page.question, "text": QUESTION}, {"text": "How could technology help?"}])
    second = page.shown["questions"][1]["id"]
    shown = phone.tells(page, "Time to talk", also={f"say-{second}": "Video calls"})
    said = phone.sends("/said", code=receipt_of(shown).lower())
    assert "Time to talk" in said
    assert "Video calls" in said
    gone = phone.sends("/said", code=receipt_of(shown), do="withdraw-all")
    assert "Time to talk" not in gone
    assert {told["state"] for told in page.told()} == {"withdrawn"}


def test_with_the_code_words_are_changed_and_taken_back_after_asking_once(phone: Phone, page: Page) -> None:
    code = receipt_of(phone.tells(page, "A visit in two days"))
    id = page.told()[0]["id"]
    page.organiser.posts(f"/programmes/{page.programme}/contributions/{id}/allow")
    asked: dict[str, str] = {"code": code, "contribution": id}
    assert "may_quote" in phone.sends("/said", 422, also=asked, do="change", text="In one day")
    phone.sends("/said", also=asked, do="change", text="A visit in one day", may_quote="no")
    phone.sends("/said", code=code, do="about", community="citizen", area="Whitby", role="carer")
    (told,) = page.told("waiting")
    assert (told["text"], told["may_quote"], told["area"]) == ("A visit in one day", False, "Whitby")
    assert "Take your words back?" in phone.sends("/said", also=asked, do="ask")
    assert page.told("waiting")
    assert "You took this back" in phone.sends("/said", also=asked, do="withdraw")
    assert [told["text"] for told in page.told()] == [""]


def test_one_box_knows_the_codes_of_workshops_and_of_listening(phone: Phone, page: Page) -> None:
    code = receipt_of(phone.tells(page, "A visit in two days"))
    answer = phone.http.post("/receipt", data={"code": code}, follow_redirects=True)
    assert "A visit in two days" in answer.text
    workshop = page.organiser.workshop("vote")
    joined = phone.http.post("/api/v1/join", json={"code": workshop.code, "community": "citizen"}).json()
    answer = phone.http.post("/said", data={"code": joined["receipt"]}, follow_redirects=True)
    assert "Remove all your answers?" in answer.text


def test_wrong_codes_are_limited_as_join_codes_are(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (_, client, _):
        statuses = [client.post("/said", data={"code": f"AAAA-BBBB-CC{n:02}"}).status_code for n in range(22)]
    assert statuses == [404] * 20 + [429] * 2


def test_nobody_else_makes_a_visitor_tell(phone: Phone, page: Page) -> None:
    sent = {f"say-{page.question}": "Forged", "may_quote": "yes", "once": "x" * 20}
    answer = phone.http.post(page.at, data=sent, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert page.told() == []


def test_scripts_in_words_are_only_words(phone: Phone, page: Page) -> None:
    code = receipt_of(phone.tells(page, "<script>alert(1)</script>", role="<b>x</b>"))
    raw = phone.http.post("/said", data={"code": code}).text
    assert "<script>alert" not in raw
    assert "&lt;script&gt;alert" in raw


def test_what_is_taken_back_is_gone_from_every_table_page_and_list(tmp_path: Path) -> None:
    """The words, what they said of themselves, and what their browser said of them."""
    with application(tmp_path / "data") as (app, client, organiser):
        client.headers["user-agent"] = "canary-agent"
        page = Page(organiser, equality=["age"])
        once = once_of(client.get(page.at).text)
        sent = {
            f"say-{page.question}": f"Please {CANARY} words", "may_quote": "yes", "once": once, "community": "ahp",
            "profession": "Paramedics", "role": "frotz", "area": "gnusto", "equality-age": "16 to 24",
        }  # fmt: skip
        code = receipt_of(client.post(page.at, data=sent).text)
        (told,) = page.told()
        home = f"/programmes/{page.programme}"
        organiser.posts(f"{home}/contributions/{told['id']}/allow")
        idea = organiser.posts(f"{home}/ideas", {"ideas": [{"text": "A home visit"}]}, 201)["ideas"][0]["id"]
        quote(app.state.house.settings.database, page.programme, idea, told["id"])
        assert any(word in everything(app.state.house.settings.database) for word in ("plugh", "frotz", "gnusto"))
        assert "canary-agent" not in everything(app.state.house.settings.database)
        client.post("/said", data={"code": code, "do": "withdraw-all"})
        left = everything(app.state.house.settings.database)
        assert not [word for word in ("xyzzy", "plugh", "frotz", "gnusto", "Paramedics", code, once) if word in left]
        auth = {"Authorization": organiser.http.headers["Authorization"]}
        for path in (f"{home}/contributions?state=all", f"{home}/listening", f"{home}/ideas/{idea}", f"{home}/ideas",
                     f"/api/v1{home}/contributions"):  # fmt: skip
            answer = client.get(path, headers=auth)
            assert answer.status_code == 200, path
            assert not [word for word in ("xyzzy", "frotz", "gnusto") if word in answer.text], path


def quote(database: str, programme: str, idea: str, contribution: str) -> None:
    engine = writing_engine(database, checkpoints=False)
    with Db(engine) as db, db.begin():
        attach_quote(db, programme, idea, contribution, "organiser", 0.0, 0, 10)
    engine.dispose()


def everything(database: str) -> str:
    """All that stands in any table."""
    engine = reading_engine(database)
    with engine.connect() as connection:
        found = "\n".join(str(row) for table in tables_of(connection) for row in rows_of(connection, table))
    engine.dispose()
    return found


def test_a_hall_behind_one_address_is_never_turned_away_and_a_flood_is() -> None:
    hall, flood = Crowd(), Crowd()
    assert not any(hall.wait("hall", n / 8) for n in range(1_100)), "eight a second for more than two minutes"
    waits = [flood.wait("one", 0.0) for _ in range(700)]
    assert waits[599] == 0
    assert all(waits[600:])
    assert flood.wait("another", 0.0) == 0


def test_a_flood_is_told_to_wait_and_gets_its_words_back(tmp_path: Path) -> None:
    with application(tmp_path / "data") as (app, client, organiser):
        page = Page(organiser)
        app.state.house.crowd = Crowd(capacity=1, refill=0.1)
        sent = {f"say-{page.question}": "Once", "may_quote": "yes", "once": "x" * 20}
        assert client.post(page.at, data=sent).status_code == 200
        answer = client.post(page.at, data=sent | {f"say-{page.question}": "Twice"})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
        assert "Twice" in answer.text
