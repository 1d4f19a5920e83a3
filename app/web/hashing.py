"""Hashing passwords beside the event loop, one at a time: it takes a fifth of a second and 64 MiB each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.actions.accounts import fit_password
from app.storage.password_hashes import fits, hash_password

from .errors import SlowDown

MOST_WAITING = 20
"""Sign-ins that wait for their turn, four seconds in all; whoever comes then is asked to come back."""
Found = TypeVar("Found")

_one_by_one = ThreadPoolExecutor(1, thread_name_prefix="passwords")
_waiting = 0


async def new_hash(password: str, about: Sequence[str] = (), second_step: bool = False) -> str:
    """The hash of a password that somebody chose, for `actions.accounts.set_password`.

    `about` is what is known of the person: their address and name. Raises Refusal (field `password`) where it is too
    short or easily guessed, and SlowDown.
    """
    await asyncio.to_thread(fit_password, password, about, second_step)
    return await _in_turn(lambda: hash_password(password))


async def is_right(password: str, hashed: str | None, patient: bool = False) -> bool:
    """Whether a password fits; as slow without a hash. Who is `patient` waits however many do. Raises SlowDown."""
    return await _in_turn(lambda: fits(password, hashed), patient)


async def _in_turn(work: Callable[[], Found], patient: bool = False) -> Found:
    global _waiting
    if _waiting >= MOST_WAITING and not patient:
        raise SlowDown("Many people sign in at the moment. Please try again.", 5)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_one_by_one, work)
    finally:
        _waiting -= 1
