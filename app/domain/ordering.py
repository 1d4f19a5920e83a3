"""Moving one thing in a list that people keep in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(listed: Sequence[T], one: T, by: int) -> list[T]:
    """The same list with one of its things so many places further down, or up where that is negative; at either end it
    stays."""
    order = list(listed)
    at = order.index(one)
    order.insert(min(max(at + by, 0), len(order) - 1), order.pop(at))
    return order
