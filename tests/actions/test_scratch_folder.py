"""Where files are written until they are whole: nothing is left behind, and nobody's work is taken away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.actions.exporting import scratch_folder
from app.actions.exporting.scratch_folder import scratch


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    memory, disk = tmp_path / "memory", tmp_path / "disk"
    memory.mkdir()
    disk.mkdir()
    return memory, disk


def test_a_file_is_written_in_memory_and_its_folder_is_gone_afterwards(homes: tuple[Path, Path]) -> None:
    memory, disk = homes
    with scratch(disk, memory) as folder:
        assert folder.parent == memory
        assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "half").write_text("half")
    assert not list(memory.iterdir())


def test_a_failure_leaves_nothing(homes: tuple[Path, Path]) -> None:
    memory, disk = homes
    with pytest.raises(IsADirectoryError), scratch(disk, memory) as folder:
        folder.write_text("half")
    assert not list(memory.iterdir())


def test_without_room_in_memory_it_is_written_beside_the_file(
    homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, disk = homes
    monkeypatch.setattr(scratch_folder, "ROOM", 1 << 62)
    with scratch(disk, memory) as folder:
        assert folder.parent == disk
    with scratch(disk, memory / "nowhere") as folder:
        assert folder.parent == disk
    assert not list(disk.iterdir())


def test_what_a_killed_process_left_goes_and_what_is_being_made_stays(homes: tuple[Path, Path]) -> None:
    memory, disk = homes
    dying = f"""
import os, signal
from pathlib import Path
from app.actions.exporting.scratch_folder import scratch
with scratch(Path({str(disk)!r}), Path({str(memory)!r})) as folder:
    (folder / "half").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", dying], check=False)
    (left,) = memory.iterdir()
    with scratch(disk, memory) as first:
        assert not left.exists()
        with scratch(disk, memory) as second:
            assert first.exists()
            assert second != first
