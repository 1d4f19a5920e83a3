"""Everything that is asked of a screen at one width and in one way of looking, as sentences on what is wrong."""

from __future__ import annotations

from playwright.sync_api import Page

from .finding import (
    Finding,
    cut_with_more_space,
    faint,
    hard_to_read,
    look,
    moving,
    small_targets,
    too_wide,
    unscannable,
)
from .looks import CALM, FORCED, LIGHT, PAPER, Way, turn
from .markup import faults
from .scenes import Scene

BY_HAND = ("phone-", "public-listen")
"""Screens that people answer on with a thumb."""


def judge(page: Page, scene: Scene, width: int, way: Way) -> tuple[list[str], list[Finding]]:
    """(what is wrong, what axe leaves to a person), at that width and in that way."""
    turn(page, width, way)
    wrong, undecided = look(page)
    said = [str(one) for one in wrong]
    if way is not PAPER and (wide := too_wide(page)) > 1:
        said.append(f"{wide} px too wide")
    if way in (LIGHT, CALM):
        said += moving(page)
    if way is FORCED:
        said += unscannable(page)
    if way is LIGHT:
        said += [f"faint: {one}" for one in faint(page)]
        said += _for_the_hand(page, scene, width)
        if scene.audience == "board" and width == 1920:
            said += hard_to_read(page)
    return [f"{scene.name} at {width} {way.name}: {one}" for one in said], undecided


def as_written(page: Page, scene: Scene) -> list[str]:
    """What is wrong with the page as the server writes it, before a browser mends it and scripts change it."""
    answer = page.context.request.get(scene.path.partition("#")[0])
    return faults(answer.text()) if answer.headers.get("content-type", "").startswith("text/html") else []


def _for_the_hand(page: Page, scene: Scene, width: int) -> list[str]:
    if not scene.name.startswith(BY_HAND) or width > 390:
        return []
    return small_targets(page) + [f"with more space, {one}" for one in cut_with_more_space(page)]
