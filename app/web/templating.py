"""The only place that makes HTML: templates, their words in the reader's language, and the address of static files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    PackageLoader,
)
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse

from app.domain.refusals import Refusal
from app.storage.facts import one_of_a_profession

from .catalogues import catalogue as catalogue
from .languages import LANGUAGES, languages_here, offered
from .languages import language_of as language_of
from .squeezing import LEAST, squeezed, takes_gzip
from .statics import mark_of

_APP = Path(__file__).resolve().parents[1]
LIGHT = ("participant", "listening", "public")
"""Folders of the pages that go out as gzip: those of people who are not at a desk (see `squeezing`)."""


def warm_up() -> None:
    """Compiles every template and catalogue, so that the first board of a workshop does not hold up its room."""
    templates = environment()
    for name in templates.list_templates(filter_func=lambda name: not name.startswith("nhsuk/")):
        templates.get_template(name)
    for language in offered(development=False):
        catalogue(language.code)


def _compiled() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept between starts: a folder of the system's that is this user's alone."""
    try:
        return FileSystemBytecodeCache()
    except (RuntimeError, OSError):
        return None


@cache
def environment(language: str = "en") -> Environment:
    """The templates with that language's words."""
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader(_APP / "templates"), PackageLoader("nhsuk_frontend_jinja")]),
        undefined=ChainableUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        bytecode_cache=_compiled(),
    )
    cast(Any, env).install_gettext_translations(catalogue(language), newstyle=True)  # the extension adds it
    known = LANGUAGES[language]
    env.globals.update(
        static=static, one_sheet=one_sheet, language=language, direction=known.direction,
        languages_known=offered(development=False),
    )  # fmt: skip
    env.filters.update(code=grouped_code, one_of=one_of_a_profession)
    return env


def draw(template: str, language: str = "en", **context: Any) -> str:
    """A fragment: the very bytes that a page includes and a socket sends."""
    return environment(language).get_template(template).render(**context)


def render(
    request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None,
    language: str | None = None, **context: Any,
) -> HTMLResponse:  # fmt: skip
    """A whole page, in the reader's language unless it has one of its own."""
    spoken = language or language_of(request)
    html = draw(template, spoken, request=request, languages=languages_here(request), **context)
    return _light(request, html, status, headers) if _folder(template) in LIGHT else HTMLResponse(html, status, headers)


def _folder(template: str) -> str:
    return template.partition("/")[0]


def _light(request: Request, html: str, status: int, headers: dict[str, str] | None) -> HTMLResponse:
    said, body = {"Vary": "Accept-Encoding"} | (headers or {}), html.encode()
    if len(body) < LEAST or not takes_gzip(request.headers):
        return HTMLResponse(body, status, said)
    return HTMLResponse(squeezed(body), status, said | {"Content-Encoding": "gzip"})


def sentence_of(connection: HTTPConnection, refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language."""
    return sentence_in(language_of(connection), refusal)


def sentence_in(language: str, refusal: Refusal) -> str:
    """A refusal's sentence in that language."""
    return catalogue(language).gettext(refusal.message).format(**refusal.params)


@cache
def static(path: str) -> str:
    """The address of a static file, with a mark of its content so that browsers may keep it for good."""
    mark = mark_of(path)
    if mark is None:
        raise FileNotFoundError(path)
    return f"/static/{path}?v={mark}"


def one_sheet(names: Sequence[str]) -> str:
    """The address of several style sheets as one, in their order."""
    return static(f"css/{'+'.join(names)}.css")


def grouped_code(code: str) -> str:
    """A join code in groups that can be read out: 482 916, 482 9163, 4829 1634."""
    first = 4 if len(code) >= 8 else 3
    return f"{code[:first]} {code[first:]}"
