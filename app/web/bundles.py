"""Several static files as one, made from them when they are first asked for: a hall's network takes a page's requests a
few at a time, and each waits for an answer, so that forty small files take a phone longer than one of the same weight.

A name says what is in it: `css/tokens+base.css` is two sheets, `js/phone/main.whole.js` a script with all it imports.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path, PurePosixPath

STATIC = Path(__file__).resolve().parents[1] / "static"
WHOLE = ".whole.js"
MOST_SHEETS = 32

_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?function |class |const )", re.M)
_NAME = re.compile(r"^export (?:async function|function|class|const) (\w+)", re.M)
_REMARK = re.compile(r"^[ \t]*//.*\n", re.M)
_CSS_REMARK = re.compile(r"/\*.*?\*/\n?", re.S)


@lru_cache(maxsize=256)
def content_of(name: str) -> bytes | None:
    """The bytes of a static file, or of several as one, by its path below `static`; None where there is none."""
    if name in _files():
        return (STATIC / name).read_bytes()
    if name.endswith(WHOLE) and (entry := name.removesuffix(WHOLE) + ".js") in _files():
        return whole_script(entry).encode()
    folder, _, last = name.rpartition("/")
    parts = [f"{folder}/{part}.css" for part in last.removesuffix(".css").split("+")]
    if name.endswith(".css") and len(parts) <= MOST_SHEETS and set(parts) <= _files():
        return "".join(_CSS_REMARK.sub("", (STATIC / part).read_text("utf-8")) for part in parts).encode()
    return None


@lru_cache(maxsize=1)
def _files() -> frozenset[str]:
    return frozenset(file.relative_to(STATIC).as_posix() for file in STATIC.rglob("*") if file.is_file())


def whole_script(entry: str) -> str:
    """A module and all that it imports: each becomes a function that gives what it exports, those it needs before it.

    It understands the imports and exports that our own scripts use. Raises ValueError at any other, and at a circle.
    """
    made: dict[str, str] = {}
    _add(entry, made, ())
    return "".join(made.values())


def _add(path: str, made: dict[str, str], above: tuple[str, ...]) -> None:
    if path in above:
        raise ValueError(f"{path} imports itself, by way of {above[above.index(path) :]}.")
    if path in made:
        return
    source = (STATIC / path).read_text("utf-8")
    for _, named in _IMPORT.findall(source):
        _add(_beside(path, named), made, (*above, path))
    made[path] = _as_function(path, source)


def _as_function(path: str, source: str) -> str:
    if any(line.count("`") % 2 for line in source.splitlines()):
        raise ValueError(f"{path} has a text of several lines, in which remarks cannot be told from words.")
    names = _NAME.findall(source)
    body = _IMPORT.sub(lambda found: f"const {{{_renamed(found[1])}}} = {_mark(_beside(path, found[2]))};", source)
    body = _REMARK.sub("", _EXPORT.sub("", body))
    if left := re.search(r"^(import|export)\b.*|\bimport\(|\bimport\.meta", body, re.M):
        raise ValueError(f"{path} imports or exports in a way that is not known here: {left[0]}")
    return f"const {_mark(path)} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();\n"


def _renamed(names: str) -> str:
    """What a module takes, as it is taken out of an object: `a as b` there is `a: b` here."""
    return re.sub(r"\s+as\s+", ": ", names)


def _beside(path: str, named: str) -> str:
    """The path below `static` of what a module names by its own."""
    parts: list[str] = []
    for part in (PurePosixPath(path).parent / named).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _mark(path: str) -> str:
    return re.sub(r"\W", "_", path.removesuffix(".js"))
