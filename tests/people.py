"""Simulated people over the real doors: an organiser who plans and hosts, and participants on their sockets."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Iterable, Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Self

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.serving import Server

SOON = 20.0
Json = dict[str, Any]


def an_action(stage: str, do: str, **fields: Any) -> Json:
    """An ACTION with a new id."""
    return {"id": str(uuid.uuid4()), "stage": stage, "do": do} | fields


class Organiser:
    """Plans and hosts by the JSON API. `http` is a client of it that carries a token."""

    def __init__(self, server: Server, token: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {token or server.token}"}
        self.http: Any = httpx.Client(base_url=f"{server.url}/api/v1", headers=headers, timeout=SOON, trust_env=False)

    @classmethod
    def through(cls, http: Any) -> Self:
        """By a client of the tests' own."""
        made = cls.__new__(cls)
        made.http = http
        return made

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def posts(self, path: str, body: Any = None, status: int | None = None) -> Json:
        return self._answered(self.http.post(path, json={} if body is None else body), status)

    def gets(self, path: str, status: int | None = None) -> Json:
        return self._answered(self.http.get(path), status)

    def _answered(self, answer: Any, status: int | None) -> Json:
        expected = answer.status_code == status if status else answer.is_success
        assert expected, f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}"
        found: Json = answer.json()
        return found

    def programme(self, texts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """A programme with these ideas by ref → its id, and the ideas' ids by ref."""
        id = self.posts("/programmes", {"name": "Example programme"}, 201)["id"]
        ideas = [{"ref": ref, "text": text} for ref, text in texts.items()]
        made = self.posts(f"/programmes/{id}/ideas", {"ideas": ideas}, 201)["ideas"]
        return id, {idea["ref"]: idea["id"] for idea in made}

    def session(self, programme: str, *stages: Json | str, start: bool = True, **fields: Any) -> Json:
        """A session with these stages (a kind is enough), started unless told otherwise."""
        listed = [{"kind": stage} if isinstance(stage, str) else stage for stage in stages]
        body = {"name": "Example workshop", "stages": listed} | fields
        session = self.posts(f"/programmes/{programme}/sessions", body, 201)
        return self.posts(f"/sessions/{session['id']}/start") if start else session

    def workshop(self, *stages: Json | str, ideas: int = 4, opened: bool = True, **fields: Any) -> Workshop:
        """A running session on ideas r0, r1, …; its first stage open unless told otherwise."""
        programme, known = self.programme({f"r{n}": f"Idea {n}" for n in range(ideas)})
        session = self.session(programme, *stages, **fields)
        workshop = Workshop(self, session, known)
        if opened:
            workshop.turn("open")
        return workshop


class Workshop:
    """One session as its host handles it. `ideas` are ids by ref."""

    def __init__(self, host: Organiser, session: Json, ideas: dict[str, str]) -> None:
        self.host, self.id, self.code, self.ideas = host, session["id"], session["code"], ideas
        self.links, self.programme = session["links"], session["programme"]
        self.stages: list[str] = [stage["id"] for stage in session["stages"]]

    @property
    def stage(self) -> str:
        return self.stages[0]

    def turn(self, deed: str, stage: int = 0, **body: Any) -> Json:
        return self.host.posts(f"/stages/{self.stages[stage]}/{deed}", body)

    def shown(self) -> Json:
        return self.host.gets(f"/sessions/{self.id}")

    def outcomes(self) -> Json:
        return self.host.gets(f"/sessions/{self.id}/outcomes")

    def vote(self, ref: str, choice: str | None) -> Json:
        return an_action(self.stage, "vote", idea=self.ideas[ref], choice=choice)

    def tally(self, stage: int = 0) -> dict[str, dict[str, Json]]:
        """{ref: {community: {agree, unsure, disagree}}} of the outcomes as they are now."""
        rows = self.outcomes()["stages"][stage]["ideas"]
        kept = ("agree", "unsure", "disagree")
        return {row["ref"]: {c: {k: cell[k] for k in kept} for c, cell in row["communities"].items()} for row in rows}


async def join(server: Server, code: str, people: Iterable[Json]) -> list[Json]:
    """Joins everybody, each on a device of their own → their join answers, in the same order."""
    some = asyncio.Semaphore(16)
    async with httpx.AsyncClient(base_url=server.url, timeout=SOON, trust_env=False) as http:
        http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

        async def one(person: Json) -> Json:
            async with some:
                answer = await http.post("/api/v1/join", json={"code": code} | person)
            assert answer.status_code == 201, answer.text
            joined: Json = answer.json()
            return joined

        return await asyncio.gather(*map(one, people))


class Phone:
    """One participant's socket. Whatever is sent does not wait; its ack comes as a future."""

    def __init__(self, server: Server, token: str) -> None:
        self._server, self.token = server, token
        self.acks: dict[str, asyncio.Future[Json]] = {}
        self.order: list[str | None] = []
        self.frames: list[Json] = []
        self.snapshot: Json = {}

    async def __aenter__(self) -> Self:
        self.socket: ClientConnection = await connect(
            self._server.ws, compression=None, proxy=None, open_timeout=SOON, close_timeout=1, ping_interval=None
        )
        await self.socket.send(json.dumps({"hello": self.token}))
        first = json.loads(await asyncio.wait_for(self.socket.recv(), SOON))
        self.snapshot = first["snapshot"]
        self.frames.append(first)
        self._listening = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self._listening

    async def _listen(self) -> None:
        try:
            async for text in self.socket:
                frame = json.loads(text)
                self.frames.append(frame)
                if "ack" in frame:
                    self.order.append(frame["ack"]["id"])
                    waiting = self.acks.get(frame["ack"]["id"])
                    if waiting is not None and not waiting.done():
                        waiting.set_result(frame["ack"])
        except ConnectionClosed:
            pass
        finally:
            for waiting in self.acks.values():
                waiting.cancel()

    async def sends(self, action: Json) -> asyncio.Future[Json]:
        """Sends without waiting → the ack to come; cancelled if the connection ends before."""
        future = self.acks[action["id"]] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps(action))
        return future

    async def does(self, action: Json) -> Json:
        """Sends and waits for the ack."""
        return await asyncio.wait_for(await self.sends(action), SOON)

    async def hears(self, kind: str, after: int = 0, within: float = 5.0) -> Json:
        """The first frame of this kind after the first `after` frames."""
        until = asyncio.get_running_loop().time() + within
        while asyncio.get_running_loop().time() < until:
            for frame in self.frames[after:]:
                if kind in frame:
                    heard: Json = frame[kind]
                    return heard
            await asyncio.sleep(0.02)
        raise AssertionError(f"no {kind} within {within} s; heard {self.frames[after:]}")
