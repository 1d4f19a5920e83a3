"""One truth: whoever looks, wherever, reads the numbers that a plain SELECT counts."""

from __future__ import annotations

import asyncio
import json
from random import Random

import httpx
import pytest

from tests.chance import a_seed
from tests.people import Organiser, Workshop, an_action

from .checking import check
from .crowd import Crowd
from .halls import CHOICES, Hall, away
from .kept import kept
from .onlookers import Onlooker, open_board, open_console
from .telling import (
    Shares,
    finished_by,
    finished_in,
    in_a_workbook,
    in_tables,
    on_a_phone,
    on_the_board,
    selected,
    shares,
    with_all_figures,
)


@pytest.mark.check
async def test_board_console_phones_report_and_outcomes_say_what_a_select_counts(hall: Hall) -> None:
    await one_truth(hall, people=150)


@pytest.mark.promise
async def test_one_truth_for_a_thousand_people(any_hall: Hall) -> None:
    await one_truth(any_hall, people=1000)


async def one_truth(hall: Hall, people: int) -> None:
    seed = a_seed()
    url = hall.server.url
    with hall.workshop("vote") as workshop:
        async with hall.crowd(workshop, people) as crowd:
            board = await open_board(url, workshop.id)
            console = await open_console(url, workshop.id, hall.server.token)
            everybody_votes(crowd, workshop, Random(seed))
            await crowd.settle()
            await asyncio.sleep(1)
            expected = finished_in(kept(hall.database, workshop.id), workshop)
            assert finished_by(board.html) == finished_by(console.html)[: len(expected)] == expected
            await away(workshop.turn, "close")
            await away(workshop.turn, "reveal")
            await everyone_agrees(hall, workshop, crowd, board)
            await away(workshop.host.posts, f"/sessions/{workshop.id}/finish")
            await everyone_agrees(hall, workshop, crowd, None)
            for onlooker in (board, console):
                onlooker.line.transport.abort()


def everybody_votes(crowd: Crowd, workshop: Workshop, dice: Random) -> None:
    """Most on every idea, some change their mind, a few answer only some."""
    for person in crowd.people:
        ideas = list(workshop.ideas.values())
        for idea in [*(ideas if dice.random() < 0.8 else ideas[:5]), dice.choice(ideas[:5])]:
            person.does(an_action(workshop.stage, "vote", idea=idea, choice=dice.choice(CHOICES)))


async def everyone_agrees(hall: Hall, workshop: Workshop, crowd: Crowd, board: Onlooker | None) -> None:
    outcome = await away(workshop.outcomes)
    found = check(crowd.history, hall.database, workshop.id, outcome)
    print(found.as_text())
    assert not found.wrong()
    texts = {idea["idea"]: idea["text"] for idea in outcome["stages"][0]["ideas"]}
    counts, ideas = selected(kept(hall.database, workshop.id), workshop, texts), list(texts.values())
    assert json.loads(await away(exported, workshop, "json")) | {"generated_at": None} == outcome | {
        "generated_at": None
    }
    assert in_tables(await away(exported, workshop, "csv"), ideas) == counts
    assert in_a_workbook(await away(exported, workshop, "xlsx"), ideas) == counts
    assert with_all_figures(await away(page, workshop.host, workshop.links["outcomes"]), ideas) == counts
    if board is not None:
        assert await all_pages(workshop, board, ideas) == shares(counts)
        assert on_a_phone(await away(a_phones_picture, hall, crowd), ideas) == shares(counts)
    else:
        await away(workshop.host.posts, f"/sessions/{workshop.id}/publish")
        assert with_all_figures(await away(page, workshop.host, workshop.links["report"]), ideas) == counts


def exported(workshop: Workshop, format: str) -> bytes:
    answer = workshop.host.http.get(f"/sessions/{workshop.id}/export?format={format}", timeout=120)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def page(host: Organiser, address: str) -> str:
    answer = host.http.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return str(answer.text)


async def all_pages(workshop: Workshop, board: Onlooker, ideas: list[str]) -> Shares:
    """The host turns the board's pages; each pushed picture is what somebody finds who opens the board now."""
    found: Shares = {}
    for number in (1, 2):
        version = (await away(workshop.host.posts, f"/sessions/{workshop.id}/board", {"page": number}))["version"]
        while board.versions[-1] < version:
            await asyncio.sleep(0.05)
        shown = on_the_board(board.html, ideas)
        assert shown == on_the_board(await away(page, workshop.host, workshop.links["board"]), ideas)
        found |= shown
    return found


def a_phones_picture(hall: Hall, crowd: Crowd) -> str:
    """The page that one participant finds."""
    return page_of(hall, crowd.people[0].cookie, crowd.people[0].token.split(".")[1])


def page_of(hall: Hall, cookie: str, session: str) -> str:
    answer = httpx.get(f"{hall.server.url}/sessions/{session}", headers={"Cookie": cookie}, trust_env=False, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.text
