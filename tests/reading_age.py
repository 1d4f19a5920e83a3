"""How old somebody has to be to read a text with ease, by counting letters, syllables, words and sentences.

Flesch and Kincaid (1975): grade = 0.39 words a sentence + 11.8 syllables a word - 15.59. Automated Readability Index
(Smith and Senter 1967): grade = 4.71 letters a word + 0.5 words a sentence - 21.43. A child in grade 1 is six: age =
grade + 5. Both were made for passages, so a text is measured by the mean of the two, and from a few words on.
"""

from __future__ import annotations

import re

NAMES = re.compile(
    r"\b(?:allied health professionals?|professionals?|professions?|AHPs?|communit(?:y|ies)|workshops?|organisers?)\b",
    re.IGNORECASE,
)
"""What is called so on every screen and in the room, however long its name is: counted as one short word."""
FEW = 6
"""Words: a shorter text is a label, of which neither formula says anything."""
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*|\d+")
_END = re.compile(r"[.!?:…](?=\s|$)|\n")
_SOUND = re.compile(r"[aeiouy]+")


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    return [words for part in _END.split(text) if (words := _WORD.findall(part))]


def syllables(word: str) -> int:
    """How many beats a word has: its groups of vowels, without the silent e's of English."""
    plain = re.sub(r"[^a-z]", "", word.lower().replace("’s", "s"))
    if not plain:
        return 1
    count = len(_SOUND.findall(plain))
    if count > 1 and re.search(r"[^aeiouy]e$|[^aeiouytd]ed$|[^aeiouysxzcgh]es$", plain) and not plain.endswith("le"):
        count -= 1
    return max(count, 1)


def reading_age(text: str) -> float:
    """Years, by the mean of the two formulas; never under six."""
    told = sentences(NAMES.sub("group", text))
    words = [word for sentence in told for word in sentence]
    a_sentence = len(words) / len(told)
    beats = sum(syllables(word) for word in words) / len(words)
    letters = sum(len(re.sub(r"\W", "", word)) for word in words) / len(words)
    kincaid = 0.39 * a_sentence + 11.8 * beats - 15.59
    automated = 4.71 * letters + 0.5 * a_sentence - 21.43
    return max(6.0, (kincaid + automated) / 2 + 5)
