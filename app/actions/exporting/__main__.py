"""The process that makes one download."""

from __future__ import annotations

from pathlib import Path

from app.storage.beside import at_one_moment, what_is_asked

from . import export
from .telling import to_a_file, to_nobody


def main() -> None:
    asked = what_is_asked()
    tell = to_a_file(Path(asked["progress"])) if asked.get("progress") else to_nobody
    with at_one_moment(asked["database"]) as db:
        export(db, asked["session"], asked["kind"], Path(asked["file"]), asked["now"], tell, asked.get("template", ""))


if __name__ == "__main__":
    main()
