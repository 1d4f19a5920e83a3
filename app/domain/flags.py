"""Likely personal details in what people write: they make a host look twice. Nothing is decided by them."""

from __future__ import annotations

import re

PHONE, EMAIL, POSTCODE, NHS_NUMBER, NAME = "phone", "email", "postcode", "nhs_number", "name"


def flags_of(text: str) -> tuple[str, ...]:
    """Which kinds of personal detail this text seems to hold, each once: phone, email, postcode, nhs_number, name."""
    found = {
        EMAIL: bool(_EMAIL.search(text)),
        NHS_NUMBER: _has_nhs_number(text),
        PHONE: bool(_PHONE.search(text)),
        POSTCODE: bool(_POSTCODE.search(text)),
        NAME: bool(_TITLED.search(text) or _CALLED.search(text)),
    }
    return tuple(flag for flag, there in found.items() if there)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the right check digit: modulus 11 with weights 10 to 2 (NHS Data Dictionary)."""
    if len(digits) != 10 or not digits.isdecimal() or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10


def _has_nhs_number(text: str) -> bool:
    if any(is_nhs_number(re.sub(r"\D", "", found.group())) for found in _TEN_DIGITS.finditer(text)):
        return True
    return bool(_SAID_TO_BE_ONE.search(text))


def details_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where the words stand that `flags_of` sees: (start, end) in order. Of "physio Anna" that is the name alone."""
    found = [m.span() for look in (_EMAIL, _SAID_TO_BE_ONE, _PHONE, _POSTCODE) for m in look.finditer(text)]
    found += [m.span() for m in _TEN_DIGITS.finditer(text) if is_nhs_number(re.sub(r"\D", "", m.group()))]
    found += [(m.start(), _end_of_name(text, m.end())) for m in _TITLED.finditer(text)]
    found += [(m.end() - len(m.group().split()[-1]), _end_of_name(text, m.end())) for m in _CALLED.finditer(text)]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if apart and start < apart[-1][1]:
            start, end = apart[-1][0], max(end, apart.pop()[1])
        apart.append((start, end))
    return tuple(apart)


def without_details(text: str) -> str:
    """The same with what seems to be a personal detail taken out, and each place marked as an edit."""
    for start, end in reversed(details_in(text)):
        text = f"{text[:start]}{TAKEN_OUT}{text[end:]}"
    return text


def _end_of_name(text: str, end: int) -> int:
    """A first name is followed by another one, as in "Mrs Ann Example"."""
    more = _MORE_NAMES.match(text, end)
    return more.end() if more else end


TAKEN_OUT = "[…]"
"""Square brackets mark what an editor changed."""
_MORE_NAMES = re.compile(r"(?: [A-Z][\w'’\-]+){1,2}")

_GAP = r"[ \u00a0.\-]?"
_TEN_DIGITS = re.compile(rf"(?<!\d)\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}(?!\d)")
_SAID_TO_BE_ONE = re.compile(rf"\bnhs\s+(?:number|no\.?|num)\W{{0,12}}(?:is\W+)?(?:\d{_GAP}){{8,11}}", re.I)
"""A slip of the finger breaks the check digit, but the words still say what it is."""

_EMAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")

_APART = r"[ \u00a0().\-]{0,3}"
_PHONE = re.compile(rf"(?<![\d+])(?:(?:\+44|0044){_APART}(?:\(0\))?|0){_APART}[1-9](?:{_APART}\d){{8,9}}(?!\d)")

_POSTCODE = re.compile(
    r"(?<![A-Z0-9])(?:GIR ?0AA|[A-PR-UWYZ]"
    r"(?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRV-Y])"
    r"[ \u00a0]?[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Z0-9])",
    re.I,
)
"""Outward and inward code as Royal Mail forms them; "9am" and "5pm" are not inward codes."""

_PERSON = r"(?:[A-Z][\w'’\-]+|[A-Z]\b|[—–_*]{2,}|-{2,})"
_NOT_A_PERSON = (
    r"(?!(?:Practitioner|Associate|Consultant|Specialist|Prescriber|Manager|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun"
    r"|January|February|March|April|May|June|July|August|September|October|November|December"
    r"|NHS|GP|GPs|AHP|AHPs|A&E|Zoom|Teams|I)(?:s|day|days)?\b)"
)
_TITLED = re.compile(
    r"\b(?:(?i:dr|mr|mrs|ms|mx|prof|professor)\.?|Miss|(?i:doctor|nurse|sister|matron))\s+" + _NOT_A_PERSON + _PERSON
)
_CALLED = re.compile(
    r"\b(?:called|named|name is|name’s|name's|physio|physiotherapist|paramedic|consultant|therapist|surgeon|midwife"
    r"|dietitian|podiatrist|radiographer|osteopath|carer|neighbour|receptionist)\s+" + _NOT_A_PERSON + r"[A-Z][a-z]{2,}"
)
