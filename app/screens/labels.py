"""The short names that charts carry: an idea's own, or the beginning of its sentence."""

from __future__ import annotations

from app.domain.stages import StageIdea

LONGEST = 30
"""Letters; about what fits beside a mark on the map."""


def label_of(idea: StageIdea, longest: int = LONGEST) -> str:
    """The idea's name, or else as many of its first words as fit, with an ellipsis where some are left out."""
    return short(idea.name or idea.text, longest)


def short(text: str, longest: int = LONGEST) -> str:
    """As many of the first words as fit."""
    words = " ".join(text.split())
    if len(words) <= longest:
        return words
    cut = words[: longest - 1]
    whole = cut[: cut.rfind(" ")] if " " in cut[longest // 2 :] else cut
    return whole.rstrip(" ,.;:–-") + "…"
