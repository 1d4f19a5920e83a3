"""The process that makes one file of a draft."""

from __future__ import annotations

from pathlib import Path

from app.storage.beside import at_one_moment, what_is_asked

from . import export_draft


def main() -> None:
    asked = what_is_asked()
    with at_one_moment(asked["database"]) as db:
        export_draft(db, asked["programme"], asked["kind"], Path(asked["file"]), asked["now"])


if __name__ == "__main__":
    main()
