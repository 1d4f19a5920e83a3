"""Deciding over the real doors: by call and by form, refused kindly, and never touching the outcome."""

from __future__ import annotations

import asyncio
import html
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.people import Organiser, Workshop, join
from tests.serving import Server


@pytest.fixture
def workshop(server: Server, organiser: Organiser) -> Workshop:
    """A finished vote in which one citizen agreed with one idea."""
    made = organiser.workshop("vote", ideas=3)
    (ann,) = asyncio.run(join(server, made.code, [{"community": "citizen"}]))
    hers, vote = {"Authorization": f"Bearer {ann['token']}"}, made.vote("r0", "agree")
    httpx.post(f"{server.url}/api/v1/actions", trust_env=False, headers=hers, json=vote).raise_for_status()
    return made


@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator[httpx.Client]:
    link = server.command("link", "--email", "decides@northdales.example").strip().rpartition("/")[2]
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=20) as http:
        assert http.post(f"/sign-in/{link}").status_code == 303
        yield http


def finish(organiser: Organiser, workshop: Workshop) -> None:
    for _ in range(20):
        if organiser.http.post(f"/sessions/{workshop.id}/finish", json={}).status_code == 200:
            return
        time.sleep(0.2)
    raise AssertionError("The workshop did not finish.")


def test_decisions_are_made_changed_and_read_by_call(organiser: Organiser, workshop: Workshop) -> None:
    at, ideas = f"/sessions/{workshop.id}/decisions", workshop.ideas
    first = {"idea": ideas["r0"], "verdict": "carry_forward", "reason": "Both want it."}
    assert organiser.posts(at, first, 409)["error"]["code"] == "moved_on"
    finish(organiser, workshop)
    before = workshop.outcomes()
    made = organiser.posts(at, first | {"who": "Example organiser"}, 201)
    assert (made["verdict"], made["merged_with"], made["who"]) == ("carry_forward", None, "Example organiser")
    assert organiser.posts(at, first | {"who": "Example organiser"}, 201)["id"] == made["id"]
    merge = {"idea": ideas["r0"], "verdict": "merge_with", "merged_with": ideas["r1"], "reason": "The same."}
    merged = organiser.posts(at, merge, 201)
    assert merged["who"], "the token's own name stands where none is given"
    (listed,) = organiser.gets(at)["decisions"]
    assert (listed["id"], listed["merged_with"]) == (merged["id"], ideas["r1"])
    assert [earlier["id"] for earlier in listed["earlier"]] == [made["id"]]
    assert workshop.outcomes() == before


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"idea": "unknown"}, "unknown_idea", "idea"),
        ({"verdict": "bin"}, "bad_field", "verdict"),
        ({"reason": "  "}, "bad_field", "reason"),
        ({"reason": "x" * 2_001}, "too_long", "reason"),
        ({"verdict": "merge_with", "merged_with": "self"}, "bad_field", "merged_with"),
        ({"verdict": "merge_with", "merged_with": "unknown"}, "unknown_idea", "merged_with"),
        ({"verdict": "merge_with"}, "bad_field", "merged_with"),
        ({"reason": None}, "bad_field", "reason"),
        ({"who": ""}, "bad_field", "who"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_by_call(
    organiser: Organiser, workshop: Workshop, wrong: dict[str, str | None], code: str, field: str
) -> None:
    finish(organiser, workshop)
    idea = workshop.ideas["r0"]
    body = {"idea": idea, "verdict": "park", "reason": "Not now."} | wrong
    body["merged_with"] = idea if body.get("merged_with") == "self" else body.get("merged_with")
    error = organiser.posts(f"/sessions/{workshop.id}/decisions", body, 422)["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert organiser.gets(f"/sessions/{workshop.id}/decisions")["decisions"] == []


def test_a_form_keeps_a_decision_and_sends_back_what_was_wrong(
    organiser: Organiser, workshop: Workshop, browser: httpx.Client
) -> None:
    finish(organiser, workshop)
    page, idea = f"/sessions/{workshop.id}/outcomes", workshop.ideas["r0"]
    asked = browser.get(f"{page}?decide={idea}").text
    assert f'<option value="{idea}" selected>' in asked
    assert 'value="decides@northdales.example"' in asked
    typed = {"idea": idea, "verdict": "park", "reason": "", "who": "Example organiser"}
    refused = browser.post(f"{page}/decisions", data=typed)
    assert refused.status_code == 422
    assert "Please give a reason in a few words." in refused.text
    assert 'href="#reason"' in refused.text
    assert 'value="Example organiser"' in refused.text
    assert 'value="park" checked' in refused.text
    kept = browser.post(f"{page}/decisions", data=typed | {"reason": "No money <b>now</b>"})
    assert kept.status_code == 303
    shown = html.unescape(browser.get(kept.headers["location"]).text)
    assert "Kept: Idea 0" in shown
    assert "Decided: Park" in shown
    assert "No money &lt;b&gt;now" in browser.get(page).text


def test_a_rehearsal_or_a_running_workshop_has_no_form(workshop: Workshop, browser: httpx.Client) -> None:
    assert "Keep this decision" not in browser.get(f"/sessions/{workshop.id}/outcomes").text
    refused = browser.post(f"/sessions/{workshop.id}/outcomes/decisions", data={"idea": "x"})
    assert refused.status_code == 409
    assert "Finish the workshop first" in refused.text
