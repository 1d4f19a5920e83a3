"""A sealed secret opens with the server's key, for the account it was sealed for, and not otherwise."""

from __future__ import annotations

import pytest

from app.storage.sealing import seal, unseal

KEY, SECRET = b"a key of this server, long enough", b"12345678901234567890"


def test_it_opens_with_the_key_for_its_owner_only() -> None:
    sealed = seal(KEY, "ann", SECRET)
    assert unseal(KEY, "ann", sealed) == SECRET
    assert unseal(KEY, "ben", sealed) is None
    assert unseal(KEY + b"!", "ann", sealed) is None


def test_nothing_of_it_shows_and_no_two_are_alike() -> None:
    sealed = [seal(KEY, "ann", SECRET) for _ in range(200)]
    assert len(set(sealed)) == 200
    assert not any(SECRET[n : n + 4] in one for one in sealed for n in range(len(SECRET) - 3))
    assert len({one[17:37] for one in sealed}) == 200


def test_a_changed_byte_shows_wherever_it_is() -> None:
    sealed = seal(KEY, "ann", SECRET)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert unseal(KEY, "ann", bytes(changed)) is None


@pytest.mark.parametrize("size", [0, 1, 32, 33, 500])
def test_secrets_of_any_length_are_sealed(size: int) -> None:
    assert unseal(KEY, "ann", seal(KEY, "ann", b"x" * size)) == b"x" * size


@pytest.mark.parametrize("junk", [b"", b"\x01", b"x" * 80])
def test_junk_opens_to_nothing(junk: bytes) -> None:
    assert unseal(KEY, "ann", junk) is None
