"""S16: what the program is made of is listed, and what a reader for weaknesses finds in its code is explained."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.serving import TOP
from tools.sbom.__main__ import document

NOT_SERVED = ("app/bench/", "app/rehearsal/")
"""Commands that somebody at the machine runs; no visitor reaches them."""
EVERYWHERE = {"S101": "an assert says what types cannot; nothing is guarded by one, and the server is not run with -O"}
EXPLAINED = {
    "app/actions/exporting/scratch_folder.py S108": "a private folder is made in it, with mkdtemp",
    "app/serving.py S104": "compared with what the settings name, to warn",
    "app/storage/bulk.py S608": "names of our own tables and columns; values are bound",
    "app/storage/listening.py S608": "names of our own tables; values are bound",
    "app/storage/presence.py S608": "names of our own table; values are bound",
    "app/storage/raw_rows.py S608": "names of our own tables; values are bound",
    "app/storage/rehearsals.py S608": "names of our own tables; values are bound",
    "app/storage/second_steps.py S105": "what the record says of a deed",
    "app/web/access.py S105": "the name of a cookie",
    "app/web/children.py S603": "our own module in our own Python; what a visitor asks goes in by a pipe",
    "app/web/pages/poster.py S704": "an SVG that segno drew of a link of ours",
    "app/web/qr.py S704": "the same",
    "app/web/replays.py S301": "what a child process of ours wrote to our own pipe",
}


@pytest.mark.check
def test_each_finding_in_the_code_is_explained() -> None:
    """The rules of bandit, as ruff reads them. A new finding needs a mend or a line above; a stale line goes."""
    told = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "S", "--ignore-noqa", "--output-format", "json", "app"],
        cwd=TOP, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    found = Counter(
        f"{one['filename'].removeprefix(f'{TOP}/')} {one['code']}"
        for one in json.loads(told.stdout)
        if one["code"] not in EVERYWHERE and not one["filename"].removeprefix(f"{TOP}/").startswith(NOT_SERVED)
    )
    assert set(found) == set(EXPLAINED)


def test_the_bill_of_materials_lists_all_that_is_pinned_and_vendored_and_is_current() -> None:
    made = document()
    kept = json.loads((TOP / "docs" / "assurance" / "sbom.cdx.json").read_text("utf-8"))
    assert _named(kept) == _named(made), "write it again with: python -m tools.sbom docs/assurance/sbom.cdx.json"
    libraries = [part for part in made["components"] if part["type"] == "library"]
    assert {"fastapi", "sqlalchemy", "uvicorn", "numpy"} <= {part["name"] for part in libraries}
    files = {part["name"] for part in made["components"] if part["type"] == "file"}
    assert "app/static/vendor/htmx/htmx.min.js" in files
    assert not re.search(r"https?://", json.dumps(made)), "it names nobody's registry"


def _named(bill: dict[str, Any]) -> set[tuple[str, str]]:
    return {(part["name"], part["version"]) for part in [bill["metadata"]["component"], *bill["components"]]}
