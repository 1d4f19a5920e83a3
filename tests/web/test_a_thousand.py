"""A real event's numbers on the wall: what a thousand people share out and forty rate, against counts made here."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import httpx
import pytest

from tests.people import Json, Organiser, Workshop, an_action, join
from tests.serving import Server, serving

pytestmark = pytest.mark.check
BUDGET = 5
COMPARED = ("citizen", "ahp")
INSET, ACROSS, UP = 20.0, 1150.0, 706.0
"""Of the picture: what marks keep from its edges, and the way from the lowest score to the highest."""


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(Path(tmp_path_factory.mktemp("hall")) / "data") as running:
        yield running


def seeded() -> random.Random:
    seed = random.randrange(10**6)
    print("seed", seed)
    return random.Random(seed)


async def everybody(server: Server, workshop: Workshop, people: list[tuple[str, list[Json]]]) -> None:
    """Each (community, actions) joins and does all of theirs."""
    joined = await join(server, workshop.code, [{"community": community} for community, _ in people])
    some = asyncio.Semaphore(16)
    async with httpx.AsyncClient(base_url=server.url, timeout=30, trust_env=False) as http:

        async def one(token: str, actions: list[Json]) -> None:
            async with some:
                bearer = {"Authorization": f"Bearer {token}"}
                acks = (await http.post("/api/v1/actions", json=actions, headers=bearer)).json()["acks"]
            assert all(ack["ok"] for ack in acks), acks

        await asyncio.gather(*(one(me["token"], acts) for me, (_, acts) in zip(joined, people, strict=True) if acts))


def board_of(server: Server, workshop: Workshop) -> str:
    workshop.turn("close")
    workshop.turn("reveal")
    return httpx.get(f"{server.url}/sessions/{workshop.id}/board", trust_env=False).text


def rows_of(page: str, ideas: dict[str, str]) -> dict[str, str]:
    """{ref: its row on the board}, in the order shown."""
    refs = {id: ref for ref, id in ideas.items()}
    parts = re.split(r'id="idea-([^"]+)"', page)[1:]
    return {refs[id]: text for id, text in zip(parts[::2], parts[1::2], strict=True)}


def test_a_thousand_people_sharing_five_dots_over_five_ideas(hall: Server) -> None:
    dice = seeded()
    with Organiser(hall) as organiser:
        workshop = organiser.workshop({"kind": "dots", "settings": {"budget": BUDGET}}, ideas=5)
        refs = list(workshop.ideas)
        people, gave, dots = [], dict[tuple[str, str], int](), dict[tuple[str, str], int]()
        ballots, placed = dict.fromkeys(COMPARED, 0), dict.fromkeys(COMPARED, 0)
        for n in range(1_000):
            community = "ahp" if n % 25 < 9 else "citizen"
            weights = [5, 4, 3, 2, 1] if community == "citizen" else [4, 1, 3, 2, 5]
            picks = dice.choices(refs, weights, k=BUDGET if dice.random() < 0.9 else dice.randint(0, BUDGET - 1))
            mine = {ref: picks.count(ref) for ref in picks}
            people.append((community, [
                an_action(workshop.stage, "dots", idea=workshop.ideas[ref], dots=count) for ref, count in mine.items()
            ]))  # fmt: skip
            ballots[community] += bool(mine)
            placed[community] += len(picks)
            for ref, count in mine.items():
                gave[ref, community] = gave.get((ref, community), 0) + 1
                dots[ref, community] = dots.get((ref, community), 0) + count
        asyncio.run(everybody(hall, workshop, people))
        page = board_of(hall, workshop)
        exact = {row["ref"]: row["communities"] for row in workshop.outcomes()["stages"][0]["ideas"]}
    shares = {ref: min(Fraction(gave[ref, c], ballots[c]) for c in COMPARED) for ref in refs}
    rows = rows_of(page, workshop.ideas)
    assert [shares[ref] for ref in rows] == sorted(shares.values(), reverse=True)
    for ref, row in rows.items():
        for community in COMPARED:
            cell = exact[ref][community]
            assert (cell["people"], cell["dots"]) == (gave[ref, community], dots[ref, community])
            full = 548 * gave[ref, community] / ballots[community]
            assert f'<rect class="fill {community}" y="1" width="{round(full, 1)}"' in row
            whole = f"{gave[ref, community]} of {ballots[community]} {'citizens' if community == 'citizen' else 'AHPs'}"
            assert f"{whole} gave it a dot" in row
            assert f"{round_half_up(dots[ref, community], placed[community])}%" in row
    unused = {c: BUDGET * ballots[c] - placed[c] for c in COMPARED}
    assert f"Dots not used: citizens {unused['citizen']}, AHPs {unused['ahp']}." in page


def round_half_up(part: int, whole: int) -> int:
    return int(Fraction(100 * part, whole) + Fraction(1, 2))


def test_eight_ideas_rated_by_forty_people(hall: Server) -> None:
    dice = seeded()
    with Organiser(hall) as organiser:
        workshop = organiser.workshop("rate", ideas=8)
        people: list[tuple[str, list[Json]]] = []
        pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for n in range(40):
            community = "ahp" if n % 8 < 3 else "citizen"
            acts = []
            for at, (ref, id) in enumerate(workshop.ideas.items()):
                scores = [min(5, max(1, round(dice.gauss(1.6 + at * step, 0.8)))) for step in (0.4, 0.25)]
                if dice.random() < 0.05:
                    continue
                pairs.setdefault((ref, community), []).append((scores[0], scores[1]))
                acts += [an_action(workshop.stage, "rate", idea=id, scale=scale, score=score)
                         for scale, score in zip(("importance", "ease"), scores, strict=True)]  # fmt: skip
            people.append((community, acts))
        asyncio.run(everybody(hall, workshop, people))
        page = board_of(hall, workshop)
    for ref, id in workshop.ideas.items():
        mark = page[page.index(f'data-idea="{id}"') :].split("</g>")[0]
        found = {
            "citizen": re.findall(r'<circle class="citizen" cx="([\d.]+)" cy="([\d.]+)"', mark),
            "ahp": [
                (float(x) + 12.5, float(y) + 12.5) for x, y in re.findall(r'"ahp" x="([\d.]+)" y="([\d.]+)"', mark)
            ],
        }
        for community in COMPARED:
            up, across = (Fraction(sum(axis), len(axis)) for axis in zip(*pairs[ref, community], strict=True))
            x, y = float(INSET + (across - 1) / 4 * ACROSS), float(INSET + (5 - up) / 4 * UP)
            ((left, top),) = found[community]
            assert (float(left), float(top)) == pytest.approx((x, y), abs=0.06)
