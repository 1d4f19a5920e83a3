"""The words of each language. Translators write .po files; they are compiled as they are first read, so that no second
copy can fall behind them."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from .languages import LANGUAGES
from .pseudo import Pseudo

LOCALE = Path(__file__).resolve().parents[1] / "locale"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The words of a language. What its catalogue lacks is said in English, as the templates have it."""
    known = LANGUAGES.get(language)
    if known is not None and known.trying:
        return Pseudo(known.direction)
    source = file_of(language)
    return compiled(source) if source.exists() else gettext.NullTranslations()


def file_of(language: str) -> Path:
    """Where that language's translator writes."""
    return LOCALE / language / "LC_MESSAGES" / "messages.po"


def compiled(source: Path) -> gettext.GNUTranslations:
    """A .po file as gettext reads it. What its translator marked as fuzzy stays out."""
    out = BytesIO()
    with source.open("rb") as lines:
        write_mo(out, read_po(lines))
    out.seek(0)
    return gettext.GNUTranslations(out)
