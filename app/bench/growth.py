"""Growth: what a vote costs in a large room beside a small one, when as many votes come in a second."""

from __future__ import annotations

from .results import Result, middle
from .servers import ours
from .voting import seated, steady

SMALL, LARGE = 200, 3_000
RATE = 1_500.0
SECONDS = 4.0
ROUNDS = 5


async def growth() -> Result:
    """Row 12: nobody looks on, so that nothing is pushed; keeping the connections alive is part of a vote's cost."""
    result = Result(f"growth, {SMALL} and {LARGE} voters at {RATE:.0f} votes/s in all")
    with ours() as small_server, ours() as large_server:
        small, large = await seated(small_server, SMALL), await seated(large_server, LARGE)
        ratios, costs = [], []
        for n in range(ROUNDS):
            few, many = await steady([small], RATE, SECONDS, n), await steady([large], RATE, SECONDS, n)
            ratios.append(many.cpu / few.cpu)
            costs.append(many.cpu)
            result.notes.append(
                f"{few.cpu * 1e6:.1f} µs of CPU a vote with {SMALL} voters, {many.cpu * 1e6:.1f} with {LARGE}"
            )
        small.leave()
        large.leave()
    result.add(f"CPU a vote with {LARGE} voters", middle(costs) * 1e6, "µs")
    result.add(f"CPU a vote with {LARGE} voters ÷ with {SMALL}", middle(ratios), "×", 1.5, row=12)
    return result
