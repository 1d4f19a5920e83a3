"""The workbench: pages of what people said, filters that add up, and nothing that is hidden or taken back."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import event
from sqlmodel import Session as Db

from app.actions.contributing import Told, check_contribution, known_contribution, withdraw_contribution
from app.actions.merging import keep_apart, merge_ideas
from app.actions.planning import NewIdea, add_ideas
from app.actions.suggesting_alike import alike, alike_in, material_of
from app.actions.tagging import add_tag, flag
from app.screens.ideas import idea_screen, ideas_screen
from app.screens.workbench import WorkbenchScreen, pairs_alike, progress_of, suggested, workbench_screen
from app.storage.shaping import Filters, counts, mark_of, progress
from tests.actions.shaped import NOW, WHO, a_programme, ideas, quote

EXAMPLE = Path(__file__).resolve().parents[2] / "app/data/example.json"


def numbers(screen: WorkbenchScreen | None) -> list[int]:
    assert screen is not None
    return [row.told.number for row in screen.rows]


def test_pages_of_fifty_and_how_far_shaping_has_come(db: Db) -> None:
    programme, said = a_programme(db, *(f"Said {n}" for n in range(120)))
    (idea,) = ideas(db, programme, "One")
    quote(db, programme, idea, *said[:10])
    first = workbench_screen(db, programme, Filters())
    assert first is not None
    assert (first.left, first.all, first.pages, numbers(first)[0], len(first.rows)) == (110, 120, 3, 11, 50)
    assert numbers(workbench_screen(db, programme, Filters(), 99)) == list(range(111, 121))
    assert numbers(workbench_screen(db, programme, Filters(left=False), 1)) == list(range(1, 51))
    assert workbench_screen(db, "unknown", Filters()) is None


def test_hidden_and_withdrawn_ones_are_nowhere(db: Db) -> None:
    programme, said = a_programme(db, "Allowed", "Hidden", "Withdrawn", allowed=False)
    (idea,) = ideas(db, programme, "One")
    quote(db, programme, idea, *said)
    check_contribution(db, programme, said[1], "hidden", "", WHO, NOW)
    withdraw_contribution(db, known_contribution(db, programme, said[2]), "its person", NOW)
    db.flush()
    screen = workbench_screen(db, programme, Filters(left=False), at=said[1])
    assert screen is not None
    assert (numbers(screen), screen.all, screen.at) == ([1], 1, None)
    assert ideas_screen(db, programme, "", "hidden") is not None
    listed = ideas_screen(db, programme, "", "hidden")
    assert listed is not None
    assert (listed.shown, listed.quotes) == ((), {idea: 1})


def test_filters_find_and_their_numbers_add_up(db: Db) -> None:
    programme, said = a_programme(
        db, Told("A bus, please 50%", community="citizen", theme="Buses"), Told("No bus_at all", community="ahp"),
        Told("Stairs", theme="Homes"), Told("BUS stop", community="citizen"),
    )  # fmt: skip
    add_tag(db, programme, said[0], "travel", WHO, NOW)
    flag(db, programme, said[2], True, WHO, NOW)
    for filters, found in (
        (Filters("bus"), [1, 2, 4]), (Filters("BUS stop"), [4]), (Filters("50%"), [1]), (Filters("s_a"), [2]),
        (Filters(community="citizen"), [1, 4]), (Filters(community="-"), [3]), (Filters(theme="Homes"), [3]),
        (Filters(theme="-"), [2, 4]), (Filters(tag="travel"), [1]), (Filters(flagged=True), [3]), (Filters("3"), [3]),
        (Filters("nothing"), []), (Filters(question="-"), [1, 2, 3, 4]),
    ):  # fmt: skip
        assert numbers(workbench_screen(db, programme, filters)) == found, filters
        assert counts(db, programme, filters) == (len(found), len(found))
    rows = progress_of(progress(db, programme))
    assert [(r.name, r.all) for r in rows.communities] == [("citizen", 2), ("ahp", 1), (None, 1)]
    assert [(r.name, r.placed, r.all) for r in rows.themes] == [("Buses", 0, 1), ("Homes", 0, 1), (None, 0, 2)]


def test_the_open_idea_comes_with_quotes_and_what_undo_would_do(db: Db) -> None:
    programme, said = a_programme(db, "One", "Two")
    (idea,) = ideas(db, programme, "Idea")
    quote(db, programme, idea, said[0])
    screen = workbench_screen(db, programme, Filters(left=False), open=idea, at=said[1])
    assert screen is not None
    assert screen.open is not None
    assert screen.at is not None
    assert [quoted.words for quoted in screen.open.screen.quotes] == ["One"]
    assert screen.open.ahead is not None
    assert screen.open.ahead.what == "quoted"
    assert [[i.id for i in row.ideas] for row in screen.rows] == [[idea], []]
    assert screen.at.told.id == said[1]


def test_ideas_with_most_quotes_come_first_and_are_found_by_a_quote(db: Db) -> None:
    programme, said = a_programme(db, "About Saturdays", "Two", "Three")
    few, many, none = ideas(db, programme, "B few", "C many", "A none")
    quote(db, programme, few, said[0])
    quote(db, programme, many, *said[1:])
    for sort, order in (("quotes", [many, few, none]), ("order", [few, many, none]), ("name", [none, few, many])):
        screen = ideas_screen(db, programme, sort=sort)
        assert screen is not None
        assert [idea.id for idea in screen.shown] == order
    found = ideas_screen(db, programme, words="saturdays")
    assert found is not None
    assert [idea.id for idea in found.shown] == [few]


def test_suggestions_leave_out_what_was_merged_kept_apart_or_quoted_since(db: Db) -> None:
    programme, said = a_programme(
        db, "A home visit soon after my fall", "Nobody came home to visit after a fall", "The bus is late"
    )
    one, two, three, four = ideas(
        db, programme, "A home visit within two days of a fall", "Visit my home after a fall",
        "A visit at home within days of my fall", "Buses in the evening",
    )  # fmt: skip
    example = json.loads(EXAMPLE.read_text("utf-8"))["ideas"]
    ideas(db, programme, *(idea["text"] for idea in example if idea["ref"] != "E3"))
    before = mark_of(db, programme)
    found = alike(material_of(db, programme))
    assert all(other != four for other, _ in found.ideas[one])
    near = suggested(db, programme, one, found.ideas, found.contributions)
    assert {idea.id for idea, _ in near.ideas} == {two, three}
    assert {told.id for told in near.said} == set(said[:2])
    keep_apart(db, programme, one, two, WHO, NOW)
    quote(db, programme, one, said[0])
    assert mark_of(db, programme) == before, "neither makes a new search"
    near = suggested(db, programme, one, found.ideas, found.contributions)
    assert ([idea.id for idea, _ in near.ideas], [told.id for told in near.said]) == ([three], [said[1]])
    pairs = {frozenset((a.id, b.id)) for a, b in pairs_alike(db, programme, found.ideas)}
    assert frozenset((one, three)) in pairs
    assert frozenset((one, two)) not in pairs
    merge_ideas(db, programme, one, three, WHO, NOW)
    assert suggested(db, programme, one, found.ideas, found.contributions).ideas == ()
    assert mark_of(db, programme) != before


def test_what_the_process_prints_is_what_it_found() -> None:
    plain = {"ideas": {"a": [["b", 0.5]]}, "contributions": {"a": [["c", 0.25]]}}
    assert alike_in(plain).ideas == {"a": [("b", 0.5)]}
    assert alike_in(plain).contributions == {"a": [("c", 0.25)]}


def test_an_idea_shows_what_came_into_it_and_where_it_went(db: Db) -> None:
    programme, _ = a_programme(db)
    one, two, three = ideas(db, programme, "One", "Two", "Three")
    merge_ideas(db, programme, two, one, WHO, NOW)
    merge_ideas(db, programme, three, two, WHO, NOW + 1)
    gone, kept = idea_screen(db, programme, one), idea_screen(db, programme, three)
    assert gone.into is not None
    assert (gone.into.id, [idea.id for _, idea in kept.merged]) == (three, [two])


def test_a_page_asks_few_questions_however_much_was_said(db: Db) -> None:
    """No question for each row: a page of 50 takes as many as a page of 5."""
    small, _ = a_programme(db, *(f"Said {n}" for n in range(5)))
    large, said = a_programme(db, *(f"Said {n}" for n in range(200)))
    add_ideas(db, large, [NewIdea(f"Idea {n}") for n in range(40)], NOW)
    quote(db, large, ideas(db, large, "One")[0], *said[:20])
    db.flush()
    asked: list[int] = []
    for programme in (small, large):
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        db.expire_all()
        event.listen(db.get_bind(), "before_cursor_execute", count)
        workbench_screen(db, programme, Filters(left=False))
        event.remove(db.get_bind(), "before_cursor_execute", count)
        asked.append(counted)
    assert asked[1] <= asked[0] + 1, asked
