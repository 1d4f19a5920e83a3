"""LibreOffice, without a screen: what it makes of a file that we wrote."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def converted(file: Path, to: str, folder: Path, reading: str = "") -> Path:
    """The file as LibreOffice writes it again, as `to` (xlsx, pdf, txt:Text …). `reading` names how it is read."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is missing. Install it with: apt-get install libreoffice-calc libreoffice-writer"
    folder.mkdir(parents=True, exist_ok=True)
    how = [f"--infilter={reading}"] if reading else []
    done = subprocess.run(
        [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", *how, "--convert-to",
         to, "--outdir", str(folder), str(file)],
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    made = folder / f"{file.stem}.{to.partition(':')[0]}"
    assert done.returncode == 0, done.stderr
    assert made.is_file(), f"{done.stdout}\n{done.stderr}"
    return made
