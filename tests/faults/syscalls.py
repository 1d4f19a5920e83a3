"""The system calls of a running server, as strace notes them: to see what reached the disk and when, or to make a call
fail."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from pathlib import Path

NOTED = "pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename"
_CALL = re.compile(
    r"(?P<began>\d+\.\d+) (?P<name>\w+)\((?P<args>.*)\) += (?P<result>-?\d+)[^<]*(?:<(?P<took>[\d.]+)>)?$"
)
_FILE = re.compile(r"(?P<descriptor>\d+)<(?P<path>[^>]*)>(?:, )?(?P<rest>.*)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_ACK = "".join(f"\\x{byte:02x}" for byte in b'{"ack"')


@dataclass(frozen=True, slots=True)
class Call:
    """One system call. Times are seconds since 1970, from this machine's clock; `path` is the file it was about, `to` a
    file's new name, `offset` also the length a file is cut to."""

    began: float
    ended: float
    thread: str
    name: str
    path: str
    descriptor: int = -1
    data: bytes = b""
    offset: int = 0
    to: str = ""
    result: int = 0


def noting(folder: Path) -> list[str]:
    """The command that runs a server and notes its calls in this folder, a file for each thread."""
    folder.mkdir(parents=True)
    return [
        *_strace(), "-ff", "--seccomp-bpf", "-ttt", "-T", "-y", "-xx", "-s", "200000",
        "-e", f"trace={NOTED}", "-o", str(folder / "calls"),
    ]  # fmt: skip


def failing(call: str, error: str, when: str, log: Path) -> list[str]:
    """The command that runs a server in which a call fails: `when` is "7" for a thread's seventh, "7+" from then on."""
    return [
        *_strace(), "-f", "--seccomp-bpf", "-ttt", "-y", "-s", "0", "-e", "signal=none", "-o", str(log),
        "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}",
    ]  # fmt: skip


def _strace() -> list[str]:
    program = shutil.which("strace")
    assert program, "These tests need strace. Install it with: apt-get install strace"
    return [program]


def injected(log: Path) -> list[float]:
    """When calls were made to fail, in seconds since 1970."""
    lines = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
    return [float(line.split()[1]) for line in lines if line.endswith("(INJECTED)")]


def calls_on(noted: Path, folder: Path) -> list[Call]:
    """What was noted about the files of a folder and about acks sent, in the order in which the calls ended."""
    calls = [call for file in noted.iterdir() for call in _calls_of(file, str(folder))]
    return sorted(calls, key=lambda call: call.ended)


def _calls_of(file: Path, folder: str) -> Iterator[Call]:
    hexed = "".join(f"\\x{byte:02x}" for byte in folder.encode())
    with file.open(encoding="ascii") as lines:
        for line in lines:
            if (hexed in line or _ACK in line) and (found := _CALL.match(line.rstrip())):
                yield _call(found, file.suffix)


def _call(found: re.Match[str], thread: str) -> Call:
    began, name, result = float(found["began"]), found["name"], int(found["result"])
    ended = began + float(found["took"]) if found["took"] else inf
    texts = [_plain(text) for text in _TEXT.findall(found["args"])]
    if name in ("unlink", "rename"):
        return Call(began, ended, thread, name, texts[0].decode(), to=texts[-1].decode(), result=result)
    about = _FILE.match(found["args"])
    assert about, found["args"][:200]
    numbers = [int(part) for part in about["rest"].split(", ") if part.isdigit()]
    return Call(
        began, ended, thread, name, _plain(about["path"]).decode(), int(about["descriptor"]),
        texts[0] if texts else b"", numbers[-1] if numbers else 0, result=result,
    )  # fmt: skip


def _plain(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))
