"""Professions against commitments: every statement in its cells, and what nobody covers."""

from __future__ import annotations

from app.domain.coverage import Linked, coverage_of

STATEMENTS = [
    Linked("s1", ("Dietitians", "Paramedics"), ("1", "2")),
    Linked("s2", ("Dietitians",), ("2", "gone")),
    Linked("s3", ("Orthoptists",), ("gone",)),
]
UNUSED = [Linked("i1", ("Osteopaths",), ("3",)), Linked("i2", ("Osteopaths", "Dietitians"), ())]


def test_each_statement_stands_in_every_cell_that_it_names() -> None:
    coverage = coverage_of(STATEMENTS, UNUSED, ["Dietitians", "Paramedics"], ["1", "2", "3"])
    dietitians, paramedics = coverage.professions
    assert dietitians.cells == {"1": ("s1",), "2": ("s1", "s2"), "3": ()}
    assert paramedics.cells == {"1": ("s1",), "2": ("s1",), "3": ()}
    assert dietitians.covered


def test_what_nobody_covers_names_the_ideas_that_could_fit() -> None:
    coverage = coverage_of(STATEMENTS, UNUSED, ["Osteopaths", "Orthoptists"], ["1", "2", "3"])
    osteopaths, orthoptists = coverage.professions
    assert (osteopaths.covered, osteopaths.fits, osteopaths.without) == (False, ("i1", "i2"), ())
    assert (orthoptists.covered, orthoptists.fits, orthoptists.without) == (False, (), ("s3",))
    assert [(row.code, row.statements, row.fits) for row in coverage.commitments] == [
        ("1", ("s1",), ()), ("2", ("s1", "s2"), ()), ("3", (), ("i1",)),
    ]  # fmt: skip
    assert coverage.lost == {"gone": ("s2", "s3")}
