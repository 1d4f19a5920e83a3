"""Taking the strategy draft away as a file: the document, its text, its data, and the trace of every quote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlmodel import Session as Db

from .gathering import gathered

Draft = dict[str, Any]
Write = Callable[[Path, Draft], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name after the draft's, its media type, and what writes it."""

    ending: str
    media_type: str
    write: Write


def _by(module: str, name: str) -> Write:
    """A writer whose libraries are loaded when a file is made, and not by a server that only knows their names."""

    def write(file: Path, draft: Draft) -> None:
        vars(import_module(f".{module}", __package__))[name](file, draft)

    return write


KINDS = {
    "docx": Kind(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _by("document", "write_docx")
    ),
    "md": Kind("md", "text/markdown; charset=utf-8", _by("text", "write_markdown")),
    "json": Kind("json", "application/json", _by("data", "write_json")),
    "csv": Kind("csv", "text/csv; charset=utf-8", _by("trace", "write_trace")),
}


def export_draft(db: Db, programme: str, kind: str, file: Path, now: float) -> None:
    """Writes a programme's strategy draft into `file`, which is whole or not there. Raises Refusal unknown_code."""
    draft = gathered(db, programme, now)
    unfinished = file.with_name(f"{file.name}.part")
    try:
        KINDS[kind].write(unfinished, draft)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
