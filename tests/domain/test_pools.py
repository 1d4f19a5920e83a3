"""One idea over several sessions."""

import pytest

from app.domain.pools import pool_of, pooled, public_counts
from app.domain.readings import likely_range

COUNTS = [(18, 20), (6, 20), (17, 20), (9, 20)]


def near(value: object) -> object:
    return pytest.approx(value, abs=1e-6)


def test_the_worked_pool_widens_its_range_because_sessions_differ() -> None:
    got = pool_of(COUNTS)
    assert got["share"] == near(0.625)
    assert got["dispersion"] == near(7.466667)
    assert got["likely_range"] == near([0.341126, 0.842895])
    assert likely_range(50, 80) == near([0.515487, 0.723058])
    assert got["chi_square"] == near(22.4)
    assert got["differ"] is True


def test_up_to_three_sessions_there_is_no_pooled_range_or_reading() -> None:
    got = pooled({"citizen": COUNTS[:3], "ahp": COUNTS})
    assert got["communities"]["citizen"]["likely_range"] is None
    assert (got["reading"], got["close_call"]) == (None, False)
    assert got["shared"] == near(0.625)


def test_from_four_sessions_a_reading_counts_differences_as_doubt() -> None:
    alike = [(15, 20)] * 8
    assert pooled({"citizen": alike, "ahp": alike})["reading"] == "common_ground"
    assert pooled({"citizen": alike, "ahp": alike})["close_call"] is False
    split = [(20, 20), (10, 20)] * 4
    assert pooled({"citizen": split, "ahp": split})["close_call"] is True


def test_unanimous_sessions_do_not_differ() -> None:
    got = pool_of([(5, 5), (8, 8), (6, 6), (9, 9)])
    assert (got["dispersion"], got["differ"], got["likely_range"][1]) == (1.0, False, 1.0)


def test_a_session_without_answers_is_no_session() -> None:
    assert pool_of([*COUNTS[:3], (0, 0)])["sessions"] == 3
    assert pool_of([])["share"] is None
    assert pool_of([(3, 5)])["differ"] is None


def test_a_public_pool_leaves_closed_cells_out_unless_they_hide_each_other() -> None:
    assert public_counts([(5, 8), (1, 4)]) == [(5, 8)]
    assert public_counts([(5, 8), (1, 4), (0, 1)]) == [(5, 8), (1, 4), (0, 1)]
    assert public_counts([(5, 8), (1, 2), (0, 2), (0, 0)]) == [(5, 8)]
