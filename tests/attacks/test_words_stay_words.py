"""S8: nothing that people write runs, wherever it is shown, and it is shown as they wrote it."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.attacks.crawling import Visitor, looks, visitors
from tests.attacks.reading import CANARY, Reader, even
from tests.attacks.scripts import all_of_them
from tests.attacks.whole_house import TABLES, WholeHouse
from tests.people import an_action

pytestmark = pytest.mark.check
FILES = ("application/json", "text/csv")


def test_there_are_two_hundred_texts_and_more() -> None:
    assert len(set(all_of_them())) == len(all_of_them()) >= 200


def test_no_page_of_a_running_workshop_makes_more_of_words_than_words(scrawled: WholeHouse) -> None:
    _, participant, _, _, organiser = visitors(scrawled)
    assert _wounds(scrawled, [participant, organiser]) == []


def test_every_list_shows_what_was_written_letter_by_letter(scrawled: WholeHouse) -> None:
    at, said = f"/programmes/{scrawled.programme}", f"/sessions/{scrawled.session}"
    _shows(scrawled, f"{at}/ideas", scrawled.texts)
    _shows(scrawled, f"{at}/shape", [text for text in scrawled.texts if len(text) < 200])  # it shortens long ones
    _shows(scrawled, f"{at}/strategy", [text[:900] for text in scrawled.texts[:40]])
    queue = _read(scrawled, f"{said}/console")  # it shows those that come first, and counts the rest
    waiting = [one["text"] for one in scrawled.call("GET", f"{said}/comments?state=waiting")["comments"]]
    assert sum(even(text) in queue for text in waiting) >= 40
    assert {even(one["text"]) for one in scrawled.call("GET", f"{said}/comments")["comments"]} == set(
        map(even, scrawled.texts)
    )


def test_names_of_programmes_and_their_files_are_words_too(scrawled: WholeHouse) -> None:
    names = [text[:200] for text in scrawled.texts]
    made = [scrawled.posts("/programmes", {"name": name})["id"] for name in names]
    _shows(scrawled, "/programmes", names)
    with httpx.Client(base_url=scrawled.server.url, headers=_organiser(scrawled), trust_env=False) as http:
        several = ("Set-Cookie", "..", '"', "\u202e", "\u0301")
        for id in (next(id for id, name in zip(made, names, strict=True) if odd in name) for odd in several):
            answer = http.get(f"/programmes/{id}/strategy/download?format=csv")
            assert answer.status_code == 200, answer.text[:200]
            named = answer.headers["content-disposition"]
            assert re.fullmatch(r'attachment; filename="[\w .()-]+"(; filename\*=UTF-8\'\'[\w%.~-]+)?', named, re.A), (
                named
            )
            assert "set-cookie" not in answer.headers


def test_no_page_of_a_finished_workshop_makes_more_of_words_than_words(scrawled: WholeHouse) -> None:
    late = an_action(scrawled.stages[TABLES], "done")
    scrawled.acts(scrawled.people[0], late)
    scrawled.ends()
    anybody, participant, _, _, organiser = visitors(scrawled)
    assert _wounds(scrawled, [anybody, participant, organiser]) == []
    report = _read(scrawled, f"/sessions/{scrawled.session}/report")
    assert CANARY.search(report)


def test_no_word_that_anybody_wrote_is_in_the_log(scrawled: WholeHouse) -> None:
    said = scrawled.server.said() + " ".join(scrawled.texts[:1])
    assert len(CANARY.findall(said)) == len(CANARY.findall(scrawled.texts[0])) > 0, "the search finds what is there"


def _wounds(house: WholeHouse, who: list[Visitor]) -> list[str]:
    wounds = []
    for visitor, address, answer in looks(house, who, at_most=2):
        assert answer.status_code < 500, f"{visitor.name} at {address}: {answer.status_code}"
        if "text/html" in answer.headers.get("content-type", ""):
            found = Reader(answer.text, house.server.url).wounds
            wounds += [f"{visitor.name} at {address}: {wound}" for wound in found]
        elif CANARY.search(answer.text):
            assert answer.headers["content-type"].partition(";")[0] in FILES, address
    return wounds


def _shows(house: WholeHouse, address: str, texts: list[str]) -> None:
    shown = _read(house, address)
    missing = [text for text in texts if even(text) not in shown]
    assert not missing, f"{address}: {len(missing)} are not there as written, such as {missing[:3]!r}"


def _read(house: WholeHouse, address: str) -> str:
    answer = httpx.get(house.server.url + address, headers=_organiser(house), timeout=20, trust_env=False)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return Reader(answer.text, house.server.url).shown


def _organiser(house: WholeHouse) -> dict[str, str]:
    return {"Authorization": f"Bearer {house.server.token}"}
