"""Offering other ways to take part than a phone: an Easy Read or large-print version, a number to call, a person."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlmodel import Session as Db

from app.domain.refusals import Refusal
from app.domain.wording import tidied
from app.storage.other_ways import keep_other_ways

LONGEST = {"easy_read": 500, "large_print": 500, "phone": 40, "words": 300}
LINKS = ("easy_read", "large_print")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_PHONE = re.compile(r"[+(]?[0-9][0-9 ()-]{3,}")


def offer_other_ways(db: Db, session: str, given: Mapping[str, str | None]) -> dict[str, str]:
    """Keeps those that say something. Raises Refusal too_long, or bad_field for an address or number that is none."""
    ways = {name: words for name in LONGEST if (words := " ".join(tidied(given.get(name) or "").split()))}
    for name, words in ways.items():
        if len(words) > LONGEST[name]:
            raise Refusal("too_long", "Please keep it under {longest} characters.", name, longest=LONGEST[name])
        if name in LINKS and not _LINK.fullmatch(words):
            raise Refusal("bad_field", "Give the whole address, starting with https.", name)
        if name == "phone" and not _PHONE.fullmatch(words):
            raise Refusal("bad_field", "Give a telephone number, in digits.", name)
    keep_other_ways(db, session, ways)
    return ways
