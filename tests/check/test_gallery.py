"""Every screen in every state: nothing that axe can find, nothing too wide, no small target, no word cut, nothing that
keeps moving, and boards that can be read from the back row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.serving import Server, serving
from tools.gallery.__main__ import Report, look_at, scenes_of
from tools.gallery.halls import Halls
from tools.gallery.looks import CALM, FORCED, LIGHT, PAPER, SIZES, Way

from .undecided import LOOKED_AT

IN_THE_ROOM = ("phone", "board")
AT_A_DESK = ("console", "desk", "account", "public", "print")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("gallery") / "data", development="true", action_limit="0") as server:
        yield server


def report_on(house: Server, chromium: Browser, audience: str, widths: Sequence[int], ways: Sequence[Way]) -> Report:
    report = Report()
    look_at(chromium, scenes_of(Halls(house), [audience]), widths, ways, report)
    return report


def assert_fine(report: Report) -> None:
    assert not report.wrong, "\n".join(report.wrong)
    new = {why: where[0] for why, where in report.undecided.items() if why not in LOOKED_AT}
    assert not new, f"axe could not decide, and nobody has looked: {new}"


@pytest.mark.promise
@pytest.mark.parametrize("audience", IN_THE_ROOM + AT_A_DESK)
def test_every_screen_in_every_state_is_fine_where_it_is_narrowest_and_widest(
    house: Server, chromium: Browser, audience: str
) -> None:
    widest = 1920 if audience == "board" else 1280
    report = report_on(house, chromium, audience, (320, widest), [LIGHT])
    assert_fine(report)


@pytest.mark.promise
@pytest.mark.parametrize("audience", IN_THE_ROOM)
def test_every_screen_in_every_state_is_fine_at_every_width_and_in_every_way(
    house: Server, chromium: Browser, audience: str
) -> None:
    assert_fine(report_on(house, chromium, audience, list(SIZES), [LIGHT, FORCED, CALM, PAPER]))


@pytest.mark.promise
def test_the_gallery_is_there_in_development_and_shows_each_workshops_board(
    house: Server, chromium: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path / "data") as in_use:
        page = chromium.new_page()
        answer = page.goto(f"{in_use.url}/gallery")
        assert answer is not None
        assert answer.status == 404
    halls = Halls(house)
    halls.opened("vote")
    page.goto(f"{house.url}/gallery")
    assert page.frame_locator(".gallery iframe").first.locator("#board").get_attribute("data-part") == "vote"
    page.close()
