"""Ideas in other languages. A translation belongs to one wording: it is shown only beside the words it was made of."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from . import asking, events
from .refusals import Refusal
from .session import ENDED, Session
from .stages import LONGEST_IDEA, Stage, StageIdea, Translation


def made_of(text: str) -> str:
    """What a translation keeps of the words it was made of: enough to know them again, too little to read them."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def translate_idea(session: Session, deed: asking.TranslateIdea, now: float) -> events.IdeaTranslated | None:
    """A translation reaches the steps that opened with the words it was made of. None where that changes nothing.

    An empty text takes the translation away. Raises Refusal.
    """
    if session.phase == ENDED:
        raise Refusal("session_over", "This workshop has ended.")
    new = deed.translation
    if max(len(new.text), len(new.name or ""), len(new.easy_read or "")) > LONGEST_IDEA:
        raise Refusal("too_long", "Please keep an idea under {longest} characters.", "text", longest=LONGEST_IDEA)
    found = [idea for stage in session.stages.values() for idea in stage.ideas if _is_meant(idea, deed.idea, deed.of)]
    if all(_with(idea, new).translations == idea.translations for idea in found):
        return None
    return events.IdeaTranslated(deed.idea, deed.of, new)


def translated(stage: Stage, event: events.IdeaTranslated) -> tuple[StageIdea, ...]:
    """The ideas of a stage with this translation, where they still say what it was made of."""
    return tuple(
        _with(idea, event.translation) if _is_meant(idea, event.idea, event.of) else idea for idea in stage.ideas
    )


def in_language(session: Session, language: str) -> Session:
    """The session as somebody who reads that language sees its ideas; those without a translation stay as they are.

    It shares everything else with the session itself, so it is for looking at only.
    """
    stages = {id: _told(stage, language) for id, stage in session.stages.items()}
    if all(stages[id] is stage for id, stage in session.stages.items()):
        return session
    return replace(session, stages=stages)


def _told(stage: Stage, language: str) -> Stage:
    ideas = tuple(idea_in(idea, language) for idea in stage.ideas)
    same = all(new is old for new, old in zip(ideas, stage.ideas, strict=True))
    return stage if same else replace(stage, ideas=ideas)


def idea_in(idea: StageIdea, language: str) -> StageIdea:
    """The idea in that language, or as it is."""
    words = next((one for one in idea.translations if one.language == language), None)
    if words is None:
        return idea
    return replace(idea, text=words.text, name=words.name, easy_read=words.easy_read, language=language)


def _is_meant(idea: StageIdea, id: str, of: str) -> bool:
    return idea.id == id and made_of(idea.text) == of


def _with(idea: StageIdea, new: Translation) -> StageIdea:
    others = tuple(one for one in idea.translations if one.language != new.language)
    kept = sorted((*others, new) if new.text else others, key=lambda one: one.language)
    return replace(idea, translations=tuple(kept))
