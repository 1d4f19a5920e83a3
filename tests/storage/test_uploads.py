"""Files on their way in: they wait for their button, for their programme only, and not for long."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.storage.uploads import (
    LIFE,
    MOST,
    forget_upload,
    forget_uploads,
    keep_upload,
    kept_upload,
    tidy_uploads,
)


def test_a_file_is_there_for_its_own_programme_until_it_is_forgotten(tmp_path: Path) -> None:
    id = keep_upload(tmp_path, "p", b"\x00data", "a\nb.csv", 1.0)
    assert kept_upload(tmp_path, "p", id) == (b"\x00data", "a\nb.csv")
    assert kept_upload(tmp_path, "other", id) is None
    forget_upload(tmp_path, id)
    assert kept_upload(tmp_path, "p", id) is None
    assert list(tmp_path.iterdir()) == []


def test_old_files_go_when_another_comes_and_never_more_than_a_few_lie_there(tmp_path: Path) -> None:
    old = keep_upload(tmp_path, "p", b"old", "old.csv", 1.0)
    ids = [keep_upload(tmp_path, "p", b"x", "x.csv", LIFE + 2 + n) for n in range(MOST + 5)]
    assert kept_upload(tmp_path, "p", old) is None
    assert len(list(tmp_path.glob("*.data"))) == MOST
    assert kept_upload(tmp_path, "p", ids[-1]) is not None


def test_a_file_that_nobody_came_back_to_goes_by_itself(tmp_path: Path) -> None:
    """Nobody has to send another one first: a running server tidies."""
    keep_upload(tmp_path, "p", b"what people told", "a.csv", 1.0)
    tidy_uploads(tmp_path, LIFE)
    assert len(list(tmp_path.iterdir())) == 2
    (tmp_path / "label-went-in-a-kill.data").write_bytes(b"what people told")
    tidy_uploads(tmp_path, LIFE + 2)
    assert list(tmp_path.iterdir()) == []


def test_all_that_waits_for_a_programme_goes_with_it_and_nothing_of_another(tmp_path: Path) -> None:
    gone = [keep_upload(tmp_path, "p", b"data", "a.csv", 1.0) for _ in range(3)]
    theirs = keep_upload(tmp_path, "other", b"data", "p\n", 1.0)
    forget_uploads(tmp_path, "p")
    assert [kept_upload(tmp_path, "p", id) for id in gone] == [None] * 3
    assert {path.stem for path in tmp_path.iterdir()} == {theirs}


@pytest.mark.parametrize("id", ["../../etc/passwd", "", "x", "a/b" * 8, "%2e%2e" * 4])
def test_an_id_that_is_none_of_ours_finds_nothing(tmp_path: Path, id: str) -> None:
    assert kept_upload(tmp_path, "p", id) is None
    forget_upload(tmp_path, id)


@pytest.mark.parametrize("label", ["", "p", "p\nsoon\nx.csv"])
def test_a_label_left_half_written_by_a_killed_server_keeps_no_later_file_out(tmp_path: Path, label: str) -> None:
    (tmp_path / "half-written-label.name").write_text(label, "utf-8")
    assert kept_upload(tmp_path, "p", "half-written-label") is None
    id = keep_upload(tmp_path, "p", b"data", "a.csv", LIFE * 3)
    assert kept_upload(tmp_path, "p", id) == (b"data", "a.csv")
    assert not (tmp_path / "half-written-label.name").exists()
