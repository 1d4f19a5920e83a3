"""Which passwords are good enough: long, not among the first that anybody would guess, and not one's own name.

There are no rules about capitals, digits or signs, and none expires: both make people choose worse ones (NIST SP
800-63B, section 3.1.1.2; OWASP ASVS 5, section 6.2).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from .refusals import Refusal

SHORTEST, SHORTEST_WITH_A_SECOND_STEP, LONGEST = 12, 8, 200
"""Characters."""
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_LETTERS_FOR = str.maketrans("013457@$!", "oieastasi")


def as_compared(password: str) -> str:
    """The same password however a keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


def check_password(
    password: str, common: Collection[str], about: Sequence[str] = (), second_step: bool = False
) -> None:
    """Raises Refusal where a password is too short, too long, or easily guessed.

    `common` are passwords and words that many choose, in small letters; `about` what is known of the person, such as
    their address and name. With a second step a shorter one is enough.
    """
    given = as_compared(password)
    shortest = SHORTEST_WITH_A_SECOND_STEP if second_step else SHORTEST
    if len(given) < shortest:
        raise Refusal("bad_field", "Use {least} characters or more. Three or four words do well.", "password",
                      least=shortest)  # fmt: skip
    if len(given) > LONGEST:
        raise Refusal("bad_field", "Use {most} characters or fewer.", "password", most=LONGEST)
    if is_common(given, common):
        raise Refusal("bad_field", "Many people use this password, so it is guessed first. Choose another.", "password")
    if _is_own(given.lower(), about):
        raise Refusal("bad_field", "This is too close to your name or email. Choose another.", "password")


def is_common(password: str, common: Collection[str]) -> bool:
    """Whether it is one of the common ones, or one with signs put around it or for letters, or a plain pattern."""
    small = password.lower()
    read = small.translate(_LETTERS_FOR)
    forms = {small, read, _bare(small), _bare(read), _bare(_bare(small).translate(_LETTERS_FOR))}
    return any(form in common or _is_repeated(form, common) for form in forms if form) or _is_pattern(small)


def _bare(password: str) -> str:
    """Without what is no letter at either end: "password2026!" → "password"."""
    letters = [n for n, letter in enumerate(password) if letter.isalpha()]
    return password[letters[0] : letters[-1] + 1] if letters else password


def _is_repeated(password: str, common: Collection[str]) -> bool:
    """A common word twice over, or a few letters again and again."""
    size = len(password)
    units = (n for n in range(1, size // 2 + 1) if size % n == 0 and password[:n] * (size // n) == password)
    return any(unit <= 4 or password[:unit] in common for unit in units)


def _is_pattern(password: str) -> bool:
    """Made of few different letters, or of stretches of the alphabet or the keyboard, forwards or backwards."""
    if len(set(password)) <= 3:
        return True
    steps = {row[n : n + 2] for row in _ROWS for n in range(len(row) - 1)}
    steps |= {step[::-1] for step in steps} | {"90", "09"}
    along = sum(password[n : n + 2] in steps for n in range(len(password) - 1))
    return along >= 0.75 * (len(password) - 1)


def _is_own(password: str, about: Sequence[str]) -> bool:
    """Whether hardly more is left of it without the person's own words."""
    rest = password
    for word in sorted(_words(about), key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != password and sum(letter.isalnum() for letter in rest) < 6


def _words(about: Sequence[str]) -> set[str]:
    cut = "".join(letter if letter.isalnum() else " " for text in about for letter in f"{text.lower()} ")
    return {word for word in cut.split() if len(word) >= 4} | {text.lower() for text in about if len(text) >= 4}
