"""Ideas in other languages, between their rows and the values that sessions weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.stages import StageIdea, Translation
from app.domain.translating import made_of

from .tables import Idea, StageIdeaRow


def offered_idea(idea: Idea) -> StageIdea:
    """An idea as a step would open with it now: with the translations that were made of its present words."""
    kept = {language: words for language, words in idea.translations.items() if is_of(idea, language)}
    return StageIdea(idea.id, idea.text, idea.ref, idea.name, idea.theme, idea.easy_read, from_kept(kept))


def frozen_idea(row: StageIdeaRow) -> StageIdea:
    """An idea as its step opened with it."""
    return StageIdea(row.idea, row.text, row.ref, row.name, row.theme, row.easy_read, from_kept(row.translations))


def is_of(idea: Idea, language: str) -> bool:
    """Whether a translation was made of the words that the idea has now."""
    return bool(idea.translations.get(language, {}).get("of") == made_of(idea.text))


def from_kept(kept: Mapping[str, Mapping[str, Any]]) -> tuple[Translation, ...]:
    """By language."""
    return tuple(
        Translation(language, words["text"], words.get("name"), words.get("easy_read"))
        for language, words in sorted(kept.items())
    )


def to_keep(translations: Sequence[Translation]) -> dict[str, dict[str, Any]]:
    """As a row holds them."""
    return {one.language: {"text": one.text, "name": one.name, "easy_read": one.easy_read} for one in translations}


def translations_to_keep(text: str, translations: Sequence[Translation]) -> dict[str, dict[str, Any]]:
    """As the row of an idea holds them, made of these words."""
    return {language: words | {"of": made_of(text)} for language, words in to_keep(translations).items()}
