"""Shaping: the workbench and its look-alikes with 20,000 contributions, beside a page that loads them all."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time

import httpx
from sqlalchemy import select
from sqlmodel import Session as Db
from sqlmodel import col

from app.storage.database import reading_engine
from app.storage.tables import Contribution, Quote

from .listened import Listened, fill
from .results import Result, middle
from .servers import Measured, ours

MANY, FEW = 20_000, 200
IDEAS = 200
ROUNDS = 7
PAGE_WITHIN, ALIKE_WITHIN = 200.0, 5.0
"""Milliseconds for a page, seconds for look-alikes."""

VIEWS = {
    "the first page, an idea open": "idea={idea}",
    "the last page of all": "all=1&page=400&idea={idea}",
    "a search through all of it": "all=1&q=evening+waited&idea={idea}",
    "one theme, not in an idea": "theme=Theme+3&community=citizen&idea={idea}",
}


async def shaping() -> Result:
    """Row 17: pages as an organiser's browser asks for them, and the process that seeks look-alikes."""
    result = Result(f"shaping, {MANY} contributions and {IDEAS} ideas")
    with ours() as server:
        database = f"sqlite:///{server.folder}/common-ground.db"
        large, small = fill(database, MANY, IDEAS), fill(database, FEW, 20)
        client = httpx.Client(
            base_url=server.url, headers={"Authorization": f"Bearer {server.token()}"}, trust_env=False, timeout=60
        )
        await _settled(client, large)
        took: dict[str, list[float]] = {view: [] for view in (*VIEWS, "few", "naive")}
        for _ in range(ROUNDS):
            for view, query in VIEWS.items():
                took[view].append(_page(client, large, query))
            took["few"].append(_page(client, small, "idea={idea}"))
            took["naive"].append(_naive(database, large))
        for view in VIEWS:
            result.add(view, middle(took[view]), "ms", PAGE_WITHIN, row=17)
        spent = [_spent(client, server, large) for _ in range(ROUNDS)]
        result.add("CPU of the server for the first page", middle(spent), "ms")
        result.add(f"the first page with {FEW} contributions", middle(took["few"]), "ms")
        result.add("loading every contribution and quote to count them, without a page", middle(took["naive"]), "ms")
        _seek(result, server, database, large)
        result.add("asked for over the API until they are there", await _over_the_api(client, server, large), "s",
                   ALIKE_WITHIN, row=17)  # fmt: skip
        client.close()
    return result


def _page(client: httpx.Client, listened: Listened, query: str) -> float:
    began = time.perf_counter()
    answer = client.get(f"/programmes/{listened.programme}/shape?{query.format(idea=listened.ideas[0])}")
    answer.raise_for_status()
    return (time.perf_counter() - began) * 1000


def _spent(client: httpx.Client, server: Measured, listened: Listened) -> float:
    """Milliseconds of CPU, which other work on the machine does not stretch."""
    before = server.cpu()
    _page(client, listened, VIEWS["the first page, an idea open"])
    return (server.cpu() - before) * 1000


def _naive(database: str, listened: Listened) -> float:
    """What a page would do that loads rows and counts them in Python."""
    engine = reading_engine(database, 1)
    began = time.perf_counter()
    with Db(engine) as db:
        said = db.scalars(select(Contribution).where(col(Contribution.programme) == listened.programme)).all()
        placed = {quote.contribution for quote in db.scalars(select(Quote)).all()}
        assert sum(one.id in placed for one in said)
    took = (time.perf_counter() - began) * 1000
    engine.dispose()
    return took


def _seek(result: Result, server: Measured, database: str, listened: Listened) -> None:
    """The process itself, beside one that starts and reads the same texts and no more."""
    seeking, reading = [], []
    asked = json.dumps({"database": database, "programme": listened.programme}).encode()
    only_read = (
        "import json, sys; from sqlmodel import Session; from app.storage.database import reading_engine; "
        "from app.actions.suggesting_alike import material_of; asked = json.load(sys.stdin); "
        "print(material_of(Session(reading_engine(asked['database'], 1)), asked['programme']).size)"
    )
    for _ in range(3):
        seeking.append(_run(["-m", "app.actions.suggesting_alike"], asked, server))
        reading.append(_run(["-c", only_read], asked, server))
    result.add("look-alikes of every idea, in a process of its own", middle(seeking), "s", ALIKE_WITHIN, row=17)
    result.add("a process that starts, reads the same texts and ends", middle(reading), "s")


def _run(words: list[str], asked: bytes, server: Measured) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], input=asked, env=server.environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


async def _settled(client: httpx.Client, listened: Listened) -> None:
    """The first page starts a search: what is measured comes after it."""
    while not client.get(_alike(listened)).json()["ready"]:
        await asyncio.sleep(0.2)


async def _over_the_api(client: httpx.Client, server: Measured, listened: Listened) -> float:
    """Something changes, so they are sought anew: the seconds until the answer says that it is whole."""
    idea = listened.ideas[0]
    changed = client.post(
        f"/api/v1/programmes/{listened.programme}/ideas/{idea}/wording", json={"text": "A visit at home after a fall"}
    )
    changed.raise_for_status()
    began = time.perf_counter()
    while not client.get(_alike(listened)).json()["ready"]:
        await asyncio.sleep(0.05)
    return time.perf_counter() - began


def _alike(listened: Listened) -> str:
    return f"/api/v1/programmes/{listened.programme}/ideas/{listened.ideas[0]}/look-alikes"
