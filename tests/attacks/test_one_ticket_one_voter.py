"""S6: where people come by ticket, a ticket is one voter, whatever is tried with it."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path

import httpx
import pytest

from tests.people import Json, Organiser, Workshop
from tests.serving import Server, serving

TICKETS, TABS = 60, 50
AT_ONCE = 50


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "data") as running:
        yield running


@pytest.mark.check
async def test_a_thousand_tries_bring_no_extra_vote(server: Server) -> None:
    await no_extra_votes(server, tries=1_000)


@pytest.mark.promise
async def test_ten_thousand_tries_bring_no_extra_vote(server: Server) -> None:
    await no_extra_votes(server, tries=10_000)


async def no_extra_votes(server: Server, tries: int) -> None:
    """Races of 50 tabs, tickets used before, forged ones and those of another workshop, until so many were tried."""
    with Organiser(server) as organiser:
        workshop = organiser.workshop("vote", joining="ticket")
        elsewhere = organiser.workshop("vote", joining="ticket")
        tickets, theirs = _issued(workshop, TICKETS), _issued(elsewhere, 20)
        async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=60) as http:
            http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            race = Race(http, workshop)
            raced = tickets[: TICKETS - 10]
            for ticket in raced:
                await race.together([ticket] * min(TABS, tries // (2 * len(raced))))
            while race.tries < tries:
                await race.together(_bad_ones(raced, theirs))
            for joined in race.came_in:
                await http.post(
                    "/api/v1/actions", json=workshop.vote("r0", "agree"),
                    headers={"Authorization": f"Bearer {joined['token']}"},
                )  # fmt: skip
        votes = sum(cell["agree"] for cell in workshop.tally()["r0"].values())
        print(f"{race.tries} tries: {len(race.came_in)} came in, {votes} votes, refused: {dict(race.refused)}")
        assert len(race.came_in) == votes == len(raced)
        assert workshop.shown()["here"]["citizen"] == len(raced)


class Race:
    """Tries to come in, and what became of them."""

    def __init__(self, http: httpx.AsyncClient, workshop: Workshop) -> None:
        self._http, self._workshop = http, workshop
        self.tries, self.came_in, self.refused = 0, list[Json](), Counter[str]()

    async def together(self, tickets: list[str]) -> None:
        await asyncio.gather(*map(self._one(), tickets))

    def _one(self) -> Callable[[str], Awaitable[None]]:
        async def one(ticket: str) -> None:
            self.tries += 1
            sent = {"code": self._workshop.code, "community": "citizen", "ticket": ticket}
            answer = await self._http.post("/api/v1/join", json=sent)
            if answer.status_code == 201:
                self.came_in.append(answer.json())
            else:
                self.refused[answer.json()["error"]["code"]] += 1

        return one


def _issued(workshop: Workshop, count: int) -> list[str]:
    made = workshop.host.posts(f"/sessions/{workshop.id}/tickets", {"count": count})["tickets"]
    return [ticket["code"] for ticket in made]


def _bad_ones(used: list[str], theirs: list[str]) -> list[str]:
    """Tickets that were used, are for another workshop, resemble a real one, or are invented."""
    real = secrets.choice(used)
    letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
    near = list(real.replace("-", ""))
    near[secrets.randbelow(len(near))] = secrets.choice(letters)
    forged = "".join(secrets.choice(letters) for _ in range(12))
    again = [secrets.choice(used) for _ in range(20)]
    return [*again, *theirs[:10], "".join(near), forged, real[:-1], real * 2, "", " "]
