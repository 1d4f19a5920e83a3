"""S19: what is not shown yet is in no byte of any frame or page that participants and the board are sent.

The same workshop is held twice, at the same time: in one the others agree, in the other they do not, and each writes
other words that nobody has allowed. Somebody who answers the same in both, and the board, may not be able to tell the
two apart until the reveal: every frame and page of the one is, byte for byte, among those of the other.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.people import SOON, Json, Organiser, Workshop, an_action, join
from tests.serving import Server, serving

pytestmark = pytest.mark.check

SECRET = "canary-nobody-allowed"
PEOPLE = ["citizen"] * 5 + ["ahp"] * 5
GATHER, TALK, VOTE, DOTS, RATE, RANK = range(6)
CALM = 0.7
"""Seconds without a frame after which all are taken to have come: more than any pause between two pushes."""
MANY = "many answer"


@dataclass
class Seen:
    """All that those who must not know were sent, by who and when."""

    names: dict[str, str] = field(default_factory=dict)
    """What differs between the two by chance alone, such as ids, and how it is called in both."""
    bytes: dict[str, list[str]] = field(default_factory=dict)
    moment: str = "before"

    def keep(self, who: str, text: str) -> None:
        self.bytes.setdefault(f"{who}, {self.moment}", []).append(text)

    def evened(self) -> dict[str, set[str]]:
        """Where many answer at once, which steps between are shown is the machine's chance: the last counts."""
        said = {key: texts[-1:] if key.endswith(MANY) else texts for key, texts in self.bytes.items()}
        return {key: {self._even(text) for text in texts} for key, texts in said.items()}

    def _even(self, text: str) -> str:
        for id, name in self.names.items():
            text = text.replace(id, name)
        text = re.sub(r"<svg role=.{0,3}img.{0,3} .*?</svg>", "<qr>", text, flags=re.S)
        text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z|\b1[789]\d{8}(\.\d+)?\b|\b\d\d:\d\d(:\d\d)?\b", "<time>", text)
        text = re.sub(r"\b[0-9a-f]{12}\b", "<key>", text)  # of a fragment, which is compared itself
        return re.sub(r"(?<![\w-])[\w-]{22,}(?![\w-])", lambda id: id[0] if "-" in id[0][1:-1] and id[0].islower()
                      and not any(c.isdigit() for c in id[0]) else "<id>", text)  # fmt: skip


class World:
    """One of the two: its workshop, and the eyes on it."""

    def __init__(self, server: Server, host: Organiser, agree: bool) -> None:
        self.server, self.host, self.agree, self.seen = server, host, agree, Seen()
        first = {"check_first": True}
        few = {"ideas": "all"}
        stages: list[Json] = [
            {"kind": "gather", "settings": first}, {"kind": "discuss", "settings": first} | few,
            {"kind": "vote", "settings": {"shuffle": False, **first}} | few, {"kind": "dots", "settings": first} | few,
            {"kind": "rate", "settings": {"scales": [{"key": "a", "label": "Good"}], **first}} | few,
            {"kind": "rank", "settings": first} | few,
        ]  # fmt: skip
        self.hall: Workshop = host.workshop(*stages, ideas=3, opened=False)
        for n, (name, known) in enumerate([*self.hall.ideas.items()]):
            self._names(known, f"idea-{name}-{n}")
        for n, stage in enumerate(self.hall.stages):
            self._names(stage, f"stage-{n}")
        self._names(self.hall.id, "the-session")
        self._names(self.hall.programme, "the-programme")
        self._names(self.hall.links["join"].rpartition("/")[2], "the-secret")
        self._names(self.hall.code, "the-code")
        self._names(f"{self.hall.code[:3]} {self.hall.code[3:]}", "the-code")

    def _names(self, id: str, name: str) -> None:
        self.seen.names[id] = name

    async def comes_in(self) -> None:
        self.people = await join(self.server, self.hall.code, [{"community": c} for c in PEOPLE])
        for n, person in enumerate(self.people):
            self._names(person["participant"], f"person-{n}")
            self._names(person["token"], f"token-{n}")
        async with httpx.AsyncClient(base_url=self.server.url, trust_env=False, timeout=SOON) as http:
            page = await http.post("/api/v1/join", json={"code": self.hall.code, "community": "citizen"})
        self.phone, self.device = page.json(), page.cookies["cg_device"]
        self._names(self.phone["participant"], "person-phone")

    async def opens_eyes(self, eyes: list[asyncio.Task[None]]) -> None:
        """A participant's program, a phone with its pages, and the board."""
        at = f"ws://127.0.0.1:{self.server.port}"
        cookie = {"Cookie": f"cg_device={self.device}"}
        program = await connect(f"{at}/api/v1/live", proxy=None, compression=None)
        await program.send(json.dumps({"hello": self.people[0]["token"]}))
        phone = await connect(
            f"{at}/api/v1/live", proxy=None, compression=None, origin=Origin(self.server.url),
            additional_headers=cookie,
        )  # fmt: skip
        await phone.send(json.dumps({"hello": None, "session": self.hall.id, "pages": True}))
        board = await connect(
            f"{at}/sessions/{self.hall.id}/board/live", proxy=None, compression=None,
            origin=Origin(self.server.url),
        )  # fmt: skip
        for who, socket in (("program", program), ("phone", phone), ("board", board)):
            eyes.append(asyncio.create_task(self._looks(who, socket)))

    async def _looks(self, who: str, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                assert isinstance(frame, str)
                self.heard = asyncio.get_running_loop().time()
                self.seen.keep(who, frame)
        except ConnectionClosed:
            return

    async def reads(self) -> None:
        """Every page and call that is theirs, whole."""
        at = f"/sessions/{self.hall.id}"
        mine = {"Cookie": f"cg_device={self.device}"}
        program = {"Authorization": f"Bearer {self.people[0]['token']}"}
        looks = [("phone", f"{at}{more}", mine) for more in ("", "/screen", "/remove", "/shared")]
        looks += [("phone", f"{at}?show={what}", mine) for what in ("answers", "all", "comments")]
        looks += [("board", f"{at}/board{more}", {}) for more in ("", "?preview=true", "/version")]
        looks += [("anybody", path, {}) for path in (f"/join/{self.hall.code}", f"{at}/report", f"{at}/outcomes")]
        looks += [("program", "/api/v1/me", program), ("program", f"/api/v1{at}/outcomes", program),
                  ("program", f"/api/v1{at}/comments", program), ("program", f"/api/v1{at}", program)]  # fmt: skip
        async with httpx.AsyncClient(base_url=self.server.url, trust_env=False, timeout=SOON) as http:
            for who, path, headers in looks:
                answer = await http.get(path, headers=headers)
                http.cookies.clear()
                assert answer.status_code < 500
                self.seen.keep(f"{who} at {path.replace(self.hall.id, '').replace(self.hall.code, '')}", answer.text)

    async def acts(self, person: Json, *actions: Json) -> list[Json]:
        async with httpx.AsyncClient(base_url=self.server.url, trust_env=False, timeout=SOON) as http:
            headers = {"Authorization": f"Bearer {person['token']}"}
            acks: list[Json] = (await http.post("/api/v1/actions", json=list(actions), headers=headers)).json()["acks"]
        assert all(ack["ok"] for ack in acks), acks
        return acks

    async def turns(self, deed: str, stage: int) -> None:
        await asyncio.to_thread(self.hall.turn, deed, stage)

    # what is answered in each step

    def answers(self, stage: int, same: bool) -> Sequence[Json]:
        """`same` in both worlds, as those say who look; else as this world's others do."""
        agree = True if same else self.agree
        ideas = [*self.hall.ideas.values()]
        where = self.hall.stages[stage]
        if stage in (GATHER, TALK):
            words = f"{SECRET} {'larch' if agree else 'yew by'}"
            return [an_action(where, "suggest", text=words) if stage == GATHER
                    else an_action(where, "comment", idea=ideas[0], text=words)] if not same else []  # fmt: skip
        if stage == VOTE:
            return [an_action(where, "vote", idea=idea, choice="agree" if agree else "disagree") for idea in ideas]
        if stage == DOTS:
            return [an_action(where, "dots", idea=ideas[0 if agree else 2], dots=3)]
        if stage == RATE:
            return [an_action(where, "rate", idea=idea, scale="a", score=5 if agree else 1) for idea in ideas]
        return [an_action(where, "rank", order=ideas if agree else ideas[::-1])]

    async def is_calm(self) -> None:
        loop = asyncio.get_running_loop()
        self.heard = loop.time()
        while loop.time() - self.heard < CALM:
            await asyncio.sleep(0.05)


async def _both(first: World, second: World, stage: int) -> None:
    """One step from its opening to its close, held in step in both worlds."""
    worlds = (first, second)

    async def each(name: str, deed: Callable[[World], Awaitable[None]]) -> None:
        for world in worlds:
            world.seen.moment = f"{stage} {name}"
        await asyncio.gather(*(deed(world) for world in worlds))
        await asyncio.gather(*(world.is_calm() for world in worlds))

    await each("opened", lambda world: world.turns("open", stage))
    await each("own answers", lambda world: _says(world, world.people[:1], stage, same=True))
    await each("somebody answers", lambda world: _says(world, world.people[1:2], stage, same=False))
    await each(MANY, lambda world: _says(world, world.people[2:], stage, same=False))
    await each("looked", lambda world: world.reads())
    await each("checked", lambda world: _hides_some(world))
    await each("closed", lambda world: world.turns("close", stage))
    await each("looked after the close", lambda world: world.reads())


async def _says(world: World, people: Sequence[Json], stage: int, same: bool) -> None:
    for person in people:
        if actions := world.answers(stage, same):
            for n, ack in enumerate(await world.acts(person, *actions)):
                for what in ("comment", "suggestion"):
                    if what in ack:
                        world.seen.names[ack[what]] = f"{what}-{stage}-{person['participant'] and n}"


async def _hides_some(world: World) -> None:
    """The host says no to one of each kind: those are in no frame either, nor the reason."""

    def hides() -> None:
        for what in ("comments", "suggestions"):
            waiting = world.host.gets(f"/sessions/{world.hall.id}/{what}?state=waiting")[what]
            for one in waiting[:1]:
                reason = f"{SECRET} {'larch' if world.agree else 'yew by'}"
                world.host.posts(f"/{what}/{one['id']}/hide", {"reason": reason})

    await asyncio.to_thread(hides)


async def test_nobody_can_tell_two_workshops_apart_before_the_reveal_and_everybody_can_after(tmp_path: Path) -> None:
    eyes: list[asyncio.Task[None]] = []
    with serving(tmp_path / "data", action_limit="0") as server, Organiser(server) as host:
        first = await asyncio.to_thread(World, server, host, True)
        second = await asyncio.to_thread(World, server, host, False)
        for world in (first, second):
            await world.comes_in()
            await world.opens_eyes(eyes)
        await asyncio.gather(first.is_calm(), second.is_calm())
        try:
            for stage in (GATHER, TALK, VOTE, DOTS, RATE, RANK):
                await _both(first, second, stage)
            _are_alike(first.seen, second.seen)
            for world in (first, second):
                world.seen.moment = "revealed"
                await world.turns("reveal", RANK)
                await world.is_calm()
                await world.reads()
        finally:
            for eye in eyes:
                eye.cancel()
        told = [world.seen.evened() for world in (first, second)]
        for who in ("board", "phone"):
            assert told[0][f"{who}, revealed"] != told[1][f"{who}, revealed"], f"{who}: a difference would be seen"
        read = [sum(len(text) for texts in world.seen.bytes.values() for text in texts) for world in (first, second)]
        frames = sum(len(texts) for texts in first.seen.bytes.values())
        print(f"{read[0]} and {read[1]} bytes in {frames} frames and pages, all alike")


def _are_alike(first: Seen, second: Seen) -> None:
    for seen in (first, second):
        for where, texts in seen.bytes.items():
            assert not any(SECRET in text for text in texts), f"words nobody allowed: {where}"
    one, other = first.evened(), second.evened()
    assert one.keys() == other.keys()
    differ = {where: _apart(one[where], other[where]) for where in one if one[where] != other[where]}
    assert not differ, json.dumps(differ, indent=1)


def _apart(one: set[str], other: set[str]) -> list[str]:
    """Where the first text that is in one alone leaves the nearest of the other."""
    told = []
    for text in sorted(one - other)[:3]:
        near = max(sorted(other), key=lambda known: len(os.path.commonprefix([known, text])))
        at = max(0, len(os.path.commonprefix([near, text])) - 60)
        told.append(f"{text[at : at + 160]}  /  {near[at : at + 160]}")
    return told or [f"only in the other: {text[:160]}" for text in sorted(other - one)[:3]]
