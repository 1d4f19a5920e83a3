"""The codes of authenticator apps: as the standards print them, good for a moment, and once."""

from __future__ import annotations

import pytest

from app.domain.totp import STEP, address_for_app, code_at, step_of, typed_secret

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
     (2000000000, "69279037"), (20000000000, "65353130")],
)  # fmt: skip
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    """RFC 6238, appendix B, for SHA-1."""
    assert code_at(SECRET, at // STEP, digits=8) == code


def test_counters_are_those_of_the_older_standard_too() -> None:
    """RFC 4226, appendix D."""
    shown = [code_at(SECRET, count) for count in range(4)]
    assert shown == ["755224", "287082", "359152", "969429"]


def test_a_code_is_good_a_step_before_and_after_and_no_further() -> None:
    now = 1_000_000_015.0
    current = int(now // STEP)
    for off in (-1, 0, 1):
        assert step_of(SECRET, code_at(SECRET, current + off), now) == current + off
    for off in (-2, 2):
        assert step_of(SECRET, code_at(SECRET, current + off), now) is None


def test_a_code_is_good_once_and_earlier_ones_no_more() -> None:
    now = 1_000_000_015.0
    current = int(now // STEP)
    for used, off, good in [(current, 0, False), (current, -1, False), (current, 1, True), (current - 1, 0, True)]:
        assert (step_of(SECRET, code_at(SECRET, current + off), now, used) is not None) == good


@pytest.mark.parametrize("typed", ["", "000000", "abcdef", "12345", "١٢٣٤٥٦", "755224\n9", "7552240"])
def test_other_things_are_no_codes(typed: str) -> None:
    assert step_of(SECRET, typed, 15.0) is None


def test_a_code_may_be_typed_in_two_halves() -> None:
    assert step_of(SECRET, "755 224", 15.0) == 0


def test_an_app_reads_the_same_secret_from_the_picture_and_from_the_letters() -> None:
    assert typed_secret(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert address_for_app(SECRET, "a b@example.org") == (
        "otpauth://totp/Common%20Ground:a%20b%40example.org"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Common%20Ground"
    )
