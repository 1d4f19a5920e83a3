"""P6: names are made anew for each download, and the order of its rows tells nothing about when anybody came."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from app.actions.exporting import pseudonyms_for
from app.domain.outcome_tables import tables_of
from app.domain.outcomes import outcome_of
from app.domain.polis_tables import polis_tables
from app.domain.session import Session
from tests.actions.test_exporting import csv_tables, everything, written
from tests.builders import Sitting

PEOPLE = 400


def many() -> Session:
    sitting = Sitting("vote")
    people = [f"person-{n:04d}" for n in range(PEOPLE)]
    for n, person in enumerate(people):
        sitting.joins(person, community=("citizen", "ahp")[n % 2])
    sitting.opens("vote")
    for person in people:
        for idea in "dbca":
            sitting.votes(person, idea, "agree")
    return sitting.session


def likeness(one: list[int], other: list[int]) -> float:
    """How far two orders of the same people go together: 1 the same, 0 as by chance."""
    return abs(float(np.corrcoef(one, other)[0, 1]))


def test_two_downloads_share_no_names(tmp_path: Path) -> None:
    session = everything().session
    names = [{row["participant"] for row in csv_tables(written(session, "csv", tmp_path)[0])["participants.csv"]}
             for _ in range(2)]  # fmt: skip
    assert not names[0] & names[1]
    assert not (names[0] | names[1]) & set(session.people)
    voters = [{row["voter-id"] for row in csv_tables(written(session, "polis", tmp_path)[0])["votes.csv"]}
              for _ in range(2)]  # fmt: skip
    assert not voters[0] & voters[1]
    assert all(voter.isdigit() for voter in voters[0])


def test_the_order_of_people_is_another_one_in_each_download_and_not_the_one_they_came_in() -> None:
    session = many()
    came = list(session.people)
    orders = []
    for _ in range(2):
        names = pseudonyms_for(session)
        outcome = outcome_of(session, 0.0)
        whose = {name: came.index(person) for person, name in names.items()}
        rows = {table.name: [row[0] for row in table.rows] for table in tables_of(outcome, session, names)}
        answered = list(dict.fromkeys(rows["answers"]))
        assert answered == rows["participants"]
        orders.append([whose[name] for name in rows["participants"]])
    assert likeness(orders[0], list(range(PEOPLE))) < 0.3
    assert likeness(orders[0], orders[1]) < 0.3


def test_numbers_in_the_shape_of_polis_tell_no_order_either() -> None:
    session = many()
    came = {person: n for n, person in enumerate(session.people)}
    names = {person: int(name[1:]) for person, name in pseudonyms_for(session).items()}
    rows = polis_tables(session, names)["participants-votes.csv"][1:]
    whose = {number: came[person] for person, number in names.items()}
    assert likeness([whose[row[0]] for row in rows], list(range(PEOPLE))) < 0.3


def test_answers_stand_in_the_order_of_the_ideas_and_not_as_they_were_given() -> None:
    session = many()
    names = pseudonyms_for(session)
    answers = next(table for table in tables_of(outcome_of(session, 0.0), session, names) if table.name == "answers")
    ideas = answers.headings.index("idea")
    for _, row in zip(range(40), answers.rows, strict=False):
        assert row[ideas] in "abcd"
    assert [row[ideas] for _, row in zip(range(8), answers.rows, strict=False)] == list("abcdabcd")
