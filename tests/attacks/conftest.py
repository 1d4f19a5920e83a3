"""What attacks share: a server of their own, and on it a house in which people wrote the worst they could."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attacks.scripts import all_of_them
from tests.attacks.whole_house import WholeHouse
from tests.serving import Server, serving


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all attacks; those that need other settings start their own."""
    data = tmp_path_factory.mktemp("attacked") / "data"
    with serving(data, action_limit="0") as running:
        yield running


@pytest.fixture(scope="session")
def scrawled(attacked: Server) -> Iterator[WholeHouse]:
    """A workshop whose last step is open, with a text of attackers in every field."""
    house = WholeHouse(attacked, all_of_them())
    yield house
    house.close()
