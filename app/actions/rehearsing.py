"""Rehearsing: a twin of a session to try it out on, and the proof that somebody in it is only simulated."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode


def proof_of(key: bytes, session: str) -> str:
    """What a join call has to carry for its person to be simulated: nobody makes it without the server's key, and
    it is good for one session."""
    return urlsafe_b64encode(hmac.new(key, f"simulated|{session}".encode(), "sha256").digest()).decode().rstrip("=")
