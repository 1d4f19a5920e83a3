"""Orders as short text, so that a thousand ballots fit on a page: "a(bc)d" is a, then b and c level, then d."""

from __future__ import annotations

import re
from collections.abc import Sequence

Order = list[list[str]]


def order_of(text: str) -> Order:
    """ "a(bc)d" → [[a], [b, c], [d]]."""
    return [list(tier.strip("()")) for tier in re.findall(r"\([a-z]+\)|[a-z]", text)]


def text_of(order: Sequence[Sequence[str]]) -> str:
    """[[a], [b, c], [d]] → "a(bc)d"."""
    return "".join(tier[0] if len(tier) == 1 else f"({''.join(tier)})" for tier in order)


def completed(order: Sequence[Sequence[str]], ideas: str) -> Order:
    """The order with what it leaves out level last, as Common Ground reads it."""
    named = {idea for tier in order for idea in tier}
    left_out = [idea for idea in ideas if idea not in named]
    return [*map(list, order), *([left_out] if left_out else [])]
