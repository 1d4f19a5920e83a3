"""Wording ideas: nothing is lost or overwritten unseen, and what somebody took back goes from the history too."""

from __future__ import annotations

from sqlmodel import Session as Db

from app.actions.contributing import Told, check_contribution, known_contribution, withdraw_contribution
from app.actions.picturing import give_picture, take_picture_away
from app.actions.planning import NewIdea
from app.actions.quoting import attach_all, attach_quote, detach_quote, idea_from, put_back_quote
from app.actions.shaping import (
    known_idea,
    leave_words,
    park_idea,
    place_idea,
    restore_wording,
    reword_idea,
    unpark_idea,
)
from app.actions.splitting import split_idea
from app.actions.tagging import add_tag, flag, remove_tag, set_theme
from app.domain.stages import UNSAID
from app.storage.rewording import ideas_to_reword
from app.storage.shaping import tags_of, tags_used
from app.storage.tables import Idea, Picture
from app.storage.wordings import wordings_of
from tests.actions.shaped import NOW, WHO, a_programme, ideas, quote, quoted
from tests.builders import refused
from tests.domain.test_pictures import a_png

SAID = "My mum fell on the Friday. A visit in two days would have changed everything."


def test_an_old_wording_is_used_again_as_the_next_one(db: Db) -> None:
    programme, _ = a_programme(db)
    (idea,) = ideas(db, programme, "First")
    reword_idea(db, programme, idea, NewIdea("Second", None, "S", "T", "D", "E"), NOW, WHO, "why", 1)
    restore_wording(db, programme, idea, 1, "another", NOW + 1, "it was better", 2)
    known = known_idea(db, programme, idea)
    assert (known.text, known.name, known.detail, known.easy_read, known.version) == ("First", None, None, None, 3)
    assert [(w.text, w.how, w.who) for w in wordings_of(db, idea)][0] == ("First", "restored", "another")
    with refused("moved_on"):
        restore_wording(db, programme, idea, 2, WHO, NOW, "", 2)
    with refused("bad_field", "number"):
        restore_wording(db, programme, idea, 9, WHO, NOW)


def test_the_same_words_again_are_no_new_wording(db: Db) -> None:
    programme, _ = a_programme(db)
    (idea,) = ideas(db, programme, "First")
    reword_idea(db, programme, idea, NewIdea(" First ", ref="r1"), NOW, WHO)
    assert len(wordings_of(db, idea)) == 1
    assert known_idea(db, programme, idea).ref == "r1"


def test_what_two_organisers_say_of_professions_adds_up(db: Db) -> None:
    programme, _ = a_programme(db)
    (idea,) = ideas(db, programme, "First")
    place_idea(db, programme, idea, ["Paramedics"], ["2"], WHO, NOW, ([], []))
    place_idea(db, programme, idea, ["Dietitians"], ["1.1"], "another", NOW, ([], []))
    known = known_idea(db, programme, idea)
    assert (known.professions, known.commitments) == (["Dietitians", "Paramedics"], ["1.1", "2"])
    place_idea(db, programme, idea, ["Dietitians"], [], WHO, NOW, (["Dietitians", "Paramedics"], ["2"]))
    assert (known.professions, known.commitments) == (["Dietitians"], ["1.1"])
    with refused("bad_field", "professions"):
        place_idea(db, programme, idea, ["Wizards"], [], WHO, NOW)
    with refused("bad_field", "commitments"):
        place_idea(db, programme, idea, [], ["99"], WHO, NOW)


def test_an_idea_grows_from_a_passage_and_from_several_at_once(db: Db) -> None:
    programme, said = a_programme(db, Told(SAID, theme="Care"), "Two", "Three")
    start = SAID.index("A visit")
    made = idea_from(db, programme, said[:1], WHO, NOW, start, len(SAID), SAID[start:])
    assert (made.text, made.theme, quoted(db, made.id)) == (SAID[start:], "Care", [SAID[start:]])
    several = idea_from(db, programme, said, WHO, NOW)
    assert (several.text, quoted(db, several.id)) == (SAID, [SAID, "Two", "Three"])
    attach_all(db, programme, made.id, said[1:], WHO, NOW + 1)
    assert quoted(db, made.id) == [SAID[start:], "Two", "Three"]
    with refused("bad_field", "contribution"):
        idea_from(db, programme, [], WHO, NOW)


def test_a_passage_is_found_by_its_words_and_refused_where_they_changed(db: Db) -> None:
    programme, said = a_programme(db, SAID)
    (idea,) = ideas(db, programme, "First")
    attach_quote(db, programme, idea, said[0], WHO, NOW, words="a visit in  two days")
    assert quoted(db, idea) == ["A visit in two days"]
    with refused("bad_field", "words"):
        attach_quote(db, programme, idea, said[0], WHO, NOW, words="six weeks")
    with refused("moved_on"):
        attach_quote(db, programme, idea, said[0], WHO, NOW, 0, 6, words="A visit")


def test_what_was_hidden_cannot_be_quoted(db: Db) -> None:
    programme, said = a_programme(db, SAID)
    (idea,) = ideas(db, programme, "First")
    check_contribution(db, programme, said[0], "hidden", "names a person", WHO, NOW)
    with refused("bad_field", "contribution"):
        quote(db, programme, idea, *said)


def test_a_split_takes_the_chosen_quotes_and_words_both(db: Db) -> None:
    programme, said = a_programme(db, "One", "Two", "Three")
    (idea,) = ideas(db, programme, "First")
    mine = quote(db, programme, idea, *said)
    new = NewIdea("New one")
    made = split_idea(db, programme, idea, mine[1:], new, WHO, NOW, NewIdea("Old one"), "two things", 1)
    assert (quoted(db, idea), quoted(db, made.id)) == (["One"], ["Two", "Three"])
    assert [(w.text, w.how, w.why) for w in wordings_of(db, made.id)] == [("New one", "split", "two things")]
    assert [(w.text, w.how) for w in wordings_of(db, idea)] == [("Old one", "split"), ("First", "made")]
    for wrong in ([], ["nothing"], [mine[1]]):
        with refused("bad_field", "quotes"):
            split_idea(db, programme, idea, wrong, new, WHO, NOW)
    with refused("moved_on"):
        split_idea(db, programme, idea, mine[:1], new, WHO, NOW, seen=1)


def test_an_idea_in_words_that_were_taken_back_is_to_be_reworded(db: Db) -> None:
    programme, said = a_programme(db, SAID, "Something else")
    made = idea_from(db, programme, said[:1], WHO, NOW, words="A visit in two days would have changed everything.")
    other = idea_from(db, programme, said[1:], WHO, NOW)
    reword_idea(db, programme, other.id, NewIdea(f"As somebody said: {SAID}"), NOW, WHO)
    reword_idea(db, programme, other.id, NewIdea("In our words"), NOW, WHO)
    withdraw_contribution(db, known_contribution(db, programme, said[0]), "its person", NOW + 1)
    assert [idea.id for idea in ideas_to_reword(db, programme)] == [made.id]
    said_since = ["In our words", "As somebody said: […].", "Something else"]
    assert [w.text for w in wordings_of(db, other.id)] == said_since
    reword_idea(db, programme, made.id, NewIdea("Come sooner after a fall"), NOW + 2, WHO)
    assert ideas_to_reword(db, programme) == []
    assert [w.text for w in wordings_of(db, made.id)] == ["Come sooner after a fall", UNSAID, ""]
    with refused("bad_field", "number"):
        restore_wording(db, programme, made.id, 1, WHO, NOW)


def test_what_is_left_of_an_idea_may_stay(db: Db) -> None:
    programme, said = a_programme(db, SAID)
    made = idea_from(db, programme, said, WHO, NOW)
    reword_idea(db, programme, made.id, NewIdea(f"Come sooner. {SAID}"), NOW, WHO)
    withdraw_contribution(db, known_contribution(db, programme, said[0]), "its person", NOW + 1)
    leave_words(db, programme, made.id, NOW + 2, WHO)
    assert ideas_to_reword(db, programme) == []
    assert [w.text for w in wordings_of(db, made.id)] == ["Come sooner. […].", "Come sooner. […].", ""]


def test_tags_themes_and_flags(db: Db) -> None:
    programme, said = a_programme(db, "One", "Two")
    assert add_tag(db, programme, said[0], "  Waiting  Times ", WHO, NOW) == "waiting times"
    add_tag(db, programme, said[0], "waiting times", WHO, NOW)
    add_tag(db, programme, said[0], "bus", WHO, NOW)
    assert tags_of(db, said) == {said[0]: ["bus", "waiting times"]}
    remove_tag(db, programme, said[0], "BUS", WHO, NOW)
    assert tags_used(db, programme) == ["waiting times"]
    set_theme(db, programme, said[0], "Care", WHO, NOW, "")
    with refused("moved_on"):
        set_theme(db, programme, said[0], "Other", "another", NOW, "")
    assert flag(db, programme, said[1], True, WHO, NOW).flagged
    for wrong, code in ((" ", "bad_field"), ("x" * 41, "too_long")):
        with refused(code, "tag"):
            add_tag(db, programme, said[0], wrong, WHO, NOW)
    for n in range(19):
        add_tag(db, programme, said[0], f"tag {n}", WHO, NOW)
    with refused("too_many", "tag"):
        add_tag(db, programme, said[0], "one more", WHO, NOW)


def test_a_picture_needs_words_and_can_be_taken_away(db: Db) -> None:
    programme, _ = a_programme(db)
    (idea,) = ideas(db, programme, "First")
    with refused("bad_field", "words"):
        give_picture(db, programme, idea, a_png(), " ", WHO, NOW)
    for words in ("A house", "A house with stairs"):
        give_picture(db, programme, idea, a_png(), words, WHO, NOW)
    db.flush()
    kept = db.get(Picture, idea)
    assert kept is not None
    assert (kept.media_type, kept.words, kept.data) == ("image/png", "A house with stairs", a_png())
    take_picture_away(db, programme, idea, WHO, NOW)
    db.flush()
    assert db.get(Picture, idea) is None


def test_putting_aside_and_loosening_lose_nothing(db: Db) -> None:
    programme, said = a_programme(db, "One")
    (idea,) = ideas(db, programme, "First")
    (mine,) = quote(db, programme, idea, *said)
    park_idea(db, programme, idea, NOW, WHO)
    detach_quote(db, programme, idea, mine, WHO, NOW)
    assert quoted(db, idea) == []
    unpark_idea(db, programme, idea, NOW, WHO)
    put_back_quote(db, programme, idea, mine, WHO, NOW)
    assert (quoted(db, idea), db.get_one(Idea, idea).parked_at) == (["One"], None)
