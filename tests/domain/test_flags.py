"""What makes a host look twice, and what does not."""

import random

import pytest

from app.domain.flags import details_in, flags_of, is_nhs_number, without_details

PERSONAL = [
    ("Ring me on 07700 900123 any time", "phone"),
    ("My number is 020 7946 0958.", "phone"),
    ("Call (01632) 960 001", "phone"),
    ("+44 7700 900 456 is best", "phone"),
    ("0044 20 7946 0018", "phone"),
    ("+44 (0)161 496 0000", "phone"),
    ("write to jo.bloggs@example.org please", "email"),
    ("JO+CARE@mail.example.co.uk", "email"),
    ("I live at SW1A 1AA", "postcode"),
    ("near m1 1ae", "postcode"),
    ("B33 8TH is too far from the clinic", "postcode"),
    ("They sent it to EC1A1BB", "postcode"),
    ("943 476 5919 is on my letter", "nhs_number"),
    ("9434765919", "nhs_number"),
    ("My NHS number is 943-476-5918", "nhs_number"),
    ("Dr Example’s list is the real problem", "name"),
    ("Dr ———’s list is the real problem, everyone knows it.", "name"),
    ("Ask Mrs. Example at reception", "name"),
    ("Nurse Example was kind", "name"),
    ("a physio called Robin", "name"),
    ("the paramedic Robin stayed with me", "name"),
]
PLAIN = [
    "Send someone who can fix the handrail the same day.",
    "I get paid by the shift. A Tuesday at 11 costs me £60.",
    "Please tell the GP practice, so we don’t book twice.",
    "Evenings please. Mornings are my worst time.",
    "I waited 18 weeks, then 6 more, and 2 in 2024-25.",
    "The dr said yes, the doctor said no, and the nurse agreed.",
    "Dr appointments are hard to get after 5pm or before 9am.",
    "Clinic on 12/03/2026 at 10:30, room B12 on the 1st floor",
    "We need 1000 more places and £250000 for them.",
    "A Nurse Practitioner could do this on Mondays.",
    "My physio on Tuesday, my therapist in May.",
    "In 2019, 2020 and 2021 nothing changed.",
    "Type 2 diabetes, stage 3 and vitamin B12 2 times a day",
    "Miss a dose and you start again.",
    "It costs 0.5 to 1.5 hours of my day, 100 times over",
]


@pytest.mark.parametrize(("text", "flag"), PERSONAL)
def test_a_personal_detail_is_seen(text: str, flag: str) -> None:
    assert flag in flags_of(text)


@pytest.mark.parametrize("text", PLAIN)
def test_everyday_words_raise_no_flag(text: str) -> None:
    assert flags_of(text) == ()


def test_one_text_may_hold_several() -> None:
    assert flags_of("Dr Example, 07700 900123, a@example.org") == ("email", "phone", "name")


def test_made_up_nhs_numbers_are_all_found_and_other_ten_digits_are_mostly_not() -> None:
    chance = random.Random(7)
    numbers = [f"{chance.randrange(400_000_0000, 800_000_0000):010d}" for _ in range(2_000)]
    right = [n for n in numbers if is_nhs_number(n)]
    assert 100 < len(right) < 300  # one in eleven
    assert all("nhs_number" in flags_of(f"it is {n[:3]} {n[3:6]} {n[6:]} I think") for n in right)
    assert not any("nhs_number" in flags_of(n) for n in numbers if n not in right)


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("Ask for Mrs Smith on ward 4", "Ask for […] on ward 4"),
        ("My physio Anna Example was lovely", "My physio […] was lovely"),
        ("Ring 07700 900123 or write to a.b@example.org", "Ring […] or write to […]"),
        ("NHS number 943 476 5919, at YO22 4EX", "[…], at […]"),
        ("Nothing here to take out", "Nothing here to take out"),
    ],
)
def test_details_are_taken_out_and_each_place_is_marked(text: str, without: str) -> None:
    assert without_details(text) == without
    assert not flags_of(without)


@pytest.mark.parametrize(("text", "flag"), PERSONAL)
def test_whatever_is_noticed_has_a_place(text: str, flag: str) -> None:
    assert details_in(text), flag
