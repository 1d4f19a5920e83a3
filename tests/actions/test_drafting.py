"""Drafting together: every version kept, nothing written over silently, and every deed undone in one step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session as Db

from app.actions import drafting, sectioning
from app.actions.drafting import (
    add_statement,
    change_statement,
    move_statement,
    put_back_statement,
    remove_statement,
    restore_version,
)
from app.actions.frameworks import bring_framework
from app.actions.reviewing import comment_on, put_statement, settle_comment
from app.domain.drafts import AGREED, REVIEW, Content
from app.domain.refusals import Refusal
from app.storage.database import writing_engine
from app.storage.frameworks import Commitment
from app.storage.statements import (
    comments_about,
    content_of,
    open_comments,
    removed_statements,
    statement_of,
    statements_of,
    versions_of,
)
from app.storage.tables import Idea, Statement
from tests.builders import refused
from tests.draftwork import KEENER, NOW, SHARED, WHO, a_programme, held
from tests.postgres import Postgres

TEXT = "Everyone who falls is visited at home within two days."


ON_EACH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, sqlite: str) -> str:
    """SQLite says it all, except where a test asks for both kinds."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return sqlite
    server: Postgres = request.getfixturevalue("postgres")
    return server.emptied()


@pytest.fixture
def programme(db: Db) -> tuple[str, list[Idea]]:
    return a_programme(db, "Visit me at home after a fall", "Evenings and Saturdays")


def texts(db: Db, programme: str) -> list[str]:
    return [n.statement.text for n in statements_of(db, programme)]


@ON_EACH
def test_every_change_is_a_version_with_who_when_and_why(db: Db) -> None:
    id, ideas = a_programme(db, "Visit me at home after a fall")
    made = add_statement(db, id, Content(f" {TEXT}\r\n", ideas=(ideas[0].id, ideas[0].id)), WHO, NOW, "first try")
    change_statement(db, id, made.id, Content("Else", professions=("Paramedics",)), 1, "ben", NOW + 1, "shorter")
    change_statement(db, id, made.id, Content("Else", professions=("Paramedics",)), 2, "ben", NOW + 2, "nothing")
    kept = [(v.version, v.content["text"], v.content["ideas"], v.who, v.at, v.why) for v in versions_of(db, made.id)]
    assert kept == [(2, "Else", [], "ben", NOW + 1, "shorter"), (1, TEXT, [ideas[0].id], WHO, NOW, "first try")]
    assert made.version == 2


def test_a_stale_save_is_refused_with_what_stands(db: Db, programme: tuple[str, list[Idea]]) -> None:
    made = add_statement(db, programme[0], Content(TEXT), WHO, NOW)
    change_statement(db, programme[0], made.id, Content("Ann's"), 1, "ann", NOW)
    deeds: tuple[Callable[[], Statement], ...] = (
        lambda: change_statement(db, programme[0], made.id, Content("Ben's"), 1, "ben", NOW),
        lambda: remove_statement(db, programme[0], made.id, 1, "ben", NOW),
        lambda: put_statement(db, programme[0], made.id, REVIEW, 1, "ben", NOW),
        lambda: restore_version(db, programme[0], made.id, 1, 1, "ben", NOW),
    )
    for deed in deeds:
        with pytest.raises(Refusal) as told:
            deed()
        assert (told.value.code, told.value.version) == ("moved_on", 2)
        assert told.value.details["statement"]["text"] == "Ann's"
    assert texts(db, programme[0]) == ["Ann's"]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        (Content("\u200b "), "bad_field", "text"),
        (Content("x" * 1_001), "too_long", "text"),
        (Content(TEXT, works_if="x" * 1_001), "too_long", "works_if"),
        (Content(TEXT, ideas=("nowhere",)), "unknown_idea", "ideas"),
        (Content(TEXT, professions=("Wizards",)), "bad_field", "professions"),
        (Content(TEXT, commitments=("9.9",)), "bad_field", "commitments"),
        (Content(TEXT, section="nowhere"), "bad_field", "section"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    db: Db, programme: tuple[str, list[Idea]], given: Content, code: str, field: str
) -> None:
    with refused(code, field):
        add_statement(db, programme[0], given, WHO, NOW)
    assert texts(db, programme[0]) == []


def test_agreed_goes_back_to_review_when_it_is_changed(db: Db, programme: tuple[str, list[Idea]]) -> None:
    id = programme[0]
    made = add_statement(db, id, Content(TEXT), WHO, NOW)
    put_statement(db, id, made.id, REVIEW, 1, WHO, NOW)
    put_statement(db, id, made.id, AGREED, 2, WHO, NOW, "all four of us")
    change_statement(db, id, made.id, Content("Other words"), 3, WHO, NOW)
    assert [(v.content["state"], v.why) for v in versions_of(db, made.id)] == [
        ("review", ""), ("agreed", "all four of us"), ("review", ""), ("draft", ""),
    ]  # fmt: skip


def test_on_a_keener_idea_it_cannot_be_agreed_without_saying_what_would_make_it_work(
    db: Db, programme: tuple[str, list[Idea]]
) -> None:
    id, ideas = programme
    held(db, id, ideas, {ideas[0].id: SHARED, ideas[1].id: SHARED}, ended_at=NOW - 9)
    held(db, id, ideas[1:], {ideas[1].id: KEENER}, ended_at=NOW)
    made = add_statement(db, id, Content(TEXT, ideas=(ideas[1].id,)), WHO, NOW)
    put_statement(db, id, made.id, REVIEW, 1, WHO, NOW)
    with refused("bad_field", "works_if"):
        put_statement(db, id, made.id, AGREED, 2, WHO, NOW)
    change_statement(db, id, made.id, replace(content_of(made), works_if="Fair rotas"), 2, WHO, NOW)
    assert put_statement(db, id, made.id, AGREED, 3, WHO, NOW).state == AGREED


def test_an_older_version_can_be_written_again(db: Db, programme: tuple[str, list[Idea]]) -> None:
    id = programme[0]
    section = sectioning.add_section(db, id, "People first", "", WHO, NOW)
    made = add_statement(db, id, Content(TEXT, section.id, commitments=("2",)), WHO, NOW)
    change_statement(db, id, made.id, Content("Else"), 1, WHO, NOW)
    sectioning.remove_section(db, id, section.id, WHO, NOW)
    bring_framework(db, id, "Another plan", [Commitment("A", "A", "A promise")], WHO, NOW)
    restore_version(db, id, made.id, 1, 2, WHO, NOW)
    assert (made.text, made.section, made.commitments, made.version) == (TEXT, None, ["2"], 3)
    with refused("unknown_code", "version"):
        restore_version(db, id, made.id, 9, 3, WHO, NOW)


def test_removing_is_undone_and_nothing_is_saved_over_it(db: Db, programme: tuple[str, list[Idea]]) -> None:
    id = programme[0]
    made = add_statement(db, id, Content(TEXT), WHO, NOW)
    remove_statement(db, id, made.id, 1, WHO, NOW)
    assert texts(db, id) == []
    assert [s.id for s in removed_statements(db, id)] == [made.id]
    with refused("moved_on"):
        change_statement(db, id, made.id, Content("Mine"), 2, "ben", NOW)
    change_statement(db, id, made.id, Content("Mine"), 2, "ben", NOW, put_back=True)
    assert texts(db, id) == ["Mine"]
    remove_statement(db, id, made.id, 3, WHO, NOW)
    put_back_statement(db, id, made.id, WHO, NOW)
    put_back_statement(db, id, made.id, WHO, NOW)
    assert (texts(db, id), made.version) == (["Mine"], 5)


@ON_EACH
def test_numbers_follow_sections_and_moves(db: Db) -> None:
    id, _ = a_programme(db)
    one, two = (sectioning.add_section(db, id, title, "", WHO, NOW).id for title in ("One", "Two"))
    made = {text: add_statement(db, id, Content(text, section), WHO, NOW)
            for text, section in (("c", two), ("a", one), ("b", one), ("loose", None))}  # fmt: skip
    assert texts(db, id) == ["loose", "a", "b", "c"]
    move_statement(db, id, made["b"].id, -1, WHO, NOW)
    move_statement(db, id, made["b"].id, -1, WHO, NOW)
    assert texts(db, id) == ["loose", "b", "a", "c"]
    sectioning.move_section(db, id, two, -1, WHO, NOW)
    assert texts(db, id) == ["loose", "c", "b", "a"]
    sectioning.remove_section(db, id, one, WHO, NOW)
    assert sorted(texts(db, id)[:3]) == ["a", "b", "loose"]
    change_statement(db, id, made["a"].id, replace(content_of(made["a"]), text="still"), 1, WHO, NOW)
    sectioning.put_back_section(db, id, one, WHO, NOW)
    assert texts(db, id) == ["loose", "c", "b", "still"]
    change_statement(db, id, made["b"].id, Content("b", two), 1, WHO, NOW)
    assert texts(db, id) == ["loose", "c", "b", "still"]


def test_a_section_too_is_not_written_over_silently(db: Db, programme: tuple[str, list[Idea]]) -> None:
    made = sectioning.add_section(db, programme[0], " People  first ", "Why", WHO, NOW)
    assert made.title == "People first"
    sectioning.change_section(db, programme[0], made.id, "Ann's", "", 1, "ann", NOW)
    with pytest.raises(Refusal) as told:
        sectioning.change_section(db, programme[0], made.id, "Ben's", "", 1, "ben", NOW)
    assert (told.value.code, told.value.details) == ("moved_on", {"section": {"title": "Ann's", "intro": ""}})
    with refused("bad_field", "title"):
        sectioning.change_section(db, programme[0], made.id, "  ", "", 2, "ben", NOW)


def test_comments_are_settled_and_opened_again(db: Db, programme: tuple[str, list[Idea]]) -> None:
    id = programme[0]
    made, other = (add_statement(db, id, Content(text), WHO, NOW) for text in ("One", "Two"))
    comment = comment_on(db, id, made.id, " Who pays? ", WHO, NOW)
    assert open_comments(db, id) == {made.id: 1}
    settle_comment(db, id, made.id, comment.id, True, WHO, NOW)
    assert open_comments(db, id) == {}
    settle_comment(db, id, made.id, comment.id, False, WHO, NOW)
    assert [(c.text, c.settled_at) for c in comments_about(db, made.id)] == [("Who pays?", None)]
    with refused("unknown_comment"):
        settle_comment(db, id, other.id, comment.id, True, WHO, NOW)
    with refused("bad_field", "comment"):
        comment_on(db, id, made.id, " ", WHO, NOW)


def test_statements_of_another_programme_are_not_found(db: Db, programme: tuple[str, list[Idea]]) -> None:
    other, _ = a_programme(db)
    made = add_statement(db, programme[0], Content(TEXT), WHO, NOW)
    for deed in (
        lambda: change_statement(db, other, made.id, Content("Else"), 1, WHO, NOW),
        lambda: put_back_statement(db, other, made.id, WHO, NOW),
        lambda: comment_on(db, other, made.id, "Hello", WHO, NOW),
        lambda: add_statement(db, "nowhere", Content("Else"), WHO, NOW),
    ):
        with refused("unknown_code"):
            deed()


@ON_EACH
def test_of_two_who_save_at_once_one_is_told(database: str) -> None:
    engine, told = writing_engine(database), list[str]()
    with Db(engine, expire_on_commit=False) as db, db.begin():
        id, _ = a_programme(db)
        statement = add_statement(db, id, Content(TEXT), WHO, NOW).id

    def saves_too() -> None:
        own = writing_engine(database)
        try:
            with Db(own) as db, db.begin():
                change_statement(db, id, statement, Content("ben's"), 1, "ben", NOW)
        except Refusal as refusal:
            told.append(refusal.code)
        finally:
            own.dispose()

    second = threading.Thread(target=saves_too)
    with Db(engine) as db, db.begin():
        change_statement(db, id, statement, Content("ann's"), 1, "ann", NOW)
        second.start()
        second.join(0.5)  # he waits for her to be done
    second.join(20)
    with Db(engine) as db, db.begin():
        assert told == ["moved_on"]
        assert [v.content["text"] for v in versions_of(db, statement)] == ["ann's", TEXT]
    engine.dispose()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben"]),
        st.sampled_from(["open", "save", "remove", "put_back", "review", "agree", "restore", "move"]),
        st.text(st.sampled_from("abc"), min_size=1, max_size=3),
    ),
    max_size=14,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_two_drafters_do_no_saved_text_is_lost(sqlite: str, steps: list[tuple[str, str, str]]) -> None:
    engine = writing_engine(sqlite)
    with Db(engine, expire_on_commit=False) as db, db.begin():
        id, _ = a_programme(db)
        statement = add_statement(db, id, Content("first"), WHO, NOW).id
        add_statement(db, id, Content("beside"), WHO, NOW)
        seen, saved = {"ann": 1, "ben": 1}, {"first"}
        for who, do, text in steps:
            before = statement_of(db, id, statement)
            assert before is not None
            was, stale = content_of(before), seen[who] != before.version
            refusal = _refused(db, id, statement, who, do, text, seen)
            if refusal is not None:
                assert content_of(before) == was
                assert refusal.code in ("moved_on", "bad_field")
            else:
                assert not (stale and do in ("save", "remove", "review", "agree", "restore"))
                saved |= {text} if do == "save" else set()
        kept = versions_of(db, statement)
        assert saved <= {v.content["text"] for v in kept}
        assert [v.version for v in kept] == list(range(len(kept), 0, -1))
        stands = statement_of(db, id, statement)
        assert stands is not None
        assert (kept[0].content, len(kept)) == (content_of(stands).as_plain(), stands.version)
        db.rollback()
    engine.dispose()


def _refused(db: Db, id: str, statement: str, who: str, do: str, text: str, seen: dict[str, int]) -> Refusal | None:
    try:
        _does(db, id, statement, who, do, text, seen)
    except Refusal as refusal:
        return refusal
    return None


def _does(db: Db, id: str, statement: str, who: str, do: str, text: str, seen: dict[str, int]) -> None:
    match do:
        case "open":
            found = statement_of(db, id, statement)
            seen[who] = found.version if found else 0
        case "save":
            seen[who] = change_statement(db, id, statement, Content(text), seen[who], who, NOW).version
        case "remove":
            seen[who] = remove_statement(db, id, statement, seen[who], who, NOW).version
        case "put_back":
            drafting.put_back_statement(db, id, statement, who, NOW)
        case "restore":
            seen[who] = restore_version(db, id, statement, 1, seen[who], who, NOW).version
        case "move":
            move_statement(db, id, statement, 1, who, NOW)
        case _:
            state = REVIEW if do == "review" else AGREED
            seen[who] = put_statement(db, id, statement, state, seen[who], who, NOW).version
