"""A whole sitting with everybody in it: join, vote, comment, rank, reveal, finish. Nothing is lost or doubled."""

from __future__ import annotations

import gc

import pytest

from app.bench.results import Result
from tests.chance import a_seed
from tests.people import Workshop

from .crowd import Crowd
from .halls import Hall, away
from .sitting_figures import ASKING_AFTER, figures
from .sittings import IDEAS, STAGES, Sitting


@pytest.mark.check
async def test_a_whole_sitting_of_two_hundred_and_fifty_loses_nothing(own_hall: Hall) -> None:
    await sitting(own_hall, people=250, coming=1.0, voting=2.0, ranking=1.0, quiet=1.0)


@pytest.mark.promise
@pytest.mark.clocked
async def test_a_whole_sitting_of_three_thousand_loses_nothing_and_is_quick(any_hall: Hall) -> None:
    table = await sitting(any_hall, people=3000, coming=60.0, voting=60.0, ranking=20.0, quiet=10.0)
    missed = [figure.name for figure in table.figures if figure.reached is False]
    assert not missed, f"not reached: {missed}"


async def sitting(hall: Hall, people: int, coming: float, voting: float, ranking: float, quiet: float) -> Result:
    seed = a_seed()
    gc.collect()
    gc.freeze()
    with hall.workshop(*STAGES, ideas=IDEAS, opened=False) as workshop:
        crowd = Crowd(hall.server.url, seed=seed)
        try:
            held = Sitting(hall, workshop, crowd, people, coming, voting, ranking, quiet, seed)
            before = await away(hall.metrics)
            await held.hold()
            table = figures(held, before, await away(hall.metrics))
            print(table.as_text())
            await nothing_is_lost(hall, workshop, crowd, people)
            assert crowd.here() == people, "nobody lost their line"
            assert max(held.requests.values()) <= ASKING_AFTER * people, held.requests
            assert all(max(times) < float("inf") for times in held.reached().values()), "everybody saw every step"
            return table
        finally:
            await crowd.leave()
            gc.unfreeze()


async def nothing_is_lost(hall: Hall, workshop: Workshop, crowd: Crowd, people: int) -> None:
    found = await away(hall.check, crowd, workshop)
    assert not found.wrong()
    assert (found.refused, found.unknown) == (0, 0)
    assert found.ok >= people * (IDEAS + 3)
    assert len(crowd.faces()) == 1, "all phones show the same"
