"""The method note: what was done, in plain words, for the kinds that were used."""

import re
from typing import Any

from app.domain.figures import figures_of, figures_of_tables
from app.domain.method_note import method_note
from app.domain.small_numbers import protect
from app.domain.stages import Table


def ranking(citizens: str, ahps: str) -> dict[str, Any]:
    people = {f"citizen{n}": order for n, order in enumerate(citizens.split())}
    people |= {f"ahp{n}": order for n, order in enumerate(ahps.split())}
    ballots = {p: {("", "order"): tuple((i,) for i in order)} for p, order in people.items()}
    ideas = [(i, None) for i in "abc"]
    return {"kind": "rank", **figures_of("rank", {}, ideas, ballots, {p: p.rstrip("0123456789") for p in people})}


def stage(kind: str) -> dict[str, Any]:
    return {"kind": kind, **figures_of(kind, {}, [("a", None)], {}, {})}


def test_only_the_kinds_that_were_used_are_explained() -> None:
    assert method_note([stage("gather"), stage("break")]) == {}
    votes = method_note([stage("vote")])
    assert {"share", "likely_range", "reading", "close_call", "small_numbers", "percentages"} <= set(votes)
    assert "ranking" not in votes
    assert {"ranking", "combined", "agreement", "ties"} <= set(method_note([stage("rank")]))
    assert "dots" in method_note([stage("dots")])
    assert "dissent" in method_note([stage("rate")])


def tables() -> dict[str, Any]:
    people = {f"p{n}": ("citizen", "ahp")[n % 2] for n in range(6)}
    table = Table(1, tuple(people), order=(("a",), ("b",)))
    return {"kind": "rank", **figures_of_tables([(i, None) for i in "ab"], [table], people, {})}


def test_what_tables_ranked_is_explained_in_its_own_way() -> None:
    note = method_note([tables()])
    assert {"tables", "tables_level", "tables_dealt", "tables_moved", "ties"} <= set(note)
    assert not {"ranking", "combined", "combined_of_one"} & set(note)
    assert "shown from three people at a table" in note["tables_small"]
    assert {"tables", "ranking"} <= set(method_note([tables(), stage("rank")]))


def test_a_combined_order_of_one_community_says_whose_it_is() -> None:
    assert "combined_of_one" not in method_note([ranking("abc", "abc"), stage("rank")])
    assert method_note([ranking("abc", "")])["combined_of_one"].startswith("No AHP ranked")
    assert method_note([ranking("", "abc")])["combined_of_one"].startswith("No citizen ranked")


def test_the_public_note_does_not_tell_that_a_closed_community_is_empty() -> None:
    exact = ranking("abc " * 6, "")
    assert "combined_of_one" not in method_note([{"kind": "rank", **protect(exact, "rank")}])


def test_two_ways_of_counting_that_differ_are_named() -> None:
    differ = ranking("abc abc abc bca bca", "abc abc abc bca bca")
    assert "two_ways" in method_note([differ])
    assert "two_ways" not in method_note([ranking("abc", "abc")])


def everything() -> dict[str, str]:
    differ = ranking("abc abc abc bca bca", "abc abc abc bca bca")
    return method_note(
        [stage("vote"), stage("dots"), stage("rate"), differ, ranking("abc", ""), ranking("", "abc")] + [tables()]
    )


def test_sentences_have_twenty_words_at_most() -> None:
    for topic, words in everything().items():
        for sentence in re.split(r"(?<=[.:])\s+", words):
            assert len(sentence.split()) <= 20, (topic, sentence)


def test_every_sentence_can_be_translated() -> None:
    note = method_note([stage("vote"), ranking("abc", "")], "<{}>".format)
    assert note
    assert all(words.startswith("<") and words.endswith(">") for words in note.values())
