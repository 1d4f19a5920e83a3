"""The board on the wall: nothing jumps while figures come in, the reveal tells its story once, and three hours alone
cost it nothing."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import PROJECTOR, Guest
from tests.people import Organiser, Workshop
from tests.serving import Server

pytestmark = pytest.mark.check

SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifted += one.value; })
    .observe({type: 'layout-shift', buffered: true});
"""
TIMERS = """
  const alive = (window.alive = new Set());
  for (const [set, clear] of [['setInterval', 'clearInterval'], ['setTimeout', 'clearTimeout']]) {
    const [begin, end] = [window[set], window[clear]];
    window[set] = (deed, ...rest) => {
      const id = begin(set === 'setInterval' ? deed : (...all) => { alive.delete(id); deed(...all); }, ...rest);
      alive.add(id);
      return id;
    };
    window[clear] = (id) => { alive.delete(id); end(id); };
  }
"""
MOST_SHIFT = 0.05
STORY = """() => document.getAnimations().map((one) => {
  const {delay, iterations} = one.effect.getTiming();
  return [one.effect.target.closest('.shared-cell') ? 'reading' : one.effect.target.tagName, delay, iterations,
          one.effect.target.getAttribute('class') ?? ''];
})"""


def votes(server: Server, workshop: Workshop, people: int, community: str) -> None:
    for _ in range(people):
        made = httpx.post(
            f"{server.url}/api/v1/join", json={"code": workshop.code, "community": community}, trust_env=False
        ).json()
        acts = [workshop.vote(ref, "agree" if n % 3 else "disagree") for n, ref in enumerate(workshop.ideas)]
        bearer = {"Authorization": f"Bearer {made['token']}"}
        httpx.post(f"{server.url}/api/v1/actions", json=acts, headers=bearer, trust_env=False).raise_for_status()


def a_board(chromium: Browser, server: Server, workshop: Workshop, *scripts: str, calm: bool = False) -> Page:
    board = Guest(chromium, PROJECTOR, base=server.url)
    if calm:
        board.page.emulate_media(reduced_motion="reduce")
    for script in scripts:
        board.page.add_init_script(script)
    board.page.goto(f"/sessions/{workshop.id}/board")
    board.page.wait_for_function("() => window.htmx")
    board.page.wait_for_timeout(700)
    return board.page


def test_nothing_jumps_while_people_vote_and_after_the_reveal_is_drawn(
    chromium: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop({"kind": "vote", "settings": {"minutes": 9}}, ideas=9)
    page = a_board(chromium, server, workshop, SHIFTS)
    page.evaluate("window.shifted = 0")
    for community in ("citizen", "ahp", "citizen", "ahp"):
        votes(server, workshop, 3, community)
        page.wait_for_timeout(1100)
    expect(page.locator(".crowd")).to_contain_text("6 of 6 finished")
    assert page.evaluate("window.shifted") <= MOST_SHIFT
    workshop.turn("close")
    workshop.turn("reveal")
    expect(page.locator("#results")).to_be_visible()
    page.evaluate("window.shifted = 0")
    page.wait_for_timeout(2000)
    assert page.evaluate("window.shifted") <= MOST_SHIFT


def test_the_reveal_tells_bars_of_both_then_numbers_then_readings_once_and_then_the_map(
    chromium: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    votes(server, workshop, 10, "citizen")
    votes(server, workshop, 10, "ahp")
    page = a_board(chromium, server, workshop)
    workshop.turn("close")
    workshop.turn("reveal")
    page.wait_for_selector(".revealing .solid", state="attached")
    told: list[list[Any]] = page.evaluate(STORY)
    bars = {
        (one[1], side) for one in told for side in ("citizen", "ahp") if one[0] == "rect" and side in one[3].split()
    }
    numbers = {one[1] for one in told if one[0] == "text"}
    readings = {one[1] for one in told if one[0] == "reading"}
    assert bars == {(0, "citizen"), (0, "ahp")}
    assert 0 < min(numbers) <= max(numbers) < min(readings)
    assert {one[2] for one in told} == {1}
    page.wait_for_function("() => document.getAnimations().length === 0")
    organiser.posts(f"/sessions/{workshop.id}/board", {"view": "map"})
    expect(page.locator("#map")).to_be_visible()
    assert page.evaluate("document.querySelector('main').matches('.revealing')") is False


def test_who_asked_for_less_motion_sees_the_reveal_at_once(
    chromium: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop("vote")
    votes(server, workshop, 10, "citizen")
    votes(server, workshop, 10, "ahp")
    page = a_board(chromium, server, workshop, calm=True)
    workshop.turn("close")
    workshop.turn("reveal")
    page.wait_for_selector(".revealing .solid", state="attached")
    assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0


def test_three_hours_and_hundreds_of_pictures_leave_timers_and_memory_where_they_were(
    chromium: Browser, server: Server, organiser: Organiser
) -> None:
    workshop = organiser.workshop({"kind": "vote", "settings": {"minutes": 240}}, ideas=14)
    board = Guest(chromium, PROJECTOR, base=server.url)
    page = board.page
    page.clock.install()
    page.add_init_script(TIMERS)
    page.goto(f"/sessions/{workshop.id}/board")
    meter = board.context.new_cdp_session(page)
    meter.send("Performance.enable")
    changes(organiser, workshop, page, 40)
    before = weighed(page, meter)
    page.clock.run_for("03:00:00")
    changes(organiser, workshop, page, 150)
    after = weighed(page, meter)
    assert after["timers"] <= before["timers"] + 2, (before, after)
    assert after["Nodes"] <= before["Nodes"] * 1.1 + 50, (before, after)
    assert after["JSEventListeners"] <= before["JSEventListeners"] + 5, (before, after)
    assert after["JSHeapUsedSize"] <= before["JSHeapUsedSize"] + 3_000_000, (before, after)
    assert page.locator("#timer").inner_text().startswith("3:5"), "the server says how long is left, not the page"
    workshop.turn("close")
    expect(page.get_by_role("heading", name="Voting is closed")).to_be_visible()
    board.calm("a board after three hours")
    board.leave()


def changes(organiser: Organiser, workshop: Workshop, page: Page, count: int) -> None:
    """So many things that the host does to the board, the last of them on the screen."""
    for n in range(count):
        organiser.posts(f"/sessions/{workshop.id}/board", {"bigger": n % 2 == 0})
    wanted = workshop.shown()["version"]
    page.wait_for_function("(version) => Number(board.dataset.version) >= version", arg=wanted)


def weighed(page: Page, meter: Any) -> dict[str, float]:
    meter.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in meter.send("Performance.getMetrics")["metrics"]}
    return {name: told[name] for name in ("Nodes", "JSEventListeners", "JSHeapUsedSize")} | {
        "timers": page.evaluate("window.alive.size")
    }
