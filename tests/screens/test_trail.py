"""The evidence trail: every link both ways, what everybody may read of it, and nothing of what was taken back."""

from __future__ import annotations

import pytest
from sqlmodel import Session as Db

from app.actions.contributing import withdraw_contribution
from app.actions.deciding import decide
from app.actions.drafting import add_statement, change_statement
from app.actions.merging import merge_ideas, undo_merge
from app.actions.opening_pages import share_trail, unshare_trail
from app.actions.publishing import publish
from app.actions.reviewing import put_statement
from app.actions.telling_back import open_stories, tell_back
from app.domain.drafts import AGREED, REVIEW, Content
from app.screens.trace_json import trace_json
from app.screens.trail import TrailScreen, forward_screen, public_trail, trail_screen
from app.storage.tables import Contribution
from tests.builders import refused
from tests.draftwork import FEW, NOW, SHARED, WHO, a_programme, held, said

WORDS = "Nobody came till the new year."


@pytest.fixture
def database(sqlite: str) -> str:
    return sqlite


def withdraw(db: Db, contribution: str) -> None:
    found = db.get(Contribution, contribution)
    assert found is not None
    withdraw_contribution(db, found, WHO, NOW)
    db.flush()


def open_to_all(db: Db, idea: str) -> TrailScreen:
    shown = public_trail(db, idea)
    assert shown is not None
    return shown


def test_a_trail_leads_from_quotes_over_votes_and_comments_to_statements(db: Db) -> None:
    programme, (idea, other) = a_programme(db, "Visit me at home", "Evenings please")
    said(db, programme, idea.id, WORDS)
    for n in range(4):
        held(db, programme, [idea, other], {idea.id: SHARED}, name=f"Town {n}", ended_at=NOW + n, comment="A lift too")
    session = held(db, programme, [idea], {idea.id: FEW}, name="Small", ended_at=NOW - 9)
    decide(db, session, idea.id, "carry_forward", None, "Both want it", "The board", NOW)
    made = add_statement(
        db, programme, Content("Seen by a physiotherapist", ideas=(idea.id,), commitments=("1.1",)), WHO, NOW
    )
    change_statement(
        db, programme, made.id, Content("Seen by the right professional", ideas=(idea.id,), commitments=("1.1",)), 1,
        WHO, NOW, "people asked for it",
    )  # fmt: skip
    trail = trail_screen(db, programme, idea.id)
    assert [(q.words, q.byline) for q in trail.quotes] == [(WORDS, "Carer, Hull listening event")]
    assert [(v.name, v.reading) for v in trail.votes.voted] == [
        ("Town 3", "common_ground"), ("Town 2", "common_ground"), ("Town 1", "common_ground"),
        ("Town 0", "common_ground"), ("Small", "too_few"),
    ]  # fmt: skip
    assert trail.votes.voted[-1].shares["citizen"].whole is None
    assert trail.votes.pool
    assert (trail.votes.shared_in, trail.votes.read_in, trail.votes.people["citizen"], trail.votes.people["ahp"]) == (
        4,
        4,
        40,
        50,
    )
    assert [(c.text, c.community) for c in trail.added] == [("A lift too", "citizen")] * 4
    assert [(s.text, s.commitments) for s in trail.statements] == [
        ("Seen by the right professional", ("Care out of hospital",))
    ]
    assert trail.statements[0].changes[0].swaps == (("the right professional", "a physiotherapist"),)
    assert trail.statements[0].changes[0].why == "people asked for it"
    assert [(d.workshop, d.verdict) for d in trail.decided] == [("Small", "carry_forward")]
    forward = forward_screen(db, programme, trail.quotes[0].contribution)
    assert [(i.id, into, [n for n, _ in resting]) for i, into, resting in forward.ideas] == [(idea.id, None, [1])]


def test_what_was_taken_back_says_so_and_has_no_words_anywhere(db: Db) -> None:
    programme, (idea,) = a_programme(db, "Visit me at home")
    quote = said(db, programme, idea.id, WORDS)
    share_trail(db, programme, idea.id, WHO, NOW)
    assert [q.words for q in open_to_all(db, idea.id).quotes] == [WORDS]
    withdraw(db, quote.contribution)
    for trail in (trail_screen(db, programme, idea.id), open_to_all(db, idea.id)):
        assert [(q.words, q.byline, q.withdrawn) for q in trail.quotes] == [("", "", True)]
    whole = trace_json(db, programme)
    assert whole
    assert [(q["state"], q["words"]) for q in whole["quotes"]] == [("withdrawn", None)]
    assert WORDS not in str(whole)


def test_a_public_trail_has_only_what_everybody_may_read(db: Db) -> None:
    programme, (idea,) = a_programme(db, "Visit me at home")
    said(db, programme, idea.id, WORDS)
    said(db, programme, idea.id, "plugh may not be quoted", may_quote=False)
    said(db, programme, idea.id, "frotz is not checked", state="waiting")
    said(db, programme, idea.id, "gnusto was hidden", state="hidden")
    known = [
        held(db, programme, [idea], {idea.id: cells}, name=name, comment="grue")
        for name, cells in (("Published", SHARED), ("Kept", SHARED), ("Few", FEW))
    ]
    publish(db, known[0], WHO, NOW)
    publish(db, known[2], WHO, NOW)
    decide(db, known[0], idea.id, "carry_forward", None, "zorkmid", "The board", NOW)
    agreed = add_statement(db, programme, Content("It is agreed.", ideas=(idea.id,)), WHO, NOW)
    put_statement(db, programme, agreed.id, REVIEW, 1, WHO, NOW)
    put_statement(db, programme, agreed.id, AGREED, 2, WHO, NOW)
    add_statement(db, programme, Content("It is a draft.", ideas=(idea.id,)), WHO, NOW)
    tell_back(db, programme, idea.id, "doing", "It starts in April.", WHO, NOW)
    assert public_trail(db, idea.id) is None
    share_trail(db, programme, idea.id, WHO, NOW)
    trail = open_to_all(db, idea.id)
    assert [q.words for q in trail.quotes] == [WORDS]
    assert trail.kept_back == 3
    assert {v.name for v in trail.votes.voted} == {"Published", "Few"}
    few = next(v for v in trail.votes.voted if v.name == "Few")
    assert (few.reading, few.shares["citizen"].part, few.shares["citizen"].whole) == ("too_few", None, None)
    assert (trail.not_public, trail.votes.people["citizen"]) == (1, 10)
    assert [s.text for s in trail.statements] == ["It is agreed."]
    assert (trail.added, trail.decided, trail.story) == ((), (), None)
    open_stories(db, programme, WHO, NOW)
    assert (story := open_to_all(db, idea.id).story)
    assert story.text == "It starts in April."
    unshare_trail(db, programme, idea.id, WHO, NOW)
    assert public_trail(db, idea.id) is None


def test_no_public_pool_stands_beside_a_hidden_cell(db: Db) -> None:
    programme, (idea,) = a_programme(db, "Visit me at home")
    share_trail(db, programme, idea.id, WHO, NOW)
    for n in range(4):
        publish(db, held(db, programme, [idea], {idea.id: SHARED}, name=f"Town {n}", ended_at=NOW + n), WHO, NOW)
    assert open_to_all(db, idea.id).votes.pool
    publish(db, held(db, programme, [idea], {idea.id: FEW}, name="Small", ended_at=NOW + 5), WHO, NOW)
    assert open_to_all(db, idea.id).votes.pool is None
    assert trail_screen(db, programme, idea.id).votes.pool


def test_an_idea_that_was_merged_leads_on_and_the_kept_one_shows_what_came_in(db: Db) -> None:
    programme, (kept, gone) = a_programme(db, "Visit me at home", "Come to my home")
    quote = said(db, programme, gone.id, WORDS)
    held(db, programme, [gone], {gone.id: SHARED}, name="Hull")
    made = add_statement(db, programme, Content("Everyone is visited.", ideas=(gone.id,)), WHO, NOW)
    share_trail(db, programme, kept.id, WHO, NOW)
    merge = merge_ideas(db, programme, kept.id, gone.id, WHO, NOW)
    trail = trail_screen(db, programme, kept.id)
    assert [q.words for q in trail.quotes] == [WORDS]
    assert [(v.name, v.then) for v in trail.votes.voted] == [("Hull", "Come to my home")]
    assert [s.id for s in trail.statements] == [made.id]
    assert [one.id for _, one in trail.came_in] == [gone.id]
    away = trail_screen(db, programme, gone.id)
    assert away.into is not None
    assert away.into.id == kept.id
    assert open_to_all(db, gone.id).idea.id == kept.id
    forward = forward_screen(db, programme, quote.contribution)
    assert [[s.id for _, s in resting] for _, _, resting in forward.ideas] == [[made.id]]
    whole = trace_json(db, programme)
    assert whole
    assert whole["quotes"][0]["idea"] == kept.id
    assert whole["statements"][0]["quotes"] == [whole["quotes"][0]["id"]]
    undo_merge(db, programme, merge.id, WHO, NOW)
    db.flush()
    assert trail_screen(db, programme, kept.id).quotes == ()
    assert [s.id for s in trail_screen(db, programme, gone.id).statements] == [made.id]


def test_every_link_of_the_trace_is_there_from_both_its_ends(db: Db) -> None:
    programme, ideas = a_programme(db, "Visit me at home", "Evenings please", "Left out")
    for n, idea in enumerate(ideas * 2):
        said(db, programme, idea.id, f"Words number {n} of somebody")
    add_statement(db, programme, Content("One.", ideas=(ideas[0].id, ideas[1].id)), WHO, NOW)
    add_statement(db, programme, Content("Two.", ideas=(ideas[1].id,)), WHO, NOW)
    whole = trace_json(db, programme)
    assert whole
    quotes = {q["id"]: q for q in whole["quotes"]}
    assert len(quotes) == 6
    for one, other in (("ideas", "idea"), ("statements", "statements"), ("contributions", "contribution")):
        from_here = {(row["id"], quote) for row in whole[one] for quote in row["quotes"]}
        there = {
            (id, q["id"]) for q in quotes.values() for id in (q[other] if isinstance(q[other], list) else [q[other]])
        }
        assert from_here == there, one
    resting = {(i["id"], s) for i in whole["ideas"] for s in i["statements"]}
    assert resting == {(idea, s["id"]) for s in whole["statements"] for idea in s["ideas"]}


def test_nothing_leads_from_elsewhere(db: Db) -> None:
    programme, (idea,) = a_programme(db, "Visit me at home")
    elsewhere, _ = a_programme(db, "Another one")
    quote = said(db, programme, idea.id, WORDS)
    with refused("unknown_idea"):
        trail_screen(db, elsewhere, idea.id)
    with refused("unknown_code"):
        forward_screen(db, elsewhere, quote.contribution)
    assert trace_json(db, "nowhere") is None
    assert public_trail(db, "nowhere") is None
