"""Cookies and tokens by their hashes: as addresses name them, and closing what was opened with them."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.refusals import Refusal

from .house import House
from .leaving import signed_out


def close(house: House, keys: Iterable[bytes]) -> None:
    """Closes every page that was opened with these cookies or tokens, in every process."""
    for key in keys:
        signed_out(house.rooms, key)


def hash_named(id: str) -> bytes:
    """The hash that an address names. Raises Refusal unknown_code."""
    try:
        return bytes.fromhex(id)
    except ValueError:
        raise Refusal("unknown_code", "This is not known here.") from None
