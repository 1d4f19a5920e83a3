"""Whoever removes everything of theirs takes their words out of an idea that others weigh, wherever they stand."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import col

from app.domain import asking
from app.domain.stages import UNSAID
from app.storage import tables as t
from tests.builders import Sitting, a_stage
from tests.storage.ledger import Ledger, differences, kept

WORDS, OTHERS = "A bus from Little Example to the clinic", "Warmer waiting rooms"
FROM_PEOPLE = {"from": "gather"}


def a_sitting() -> Sitting:
    return Sitting(
        "gather", a_stage("vote", plan=FROM_PEOPLE), a_stage("rank", plan={"from": "vote", "top": 2}), started=False
    )


def play(sitting: Sitting) -> None:
    """Ann and Ben each suggest an idea; both are voted on by three, and one more step takes them from there."""
    sitting.host(asking.StartSession())
    sitting.joins("ann", "ben", "cas")
    sitting.opens("gather")
    for person, text in (("ann", WORDS), ("ben", OTHERS)):
        sitting.says(person, asking.Suggest("gather", text, f"{person}s"))
        sitting.host(asking.CheckSuggestion(suggestion=f"{person}s", verdict="allowed"))
    sitting.closes("gather")
    sitting.opens("vote")
    for person in ("ann", "ben", "cas"):
        sitting.votes(person, "anns", "agree")
    sitting.closes("vote")
    sitting.waits(2)
    sitting.opens("rank")


def everything(ledger: Ledger) -> str:
    """All rows of the tables in which words stand."""
    models = (t.SuggestionRow, t.StageIdeaRow, t.Idea, t.IdeaWording, t.JournalContent)
    with ledger.transaction() as db:
        return "".join(repr(row.model_dump()) for model in models for row in db.scalars(select(model)))


def idea_now(ledger: Ledger) -> t.Idea:
    with ledger.transaction() as db:
        return db.scalars(select(t.Idea).where(col(t.Idea.id) == "anns")).one()


def test_the_words_go_and_what_others_answered_stays(database: str) -> None:
    sitting = a_sitting()
    with kept(database, sitting.session) as ledger:
        play(sitting)
        ledger.save(sitting.session, sitting.recorded)
        saved = len(sitting.recorded)
        assert WORDS in everything(ledger)
        assert idea_now(ledger).parked_at is None
        sitting.says("ann", asking.RemoveAnswers("ann"))
        ledger.save(sitting.session, sitting.recorded[saved:])
        left = everything(ledger)
        assert WORDS not in left
        assert OTHERS in left
        assert idea_now(ledger).text == UNSAID
        assert idea_now(ledger).parked_at is not None, "nobody is asked about it anew"
        for stage in ("vote", "rank"):
            assert {idea.id: idea.text for idea in sitting.session.stages[stage].ideas} == {
                "anns": UNSAID,
                "bens": OTHERS,
            }
        assert sorted(sitting.session.stages["vote"].ballots) == ["ben", "cas"]
        assert differences(sitting.session, ledger.read()) == []
        assert ledger.verify() is None


def test_other_words_that_an_organiser_gave_the_idea_stay(database: str) -> None:
    sitting, reworded = a_sitting(), "A bus line to the clinic"
    with kept(database, sitting.session) as ledger:
        play(sitting)
        ledger.save(sitting.session, sitting.recorded)
        saved = len(sitting.recorded)
        with ledger.transaction() as db:
            db.execute(update(t.Idea).where(col(t.Idea.id) == "anns").values(text=reworded))
        sitting.says("ann", asking.RemoveAnswers("ann"))
        ledger.save(sitting.session, sitting.recorded[saved:])
        assert WORDS not in everything(ledger)
        assert (idea_now(ledger).text, idea_now(ledger).parked_at) == (reworded, None)
        assert differences(sitting.session, ledger.read()) == []


def test_it_is_the_same_where_all_of_it_comes_in_one_turn(database: str) -> None:
    sitting = a_sitting()
    with kept(database, sitting.session) as ledger:
        play(sitting)
        sitting.says("ann", asking.RemoveAnswers("ann"))
        ledger.save(sitting.session, sitting.recorded)
        assert WORDS not in everything(ledger)
        assert differences(sitting.session, ledger.read()) == []
