"""The form in which people say what matters to them: as it was sent, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from app.actions.telling import Telling
from app.domain.flags import flags_of
from app.storage.secrets import new_id

RATHER_NOT_SAY = "-"
SAID, EQUALITY = "say-", "equality-"
UNSEEN = "website"
"""A field that people do not see: programs that fill in everything fill it in too."""


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the form. `once` is new for each look at the page."""

    said: Mapping[str, str] = field(default_factory=dict)
    may_quote: str = ""
    community: str = ""
    role: str = ""
    profession: str = ""
    area: str = ""
    equality: Mapping[str, str] = field(default_factory=dict)
    once: str = field(default_factory=new_id)
    unseen: str = ""
    notice: str = ""
    """The version of what this person was told before."""

    @property
    def told_about_oneself(self) -> bool:
        """Whether anything stands in what one may skip."""
        return any((self.community, self.role, self.profession, self.area, *self.equality.values()))

    def flags(self) -> dict[str, tuple[str, ...]]:
        """{question: signs of personal details} of those words that show any."""
        found = {question: flags_of(words) for question, words in self.said.items()}
        return {question: flags for question, flags in found.items() if flags}

    def telling(self) -> Telling:
        return Telling(
            self.said, {"yes": True, "no": False}.get(self.may_quote), self.once, self.community or None,
            self.role or None, chosen_profession(self.community, self.profession), self.area or None,
            {key: answer for key, answer in self.equality.items() if answer not in ("", RATHER_NOT_SAY)},
            by_a_program=bool(self.unseen),
        )  # fmt: skip


def given_in(form: FormData) -> Given:
    def text(name: str) -> str:
        value = form.get(name)
        return value if isinstance(value, str) else ""

    def texts(prefix: str) -> dict[str, str]:
        return {name.removeprefix(prefix): text(name) for name in form if name.startswith(prefix)}

    return Given(
        texts(SAID), text("may_quote"), text("community"), text("role"), text("profession"), text("area"),
        texts(EQUALITY), text("once"), text(UNSEEN), text("notice"),
    )  # fmt: skip


def chosen_profession(community: str, profession: str) -> str | None:
    """Only an AHP has one, and may leave it out."""
    return profession if community == "ahp" and profession not in ("", RATHER_NOT_SAY) else None
