"""kill -9 in the middle of everything: whatever was acknowledged is there, and resending makes the tally exact."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from random import Random

import pytest

from tests.chance import a_seed
from tests.conversation import VOTES, made_up
from tests.faults.voters import Checked, Voters, database_of
from tests.people import Organiser
from tests.replaying import Replay, planned
from tests.serving import Server, serving

KILLS = 2
ROUNDS, ACKS = 100, 50_000


@pytest.mark.check
async def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(tmp_path: Path) -> None:
    seed = a_seed()
    dice, conversation = Random(seed), made_up(seed)
    with serving(tmp_path / "data") as server, Organiser(server) as organiser:
        replay = await Replay.of(server, planned(organiser, conversation), conversation)
        answers = []
        for _ in range(KILLS):
            answered = await killed_in_the_middle(server, replay, dice)
            answers.append(answered)
            assert integrity(server) == "ok"
            server.start()
            assert kept_votes(server) >= answered
        print(f"killed after {answers} acks")
        assert 0 < answers[0] < VOTES, "the first kill came in the middle"
        await replay.sends_until_cut_off()
        assert len(replay.first) == len({ack["version"] for ack in replay.first.values()}) == VOTES
        assert all(ack["ok"] for ack in replay.first.values())
        again = await replay.everyone_sends(backwards=True)
        assert again == replay.first
        assert replay.workshop.tally() == conversation.tally()


@pytest.mark.promise
async def test_a_hundred_kills_among_three_hundred_people_lose_nothing(tmp_path: Path) -> None:
    seed = a_seed()
    dice = Random(seed)
    with serving(tmp_path / "data", action_limit="0") as server, Organiser(server) as organiser:
        voters = await Voters.of(server, organiser.workshop("vote", ideas=30), 300)
        async with voters.voting():
            for _ in range(ROUNDS):
                enough = len(voters.acks) + dice.randint(350, 650)
                while len(voters.acks) < enough:
                    await asyncio.sleep(dice.uniform(0.001, 0.02))
                await asyncio.to_thread(server.kill9)
                Checked(database_of(server), voters).assert_whole()
                await asyncio.to_thread(server.start)
        print(f"seed {seed}: {ROUNDS} kills, {len(voters.acks)} acks")
        assert len(voters.saved()) == len(voters.acks) >= ACKS
        server.stop()
        Checked(database_of(server), voters).assert_whole()


async def killed_in_the_middle(server: Server, replay: Replay, dice: Random) -> int:
    """Kills the server once a random share of what is left has been acknowledged → how many acks there are."""
    before = len(replay.first)
    enough = before + dice.randint(1, max(1, (VOTES - before) // 3))
    sending = asyncio.create_task(replay.sends_until_cut_off())
    while replay.heard() < enough and not sending.done():
        await asyncio.sleep(0.001)
    await asyncio.to_thread(server.kill9)
    await asyncio.wait_for(sending, 30)
    return len(replay.first)


def integrity(server: Server) -> str:
    with sqlite3.connect(server.data / "common-ground.db") as db:
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])


def kept_votes(server: Server) -> int:
    with sqlite3.connect(f"file:{server.data}/common-ground.db?mode=ro", uri=True) as db:
        return int(db.execute("select count(*) from journal where kind = 'answered'").fetchone()[0])
