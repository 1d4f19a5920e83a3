"""The form of a step: saved as it is shown, it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from app.actions.starting_points import starting_points
from tests.people import Json, Organiser
from tests.serving import Server

POINTS = {point.key: list(point.stages) for point in starting_points(str)}
SCALES = {"scales": [{"key": "difference", "label": "Difference"}]}
BUILDING_ON_ANOTHER: list[Json] = [
    {"kind": "vote"}, {"kind": "rate", "settings": SCALES}, {"kind": "discuss", "ideas": {"from": 1}},
    {"kind": "dots", "ideas": {"from": 2, "by": "shared"}}, {"kind": "rank", "ideas": {"from": 1}},
    {"kind": "vote", "ideas": {"from": 3, "top": 2, "by": "union"}}, {"kind": "rank", "settings": {"start_from": 0}},
    {"kind": "gather"}, {"kind": "rate", "settings": SCALES, "ideas": {"from": 7}},
]  # fmt: skip


@pytest.mark.parametrize("sheet", [*POINTS.values(), BUILDING_ON_ANOTHER], ids=[*POINTS, "building on another"])
def test_saving_a_step_as_it_is_changes_nothing(
    server: Server, organiser: Organiser, chromium: Browser, sheet: list[Json]
) -> None:
    workshop = organiser.workshop(*sheet, opened=False)
    page = chromium.new_context(
        java_script_enabled=False, extra_http_headers={"Authorization": f"Bearer {server.token}"}
    ).new_page()

    def planned() -> list[Any]:
        return [(s["id"], s["kind"], s["title"], s["settings"], s["plan"]) for s in workshop.shown()["stages"]]

    before = planned()
    for stage in workshop.stages:
        page.goto(f"{server.url}/sessions/{workshop.id}/plan?stage={stage}")
        page.get_by_role("button", name="Save this step").click()
        assert planned() == before
    page.context.close()


def test_a_steps_own_source_is_offered_and_no_other_without_an_order(
    server: Server, organiser: Organiser, chromium: Browser
) -> None:
    workshop = organiser.workshop(*BUILDING_ON_ANOTHER, opened=False)
    page = chromium.new_context(
        java_script_enabled=False, extra_http_headers={"Authorization": f"Bearer {server.token}"}
    ).new_page()
    offered = {}
    for n, stage in enumerate(workshop.stages):
        page.goto(f"{server.url}/sessions/{workshop.id}/plan?stage={stage}")
        options = page.locator("select[name=from] option").all()
        offered[n] = [workshop.stages.index(str(option.get_attribute("value"))) for option in options]
    page.context.close()
    assert offered == {
        0: [],
        1: [0],
        2: [0, 1],
        3: [0, 2],
        4: [0, 1, 3],
        5: [0, 3, 4],
        6: [0, 3, 4, 5],
        7: [],
        8: [0, 3, 4, 5, 6],
    }
