"""Many small rooms: what a vote costs where nearly every vote is a turn of its own, and what their boards cost."""

from __future__ import annotations

import asyncio

from .boards import Board
from .databases import Postgres, postgres
from .results import Result, middle
from .servers import Measured, ours
from .voting import Crowd, seated, steady

ROOMS, EACH = 50, 10
RATE = 250.0
"""Votes a second in all: five a second in each of the rooms."""
SECONDS = 4.0
ROUNDS = 5


async def rooms() -> Result:
    """No row of its own: read off for what a national event would need."""
    result = Result(f"rooms, {RATE:.0f} votes/s by {ROOMS * EACH} people in 1 room and in {ROOMS}")
    with ours() as server:
        await _compared(result, "SQLite", server, None)
    with postgres() as database, ours(DATABASE_URL=database.new_database()) as server:
        await _compared(result, "PostgreSQL", server, database)
    return result


async def _compared(result: Result, name: str, server: Measured, database: Postgres | None) -> None:
    one = [await seated(server, ROOMS * EACH)]
    before = server.memory()
    many = [await seated(server, EACH) for _ in range(ROOMS)]
    grown = server.memory() - before
    together, apart, shown, stored = [], [], [], []
    for n in range(ROUNDS):
        together.append((await steady(one, RATE, SECONDS, n)).cpu)
        spent = database.cpu() if database else 0.0
        apart.append((await steady(many, RATE, SECONDS, n)).cpu)
        stored.append(((database.cpu() if database else 0.0) - spent) / (RATE * SECONDS))
        shown.append(await _picture(many, apart[-1], n))
    result.add(f"{name}: CPU a vote in one room", middle(together) * 1e6, "µs")
    result.add(f"{name}: CPU a vote in {ROOMS} rooms", middle(apart) * 1e6, "µs")
    if database:
        result.add(f"{name}: its own CPU a vote in {ROOMS} rooms", middle(stored) * 1e6, "µs")
    result.add(f"{name}: CPU a picture of a board", middle(shown) * 1e6, "µs")
    result.add(f"{name}: memory a room of {EACH} connected people", grown / ROOMS / 1024, "KB")
    for crowd in (*one, *many):
        crowd.leave()


async def _picture(crowds: list[Crowd], unseen: float, seed: int) -> float:
    """CPU seconds of one picture: what the same votes cost more with a board in each room, by the pictures shown."""
    boards = [await Board.open(crowd.workshop) for crowd in crowds]
    before = sum(board.pictures for board in boards)
    seen = await steady(crowds, RATE, SECONDS, seed)
    await asyncio.sleep(0.5)
    drawn = sum(board.pictures for board in boards) - before
    for board in boards:
        board.leave()
    return (seen.cpu - unseen) * RATE * SECONDS / drawn
