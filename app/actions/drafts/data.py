"""The draft as JSON, for programs; its schema lies in app/data/strategy-draft.schema.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_json(file: Path, draft: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(draft, ensure_ascii=False, indent=2) + "\n", "utf-8")
