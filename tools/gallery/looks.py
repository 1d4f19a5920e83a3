"""The sizes and ways in which every screen is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

SIZES = {320: 640, 390: 844, 768: 1024, 1280: 800, 1920: 1080}
"""width → height, in px."""

Forced = Literal["active", "none"]
Motion = Literal["reduce", "no-preference"]
Media = Literal["print", "screen"]


@dataclass(frozen=True, slots=True)
class Way:
    """What a reader has set: their own colours, less motion, or paper."""

    name: str
    forced_colors: Forced = "none"
    reduced_motion: Motion = "no-preference"
    media: Media = "screen"


LIGHT = Way("light")
FORCED = Way("forced", forced_colors="active")
CALM = Way("calm", reduced_motion="reduce")
PAPER = Way("print", media="print")
WAYS = {way.name: way for way in (LIGHT, FORCED, CALM, PAPER)}

STILL = """async () => {
  await document.fonts.ready;
  const moving = document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity);
  const patience = new Promise((on) => setTimeout(on, 1500));
  await Promise.race([Promise.allSettled(moving.map((one) => one.finished)), patience]);
}"""


def turn(page: Page, width: int, way: Way = LIGHT) -> None:
    """Makes the page so wide and looked at so, and waits until it is still."""
    page.emulate_media(forced_colors=way.forced_colors, reduced_motion=way.reduced_motion, media=way.media)
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.wait_for_timeout(80)
    page.evaluate(STILL)
