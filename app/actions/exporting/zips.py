"""Downloads that are several text files in one: CSV tables, the shape of Polis, and PrefLib's orders."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from app.domain.outcome_tables import about_of
from app.domain.polis_tables import polis_tables
from app.domain.preflib import preflib_files

from .cells import as_text
from .material import Material
from .telling import Counted, Tell


def write_csv(file: Path, material: Material, tell: Tell) -> None:
    """One CSV file a table: UTF-8, the headings in the first line, and a dictionary of all columns."""
    told = Counted(tell, sum(table.length for table in material.tables))
    with _zip(file) as archive:
        for table in material.tables:
            _add_csv(archive, f"{table.name}.csv", chain([table.headings], told.through(table.rows)))


def write_polis(file: Path, material: Material, tell: Tell) -> None:
    voters = {person: int(name.removeprefix("p")) for person, name in material.pseudonyms.items()}
    tables = polis_tables(material.session, voters)
    told = Counted(tell, sum(map(len, tables.values())))
    with _zip(file) as archive:
        for name, rows in tables.items():
            _add_csv(archive, name, told.through(rows))
        _add_about(archive, material)


def write_preflib(file: Path, material: Material, tell: Tell) -> None:
    with _zip(file) as archive:
        for name, text in preflib_files(material.session).items():
            archive.writestr(name, text)
        _add_about(archive, material)


def _add_about(archive: zipfile.ZipFile, material: Material) -> None:
    """How people joined and how many were set aside: other tools pass it over, and a reader finds it."""
    about = about_of(material.outcome)
    _add_csv(archive, f"{about.name}.csv", chain([about.headings], about.rows))


def _zip(file: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)


def _add_csv(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[Any]]) -> None:
    with (
        archive.open(name, "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
    ):
        csv.writer(text).writerows([as_text(cell) for cell in row] for row in rows)
