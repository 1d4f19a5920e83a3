"""Making ids and secrets, and the hashes that stand for secrets in the database."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> str:
    """An opaque id of 128 random bits, but for a leading "-": 22 characters of URL-safe text.

    Files of tables put an apostrophe before a leading "-", and the id there would be another one than everywhere else.
    """
    while (id := secrets.token_urlsafe(16)).startswith("-"):
        continue
    return id


def id_from(*known: str) -> str:
    """The id that follows from these words, always the same: what was sent twice is made once."""
    words = "\0".join(known).encode("utf-8", "replace").decode()
    return base64.urlsafe_b64encode(hash_of(words)).decode().rstrip("=")


def new_secret() -> str:
    """A secret of 192 random bits."""
    return secrets.token_urlsafe(24)


def hash_of(secret: str) -> bytes:
    """What is stored in place of a secret: 16 bytes. Secrets are random, so no stretching is needed."""
    return hashlib.blake2b(secret.encode(), digest_size=16, person=b"common-ground").digest()


def new_receipt() -> str:
    """A code a person can write down: twelve characters without look-alikes, in groups of four."""
    return receipt_from(secrets.token_bytes(24))


def receipt_from(random: bytes) -> str:
    """The receipt code that 24 random bytes stand for: two bytes a character, so that no letter is favoured."""
    pairs = (int.from_bytes(random[n : n + 2], "big") for n in range(0, 24, 2))
    code = "".join(_LETTERS[pair % len(_LETTERS)] for pair in pairs)
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def tidy_receipt(typed: str) -> str:
    """A code as it was given out, however it was typed: "abcd efgh2345" → "ABCD-EFGH-2345"."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())[:12]
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4))
