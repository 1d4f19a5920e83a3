"""Looking for look-alikes: ideas that may be one, and what people said that is in no idea and may belong to one.

It only suggests; nothing is merged or quoted unasked. Many texts take seconds, so a server has it done by a process of
its own, which steps back for the rooms: `python -m app.actions.suggesting_alike` reads what is asked from its standard
input and prints lines of JSON, {"doing", "part"} while it works and {"found"} at the end. Nothing leaves the machine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlmodel import Session as Db

from app.domain.tfidf import MOST_SOUGHT, Neighbour, Words
from app.storage.beside import at_one_moment, what_is_asked
from app.storage.ideas import ideas_of
from app.storage.shaping import quoted_by, texts_listed

IDEAS_ALIKE_FROM = 0.23
COULD_BELONG_FROM = 0.15
MOST_IDEAS, MOST_CONTRIBUTIONS = 5, 20
"""More than a page shows: some of them may have been merged, kept apart or quoted since."""

Tell = Callable[[str, float], None]
Pairs = dict[str, list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Material:
    """What is compared, by id."""

    ideas: list[tuple[str, str]]
    contributions: list[tuple[str, str]]
    quotes: list[tuple[str, str]]

    @property
    def size(self) -> int:
        return len(self.ideas) + len(self.contributions)


@dataclass(slots=True)
class Alike:
    """{idea: [(idea or contribution, likeness 0 to 1)]}, the most alike first."""

    ideas: Pairs = field(default_factory=dict)
    contributions: Pairs = field(default_factory=dict)


def material_of(db: Db, programme: str) -> Material:
    return Material(texts_of(db, programme), texts_listed(db, programme), quoted_by(db, programme))


def texts_of(db: Db, programme: str) -> list[tuple[str, str]]:
    """[(id, words)] of every idea."""
    return [(i.id, " ".join(filter(None, (i.name, i.text, i.detail)))) for i in ideas_of(db, programme)]


def alike(material: Material, tell: Tell = lambda doing, part: None) -> Alike:
    """Neighbours by the words they share. An idea's quotes speak for it, half as loud as its own words."""
    tell("reading", 0.0)
    words = Words([text for _, text in (*material.ideas, *material.contributions)])
    ids = [id for id, _ in (*material.ideas, *material.contributions)]
    place = {id: n for n, id in enumerate(ids)}
    quotes: dict[int, list[int]] = {}
    for idea, contribution in material.quotes:
        if idea in place and contribution in place:
            quotes.setdefault(place[idea], []).append(place[contribution])
    placed = {contribution for _, contribution in material.quotes}
    ideas, told = range(len(material.ideas)), [place[id] for id, _ in material.contributions if id not in placed]
    found = Alike()
    for start in range(0, len(ideas), MOST_SOUGHT):
        tell("comparing", start / len(ideas))
        some = ideas[start : start + MOST_SOUGHT]
        found.ideas |= _named(words.neighbours(some, ideas, IDEAS_ALIKE_FROM, MOST_IDEAS), ids)
        near = words.neighbours(some, told, COULD_BELONG_FROM, MOST_CONTRIBUTIONS, quotes)
        found.contributions |= _named(near, ids)
    return found


def alike_in(plain: dict[str, Any]) -> Alike:
    """As the process printed it."""
    pairs = ({id: [(other, near) for other, near in some] for id, some in plain[name].items()} for name in _NAMES)
    return Alike(*pairs)


_NAMES = ("ideas", "contributions")


def _named(found: dict[int, list[Neighbour]], ids: Sequence[str]) -> Pairs:
    return {ids[text]: [(ids[other], round(near, 3)) for other, near in some] for text, some in found.items() if some}


def main() -> None:
    asked = what_is_asked()
    with at_one_moment(asked["database"]) as db:
        material = material_of(db, asked["programme"])
    _say({"found": asdict(alike(material, lambda doing, part: _say({"doing": doing, "part": round(part, 3)})))})


def _say(word: dict[str, Any]) -> None:
    print(json.dumps(word), flush=True)


if __name__ == "__main__":
    main()
