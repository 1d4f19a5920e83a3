"""Every kind of stage: what one saved answer costs, beside one vote in the same run."""

from __future__ import annotations

from .results import Result, middle
from .servers import ours
from .voting import Pace, saturate, seated

KINDS = ("vote", "dots", "rate", "rank")
PEOPLE, ROUNDS, SECONDS, UNDER_WAY = 500, 5, 3.0, 2
LIMIT = 1.5


async def kinds() -> Result:
    """One server on SQLite, a workshop for each kind, taking turns: CPU seconds for an answer that is saved."""
    result = Result(f"kinds, {PEOPLE} people with {UNDER_WAY} answers under way each")
    with ours() as server:
        crowds = {kind: await seated(server, PEOPLE, kind=kind) for kind in KINDS}
        paces: dict[str, list[Pace]] = {kind: [] for kind in KINDS}
        for n in range(ROUNDS):
            for kind, crowd in crowds.items():
                paces[kind].append(await saturate([crowd], SECONDS, UNDER_WAY, n))
        for crowd in crowds.values():
            crowd.leave()
    for kind, ran in paces.items():
        result.add(f"{kind}: saved answers at saturation", middle([pace.rate for pace in ran]), "answers/s")
        result.add(f"{kind}: CPU an answer", middle([pace.cpu for pace in ran]) * 1e6, "µs")
    for kind in KINDS[1:]:
        ratios = [pace.cpu / vote.cpu for pace, vote in zip(paces[kind], paces["vote"], strict=True)]
        result.add(f"{kind}: CPU an answer ÷ CPU a vote", middle(ratios), "×", LIMIT, row=16)
    return result
