"""An order of one's own: the first idea has no advantage, and the same person finds the same order again.

The page on the phone reckons the same order by itself when a step opens, so it has to be simple arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable

_START, _PRIME, _MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


def shuffled(seed: str, ids: Iterable[str]) -> list[str]:
    """The ids sorted by a hash of seed and id; level hashes by id. Ids and seeds are plain ASCII."""
    return sorted(ids, key=lambda id: (mixed(f"{seed}|{id}"), id))


def mixed(text: str) -> int:
    """FNV-1a (Fowler, Noll, Vo) of 32 bits, stirred once more by MurmurHash3's last steps (Appleby) → 0 … 2³² − 1."""
    h = _START
    for byte in text.encode():
        h = ((h ^ byte) * _PRIME) & _MASK
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & _MASK
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & _MASK
    return h ^ (h >> 16)
