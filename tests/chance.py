"""Where chance in tests begins: always at one place, so that no run is red by luck. Promises draw it anew each time."""

from __future__ import annotations

import secrets

ALWAYS = 1
_anew = False


def drawn_anew(anew: bool) -> None:
    """Whether the test that begins now draws its seed; pytest says so before each (conftest.py)."""
    global _anew
    _anew = anew


def a_seed() -> int:
    """Printed, so that a red test can be repeated with it."""
    seed = secrets.randbelow(10**6) if _anew else ALWAYS
    print(f"seed {seed}")
    return seed
