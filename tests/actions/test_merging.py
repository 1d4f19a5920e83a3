"""Merging and undoing: each idea gets back exactly its own quotes, whatever happened before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session as Db

from app.actions.merging import keep_apart, merge_ideas, undo_merge
from app.actions.planning import NewIdea
from app.actions.quoting import attach_quote, detach_quote
from app.actions.shaping import known_idea, reword_idea
from app.actions.splitting import split_idea
from app.actions.undoing import undo_last
from app.domain.refusals import Refusal
from app.storage.database import writing_engine
from app.storage.ideas import ideas_of, wording_of
from app.storage.last_deeds import last_deed
from app.storage.shaping import kept_apart, quote_counts
from app.storage.wordings import wordings_of
from tests.actions.shaped import NOW, WHO, a_programme, ideas, ids_quoted, quote, quoted
from tests.builders import refused


def test_a_merge_keeps_both_sets_of_quotes_and_undoing_gives_each_its_own(db: Db) -> None:
    programme, said = a_programme(db, "One", "Two", "Three", "Four")
    ours, theirs = ideas(db, programme, "Ours", "Theirs")
    quote(db, programme, ours, said[0])
    quote(db, programme, theirs, said[1], said[2])
    merge = merge_ideas(db, programme, ours, theirs, WHO, NOW)
    assert sorted(quoted(db, ours)) == ["One", "Three", "Two"]
    assert quoted(db, theirs) == []
    assert [idea.id for idea in ideas_of(db, programme)] == [ours]
    quote(db, programme, ours, said[3])
    undo_merge(db, programme, merge.id, WHO, NOW + 1)
    undo_merge(db, programme, merge.id, WHO, NOW + 2)
    assert sorted(quoted(db, ours)) == ["Four", "One"]
    assert sorted(quoted(db, theirs)) == ["Three", "Two"]
    assert [idea.id for idea in ideas_of(db, programme)] == [ours, theirs]


def test_a_merge_takes_the_words_it_is_given_and_undoing_gives_the_old_ones_back(db: Db) -> None:
    programme, _ = a_programme(db)
    ours, theirs = ideas(db, programme, "Ours", "Theirs")
    merge = merge_ideas(db, programme, ours, theirs, WHO, NOW, NewIdea("Both", name="B"), "they are one", seen=1)
    assert known_idea(db, programme, ours).text == "Both"
    undo_merge(db, programme, merge.id, WHO, NOW + 1)
    assert [(w.number, w.text, w.how, w.why) for w in wordings_of(db, ours)] == [
        (3, "Ours", "restored", ""), (2, "Both", "merged", "they are one"), (1, "Ours", "made", ""),
    ]  # fmt: skip


def test_words_given_after_a_merge_stay_when_it_is_undone(db: Db) -> None:
    programme, _ = a_programme(db)
    ours, theirs = ideas(db, programme, "Ours", "Theirs")
    merge = merge_ideas(db, programme, ours, theirs, WHO, NOW, NewIdea("Both"))
    reword_idea(db, programme, ours, NewIdea("Better"), NOW + 1, WHO)
    undo_merge(db, programme, merge.id, WHO, NOW + 2)
    assert known_idea(db, programme, ours).text == "Better"


def test_the_same_passage_in_both_is_one_quote_until_it_is_undone(db: Db) -> None:
    programme, said = a_programme(db, "One")
    ours, theirs = ideas(db, programme, "Ours", "Theirs")
    mine = quote(db, programme, ours, *said)
    quote(db, programme, theirs, *said)
    merge = merge_ideas(db, programme, ours, theirs, WHO, NOW)
    assert quoted(db, ours) == ["One"]
    assert quote_counts(db, programme) == {ours: 1}
    undo_merge(db, programme, merge.id, WHO, NOW + 1)
    assert quoted(db, ours) == quoted(db, theirs) == ["One"]
    merge_ideas(db, programme, ours, theirs, WHO, NOW + 2)
    detach_quote(db, programme, ours, mine[0], WHO, NOW + 3)
    assert quoted(db, ours) == []


def test_a_planned_workshop_weighs_what_an_idea_became_part_of(db: Db) -> None:
    programme, _ = a_programme(db)
    one, two, three = ideas(db, programme, "One", "Two", "Three")
    merge_ideas(db, programme, two, one, WHO, NOW)
    merge_ideas(db, programme, three, two, WHO, NOW + 1)
    assert [idea.id for idea in wording_of(db, programme, [one, two])] == [three]
    assert [idea.text for idea in wording_of(db, programme, None)] == ["Three"]


def test_what_cannot_be_merged_is_refused(db: Db) -> None:
    programme, _ = a_programme(db)
    other, _ = a_programme(db)
    one, two, three = ideas(db, programme, "One", "Two", "Three")
    (foreign,) = ideas(db, other, "Foreign")
    with refused("bad_field", "with"):
        merge_ideas(db, programme, one, one, WHO, NOW)
    with refused("unknown_idea"):
        merge_ideas(db, programme, one, foreign, WHO, NOW)
    with refused("moved_on"):
        merge_ideas(db, programme, one, two, WHO, NOW, seen=7)
    merge = merge_ideas(db, programme, one, two, WHO, NOW)
    for kept, gone in ((three, two), (two, three)):
        with refused("bad_field", "idea"):
            merge_ideas(db, programme, kept, gone, WHO, NOW)
    with refused("unknown_idea"):
        undo_merge(db, other, merge.id, WHO, NOW)


def test_undo_takes_back_the_last_thing_and_only_that(db: Db) -> None:
    programme, said = a_programme(db, "One", "Two")
    ours, theirs = ideas(db, programme, "Ours", "Theirs")
    quote(db, programme, theirs, said[1])
    steps: list[Callable[[], object]] = [
        lambda: attach_quote(db, programme, ours, said[0], WHO, NOW + 1),
        lambda: reword_idea(db, programme, ours, NewIdea("Ours, better"), NOW + 2, WHO),
        lambda: merge_ideas(db, programme, ours, theirs, WHO, NOW + 3),
    ]
    before = []
    for step in steps:
        before.append((known_idea(db, programme, ours).text, sorted(quoted(db, ours))))
        step()
        last = last_deed(db, known_idea(db, programme, ours))
        assert last is not None
        with refused("moved_on"):
            undo_last(db, programme, ours, last.what, "something-else", WHO, last.at + 0.1)
        undo_last(db, programme, ours, last.what, last.id, WHO, last.at + 0.5)
        assert (known_idea(db, programme, ours).text, sorted(quoted(db, ours))) == before[-1]
    assert last_deed(db, known_idea(db, programme, ours)) is None


def test_pairs_kept_apart_are_remembered_in_either_order(db: Db) -> None:
    programme, _ = a_programme(db)
    one, two = ideas(db, programme, "One", "Two")
    keep_apart(db, programme, two, one, WHO, NOW)
    keep_apart(db, programme, one, two, WHO, NOW)
    assert kept_apart(db, programme) == {(min(one, two), max(one, two))}
    with refused("bad_field"):
        keep_apart(db, programme, one, one, WHO, NOW)


def test_a_quote_comes_back_by_the_merge_that_carried_it_and_by_no_other(db: Db) -> None:
    """It went on with the second merge, came back by undoing the first, and went again by a third."""
    programme, said = a_programme(db, "Of one", "Of two")
    one, two, three = ideas(db, programme, "One", "Two", "Three")
    quote(db, programme, one, said[0])
    quote(db, programme, two, said[1])
    first = merge_ideas(db, programme, two, one, WHO, NOW)
    second = merge_ideas(db, programme, three, two, WHO, NOW + 1)
    undo_merge(db, programme, first.id, WHO, NOW + 2)
    assert (quoted(db, one), quoted(db, three)) == (["Of one"], ["Of two"])
    third = merge_ideas(db, programme, three, one, WHO, NOW + 3)
    undo_merge(db, programme, second.id, WHO, NOW + 4)
    assert (quoted(db, two), quoted(db, three)) == (["Of two"], ["Of one"])
    undo_merge(db, programme, third.id, WHO, NOW + 5)
    assert (quoted(db, one), quoted(db, two), quoted(db, three)) == (["Of one"], ["Of two"], [])


def test_what_was_split_off_stays_with_its_idea_when_a_merge_is_undone(db: Db) -> None:
    programme, said = a_programme(db, "Of one", "Of two")
    one, two = ideas(db, programme, "One", "Two")
    (mine,) = quote(db, programme, one, said[0])
    quote(db, programme, two, said[1])
    merge = merge_ideas(db, programme, two, one, WHO, NOW)
    new = split_idea(db, programme, two, [mine], NewIdea("New"), WHO, NOW + 1)
    merge_ideas(db, programme, two, new.id, WHO, NOW + 2)
    undo_merge(db, programme, merge.id, WHO, NOW + 3)
    assert (quoted(db, one), sorted(quoted(db, two))) == ([], ["Of one", "Of two"])


@dataclass
class Model:
    """Where each quote was tied, and which idea stands in which: a quote hangs on the end of its idea's way."""

    home: dict[str, str] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    merges: dict[str, str] = field(default_factory=dict)
    """merge → the idea that went by it"""

    def end(self, idea: str) -> str:
        while idea in self.into:
            idea = self.into[idea]
        return idea

    def quotes(self, all_ideas: list[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {idea: set() for idea in all_ideas}
        for one, idea in self.home.items():
            found[self.end(idea)].add(one)
        return found


WHAT = ["merge", "merge", "merge", "undo", "undo", "split", "attach"]
A_DEED = st.tuples(st.sampled_from(WHAT), st.integers(0, 11), st.integers(0, 11))
DEEDS = st.lists(A_DEED, min_size=8, max_size=30)


@pytest.fixture
def on_sqlite(sqlite: str) -> Iterator[Db]:
    engine = writing_engine(sqlite)
    with Db(engine, expire_on_commit=False) as db, db.begin():
        yield db
    engine.dispose()


QUICKLY = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip


@QUICKLY
@given(deeds=DEEDS)
@pytest.mark.check
def test_chains_of_merges_are_undone_in_any_order(on_sqlite: Db, deeds: list[tuple[str, int, int]]) -> None:
    """Merging, undoing, attaching and splitting at random, beside a model that only knows homes and ways."""
    with on_sqlite.begin_nested() as all_of_it:
        _play(on_sqlite, deeds)
        all_of_it.rollback()


@pytest.mark.check
@settings(QUICKLY, max_examples=400)
@given(deeds=DEEDS)
def test_long_chains_of_merges_are_undone_in_any_order(on_sqlite: Db, deeds: list[tuple[str, int, int]]) -> None:
    with on_sqlite.begin_nested() as all_of_it:
        _play(on_sqlite, deeds)
        all_of_it.rollback()


def _play(db: Db, deeds: list[tuple[str, int, int]]) -> None:
    programme, said = a_programme(db, *(f"Said {n}" for n in range(40)))
    all_ideas, model = ideas(db, programme, *"ABCD"), Model()
    fresh = iter(said)
    for idea in all_ideas:
        for made in quote(db, programme, idea, next(fresh), next(fresh)):
            model.home[made] = idea
    for n, (what, one, other) in enumerate(deeds):
        now = NOW + n
        idea, second = all_ideas[one % len(all_ideas)], all_ideas[other % len(all_ideas)]
        try:
            if what == "merge":
                merge = merge_ideas(db, programme, idea, second, WHO, now)
                model.into[second], model.merges[merge.id] = idea, second
            elif what == "undo" and model.merges:
                id = sorted(model.merges)[one % len(model.merges)]
                undo_merge(db, programme, id, WHO, now)
                model.into.pop(model.merges.pop(id))
            elif what == "attach":
                model.home[attach_quote(db, programme, idea, next(fresh), WHO, now).id] = idea
            elif what == "split" and (here := sorted(model.quotes(all_ideas)[idea])):
                chosen = here[: 1 + other % len(here)]
                new = split_idea(db, programme, idea, chosen, NewIdea(f"Split {n}"), WHO, now)
                all_ideas.append(new.id)
                model.home |= dict.fromkeys(chosen, new.id)
        except Refusal as refusal:
            if refusal.code != "bad_field":
                raise
        assert ids_quoted(db, all_ideas) == model.quotes(all_ideas)
    for n, id in enumerate(list(model.merges)):
        undo_merge(db, programme, id, WHO, NOW + 500 + n)
    model.into.clear()
    assert ids_quoted(db, all_ideas) == model.quotes(all_ideas)
    assert {idea.id for idea in ideas_of(db, programme)} == set(all_ideas)
