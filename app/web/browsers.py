"""What kind of browser asks, in words that its owner knows it by. What it sent is not kept: it says far more."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.refusals import N_

_PROGRAMS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
             ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
            ("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"))  # fmt: skip
UNKNOWN = N_("A browser")


def in_words(user_agent: str) -> str:
    """ "Firefox on Windows", "Safari on iPhone"; "A browser" where nothing is known of it."""
    program, system = _first(_PROGRAMS, user_agent), _first(_SYSTEMS, user_agent)
    return f"{program} on {system}" if program and system else program or system or UNKNOWN


def _first(known: Sequence[tuple[str, str]], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "")
