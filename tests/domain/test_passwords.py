"""Which passwords are good enough: length first, and nothing that is guessed first."""

from __future__ import annotations

import pytest

from app.domain.emails import tidy_email
from app.domain.passwords import check_password, is_common
from app.domain.refusals import Refusal
from app.storage.facts import common_passwords

COMMON = common_passwords()
ME = ("desk.lead@northdales.example", "Jo Example")


@pytest.mark.parametrize(
    "password",
    ["gravel teapot lantern", "møde-på-græsset", "7Fj!kq2Lw9z#", "ein Fahrrad im Regen", "paste me 82 times",
     "tromboneketchup", "long as a summer evening", "password is what I will not choose"],
)  # fmt: skip
def test_good_ones_pass(password: str) -> None:
    check_password(password, COMMON, ME)


@pytest.mark.parametrize(
    "password",
    ["password1234", "Password2026!", "P@ssw0rd1234!!", "passwordpassword", "123456789012", "qwertyuiop123",
     "aaaaaaaaaaaa", "abcabcabcabc", "letmein12345", "Sunshine2025!", "liverpool1892", "000000000000", "abcdefghijkl",
     "poiuytrewqlkj", "correcthorsebatterystaple", "thequickbrownfox", "1q2w3e4r5t6y",
     "iloveyouforever",
     "adminadminadmin", "!!!welcome!!!", "987654321098", "zaq1zaq1zaq1", "commonground1", "Football2024??"],
)  # fmt: skip
def test_what_is_guessed_first_is_no_password(password: str) -> None:
    with pytest.raises(Refusal, match="guessed first"):
        check_password(password, COMMON, ME)


@pytest.mark.parametrize(
    "password", ["northdales1234", "northdales2026", "Desk.Lead@Northdales.example", "northdales-9-desk"]
)
def test_ones_own_name_with_a_number_is_no_password(password: str) -> None:
    with pytest.raises(Refusal, match="too close"):
        check_password(password, COMMON, ME)


def test_twelve_characters_are_enough_and_eight_with_a_second_step() -> None:
    for length, second_step in ((12, False), (8, True)):
        check_password("gravelteapots"[:length], COMMON, ME, second_step)
        with pytest.raises(Refusal, match="characters or more"):
            check_password("gravelteapots"[: length - 1], COMMON, ME, second_step)
    with pytest.raises(Refusal, match="characters or fewer"):
        check_password("gravel " * 29, COMMON, ME)


def test_the_list_holds_what_many_choose() -> None:
    """The passwords that lists of leaks begin with, year after year."""
    first = [
        "123456", "password", "123456789", "12345678", "12345", "111111", "1234567", "qwerty", "123123", "abc123",
        "iloveyou", "letmein", "monkey", "dragon", "sunshine", "princess", "football", "shadow", "master", "welcome",
        "superman", "qwerty123", "admin", "password1", "trustno1", "starwars",
    ]  # fmt: skip
    assert all(is_common(one, COMMON) for one in first)
    assert len(COMMON) >= 1500


def test_addresses_are_compared_however_they_are_written() -> None:
    assert tidy_email(" Jo@Example.ORG ") == "jo@example.org"
    for odd in ("", "jo", "@example.org", "jo@", "jo ann@example.org", "jo\x00@example.org", "a" * 250 + "@b.org"):
        assert tidy_email(odd) == ""
