"""Moving one thing in a list."""

from __future__ import annotations

import pytest

from app.domain.ordering import moved


@pytest.mark.parametrize(("by", "order"), [(1, "acb"), (-1, "bac"), (5, "acb"), (-5, "bac"), (0, "abc")])
def test_it_goes_so_many_places_and_stays_at_an_end(by: int, order: str) -> None:
    assert "".join(moved("abc", "b", by)) == order
