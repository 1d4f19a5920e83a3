"""Writes docs/data-map.md from the schema: every table and column with its purpose, whose it is and how long it stays.

python -m tools.data_map
"""

from __future__ import annotations

from pathlib import Path

from .drawing import drawn

FILE = Path(__file__).resolve().parents[2] / "docs/data-map.md"

if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")
