"""The words at both ends of a scale, from the plan to phones and paper; and the date on which a step closes."""

from __future__ import annotations

import re
import time
from datetime import datetime

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server
from tests.web.test_weighing_pages import Plain

FIELDS = {
    "do": "save", "title": "Rate", "minutes": "10", "steps": "4", "source": "all",
    "scale_key": ["importance", "ease", ""], "scale_label": ["Importance", "Cost", ""],
    "scale_low": ["", "Costs a lot", "left over"], "scale_high": ["", "Costs nothing", ""],
}  # fmt: skip


def saves(server: Server, workshop: Workshop, **fields: object) -> httpx.Response:
    sent = FIELDS | {"expected_version": str(workshop.shown()["version"])} | fields
    return httpx.post(
        f"{server.url}/sessions/{workshop.id}/plan/stages/{workshop.stage}", data=sent,
        headers={"Authorization": f"Bearer {server.token}"}, trust_env=False,
    )  # fmt: skip


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop("rate", opened=False)


def pages(server: Server, workshop: Workshop, path: str) -> str:
    headers = {"Authorization": f"Bearer {server.token}"}
    return httpx.get(f"{server.url}/sessions/{workshop.id}/{path}", headers=headers, trust_env=False).text


def test_end_words_are_given_on_the_plan_and_read_on_phones_and_paper(server: Server, workshop: Workshop) -> None:
    assert saves(server, workshop).status_code == 303
    plan = pages(server, workshop, f"plan?stage={workshop.stage}")
    assert 'value="Costs nothing"' in plan
    assert 'placeholder="Very important"' in plan, "what is read where nothing is given"
    (stage,) = workshop.shown()["stages"]
    assert stage["settings"]["scales"] == [
        {"key": "importance", "label": "Importance"},
        {"key": "ease", "label": "Cost", "low": "Costs a lot", "high": "Costs nothing"},
    ]
    workshop.turn("open")
    page = Plain(server, workshop).page()
    ends = re.findall(r'<p class="ends" aria-hidden="true"><span>([^<]*)</span><span>([^<]*)</span>', page)
    assert ends[:2] == [("Not important", "Very important"), ("Costs a lot", "Costs nothing")]
    ballot = pages(server, workshop, f"paper/ballots?stage={workshop.stage}&first=1&count=1")
    assert "Cost: 1 is “Costs a lot”, 4 is “Costs nothing”." in ballot
    assert "Importance: 1 is" not in ballot


def test_end_words_come_along_when_a_step_is_copied(server: Server, workshop: Workshop) -> None:
    saves(server, workshop)
    saves(server, workshop, do="copy")
    one, other = workshop.shown()["stages"]
    assert one["settings"] == other["settings"]


def test_a_phone_says_until_when_a_step_of_days_is_open_and_nothing_of_a_short_one(
    server: Server, organiser: Organiser
) -> None:
    days = organiser.workshop({"kind": "rank", "settings": {"minutes": 14 * 24 * 60}})
    phone, fortnight = Plain(server, days), time.time() + 14 * 86_400
    found = re.search(
        r'Open until <strong><time data-moment="([\d.]+)">([^<]+)</time>', re.sub(r"\s+", " ", text(phone))
    )
    assert found
    assert abs(float(found[1]) - fortnight) < 60
    assert found[2] == f"{datetime.fromtimestamp(float(found[1])):%-d %B, %H:%M}"
    days.turn("extend", seconds=86_400)
    later = re.search(r'data-moment="([\d.]+)"', text(phone))
    assert later
    assert float(later[1]) - float(found[1]) == pytest.approx(86_400)
    days.turn("pause")
    assert "Open until" not in text(phone)
    short = organiser.workshop({"kind": "rank", "settings": {"minutes": 30}})
    assert "Open until" not in text(Plain(server, short))


def text(phone: Plain) -> str:
    return phone.page().replace("</span>", "")
