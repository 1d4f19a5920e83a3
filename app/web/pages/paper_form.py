"""Reading a typed ballot: fields of plain figures and words, as the actions that the rules know."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain import asking
from app.domain.communities import AHP
from app.domain.refusals import Refusal
from app.domain.stages import Stage
from app.screens.console_paper import SEPARATOR
from app.storage.facts import professions
from app.storage.secrets import new_id

from ..decoding import number_of

Answer = tuple[str, str, str]
"""(idea, scale, what was typed)."""


def typed_in(form: Mapping[str, object]) -> dict[str, str]:
    """The form's fields of text; files and empty fields are left out."""
    return {name: value.strip() for name, value in form.items() if isinstance(value, str) and value.strip()}


def actions_of(stage: Stage, typed: Mapping[str, str]) -> tuple[asking.Action, ...]:
    """The whole ballot, with the word that its person has finished. Raises Refusal for what is no number."""
    answers, comments = [], []
    for name, value in typed.items():
        kind, _, rest = name.partition(SEPARATOR)
        idea, _, scale = rest.partition(SEPARATOR)
        if kind == "answer":
            answers.append((idea, scale, value))
        elif kind == "comment":
            comments.append(asking.Comment(stage.id, idea, value, new_id()))
    return (*_READERS[stage.kind](stage, answers), *comments, asking.Finish(stage.id))


def profile_of(typed: Mapping[str, str]) -> tuple[str, str | None]:
    """(community, profession). Raises Refusal where none, or none of the list, is chosen."""
    community, profession = typed.get("community", ""), typed.get("profession")
    if not community:
        raise Refusal("bad_field", "Choose who filled this ballot in.", "community")
    if community != AHP or profession is None:
        return community, None
    if profession not in professions():
        raise Refusal("bad_field", "Choose one of the professions in the list.", "profession")
    return community, profession


def _votes(stage: Stage, answers: list[Answer]) -> list[asking.Action]:
    return [asking.Vote(stage.id, idea, choice) for idea, _, choice in answers]


def _dots(stage: Stage, answers: list[Answer]) -> list[asking.Action]:
    placed = [(idea, _figure(value)) for idea, _, value in answers]
    return [asking.PlaceDots(stage.id, idea, dots) for idea, dots in placed if dots]


def _scores(stage: Stage, answers: list[Answer]) -> list[asking.Action]:
    return [asking.Rate(stage.id, idea, scale, _figure(value)) for idea, scale, value in answers]


def _order(stage: Stage, answers: list[Answer]) -> list[asking.Action]:
    """Ideas with the same place stand level; a place left out is no gap."""
    places = [(_figure(value), idea) for idea, _, value in answers]
    tiers = tuple(tuple(idea for at, idea in places if at == place) for place in sorted({at for at, _ in places}))
    return [asking.Rank(stage.id, tiers)] if tiers else []


def _figure(value: str) -> int:
    number = number_of(value)
    if number is None:
        raise Refusal("bad_field", "Type whole numbers only: “{typed}” is none.", "answers", typed=value[:20])
    return number


_READERS: dict[str, Callable[[Stage, list[Answer]], list[asking.Action]]] = {
    "vote": _votes, "dots": _dots, "rate": _scores, "rank": _order,
}  # fmt: skip
