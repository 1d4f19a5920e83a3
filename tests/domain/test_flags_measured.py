"""How well personal details are noticed: 500 made-up comments with one each, and 500 without, from a printed seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from app.domain.flags import EMAIL, NHS_NUMBER, PHONE, POSTCODE, flags_of, is_nhs_number
from tests.chance import a_seed

MANY, RECALL, FALSE_ALARMS = 500, 0.95, 0.05
AROUND = (
    "Please {verb} {it} about the clinic.", "{it}", "I waited weeks. {it} is the best way, thank you!",
    "(mine: {it})", "My mother said: {it}, but nobody did.", "It is {it}; evenings are better.",
    "Contact:{it}.", "see “{it}” on the letter", "Nobody answered at {it}\nand I gave up",
)  # fmt: skip
PLAIN = (
    "I waited {n} weeks for {kind}, then {m} more.",
    "A visit at {m}:{mm} on the {n}th would do.",
    "It costs £{big} a year for {n} people in {kind}.",
    "Ward {n}, bed {m}, room B{n}: nobody came for {kind}.",
    "In 20{nn} we had {big} calls and {n} staff.",
    "{n} to {m} minutes of {kind} is not enough.",
    "The {n}:{mm} bus and the {m}:{mm} one do not meet at the clinic.",
    "Type {one} diabetes, stage {one}, {big} steps a day.",
    "Between {nn}/{nn}/20{nn} and now, {kind} helped me most.",
    "Reference {nn}-{nn}, page {n}, section {one}.{one}.{one}",
    "Dr appointments and {kind} after {one}pm would help {n} of us.",
    "The physio and the nurse came {one} times for {kind}.",
    "Score {one}/10 before {kind}, {n}% better after.",
    "It takes {n} miles, £{one}.{nn} and {m} stairs to get to {kind}.",
)
KINDS = ("physiotherapy", "podiatry", "speech therapy", "a paramedic", "a dietitian", "home visits", "falls classes")


def _phone(dice: Random) -> str:
    """Of the numbers that Ofcom keeps for drama."""
    area, rest = dice.choice((("07700", "900###"), ("020 7946", "0###"), ("0161 496", "0###"), ("01632", "960###")))
    digits = "".join(dice.choice("0123456789") if c == "#" else c for c in rest)
    shapes = (f"{area} {digits}", f"{area}{digits}".replace(" ", ""), f"({area}) {digits}", f"+44 {area[1:]} {digits}",
              f"{area}-{digits}", f"0044 {area[1:]} {digits}", f"+44 (0){area[1:]} {digits}")  # fmt: skip
    return dice.choice(shapes)


def _email(dice: Random) -> str:
    name = dice.choice(("jo", "pat.example", "j_smith-77", "a+care", "x.y.z"))
    host = dice.choice(("example.org", "mail.example.co.uk", "nhs.example", "north-dales.example.net"))
    return dice.choice((f"{name}@{host}", f"{name.upper()}@{host}", f"{name} @ {host}"))


def _postcode(dice: Random) -> str:
    inner, outer = (
        f"{dice.randint(0, 9)}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}{dice.choice('ABDEFGHJLNPQRSTUWXYZ')}",
        (dice.choice(("M1", "B33", "CR2", "DN55", "W1A", "EC1A", "YO22", "LS1", "SW1A"))),
    )
    code = dice.choice((f"{outer} {inner}", f"{outer}{inner}"))
    return dice.choice((code, code.lower()))


def _nhs_number(dice: Random) -> str:
    while True:
        digits = f"{dice.randrange(400_000_0000, 800_000_0000):010d}"
        if is_nhs_number(digits):
            return dice.choice(
                (digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}", f"{digits[:3]}-{digits[3:6]}-{digits[6:]}")
            )


FORMATTED: dict[str, Callable[[Random], str]] = {
    PHONE: _phone, EMAIL: _email, POSTCODE: _postcode, NHS_NUMBER: _nhs_number,
}  # fmt: skip


@pytest.fixture
def dice() -> Random:
    return Random(a_seed())


def test_nearly_every_formatted_detail_is_noticed_wherever_it_stands(dice: Random) -> None:
    missed: dict[str, list[str]] = {kind: [] for kind in FORMATTED}
    for n in range(MANY):
        kind = list(FORMATTED)[n % len(FORMATTED)]
        text = dice.choice(AROUND).format(it=FORMATTED[kind](dice), verb=dice.choice(("ring", "write to", "ask for")))
        if kind not in flags_of(text):
            missed[kind].append(text)
    found = 1 - sum(map(len, missed.values())) / MANY
    print(f"recall {found:.3f}")
    assert found >= RECALL, missed
    for kind, texts in missed.items():
        assert len(texts) <= 0.1 * MANY / len(FORMATTED), (kind, texts)


def test_few_everyday_comments_raise_an_alarm(dice: Random) -> None:
    alarmed = []
    for _ in range(MANY):
        numbers = {"n": dice.randint(2, 60), "m": dice.randint(1, 23), "mm": f"{dice.randint(0, 59):02d}",
                   "nn": dice.randint(10, 31), "one": dice.randint(1, 9),
                   "big": dice.randint(100, 2_000_000)}  # fmt: skip
        text = dice.choice(PLAIN).format(kind=dice.choice(KINDS), **numbers)
        if flags_of(text):
            alarmed.append((text, flags_of(text)))
    print(f"false alarms {len(alarmed) / MANY:.3f}")
    assert len(alarmed) <= FALSE_ALARMS * MANY, alarmed
