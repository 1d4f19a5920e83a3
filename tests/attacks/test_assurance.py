"""P12: the buyer's folder is complete, of this version, reviewed within a year, and names only what is there."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime

import pytest

from tests.serving import TOP

FOLDER = TOP / "docs" / "assurance"
PAGES = (
    "README.md", "threat-model.md", "asvs-5-level-2.md", "dpia.md", "record-of-processing.md", "hazard-log.md",
    "accessibility-statement.md", "update-policy.md",
)  # fmt: skip
LINE = re.compile(r"^\*For version ([\w.]+)\. Reviewed on (\d{4}-\d\d-\d\d)\.\*$", re.M)
A_YEAR = 366


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_there_for_this_version_and_not_older_than_a_year(page: str) -> None:
    found = LINE.search((FOLDER / page).read_text("utf-8"))
    assert found, f"{page} says neither version nor date"
    version = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert found[1] == version
    age = (datetime.now(UTC).date() - date.fromisoformat(found[2])).days
    assert age <= A_YEAR, f"{page} was reviewed {age} days ago"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    named = re.findall(r"`((?:tests|app|docs|tools)/[\w/.-]+)`", (FOLDER / page).read_text("utf-8"))
    assert [path for path in named if not (TOP / path).exists()] == []


def test_the_index_lists_every_page_with_its_date() -> None:
    index = (FOLDER / "README.md").read_text("utf-8")
    for page in PAGES[1:]:
        reviewed = LINE.search((FOLDER / page).read_text("utf-8"))
        assert reviewed
        assert re.search(rf"\({re.escape(page)}\) \| {reviewed[2]} \|", index), page
    assert (TOP / "SECURITY.md").exists()


def test_what_only_the_organisation_knows_is_marked() -> None:
    for page in ("dpia.md", "record-of-processing.md", "hazard-log.md", "accessibility-statement.md"):
        assert "[to fill" in (FOLDER / page).read_text("utf-8"), page
    assert "not a medical device" in (FOLDER / "hazard-log.md").read_text("utf-8").lower()
