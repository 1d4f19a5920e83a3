"""Ideas in other languages: each belongs to the words that it was made of, and answers stay one pool."""

from __future__ import annotations

from app.domain import asking
from app.domain.selecting import stage_figures
from app.domain.stages import StageIdea, Translation
from app.domain.translating import idea_in, in_language, made_of
from tests.builders import Sitting, open_sitting, refused

WELSH = Translation("cy", "Ymweliad cartref", "Ymweliad", "Daw nyrs atoch.")


def translate(sitting: Sitting, idea: StageIdea, words: Translation = WELSH, of: str = "") -> None:
    sitting.host(asking.TranslateIdea(idea=idea.id, of=of or made_of(idea.text), translation=words))


def test_a_translation_reaches_a_step_that_is_open() -> None:
    sitting = open_sitting("vote", "ann")
    first = sitting.session.stages["vote"].ideas[0]
    translate(sitting, first)
    seen = in_language(sitting.session, "cy").stages["vote"].ideas
    assert (seen[0].text, seen[0].name, seen[0].easy_read, seen[0].language) == (
        "Ymweliad cartref", "Ymweliad", "Daw nyrs atoch.", "cy",
    )  # fmt: skip
    assert seen[1].text == sitting.session.stages["vote"].ideas[1].text, "what has no translation stays as it is"
    assert sitting.session.stages["vote"].ideas[0].text == first.text


def test_a_translation_of_other_words_changes_nothing() -> None:
    sitting = open_sitting("vote", "ann")
    before = sitting.session.version
    translate(sitting, sitting.session.stages["vote"].ideas[0], of=made_of("What it said before"))
    assert sitting.session.version == before
    assert in_language(sitting.session, "cy") is sitting.session


def test_an_empty_text_takes_the_translation_away() -> None:
    sitting = open_sitting("vote", "ann")
    idea = sitting.session.stages["vote"].ideas[0]
    translate(sitting, idea)
    translate(sitting, idea, Translation("cy", ""))
    assert sitting.session.stages["vote"].ideas[0] == idea


def test_the_same_translation_again_is_no_event() -> None:
    sitting = open_sitting("vote", "ann")
    idea = sitting.session.stages["vote"].ideas[0]
    translate(sitting, idea)
    before = sitting.session.version
    translate(sitting, idea)
    assert sitting.session.version == before


def test_answers_in_both_languages_are_one_pool() -> None:
    sitting = open_sitting("vote", "ann", "ben", "cas", "dot")
    translate(sitting, sitting.session.stages["vote"].ideas[0])
    for person in ("ann", "ben", "cas", "dot"):
        sitting.votes(person, "a", "agree")
    known = stage_figures(sitting.session, sitting.session.stages["vote"])
    for language in ("en", "cy"):
        session = in_language(sitting.session, language)
        assert stage_figures(session, session.stages["vote"]) == known


def test_a_later_step_takes_the_translations_along() -> None:
    idea = StageIdea("a", "A home visit", translations=(WELSH,))
    sitting = Sitting("vote", "rank")
    sitting.opens("vote", (idea,))
    sitting.closes("vote")
    sitting.opens("rank", sitting.session.stages["vote"].ideas)
    assert idea_in(sitting.session.stages["rank"].ideas[0], "cy").text == WELSH.text


def test_a_translation_is_no_longer_than_an_idea() -> None:
    sitting = open_sitting("vote", "ann")
    with refused("too_long"):
        translate(sitting, sitting.session.stages["vote"].ideas[0], Translation("cy", "x" * 2001))


def test_words_that_are_taken_back_go_in_every_language() -> None:
    sitting = open_sitting("vote", "ann")
    idea = sitting.session.stages["vote"].ideas[0]
    translate(sitting, idea)
    sitting.host(asking.UnsayIdea("vote", idea=idea.id, text="Less", name=None))
    assert in_language(sitting.session, "cy") is sitting.session
