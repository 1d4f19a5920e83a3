"""The house stays as docs/architecture.md draws it: floors lean downwards, the rules need nothing, copied files
stay as copied."""

import ast
import base64
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
DOMAIN = sorted((TOP / "app/domain").rglob("*.py"))
ISLAND_LACKS = {"random", "secrets", "time", "uuid", "socket", "sqlite3", "asyncio", "threading", "subprocess", "os"}
ASKS_THE_WORLD = {"now", "today", "utcnow", "urandom"}
VENDORED = re.compile(r"^\| `(?P<path>[^`]+)` \| [^|]+ \| [^|]+ \| (?P<bytes>\d+) \| `(?P<sha384>[^`]+)` \|$", re.M)


def test_a_floor_leans_only_on_floors_below_it() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=TOP, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_rules_import_only_the_standard_library_and_numpy(path: Path) -> None:
    roots = {name.partition(".")[0] for name in imported(path)}
    assert roots <= (set(sys.stdlib_module_names) | {"numpy", "app"}) - ISLAND_LACKS
    assert all(name.startswith("app.domain") for name in imported(path) if name.startswith("app"))


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.stem)
def test_the_rules_ask_neither_clock_nor_chance(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asked = node.func.attr
            assert asked not in ASKS_THE_WORLD
            assert asked != "default_rng" or node.args or node.keywords, "a generator without a seed is chance"


def test_files_from_elsewhere_are_as_they_came() -> None:
    table = [row.groupdict() for row in VENDORED.finditer((TOP / "docs/vendored.md").read_text(encoding="utf-8"))]
    assert {row["path"] for row in table} == {str(path.relative_to(TOP)) for path in copied_files()}
    for row in table:
        content = (TOP / row["path"]).read_bytes()
        assert base64.b64encode(hashlib.sha384(content).digest()).decode() == row["sha384"], row["path"]
        assert len(content) == int(row["bytes"])


def test_every_file_from_elsewhere_lies_beside_its_licence() -> None:
    for path in copied_files():
        assert any((folder / "LICENSE").is_file() for folder in (path.parent, path.parent.parent)), path


def test_the_font_is_light_enough_for_a_poor_signal() -> None:
    assert (TOP / "app/static/fonts/inter.woff2").stat().st_size <= 40_000


@pytest.mark.parametrize("name", ["runtime", "dev", "build"])
def test_a_lock_pins_and_hashes_everything_and_names_no_index(name: str) -> None:
    text = (TOP / f"requirements/{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index" not in text
    for pin in re.split(r"\n(?=\S)", text.strip()):
        assert "==" in pin.splitlines()[0]
        assert "--hash=sha256:" in pin


def test_the_locks_hold_what_the_project_asks_for_at_the_same_versions() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    runtime, dev = pinned("runtime"), pinned("dev")
    extras = project["optional-dependencies"]
    assert {named(line) for line in [*project["dependencies"], *extras["postgres"], *extras["redis"]]} <= set(runtime)
    assert {named(line) for line in extras["dev"]} - {"common-ground"} <= set(dev)
    assert all(dev[package] == versions for package, versions in runtime.items())


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules a file imports; a relative import counts from its own package."""
    package = path.relative_to(TOP).with_suffix("").parts[:-1]
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            home = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            yield ".".join(part for part in (home, node.module) if part)


def copied_files() -> list[Path]:
    folders = ("app/static/vendor", "app/static/fonts", "tests/vendor")
    return [
        path for folder in folders for path in (TOP / folder).rglob("*.*") if path.is_file() and path.suffix != ".txt"
    ]


def named(requirement: str) -> str:
    return re.split(r"[\[<>=~! ;]", requirement, maxsplit=1)[0].lower()


def pinned(name: str) -> dict[str, set[str]]:
    lines = (TOP / f"requirements/{name}.txt").read_text(encoding="utf-8").splitlines()
    pins: dict[str, set[str]] = {}
    for line in lines:
        if match := re.match(r"([a-z0-9.-]+)==([^ ;]+)", line):
            pins.setdefault(match[1], set()).add(match[2])
    return pins
