"""The words around the project agree with the project: calls, settings, errors, links, targets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.main import create_app
from app.settings import Settings
from app.web import sockets
from app.web.errors import STATUS

TOP = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md")])
NAMES = [str(path.relative_to(TOP)) for path in DOCUMENTS]
PREFIX = "COMMON_GROUND_"
CALL = re.compile(r"`(GET|POST|PUT|PATCH|DELETE|WS) (/api/v1/[^`?\s]*)`")
ERRORS = re.compile(r"^\| (\d{3}) \| (`[^|]+) \|$", re.M)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.M)
ADDRESS = re.compile(r"\b(?:https?|wss?|git|ssh)://([^/\s:`)\"']+)")
MACRO = re.compile(r"\{%-? macro (\w+\(.*?\)) -?%\}", re.S)
LISTED_MACRO = re.compile(r"^- `(\w+\([^`]*\))`", re.M)
ABSOLUTE = re.compile(r"(?:(?<=[\s`\"'(=:])|^)/([a-z][\w.-]*)", re.M)
OUR_PATHS = {
    "api", "book", "data", "docs", "gallery", "healthz", "join", "language", "metrics", "openapi.json", "readyz",
    "receipt", "sessions", "static", "trail", "you-said",
}  # fmt: skip


def words_of(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def calls_of_the_app() -> set[tuple[str, str]]:
    paths = create_app(Settings()).openapi()["paths"]
    calls = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    return calls | {("WS", str(getattr(route, "path", ""))) for route in sockets.router.routes}


def test_every_call_stands_in_the_contract_and_nothing_else_does() -> None:
    assert set(CALL.findall(words_of("docs/protocol.md"))) == calls_of_the_app()


def test_every_error_stands_in_the_contract_with_its_status() -> None:
    rows = ERRORS.findall(words_of("docs/protocol.md"))
    written = {(code, int(status)) for status, codes in rows for code in re.findall(r"`([a-z_]+)`", codes)}
    assert {(code, status) for code, status in written if status not in (422, 429)} == set(STATUS.items())
    assert {code for code, status in written if status == 422} == refused_by_the_app() - set(STATUS)


def refused_by_the_app() -> set[str]:
    """Every code that a refusal is made with, but the room's own word for an end that is not known."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (TOP / "app").rglob("*.py"))
    return set(re.findall(r"\bRefusal\(\s*\"([a-z_]+)\"", sources)) - {"unavailable"}


@pytest.mark.parametrize("name", ["docs/settings.md", ".env.example"])
def test_every_setting_is_explained_and_nothing_else_is(name: str) -> None:
    settings = {f"{PREFIX}{field.upper()}" for field in Settings.model_fields}
    shape = r"^# (COMMON_GROUND_\w+)=" if name == ".env.example" else r"^\| `(COMMON_GROUND_\w+)` \|"
    assert set(re.findall(shape, words_of(name), re.M)) == settings


@pytest.mark.parametrize("name", NAMES)
def test_a_document_names_only_settings_that_exist(name: str) -> None:
    settings = {field.upper() for field in Settings.model_fields}
    assert set(re.findall(rf"\b{PREFIX}([A-Z_]+)", words_of(name))) <= settings | {"TEST_DATA"}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_a_file_and_a_heading_that_exist(name: str) -> None:
    for link in LINK.findall(words_of(name)):
        path, _, heading = link.partition("#")
        target = (TOP / name).parent / path if path else TOP / name
        assert "://" not in link, f"{link} leads out of the project"
        assert target.is_file(), f"{link} leads nowhere"
        assert not heading or heading in headings_of(target), f"{link} names no heading"


def headings_of(target: Path) -> set[str]:
    """The marks of a page's headings, as readers of Markdown make them."""
    titles = HEADING.findall(target.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_front_page_names_every_make_target() -> None:
    targets = re.search(r"^\.PHONY: (.+)$", words_of("Makefile"), re.M)
    assert targets is not None
    assert set(targets[1].split()) <= set(re.findall(r"\bmake ([a-z]+)\b", words_of("README.md")))


def test_the_index_leads_to_every_page() -> None:
    pages = {str(path.relative_to(TOP / "docs")) for path in (TOP / "docs").rglob("*.md")} - {"index.md"}
    assert pages <= {link.partition("#")[0] for link in LINK.findall(words_of("docs/index.md"))}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_names_no_path_of_one_machine_and_no_host_but_examples(name: str) -> None:
    words = words_of(name)
    for host in ADDRESS.findall(words):
        ours = host in ("localhost", "127.0.0.1", "host", "user") or host.startswith(("192.0.2.", "…", "$", "{"))
        assert ours or host == "example.org" or host.endswith((".example.org", ".example")), host
    assert set(ABSOLUTE.findall(words)) <= OUR_PATHS


def test_the_design_page_lists_every_macro_as_it_is() -> None:
    components = sorted((TOP / "app/templates/components").glob("*.jinja"))
    there = {(path.name, macro) for path in components for macro in MACRO.findall(path.read_text("utf-8"))}
    parts = re.split(r"^### `components/(\S+)`$", (TOP / "docs/design.md").read_text("utf-8"), flags=re.M)
    listed = {
        (name, macro)
        for name, part in zip(parts[1::2], parts[2::2], strict=True)
        for macro in LISTED_MACRO.findall(part)
    }
    assert listed == there
