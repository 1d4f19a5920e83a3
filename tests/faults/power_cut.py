"""What a disk may hold after the power went: everything up to a file's last finished sync, and of what came later
anything at all.

A disk keeps sectors of 512 bytes whole and tears everything larger. Names are treated harsher than ext4 does: a new,
removed or renamed file is certain only once its *directory* was synced, even where the file itself was. SQLite claims
to survive this. It also takes it that a torn write leaves the bytes around it alone, and so do we.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from .syscalls import Call

SECTOR = 512
LEFT_OUT = ("-shm", ".log")
"""Shared memory is made anew at the first opening, whatever it holds; logs are nobody's votes."""
WAYS = ("nothing", "a beginning", "some")
"""Which of the later writes reached the disk."""


@dataclass(slots=True)
class _File:
    certain: bytearray = field(default_factory=bytearray)
    later: list[Call] = field(default_factory=list)


class Disk:
    """The files of one folder, from the calls on them. They come in the order in which they ended."""

    def __init__(self, folder: Path, held: Mapping[str, bytes]) -> None:
        """`held` is what it held for certain before the first call, by name."""
        self._folder = str(folder)
        self._now = {f"{folder}/{name}": _File(bytearray(content)) for name, content in held.items()}
        self._certain = self._now.copy()
        self._later: list[tuple[str, _File | None]] = []
        """Names given or taken since the folder was last synced."""

    def take(self, call: Call) -> None:
        """What this call did has ended. One that failed did nothing."""
        if call.result < 0 or call.path.endswith(LEFT_OUT):
            return
        if call.name in ("fsync", "fdatasync"):
            self._sync(call.path)
        elif call.name == "unlink":
            self._name(call.path, None)
        elif call.name == "rename":
            self._name(call.to, self._now[call.path])
            self._name(call.path, None)
        elif call.path.startswith(self._folder + "/"):
            self._file(call.path).later.append(call)

    def _file(self, path: str) -> _File:
        if path not in self._now:
            self._name(path, _File())
        return self._now[path]

    def _name(self, path: str, file: _File | None) -> None:
        self._later.append((path, file))
        _give(self._now, path, file)

    def _sync(self, path: str) -> None:
        if path == self._folder:
            for name, file in self._later:
                _give(self._certain, name, file)
            self._later.clear()
        elif path in self._now:
            file = self._now[path]
            for call in file.later:
                _write(file.certain, call, len(call.data))
            file.later.clear()

    def image(self, into: Path, dice: Random, under_way: Sequence[Call] = ()) -> None:
        """Writes what could be found after a cut now; `under_way` are calls that had begun and not ended."""
        names = dict(self._certain)
        keeps = dice.choice((0.0, 0.5, 1.0))
        for name, file in self._later:
            if dice.random() < keeps:
                _give(names, name, file)
        into.mkdir(parents=True, exist_ok=True)
        for name, file in names.items():
            begun = [call for call in under_way if self._now.get(call.path) is file]
            (into / Path(name).name).write_bytes(_after_the_cut(file, begun, dice))


def _give(names: dict[str, _File], path: str, file: _File | None) -> None:
    if file is None:
        names.pop(path, None)
    else:
        names[path] = file


def _after_the_cut(file: _File, begun: Iterable[Call], dice: Random) -> bytes:
    held = bytearray(file.certain)
    writes = [*file.later, *(call for call in begun if call.name in ("write", "pwrite64", "ftruncate"))]
    way = dice.choice(WAYS)
    if way == "nothing" or not writes:
        return bytes(held)
    kept = writes[: dice.randint(1, len(writes))]
    if way == "some":
        kept = [call for call in kept[:-1] if dice.random() < 0.5] + kept[-1:]
    for call in kept[:-1]:
        _write(held, call, len(call.data))
    _tear(held, kept[-1], dice)
    return bytes(held)


def _write(held: bytearray, call: Call, length: int, start: int = 0) -> None:
    if call.name == "ftruncate":
        del held[call.offset :]
        held.extend(bytes(call.offset - len(held)))
        return
    at = (call.offset if call.name == "pwrite64" else len(held)) + start
    held.extend(bytes(max(0, at - len(held))))
    held[at : at + length] = call.data[start : start + length]


def _tear(held: bytearray, call: Call, dice: Random) -> None:
    """Of the last write each sector arrived or did not."""
    if call.name == "ftruncate":
        _write(held, call, 0)
        return
    first = SECTOR - call.offset % SECTOR
    edges = [0, *range(first, len(call.data), SECTOR), len(call.data)]
    for start, end in zip(edges, edges[1:], strict=False):
        if dice.random() < 0.5:
            _write(held, call, end - start, start)
