"""Looks at every screen in every state: pictures and contact sheets in a folder, and what is wrong with each.

python -m tools.gallery [--to FOLDER] [--widths 320,1280] [--ways light,forced] [--no-pictures] [--stay] [NAME …]

A NAME keeps the scenes that begin with it: "phone", "board-map". With --stay nothing is looked at: the rooms are left
open, to be walked through from the page /gallery.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Error, Page

from tests.journeys.browser import chromium
from tests.serving import serving

from .accounts import accounts
from .boards import boards
from .desks import consoles, desks
from .halls import Halls
from .judging import as_written, judge
from .looks import SIZES, WAYS, Way
from .phones import phones
from .scenes import Scene, enter
from .sheets import lay_out

AUDIENCES: dict[str, Callable[[Halls], Iterator[Scene]]] = {
    "phone": phones, "board": boards, "console": consoles, "desk": desks, "account": accounts,
}  # fmt: skip
TALLEST = 2.6
"""How many windows of a long page a picture shows."""


@dataclass(slots=True)
class Report:
    wrong: list[str] = field(default_factory=list)
    undecided: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(rule, why) → scenes and elements"""
    pictures: dict[tuple[int, str], list[Path]] = field(default_factory=dict)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("names", nargs="*", help="only scenes that begin so")
    said.add_argument("--to", type=Path, default=Path("build/gallery"))
    said.add_argument("--widths", default=",".join(map(str, SIZES)))
    said.add_argument("--ways", default=",".join(WAYS))
    said.add_argument("--no-pictures", action="store_true")
    said.add_argument("--stay", action="store_true")
    asked = said.parse_args()
    report = Report()
    with (
        tempfile.TemporaryDirectory(prefix="common-ground-gallery-") as folder,
        serving(Path(folder) / "data", development=str(asked.stay), action_limit="0") as server,
    ):
        scenes = scenes_of(Halls(server), asked.names)
        if asked.stay:
            stay(scenes, server.url)
            return
        widths, ways = map(int, asked.widths.split(",")), [WAYS[name] for name in asked.ways.split(",")]
        with chromium() as browser:
            look_at(browser, scenes, list(widths), ways, report, None if asked.no_pictures else asked.to)
    tell(report)
    for (width, way), pictures in report.pictures.items():
        lay_out(pictures, width, asked.to / f"sheet-{width}-{way}.jpg")


def scenes_of(halls: Halls, names: Sequence[str] = ()) -> Iterator[tuple[Halls, Scene]]:
    """Those that begin with one of the names; rooms are held only for audiences that are asked for."""
    for audience, held in AUDIENCES.items():
        if names and not any(_concerns(name, audience) for name in names):
            continue
        for scene in held(halls):
            if not names or scene.name.startswith(tuple(names)):
                yield halls, scene


def _concerns(name: str, audience: str) -> bool:
    first = name.partition("-")[0]
    return first == audience or (audience == "desk" and first in ("public", "print"))


def stay(scenes: Iterator[tuple[Halls, Scene]], url: str) -> None:
    count = sum(1 for _ in scenes)
    input(f"{count} screens stand open. Look at them from {url}/gallery, then press Enter to end.")


def look_at(
    browser: Browser, scenes: Iterator[tuple[Halls, Scene]], widths: Sequence[int], ways: Sequence[Way],
    report: Report, to: Path | None = None,
) -> None:  # fmt: skip
    """Fills the report, with pictures in a folder if one is given."""
    for halls, scene in scenes:
        try:
            page = enter(halls, browser, scene)
        except (Error, AssertionError) as error:
            report.wrong.append(f"{scene.name} was never reached: {str(error).splitlines()[0]}")
            continue
        try:
            report.wrong += [f"{scene.name}: {one}" for one in as_written(page, scene)]
            for way in ways:
                for width in widths:
                    _note(report, page, scene, width, way)
                    if to:
                        report.pictures.setdefault((width, way.name), []).append(_picture(page, scene, width, way, to))
        finally:
            page.context.close()


def _note(report: Report, page: Page, scene: Scene, width: int, way: Way) -> None:
    wrong, undecided = judge(page, scene, width, way)
    report.wrong += wrong
    for one in undecided:
        report.undecided.setdefault((one.rule, one.key), []).append(f"{scene.name} at {width} {way.name}: {one.html}")


def _picture(page: Page, scene: Scene, width: int, way: Way, to: Path) -> Path:
    folder = to / f"{width}-{way.name}"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{scene.name}.jpg"
    tall = page.evaluate("document.documentElement.scrollHeight")
    height = min(tall, round(SIZES[width] * TALLEST))
    page.screenshot(
        path=file, type="jpeg", quality=80, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
    )
    return file


def tell(report: Report) -> None:
    print(f"{sum(map(len, report.pictures.values()))} pictures")
    print(f"{len(report.wrong)} findings")
    for one in report.wrong:
        print(" ", one)
    print(f"{sum(map(len, report.undecided.values()))} left to a person")
    for (rule, why), where in sorted(report.undecided.items()):
        print(f"  {rule} {why}: {len(where)}, first {where[0]}")


if __name__ == "__main__":
    main()
