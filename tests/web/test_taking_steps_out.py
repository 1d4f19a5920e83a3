"""Taking a step off a run sheet: one press brings it back whole, unless somebody has changed the sheet since."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.people import Organiser, Workshop
from tests.serving import Server

STEPS = (
    {"kind": "vote", "title": "First round", "settings": {"minutes": 7, "shuffle": False}},
    {"kind": "dots", "title": "Spend", "settings": {"budget": 4}},
    {"kind": "reveal", "title": "What came of it", "settings": {"of": [0, 1]}},
)


@pytest.fixture
def workshop(organiser: Organiser) -> Workshop:
    return organiser.workshop(*STEPS, opened=False)


@pytest.fixture
def desk(server: Server, workshop: Workshop) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {server.token}"}
    with httpx.Client(base_url=f"{server.url}/sessions/{workshop.id}/plan", headers=headers, trust_env=False) as http:
        yield http


def takes_out(desk: httpx.Client, workshop: Workshop, step: int) -> dict[str, str]:
    """Takes a step out → the fields of the form that brings it back."""
    fields = {"do": "remove", "expected_version": str(workshop.shown()["version"])}
    page = desk.post(f"/stages/{workshop.stages[step]}", data=fields)
    assert page.status_code == 200
    (form,) = re.findall(r'<form[^>]*action="[^"]*/bring-back".*?</form>', page.text, re.S)
    return {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def as_seen(workshop: Workshop) -> list[dict[str, Any]]:
    """The steps without their ids, which a step that comes back has anew."""
    stages = workshop.shown()["stages"]
    place = {stage["id"]: n for n, stage in enumerate(stages)}
    for stage in stages:
        stage["settings"]["of"] = [place[id] for id in stage["settings"].get("of") or ()]
        del stage["id"]
    return list(stages)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_step_that_was_taken_out_comes_back_whole(desk: httpx.Client, workshop: Workshop, step: int) -> None:
    before = as_seen(workshop)
    undo = takes_out(desk, workshop, step)
    assert len(workshop.shown()["stages"]) == 2
    assert desk.post("/bring-back", data=undo).status_code == 303
    assert as_seen(workshop) == before
    again = desk.post("/bring-back", data=undo)
    assert "Another host has moved on meanwhile." in html.unescape(again.text), "a second press changes nothing"
    assert as_seen(workshop) == before


def test_what_another_host_did_since_is_not_undone(desk: httpx.Client, workshop: Workshop) -> None:
    undo = takes_out(desk, workshop, 0)
    version = str(workshop.shown()["version"])
    assert desk.post("/add", data={"kind": "break", "expected_version": version}).status_code == 303
    since = as_seen(workshop)
    assert desk.post("/bring-back", data=undo).status_code == 409
    assert as_seen(workshop) == since


def test_a_step_of_another_workshop_is_never_taken_over(
    desk: httpx.Client, workshop: Workshop, organiser: Organiser
) -> None:
    other = organiser.workshop("vote", opened=False)
    undo = takes_out(desk, workshop, 0)
    forged = undo | {"sheet": undo["sheet"].replace(workshop.stages[0], other.stage)}
    assert desk.post("/bring-back", data=forged).status_code == 303
    assert other.stage not in [stage["id"] for stage in workshop.shown()["stages"]]
    assert [stage["id"] for stage in other.shown()["stages"]] == other.stages


BARE = {"id": "a", "kind": "vote", "title": "", "ideas": "all", "settings": {}}


@pytest.mark.parametrize(
    "sheet",
    ["", "{", "7", [7], [{"id": "a"}], [BARE | {"settings": {"of": 7}}], [BARE | {"kind": "party"}],
     [BARE | {"ideas": {"from": []}}]],
)  # fmt: skip
def test_what_is_no_run_sheet_is_refused(desk: httpx.Client, workshop: Workshop, sheet: object) -> None:
    before, text = workshop.shown()["stages"], sheet if isinstance(sheet, str) else json.dumps(sheet)
    answer = desk.post("/bring-back", data={"sheet": text, "expected_version": str(workshop.shown()["version"])})
    assert 400 <= answer.status_code < 500
    assert workshop.shown()["stages"] == before
