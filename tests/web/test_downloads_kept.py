"""A file whose maker ends badly: half of it never stays, and the whole of it never goes while somebody takes it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.refusals import Refusal
from app.web import downloads

SESSION, KIND = "session", "csv"


@pytest.fixture
def house(tmp_path: Path) -> Any:
    settings = SimpleNamespace(data_dir=tmp_path, database="sqlite://", docx_template=None)
    return SimpleNamespace(settings=settings, now=lambda: 1_000.0)


@pytest.mark.parametrize(("ending", "state"), [("", "ready"), (".part", "failed")])
async def test_only_a_file_that_was_whole_outlives_its_maker(
    monkeypatch: pytest.MonkeyPatch, house: Any, ending: str, state: str
) -> None:
    async def killed_after_writing(_: str, asked: dict[str, str], sentence: str) -> None:
        Path(asked["file"] + ending).write_bytes(b"words")
        raise Refusal("busy", sentence)

    monkeypatch.setattr(downloads, "asked_of", killed_after_writing)
    folder = downloads._new_folder(house, SESSION, KIND)
    await downloads._make_and_keep(house, SESSION, KIND, folder)
    found = await downloads.look(house, SESSION, folder.name)
    assert found.state == state
    left = {file.name for file in folder.iterdir()}
    whole = downloads.name_of(SESSION, KIND)
    assert left == {"asked.json", whole} if state == "ready" else left == {"asked.json", "failed"}
