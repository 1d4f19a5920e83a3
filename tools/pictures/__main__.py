"""Makes docs/screens anew: our screens from a running server, and each beside the picture that it follows.

python -m tools.pictures [--design FOLDER] [NAME …]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.serving import TOP, serving

from .across import TAKES as ACROSS
from .across import Across
from .camera import ORIGIN, Camera, beside, chromium
from .paper import TAKES as ON_PAPER
from .paper import Paper
from .people import TAKES as WORKING
from .people import People
from .shaping import TAKES as SHAPED
from .shaping import Shaping
from .story import Story
from .strategy import TAKES as DRAFTED
from .strategy import Strategy
from .tables import TAKES as AT_TABLES
from .tables import Tables
from .trail import TAKES as FOLLOWED
from .trail import Trail
from .weighing import TAKES, Weighing

SCREENS = TOP / "docs" / "screens"


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("names", nargs="*", help="only these screens; a workshop is held whole all the same")
    said.add_argument("--design", type=Path, help="a folder with the pictures that our screens follow")
    asked = said.parse_args()
    SCREENS.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="common-ground-pictures-") as folder,
        serving(Path(folder) / "data", base_url=ORIGIN) as server,
        chromium(server.port) as browser,
    ):
        wanted = frozenset(asked.names)
        camera = Camera(browser, SCREENS, wanted)
        if not wanted or wanted - TAKES - ON_PAPER - AT_TABLES - ACROSS - DRAFTED - SHAPED - FOLLOWED - WORKING:
            Story(server, camera).tell()
        if not wanted or wanted & TAKES:
            Weighing(server, camera).tell()
        if not wanted or wanted & ON_PAPER:
            Paper(server, camera).tell()
        if not wanted or wanted & AT_TABLES:
            Tables(server, camera).tell()
        if not wanted or wanted & ACROSS:
            Across(server, camera).tell()
        if not wanted or wanted & DRAFTED:
            Strategy(server, camera).tell()
        if not wanted or wanted & SHAPED:
            Shaping(server, camera).tell()
        if not wanted or wanted & FOLLOWED:
            Trail(server, camera).tell()
        if not wanted or wanted & WORKING:
            People(server, camera).tell()
    if asked.design:
        put_beside(camera.taken, asked.design)
    print(f"{len(camera.taken)} pictures in {SCREENS.relative_to(TOP)}")


def put_beside(names: list[str], design: Path) -> None:
    """For each screen that follows a picture of this name."""
    (SCREENS / "beside").mkdir(exist_ok=True)
    for name in names:
        followed = design / f"{name}.png"
        if followed.is_file():
            beside(SCREENS / f"{name}.png", followed, SCREENS / "beside" / f"{name}.png")


if __name__ == "__main__":
    main()
