"""The pictures of our screens and the page about them agree, and stay small enough to clone."""

from __future__ import annotations

import re
from pathlib import Path

SCREENS = Path(__file__).resolve().parents[2] / "docs" / "screens"
LARGEST = 8_000_000
WITHOUT_A_PICTURE_TO_FOLLOW = {
    "console", "board-tables-open", "idea-book", "org-statement", "org-people", "org-account",
}  # fmt: skip


def test_every_picture_has_a_line_that_says_how_it_differs() -> None:
    words = (SCREENS / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[`([\w-]+)`\]\(\1\.png\).*\| \[pair\]\(beside/\1\.png\) \| (.+) \|$", words, re.M)
    assert {name for name, _ in rows} | WITHOUT_A_PICTURE_TO_FOLLOW == {path.stem for path in SCREENS.glob("*.png")}
    assert all(said.strip().endswith(".") for _, said in rows)


def test_all_pictures_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in SCREENS.rglob("*.png")) <= LARGEST
