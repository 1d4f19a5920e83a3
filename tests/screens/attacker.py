"""Somebody who wants to know what a few people answered, from all that is public.

A hidden number is *recovered* if no other room would have shown them the very same. So for every hidden number the
attacker tries to rule out the other rooms they can think of, in which that number is another one. One room that cannot
be told from the real one is proof that nobody can know.
"""

from __future__ import annotations

import random
from collections.abc import Mapping

from .other_rooms import otherwise
from .secret_numbers import Secret, secrets_of, value_of
from .small_workshop import Played, Room, Step, play


def recovered(room: Room, dice: random.Random, tries: int = 200) -> list[Secret]:
    """The secrets that the attacker knows in the end."""
    played = play(room)
    left = secrets_of(room, played)
    for count in (False, True, True, False):  # most secrets of a room fall to one other room in which all are changed
        changed: dict[int, Step] = {}
        for secret in (secret for secret in left if secret.count == count):
            changed |= otherwise(room.but(changed), played, secret, dice)
        left = _still_certain(room, played, left, changed)
    for secret in list(left):
        for _ in range(tries):
            left = _still_certain(room, played, left, otherwise(room, played, secret, dice))
            if secret not in left:
                break
    return left


def _still_certain(room: Room, played: Played, secrets: list[Secret], changed: Mapping[int, Step]) -> list[Secret]:
    """The secrets that are the same in this other room, or all if the attacker can tell it from the real one."""
    if not changed or not secrets:
        return secrets
    other = play(room.but(changed))
    if other.seen != played.seen:
        return secrets
    return [secret for secret in secrets if value_of(other, secret) == value_of(played, secret)]
