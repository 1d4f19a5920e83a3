"""A workshop to load: its ideas, its people, their connections and their votes."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import httpx
import msgspec

from .load import Client, connect
from .servers import Measured

CHOICES = ("agree", "unsure", "disagree")
SCALES = ("importance", "ease")
PLACES = 5
"""How many ideas a ranking names."""
_RUN, _NUMBERS = str(uuid.uuid4())[:24], count()
"""Ids of actions, as long as a browser's: no two are ever the same, or the second would cost no more than a look-up."""
_JSON: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, Any])


@dataclass(slots=True)
class Workshop:
    """A running session with one open stage, a vote unless told otherwise."""

    server: Measured
    id: str
    stage: str
    ideas: list[str]
    code: str
    board: str
    organiser: dict[str, str]
    kind: str = "vote"


async def open_workshop(server: Measured, ideas: int = 30, kind: str = "vote") -> Workshop:
    """Plans a session over the API and opens its stage. Dots are plenty, so that none is refused."""
    organiser = {"Authorization": f"Bearer {server.token()}"}
    async with httpx.AsyncClient(
        base_url=server.url + "/api/v1", headers=organiser, trust_env=False, timeout=30
    ) as http:
        programme = (await http.post("/programmes", json={"name": "Bench"})).json()["id"]
        texts = [
            {"text": f"Idea {n}, in the words of a citizen who would like it", "ref": str(n)} for n in range(ideas)
        ]
        made = (await http.post(f"/programmes/{programme}/ideas", json={"ideas": texts})).json()["ideas"]
        stages = [{"kind": kind, "ideas": "all", "settings": {"budget": 100}}]
        session = (
            await http.post(f"/programmes/{programme}/sessions", json={"name": "Bench", "stages": stages})
        ).json()
        await http.post(f"/sessions/{session['id']}/start", json={})
        stage = session["stages"][0]["id"]
        (await http.post(f"/stages/{stage}/open", json={})).raise_for_status()
    secret = session["links"]["join"].rsplit("/", 1)[1]
    board = session["links"]["board"].removeprefix(server.url)
    return Workshop(server, session["id"], stage, [i["id"] for i in made], secret, board, organiser, kind)


async def tokens_for(workshop: Workshop, people: int) -> list[str]:
    """Joins so many people, two citizens to one AHP."""
    turns = asyncio.Semaphore(32)
    async with httpx.AsyncClient(base_url=workshop.server.url, trust_env=False, timeout=60) as http:

        async def join(n: int) -> str:
            async with turns:
                http.cookies.clear()
                community = "ahp" if n % 3 == 0 else "citizen"
                answer = await http.post(
                    "/api/v1/join", json={"code": workshop.code, "community": community}, headers={"Cookie": ""}
                )
                answer.raise_for_status()
                return str(answer.json()["token"])

        return list(await asyncio.gather(*(join(n) for n in range(people))))


@dataclass(slots=True)
class Voter:
    """One connection that votes and waits for its acks."""

    client: Client
    sent: dict[str, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    versions: list[tuple[float, int]] = field(default_factory=list)
    """(when the vote was sent, the version its ack named)."""
    acked: int = 0
    again: Callable[[Voter], None] | None = None
    """Called after every ack: for those who always have the next vote at hand."""

    def hear(self, text: bytes) -> None:
        if not text.startswith(b'{"ack"'):
            return
        ack = _JSON.decode(text)["ack"]
        begun = self.sent.pop(ack["id"])
        self.waits.append(time.perf_counter() - begun)
        if ack["ok"]:
            self.acked += 1
            self.versions.append((begun, ack["version"]))
        if self.again is not None:
            self.again(self)

    def vote(self, workshop: Workshop, dice: random.Random) -> None:
        id = f"{_RUN}{next(_NUMBERS):012x}"
        said = _SAID[workshop.kind](workshop.ideas, dice)
        self.sent[id] = time.perf_counter()
        self.client.send(f'{{"id":"{id}","stage":"{workshop.stage}","do":"{workshop.kind}",{said}}}'.encode())


def _vote(ideas: list[str], dice: random.Random) -> str:
    return f'"idea":"{dice.choice(ideas)}","choice":"{dice.choice(CHOICES)}"'


def _dots(ideas: list[str], dice: random.Random) -> str:
    return f'"idea":"{dice.choice(ideas)}","dots":{dice.randrange(4)}'


def _rate(ideas: list[str], dice: random.Random) -> str:
    return f'"idea":"{dice.choice(ideas)}","scale":"{dice.choice(SCALES)}","score":{dice.randint(1, 5)}'


def _rank(ideas: list[str], dice: random.Random) -> str:
    return f'"order":{json.dumps(dice.sample(ideas, PLACES))}'


_SAID = {"vote": _vote, "dots": _dots, "rate": _rate, "rank": _rank}
"""What is said in each kind of stage, as the fields of an action."""


async def sit_down(workshop: Workshop, tokens: list[str], headers: str = "") -> list[Voter]:
    """Connects everyone and waits for each snapshot."""
    turns = asyncio.Semaphore(64)

    async def one(token: str) -> Voter:
        async with turns:
            client = await connect(workshop.server.url, "/api/v1/live", headers)
            first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            client.hear = partial(_arrived, first)
            client.send(json.dumps({"hello": token}).encode())
            await asyncio.wait_for(first, 30)
            voter = Voter(client)
            client.hear = voter.hear
            return voter

    return list(await asyncio.gather(*(one(token) for token in tokens)))


def _arrived(first: asyncio.Future[None], _: bytes) -> None:
    if not first.done():
        first.set_result(None)
