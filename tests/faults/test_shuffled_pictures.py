"""Pictures of the board arrive out of order and twice: what is painted on the wall never goes backwards."""

from __future__ import annotations

import asyncio
import shutil
from random import Random

import pytest
from playwright.async_api import Page, async_playwright

from tests.chance import a_seed
from tests.journeys.browser import ARGUMENTS, PROJECTOR
from tests.people import an_action

from .crowd import Crowd
from .halls import Hall
from .onlookers import Onlooker, open_board
from .proxy import Proxy
from .telling import finished_by
from .ways import MOST_OVERTAKEN
from .weather import Weather

pytestmark = pytest.mark.check

REMEMBER = """() => {
  const read = () => [...document.querySelectorAll("#board .crowd strong")].map((n) => Number(n.textContent));
  window.painted = [read()];
  new MutationObserver(() => window.painted.push(read()))
    .observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
PEOPLE, SECONDS = 150, 5.0


async def test_numbers_on_the_wall_never_go_backwards(hall: Hall) -> None:
    seed = a_seed()
    with hall.workshop("vote") as workshop:
        async with (
            Proxy(hall.server.port, Weather(shuffles=0.5), seed) as proxy,
            hall.crowd(workshop, PEOPLE) as crowd,
            async_playwright() as playwright,
        ):
            straight = await open_board(hall.server.url, workshop.id)
            browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
            page = await browser.new_page(viewport={"width": PROJECTOR["width"], "height": PROJECTOR["height"]})
            await page.goto(f"{proxy.url}/sessions/{workshop.id}/board")
            await page.evaluate(REMEMBER)
            everybody_finishes(crowd, workshop.stage, Random(seed))
            await asyncio.sleep(SECONDS)
            await crowd.settle()
            await asyncio.sleep(MOST_OVERTAKEN)
            painted = await in_the_end(page, straight)
            await browser.close()
            straight.line.transport.abort()
    steps = [numbers for numbers in painted if len(numbers) == 3]
    print(f"{len(steps)} paintings, {len(straight.versions)} pictures")
    assert len({tuple(numbers) for numbers in steps}) >= 4, "the wall was painted again and again"
    for before, after in zip(steps, steps[1:], strict=False):
        assert all(b <= a for b, a in zip(before, after, strict=True)), f"{before} became {after}"
    assert sum(steps[-1]) == PEOPLE


def everybody_finishes(crowd: Crowd, stage: str, dice: Random) -> None:
    loop = asyncio.get_running_loop()
    for person in crowd.people:
        loop.call_later(dice.random() * SECONDS * 0.9, person.does, an_action(stage, "done"))


async def in_the_end(page: Page, straight: Onlooker) -> list[list[int]]:
    """What was painted, up to the moment when the wall shows what it is shown on a straight line."""
    wanted = [done for done, _ in finished_by(straight.html)]
    for _ in range(60):
        painted: list[list[int]] = await page.evaluate("window.painted")
        if painted[-1] == wanted:
            return painted
        await asyncio.sleep(0.5)
    raise AssertionError(f"the wall shows {painted[-1]}, and not {wanted}")
