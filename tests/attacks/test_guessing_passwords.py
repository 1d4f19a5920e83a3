"""S14: ten thousand guesses from one address, as from a hall, let nobody in and lock no owner out."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from app.storage.sign_in_tries import MOST, WHILE
from tests.serving import Server, serving
from tests.web.signing import with_password

pytestmark = pytest.mark.promise
GUESSES, AT_ONCE = 10_000, 8
OWNERS = [f"owner{n}@example.org" for n in range(4)]
SPRAYED = [f"colleague{n}@example.org" for n in range(60)]
"""Addresses that may have an account or none, each tried a few times."""


def test_ten_thousand_guesses_let_nobody_in_and_lock_no_owner_out(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    meant = chance.choices(SPRAYED, k=600) + chance.choices(OWNERS, k=GUESSES - 600)
    chance.shuffle(meant)
    with serving(tmp_path / "data") as server:
        owners = {email: with_password(server, email) for email in OWNERS}
        for browser in owners.values():
            browser.sends("/sign-out")
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as crowd:
            guessing = crowd.map(lambda n: guesses(server, meant[n::AT_ONCE], n), range(AT_ONCE))
            for email in OWNERS[:2]:
                assert owners[email].signs_in(email).startswith("/account/second-step"), "in the midst of it"
            answers = [answer for some in guessing for answer in some]
        for email in OWNERS[2:]:
            assert owners[email].signs_in(email).startswith("/account/second-step"), "after it"
    assert len(answers) == GUESSES
    assert {status for _, status in answers} <= {401, 429}, "nobody came in, and nothing broke"
    looked_at = Counter(email for email, status in answers if status == 401)
    most = MOST * math.ceil((time.monotonic() - began) / WHILE)
    print(f"{sum(looked_at.values())} of {GUESSES} looked at, at most {max(looked_at.values())} of one account")
    assert all(looked_at[email] <= most for email in (*OWNERS, *SPRAYED))
    assert sum(status == 429 for _, status in answers) > 0.8 * GUESSES


def guesses(server: Server, emails: list[str], n: int) -> list[tuple[str, int]]:
    """One wrong password for each → (email, status)."""
    found = []
    with httpx.Client(base_url=server.url, headers={"Origin": server.url}, trust_env=False, timeout=60) as http:
        for number, email in enumerate(emails):
            form = {"email": email, "password": f"not the password {n} {number}"}
            found.append((email, http.post("/sign-in", data=form).status_code))
    return found
