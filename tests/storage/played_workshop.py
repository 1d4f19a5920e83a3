"""A workshop played through the real doors, to see whether all of it comes back: votes, dots, scores, orders, words.

    python -m tests.storage.played_workshop NAME

plays it on a new server, backs that up and writes tests/data/NAME.zip with the outcomes that it has to give for ever.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.domain.stages import GRACE
from tests.people import Json, Organiser, Workshop, an_action, join
from tests.serving import Server, serving

DATA = Path(__file__).resolve().parents[1] / "data"
KINDS = ("gather", "vote", "discuss", "dots", "rate", "rank")
PEOPLE = ("citizen",) * 7 + ("ahp",) * 6 + ("other",) * 2
WORDS = "An example remark, «quoted» & with ünïcode — naïve 🙂"


@dataclass(frozen=True, slots=True)
class Played:
    """What was there when it was over. `saved` is the finished session's outcome, `running` another's, unfinished."""

    tokens: list[str]
    saved: Json
    running: Json


async def play(server: Server, seed: int = 1) -> Played:
    """One workshop from the first idea to the published report, and one that is in the middle of its vote."""
    dice = Random(seed)
    with Organiser(server) as host:
        over, tokens = await _a_whole_one(server, host, dice)
        going_on = host.workshop("vote", name="Example workshop, going on")
        people = await join(server, going_on.code, [{"community": c} for c in PEOPLE[:3]])
        for person in people:
            _sends(server, person["token"], [going_on.vote("r0", dice.choice(("agree", "disagree")))])
        server.command("link", "--email", "host@example.org")
        return Played(tokens + [p["token"] for p in people], over.outcomes(), going_on.outcomes())


async def _a_whole_one(server: Server, host: Organiser, dice: Random) -> tuple[Workshop, list[str]]:
    workshop = host.workshop(*KINDS, opened=False, name="Example workshop")
    joined = await join(server, workshop.code, [{"community": c} for c in PEOPLE])
    tokens = [person["token"] for person in joined]
    for n, kind in enumerate(KINDS):
        workshop.turn("open", n)
        stage = workshop.stages[n]
        ideas = [idea["id"] for idea in workshop.shown()["stages"][n]["ideas"]]
        for token in tokens:
            _sends(server, token, list(_answers(kind, stage, ideas, dice)))
        if kind == "discuss":
            _checks(server, host, workshop, tokens)
        workshop.turn("close", n)
    host.posts(f"/sessions/{workshop.id}/people/{joined[0]['participant']}/remove")
    time.sleep(GRACE)
    host.posts(f"/sessions/{workshop.id}/finish")
    host.posts(f"/sessions/{workshop.id}/publish")
    return workshop, tokens[1:]


def _answers(kind: str, stage: str, ideas: list[str], dice: Random) -> Iterator[Json]:
    for idea in ideas:
        if kind == "vote":
            yield an_action(stage, "vote", idea=idea, choice=dice.choice(("agree", "unsure", "disagree", None)))
        elif kind == "dots" and idea != ideas[0]:
            yield an_action(stage, "dots", idea=idea, dots=dice.randint(0, 1))
        elif kind == "rate":
            yield an_action(stage, "rate", idea=idea, scale="importance", score=dice.randint(1, 5))
    if kind == "gather":
        yield an_action(stage, "suggest", text=f"Example suggestion. {WORDS}")
    elif kind == "discuss":
        yield an_action(stage, "comment", idea=ideas[0], text=WORDS)
    elif kind == "rank":
        first, *others = dice.sample(ideas, len(ideas))
        yield an_action(stage, "rank", order=[first, others])
    yield an_action(stage, "done")


def _checks(server: Server, host: Organiser, workshop: Workshop, tokens: list[str]) -> None:
    """Some comments are allowed, one is hidden, and some people support one of somebody else."""
    comments = host.gets(f"/sessions/{workshop.id}/comments")["comments"]
    for comment, verdict in zip(comments[:5], ("spotlight", "allow", "hide", "allow", "allow"), strict=True):
        host.posts(f"/comments/{comment['id']}/{verdict}", {"reason": "Example reason"})
    for token in tokens[6:9]:
        _sends(server, token, [an_action(workshop.stages[2], "support", comment=comments[1]["id"], on=True)])


def _sends(server: Server, token: str, actions: list[Json]) -> None:
    with Organiser(server, token) as person:
        for ack in person.posts("/actions", actions)["acks"]:
            assert ack["ok"], ack


def figures(outcomes: Json) -> Json:
    """What may not change: all but when and where it was looked at."""
    return {name: value for name, value in outcomes.items() if name not in ("generated_at", "method")}


def main(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "data") as server:
        played = asyncio.run(play(server))
        server.command("backup", str(DATA / f"{name}.zip"), "--without-key")
    expected = {"saved": figures(played.saved), "running": figures(played.running)}
    (DATA / f"{name}.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
