"""Downloads that are several text files in one: CSV tables, the shape of Polis, and PrefLib's orders."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.domain.outcome_tables import tables_of
from app.domain.polis_tables import polis_tables
from app.domain.preflib import preflib_files
from app.domain.session import Session

from .cells import as_text


def write_csv(file: Path, outcome: Mapping[str, Any], session: Session, pseudonyms: Mapping[str, str]) -> None:
    """One CSV file a table: UTF-8, the headings in the first line, and a dictionary of all columns."""
    with _zip(file) as archive:
        for table in tables_of(outcome, session, pseudonyms):
            _add_csv(archive, f"{table.name}.csv", [table.headings, *table.rows])


def write_polis(file: Path, outcome: Mapping[str, Any], session: Session, pseudonyms: Mapping[str, str]) -> None:
    with _zip(file) as archive:
        for name, rows in polis_tables(session, list(pseudonyms)).items():
            _add_csv(archive, name, rows)


def write_preflib(file: Path, outcome: Mapping[str, Any], session: Session, pseudonyms: Mapping[str, str]) -> None:
    with _zip(file) as archive:
        for name, text in preflib_files(session).items():
            archive.writestr(name, text)


def _zip(file: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)


def _add_csv(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[Any]]) -> None:
    with (
        archive.open(name, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
    ):
        csv.writer(text).writerows([as_text(cell) for cell in row] for row in rows)
