"""Passwords are kept as argon2id hashes: slow to guess, each with its own salt and settings.

64 MiB and three passes are the second choice of RFC 9106 (section 4), here in one lane, so that a sign-in never takes
every core from a running workshop. It takes a fifth of a second: never on the event loop, and never in a transaction.
"""

from __future__ import annotations

import secrets
from base64 import b64encode

from pwdlib.hashers.argon2 import Argon2Hasher

from app.domain.passwords import as_compared

_PASSES, _MEMORY, _LANES = 3, 64 * 1024, 1
_HASHER = Argon2Hasher(time_cost=_PASSES, memory_cost=_MEMORY, parallelism=_LANES)


def hash_password(password: str) -> str:
    """What is kept in place of a password."""
    return _HASHER.hash(as_compared(password))


def fits(password: str, hashed: str | None) -> bool:
    """Whether this is the password. Without a hash it never is, and finding out takes as long."""
    return _HASHER.verify(as_compared(password), hashed or _nobodys())


def _nobodys() -> str:
    """A hash that no password has: only its settings are true."""
    salt, hash = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={_MEMORY},t={_PASSES},p={_LANES}${salt}${hash}"
