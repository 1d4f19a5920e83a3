"""The file a backup is: a zip with a manifest, and a stream of rows for each table. Docs: decisions/0007.

A stream is a series of frames: four bytes of length, big-endian, then that many bytes of MessagePack. The first frame
names the columns and their kinds, each further one is a row. Its SHA-256 stands in the manifest.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import lzma
import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import msgspec

from .raw_rows import RawTable, Row

FORMAT = 1
MANIFEST, KEY = "manifest.json", "secret-key"
_LENGTH = struct.Struct(">I")
_PIECE = 1 << 18
_BROKEN = (
    *(BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, KeyError, ValueError, OverflowError, NotImplementedError, RuntimeError),
)
"""What reading a zip raises where its bytes are not as they were written; msgspec's errors are ValueErrors."""


class BackupRefused(Exception):
    """It cannot be done; the words say why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One table's rows: how many, and what its bytes hash to."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup. `tables` stand in the order they are put back; `made_at` is RFC 3339 UTC."""

    format: int
    made_at: str
    version: str
    revision: str
    has_key: bool
    tables: dict[str, Stream]


@contextmanager
def new_file(file: Path) -> Iterator[IO[bytes]]:
    """Writes beside `file`, for its owner's eyes only, and takes its place once all is on disk: half is never offered.

    Raises BackupRefused where something else than a backup has that name, or another backup is being written there.
    """
    if file.exists() and not _is_backup(file):
        raise BackupRefused(f"{file} is there already and is not a backup. Choose another name.")
    part = file.with_name(file.name + ".part")
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as out:
        _take(part, out)
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            part.replace(file)
        except BaseException:
            with suppress(FileNotFoundError):
                part.unlink()
            raise
    _sync_folder(file.parent)


def _take(part: Path, out: IO[bytes]) -> None:
    """What a killed backup left behind is emptied; what a living one is writing is not."""
    try:
        fcntl.flock(out, fcntl.LOCK_EX | fcntl.LOCK_NB)
        still_there = os.path.samestat(os.fstat(out.fileno()), part.stat())
    except OSError:
        still_there = False
    if not still_there:
        raise BackupRefused(f"Another backup is being written to {part}.")
    os.fchmod(out.fileno(), 0o600)
    out.truncate()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_backup(file: Path) -> bool:
    try:
        with ZipFile(file) as archive:
            return MANIFEST in archive.namelist()
    except (BadZipFile, OSError):
        return False


def write_stream(archive: ZipFile, table: RawTable, rows: Iterable[Row]) -> Stream:
    """Adds a table's rows as they come."""
    with archive.open(f"{table.name}.msgpack", "w", force_zip64=True) as out:
        return _written(out, table, rows)


def stream_of(table: RawTable, rows: Iterable[Row]) -> Stream:
    """What these rows would be in a backup: to compare a database with one."""
    return _written(None, table, rows)


def _written(out: IO[bytes] | None, table: RawTable, rows: Iterable[Row]) -> Stream:
    encoder, digest, waiting, count = msgspec.msgpack.Encoder(), hashlib.sha256(), bytearray(), -1
    for frame in _frames(table, rows):
        body = encoder.encode(frame)
        waiting += _LENGTH.pack(len(body))
        waiting += body
        count += 1
        if len(waiting) >= _PIECE:
            _pass_on(waiting, out, digest)
    _pass_on(waiting, out, digest)
    return Stream(count, digest.hexdigest())


def _frames(table: RawTable, rows: Iterable[Row]) -> Iterator[Any]:
    yield {"columns": table.columns, "kinds": table.kinds}
    yield from rows


def _pass_on(waiting: bytearray, out: IO[bytes] | None, digest: Any) -> None:
    digest.update(waiting)
    if out is not None:
        out.write(waiting)
    waiting.clear()


class Backup:
    """A backup that was read through once: every stream is there and hashes to what the manifest says."""

    def __init__(self, file: Path, archive: ZipFile) -> None:
        self.file, self._archive = file, archive
        self.manifest = _manifest_in(archive)
        self.key = archive.read(KEY) if self.manifest.has_key else None
        for name, stream in self.manifest.tables.items():
            if self._sha256_of(name) != stream.sha256:
                raise damaged(file)

    def _sha256_of(self, table: str) -> str:
        digest = hashlib.sha256()
        with self._archive.open(f"{table}.msgpack") as stream:
            while piece := stream.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest()

    def rows_of(self, table: RawTable) -> Iterator[Row]:
        """A table's rows as they were written. Raises BackupRefused where its columns are not those of `table`."""
        decoder = msgspec.msgpack.Decoder()
        with self._archive.open(f"{table.name}.msgpack") as stream:
            frames = _bodies(stream)
            if decoder.decode(next(frames)) != {"columns": list(table.columns), "kinds": list(table.kinds)}:
                raise BackupRefused(f"The columns of {table.name} in {self.file} are not those of its version.")
            for body in frames:
                yield tuple(decoder.decode(body))


def _bodies(stream: IO[bytes]) -> Iterator[bytes]:
    while length := stream.read(_LENGTH.size):
        yield stream.read(_LENGTH.unpack(length)[0])


def _manifest_in(archive: ZipFile) -> Manifest:
    """Of the format that this version knows; of a later one no more is read than who made it."""
    words = archive.read(MANIFEST)
    early = msgspec.json.decode(words, type=_Maker)
    if early.format > FORMAT:
        raise newer(early.version)
    return msgspec.json.decode(words, type=Manifest)


@dataclass(frozen=True, slots=True)
class _Maker:
    format: int
    version: str


@contextmanager
def opened(file: Path) -> Iterator[Backup]:
    """A backup to read from, checked whole before anything is done with it. Raises BackupRefused."""
    try:
        handle = file.open("rb")
    except OSError as error:
        raise BackupRefused(f"{file} cannot be read: {error.strerror}.") from None
    with handle:
        if handle.read(2) != b"PK":
            raise _foreign(file)
        try:
            backup = _checked(file, handle)
        except _BROKEN:
            raise damaged(file) from None
        except OSError as error:
            # bz2's word for damage is an OSError without a number; EINVAL is a place before the file's beginning.
            if error.errno in (None, errno.EINVAL):
                raise damaged(file) from None
            raise BackupRefused(f"{file} cannot be read: {error.strerror}.") from None
        yield backup


def _checked(file: Path, handle: IO[bytes]) -> Backup:
    archive = ZipFile(handle)
    if MANIFEST not in archive.namelist():
        raise _foreign(file)
    return Backup(file, archive)


def _foreign(file: Path) -> BackupRefused:
    return BackupRefused(f"{file} is not a backup of Common Ground.")


def damaged(file: Path) -> BackupRefused:
    return BackupRefused(f"{file} is damaged: it is not as it was written. Use another backup.")


def newer(version: str) -> BackupRefused:
    return BackupRefused(f"This backup was made by a newer version ({version}). Install that one, then restore.")
