"""E-mail addresses as we compare them: people type theirs with capitals on one day and without on another."""

from __future__ import annotations

import unicodedata

LONGEST = 254
"""Characters of an address (RFC 5321, section 4.5.3.1.3, less the brackets around a path)."""


def tidy_email(typed: str) -> str:
    """An address without spaces around it, in small letters; empty where it cannot be one."""
    tidy = unicodedata.normalize("NFKC", typed).strip().lower()
    name, at, domain = tidy.rpartition("@")
    fits = at and name and domain and len(tidy) <= LONGEST and tidy.isprintable() and " " not in tidy
    return tidy if fits else ""
