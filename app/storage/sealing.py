"""Sealing the few secrets that must be read again: whoever has only the database cannot.

No library for ciphers is among our requirements, so the parts are those of the standard library: a key stream from
HMAC-SHA-256 (HKDF, RFC 5869) over the server's key and 16 random bytes that are never used twice, and a mark over
all of it by a key of its own (encrypt, then mark). A sealed secret opens only for the account that it was sealed for.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

_KIND, _SALT, _MARK = b"\x01", 16, 32
_LONGEST = 255 * 32


def seal(key: bytes, owner: str, secret: bytes) -> bytes:
    """A secret that only this key opens, and only for this owner."""
    assert len(secret) <= _LONGEST
    salt = secrets.token_bytes(_SALT)
    sealed = _KIND + salt + _mixed(key, salt, secret)
    return sealed + _mark(key, owner, sealed)


def unseal(key: bytes, owner: str, sealed: bytes) -> bytes | None:
    """The secret; None where it was sealed with another key, for another owner, or was changed."""
    body, mark = sealed[:-_MARK], sealed[-_MARK:]
    if body[:1] != _KIND or not hmac.compare_digest(mark, _mark(key, owner, body)):
        return None
    return _mixed(key, body[1 : 1 + _SALT], body[1 + _SALT :])


def _mixed(key: bytes, salt: bytes, text: bytes) -> bytes:
    stream = _expand(_extract(salt, key), b"seal", len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))


def _mark(key: bytes, owner: str, sealed: bytes) -> bytes:
    own = _expand(_extract(b"", key), b"mark", 32)
    return hmac.new(own, owner.encode() + b"\0" + sealed, hashlib.sha256).digest()


def _extract(salt: bytes, key: bytes) -> bytes:
    return hmac.new(salt or bytes(32), key, hashlib.sha256).digest()


def _expand(key: bytes, what: bytes, size: int) -> bytes:
    made, block = b"", b""
    for number in range(1, -(-size // 32) + 1):
        block = hmac.new(key, block + what + bytes([number]), hashlib.sha256).digest()
        made += block
    return made[:size]
