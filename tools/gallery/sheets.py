"""Contact sheets: all pictures of one width and one way of looking beside each other, each with its name."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tools.pictures.camera import found

ACROSS = {320: 12, 390: 12, 768: 8, 1280: 6, 1920: 5}
"""width → pictures in a row"""
TILE = {320: "240x620", 390: "260x620", 768: "360x480", 1280: "480x400", 1920: "640x380"}
A_SHEET = 60
LOOK = ["-background", "#8A98A3", "-pointsize", "15", "-quality", "82"]


def lay_out(pictures: list[Path], width: int, to: Path) -> None:
    """One sheet in `to`; where there are many, the next ones beside it as name-2, name-3 …"""
    for n in range(0, len(pictures), A_SHEET):
        part = pictures[n : n + A_SHEET]
        name = to if n == 0 else to.with_stem(f"{to.stem}-{n // A_SHEET + 1}")
        labelled = [word for picture in part for word in ("-label", picture.stem, str(picture))]
        program, size = found("montage", "imagemagick"), TILE[width]
        small = ["-define", f"jpeg:size={size}"]  # each is read in about the size it gets: whole, 60 fill the memory
        subprocess.run(
            [program, *small, *labelled, "-tile", f"{ACROSS[width]}x", "-geometry", f"{size}+6+6", *LOOK, str(name)],
            check=True,
        )  # fmt: skip
