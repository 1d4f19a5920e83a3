"""Telling people what became of their ideas, opening the idea book, and planning how its readers respond."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.contributing import withdraw_contribution
from app.actions.deciding import decide
from app.actions.drafting import add_statement
from app.actions.idea_books import close_book, open_book, plan_phases, plan_response
from app.actions.merging import merge_ideas
from app.actions.opening_pages import share_trail
from app.actions.telling_back import open_stories, tell_back
from app.domain.drafts import Content
from app.domain.stories import DOING, NOT_NOW, WORKING
from app.screens.book import book_desk, book_screen
from app.screens.said import said_screen
from app.screens.you_said import stories_desk, you_said_screen
from app.storage.programme_deeds import deeds_about
from app.storage.sessions import read_session
from app.storage.stories import stories_about
from app.storage.tables import Contribution, Idea, WorkshopSession
from tests.builders import refused
from tests.draftwork import NOW, SHARED, WHO, a_programme, held, said


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


def withdraw(db: Db, contribution: str) -> None:
    found = db.get(Contribution, contribution)
    assert found is not None
    withdraw_contribution(db, found, WHO, NOW)
    db.flush()


def test_the_newest_story_counts_and_the_same_words_are_kept_once(db: Db) -> None:
    programme, (idea,) = a_programme(db, "Visit me at home")
    first = tell_back(db, programme, idea.id, WORKING, " We ask the teams. ", WHO, NOW)
    assert tell_back(db, programme, idea.id, WORKING, "We ask the teams.", "somebody else", NOW + 1).id == first.id
    tell_back(db, programme, idea.id, DOING, "Visits start in April.", WHO, NOW - 5)
    assert [(one.verdict, one.text) for one in stories_about(db, idea.id)] == [
        (DOING, "Visits start in April."), (WORKING, "We ask the teams."),
    ]  # fmt: skip
    assert [deed.what for deed in deeds_about(db, programme, idea.id)] == ["tell back", "tell back"]


def test_who_tells_second_hears_that_a_colleague_told_something_else(db: Db) -> None:
    programme, (idea,) = a_programme(db, "Visit me at home")
    first = tell_back(db, programme, idea.id, WORKING, "We ask the teams.", WHO, NOW, seen="")
    with refused("moved_on"):
        tell_back(db, programme, idea.id, DOING, "Visits start in April.", "other", NOW, seen="")
    tell_back(db, programme, idea.id, DOING, "Visits start in April.", "other", NOW, seen=first.id)
    assert len(stories_about(db, idea.id)) == 2


def test_a_story_needs_a_verdict_some_words_and_an_idea_that_stands(db: Db) -> None:
    programme, (idea, gone) = a_programme(db, "Visit me at home", "Come to my home")
    with refused("bad_field", "verdict"):
        tell_back(db, programme, idea.id, "maybe", "Why", WHO, NOW)
    with refused("bad_field", "text"):
        tell_back(db, programme, idea.id, DOING, " \n", WHO, NOW)
    with refused("too_long", "text"):
        tell_back(db, programme, idea.id, DOING, "x" * 1_001, WHO, NOW)
    merge_ideas(db, programme, idea.id, gone.id, WHO, NOW)
    for other in (gone.id, "nowhere"):
        with refused("unknown_idea"):
            tell_back(db, programme, other, DOING, "Why", WHO, NOW)


def test_what_follows_from_decisions_and_statements_is_proposed_and_told_to_nobody(db: Db) -> None:
    programme, ideas = a_programme(db, "Visit me at home", "Evenings please", "Left out", "Nothing yet")
    visit, evenings, left, _ = ideas
    session = held(db, programme, ideas, {idea.id: SHARED for idea in ideas})
    decide(db, session, left.id, "park", None, "Not in our hands", "The board", NOW)
    decide(db, session, evenings.id, "carry_forward", None, "Both want it", "The board", NOW)
    add_statement(db, programme, Content("Everyone who falls is visited.", ideas=(visit.id,)), WHO, NOW)
    desk = stories_desk(db, programme)
    assert desk
    assert [(p.verdict, p.text) if (p := row.proposal) else None for row in desk.ideas] == [
        (WORKING, "Everyone who falls is visited."), (WORKING, "Both want it"), (NOT_NOW, "Not in our hands"), None,
    ]  # fmt: skip
    with refused("moved_on"):
        open_stories(db, programme, WHO, NOW)
    tell_back(db, programme, left.id, NOT_NOW, "The council decides this.", WHO, NOW)
    assert you_said_screen(db, programme) is None
    open_stories(db, programme, WHO, NOW)
    shown = you_said_screen(db, programme)
    assert shown
    assert [(one.idea.text, one.story.text) for one in shown.shown] == [("Left out", "The council decides this.")]
    only = you_said_screen(db, programme, DOING)
    assert only
    assert (only.all, only.counts[NOT_NOW], only.shown) == (1, 1, ())


def test_the_book_shows_chosen_ideas_and_only_words_that_may_be_quoted(db: Db) -> None:
    programme, (visit, evenings) = a_programme(db, "Visit me at home", "Evenings please")
    said(db, programme, visit.id, "Nobody came till the new year.")
    said(db, programme, visit.id, "plugh may not be quoted", may_quote=False)
    said(db, programme, visit.id, "frotz is not checked", state="waiting")
    gone = said(db, programme, visit.id, "xyzzy is withdrawn")
    assert book_screen(db, programme) is None
    with refused("bad_field"):
        open_book(db, programme, [], WHO, NOW)
    with refused("unknown_idea"):
        open_book(db, programme, ["nowhere"], WHO, NOW)
    open_book(db, programme, [visit.id], WHO, NOW)
    withdraw(db, gone.contribution)
    book = book_screen(db, programme)
    assert book
    assert [one.idea.id for one in book.pages] == [visit.id]
    assert book.pages[0].quotes == (("Nobody came till the new year.", "Carer, Hull listening event"),)
    assert (book.pages[0].quoted, book.pages[0].kept_back) == (1, 2)
    open_book(db, programme, [evenings.id], WHO, NOW)
    book = book_screen(db, programme)
    assert book
    assert [one.idea.id for one in book.pages] == [evenings.id]
    close_book(db, programme, WHO, NOW)
    assert book_screen(db, programme) is None
    desk = book_desk(db, programme)
    assert desk
    assert desk.chosen == {evenings.id}


def test_an_idea_that_says_what_was_taken_back_leaves_the_book_and_the_stories_until_it_is_worded_anew(db: Db) -> None:
    words = "My mum fell on the Friday and nobody came"
    programme, (idea, other) = a_programme(db, words, "Evenings please")
    quote = said(db, programme, idea.id, words)
    open_book(db, programme, [idea.id, other.id], WHO, NOW)
    for one in (idea, other):
        tell_back(db, programme, one.id, DOING, "It starts in April.", WHO, NOW)
    open_stories(db, programme, WHO, NOW)
    withdraw(db, quote.contribution)
    book, told = book_screen(db, programme), you_said_screen(db, programme)
    assert book
    assert told
    assert [one.idea.id for one in book.pages] == [other.id]
    assert [one.idea.id for one in told.shown] == [other.id]


def test_readers_respond_for_two_weeks_on_the_ideas_of_the_book(db: Db) -> None:
    programme, (visit, _) = a_programme(db, "Visit me at home", "Evenings please")
    with refused("moved_on"):
        plan_response(db, programme, "", WHO, NOW)
    open_book(db, programme, [visit.id], WHO, NOW)
    made = plan_response(db, programme, "", WHO, NOW)
    session = read_session(db, made.id)
    assert session
    vote = next(iter(session.stages.values()))
    assert (vote.kind, vote.plan, vote.settings.minutes, vote.settings.comments) == ("vote", [visit.id], 20_160, True)
    book = book_screen(db, programme)
    assert book
    assert book.respond is None
    row = db.get(WorkshopSession, made.id)
    assert row
    row.phase = "running"
    db.flush()
    book = book_screen(db, programme)
    assert book
    assert book.respond is not None
    assert book.respond.id == made.id


def test_the_three_phases_are_three_sessions_in_their_order(db: Db) -> None:
    programme, _ = a_programme(db, "Visit me at home")
    made = plan_phases(db, programme, WHO, NOW)
    kinds = [[s.kind for s in known.stages.values()] for one in made if (known := read_session(db, one.id))]
    assert kinds == [
        ["gather", "vote", "reveal"], ["vote", "reveal"],
        ["break", "vote", "reveal", "discuss", "rank", "reveal", "break"],
    ]  # fmt: skip
    assert [one.name for one in made] == [
        "Citizens’ conversation online", "AHPs respond online", "Joint check and challenge",
    ]  # fmt: skip


def test_a_receipt_code_leads_only_to_ideas_that_are_public(db: Db) -> None:
    programme, (visit, evenings) = a_programme(db, "Visit me at home", "Evenings please")
    quote = said(db, programme, visit.id, "Nobody came till the new year.")
    told = db.get(Contribution, quote.contribution)
    assert told
    told.receipt = b"r"
    open_book(db, programme, [evenings.id], WHO, NOW)
    screen = said_screen(db, b"r")
    assert screen
    assert screen.said[0].became == ()
    share_trail(db, programme, visit.id, WHO, NOW)
    screen = said_screen(db, b"r")
    assert screen
    assert [one.idea.id for one in screen.said[0].became] == [visit.id]


def test_only_an_idea_that_stands_can_be_shared(db: Db) -> None:
    programme, (idea, gone) = a_programme(db, "Visit me at home", "Come to my home")
    merge_ideas(db, programme, idea.id, gone.id, WHO, NOW)
    with refused("moved_on"):
        share_trail(db, programme, gone.id, WHO, NOW)
    with refused("unknown_idea"):
        share_trail(db, "nowhere", idea.id, WHO, NOW)
    assert db.get(Idea, gone.id) is not None
