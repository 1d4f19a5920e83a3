"""The languages that pages speak: which there are, and which one a reader chose or their browser asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator
from starlette.requests import HTTPConnection

LANGUAGE_COOKIE = "cg_language"
SOURCE = "en"
"""What templates, refusals and ideas are written in; the catalogues translate from it."""


@dataclass(frozen=True, slots=True)
class Language:
    """`code` stands in `lang` attributes, `locale` is how Babel calls the same for dates and months.

    A draft has not been checked by a translator. One that is only for trying has no catalogue and needs development.
    """

    code: str
    name: str
    locale: str
    direction: str = "ltr"
    draft: bool = False
    trying: bool = False


LANGUAGES = {
    language.code: language
    for language in (
        Language("en", "English", "en"),
        Language("cy", "Cymraeg", "cy", draft=True),
        Language("qps", "[Ƥşéûðö]", "en", trying=True),
        Language("qpr", "פסודו", "he", direction="rtl", trying=True),
    )
}


def offered(development: bool) -> tuple[Language, ...]:
    """Those that a reader may choose here."""
    return tuple(language for language in LANGUAGES.values() if development or not language.trying)


def language_of(connection: HTTPConnection) -> str:
    """The language that this reader chose, else the first of their browser's that we have, else English."""
    chosen = connection.cookies.get(LANGUAGE_COOKIE)
    if chosen in {language.code for language in languages_here(connection)}:
        return str(chosen)
    return asked_for(connection.headers.get("accept-language", ""))


def asked_for(header: str) -> str:
    """Accept-Language (RFC 9110, section 12.5.4) → the most wanted language that we have in earnest; English if none.

    A language that is asked for by a region's name counts as itself: cy-GB is Welsh.
    """
    wanted = [_wanted(part) for part in header[:500].split(",")]
    ours = {language.code for language in offered(False)}
    known = [(weight, code) for code, weight in wanted if code in ours and weight > 0]
    return max(known, key=lambda one: one[0])[1] if known else SOURCE


def _wanted(part: str) -> tuple[str, float]:
    name, _, given = part.strip().partition(";")
    weight = given.strip().removeprefix("q=") if given else "1"
    try:
        return name.partition("-")[0].lower(), float(weight)
    except ValueError:
        return "", 0.0


def languages_here(connection: HTTPConnection) -> tuple[Language, ...]:
    """Those that a reader of this server may choose."""
    settings = getattr(connection.app.state, "settings", None)
    return offered(bool(settings and settings.development))


def locale_of(language: str) -> str:
    """How Babel calls a language: for the names of days and months."""
    return LANGUAGES[language].locale if language in LANGUAGES else SOURCE


def spoken(code: str | None) -> str | None:
    """A language's code as a caller gave it, "" for the usual one. Raises ValueError for one that we do not have."""
    if code and code not in LANGUAGES:
        raise ValueError("no such language")
    return code


Spoken = Annotated[str | None, AfterValidator(spoken)]


def board_language(chosen: str) -> str:
    """The language of a projected board: the one its host chose, else English, whoever looks at it."""
    return chosen if chosen in LANGUAGES else SOURCE
