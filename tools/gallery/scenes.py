"""What one audience sees at one moment: where it is, who looks, and what they do to come to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Browser, Error, Page

from .halls import Halls


def nothing(page: Page) -> None:
    """The page as it comes."""


@dataclass(frozen=True, slots=True)
class Scene:
    """`name` begins with the audience. `device` makes the browser that participant's; `also` is done once there."""

    name: str
    path: str
    device: str = ""
    signed_in: bool = False
    also: Callable[[Page], None] = nothing

    @property
    def audience(self) -> str:
        return self.name.partition("-")[0]


def enter(halls: Halls, browser: Browser, scene: Scene) -> Page:
    """A page of a browser of its own that shows this scene. Its context is the caller's to close."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, base_url=halls.server.url, has_touch=scene.audience == "phone"
    )
    if scene.device:
        context.add_cookies([{"name": "cg_device", "value": scene.device, "url": halls.server.url}])
    if scene.signed_in:
        context.add_cookies([{"name": "cg_signed_in", "value": halls.signed_in, "url": halls.server.url}])
    page = context.new_page()
    page.set_default_timeout(12_000)
    try:
        page.goto(scene.path)
        if scene.device and "/remove" not in scene.path:
            page.wait_for_selector("html.live")
        scene.also(page)
    except (Error, AssertionError):
        context.close()
        raise
    return page
