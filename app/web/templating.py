"""The only place that makes HTML: templates, their words in the reader's language, and the address of static files."""

from __future__ import annotations

import gettext
import hashlib
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

_APP = Path(__file__).resolve().parents[1]
STATIC = _APP / "static"
LANGUAGES = {"en": "English"}


def warm_up() -> None:
    """Compiles every template, so that the first board of a workshop does not hold up its room."""
    templates = environment()
    for name in templates.list_templates(filter_func=lambda name: not name.startswith("nhsuk/")):
        templates.get_template(name)


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
    env.globals.update(static=static, language=language)
    env.filters["code"] = grouped_code
    return env


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The words of a language; English is what the templates say."""
    return gettext.translation("messages", _APP / "locale", [language], fallback=True)


def draw(template: str, language: str = "en", **context: Any) -> str:
    """A fragment: the very bytes that a page includes and a socket sends."""
    return environment(language).get_template(template).render(**context)


def render(
    request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> HTMLResponse:
    """A whole page."""
    html = draw(template, language_of(request), request=request, **context)
    return HTMLResponse(html, status, headers)


def language_of(request: HTTPConnection) -> str:
    """The language this reader chose, else English."""
    chosen = request.cookies.get("cg_language", "en")
    return chosen if chosen in LANGUAGES else "en"


def sentence_of(connection: HTTPConnection, refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language."""
    return catalogue(language_of(connection)).gettext(refusal.message).format(**refusal.params)


@cache
def static(path: str) -> str:
    """The address of a static file, with a mark of its content so that browsers may keep it for good."""
    mark = hashlib.blake2b((STATIC / path).read_bytes(), digest_size=6).hexdigest()
    return f"/static/{path}?v={mark}"


def grouped_code(code: str) -> str:
    """A join code in groups that can be read out: 482 916, 482 9163, 4829 1634."""
    first = 4 if len(code) >= 8 else 3
    return f"{code[:first]} {code[first:]}"
