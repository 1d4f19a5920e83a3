"""One simulated participant: joins, keeps each answer until it is answered, comes back by itself, asks after a silent
line, and follows the newest state, as the phone's own script does."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

from tests.people import Json

from .doors import Reply, ask
from .lines import Line, open_line

if TYPE_CHECKING:
    from .crowd import Crowd

QUIET, NO_ANSWER, ACK_WITHIN = 10.0, 4.0, 8.0
"""Seconds: silence before a line is asked, before it counts as dead, and before an unanswered action says so too."""
OVER, NOT_ALLOWED = 1000, 1008


class Person:
    """One participant. `face` is what their phone shows: version, stage, and the marks of its parts."""

    def __init__(self, crowd: Crowd, community: str) -> None:
        self.crowd, self.community = crowd, community
        self.id = self.token = self.cookie = ""
        self.outbox: dict[str, Json] = {}
        self.face: Json = {}
        self.own: Json = {}
        self.snapshots = 0
        self.line: Line | None = None
        self.up = asyncio.Event()
        self.code: int | None = None
        self.back_at = 0.0
        self._flying: dict[str, float] = {}
        self._failures, self._heard, self._asked = 0, 0.0, 0.0
        self._task: asyncio.Task[None] | None = None

    def twin(self, crowd: Crowd) -> Person:
        """The same participant in a second tab."""
        tab = Person(crowd, self.community)
        tab.id, tab.token, tab.cookie = self.id, self.token, self.cookie
        return tab

    async def join(self, code: str, profession: str | None = None) -> Reply:
        """Comes in by the typed code or the QR code's secret."""
        body = {"code": code, "community": self.community} | ({"profession": profession} if profession else {})
        reply = await ask(self.crowd.url, "POST", "/api/v1/join", body, self.crowd.source)
        if reply.status in (200, 201):
            joined = reply.json()
            self.id, self.token, self.cookie = joined["participant"], joined["token"], reply.cookie
        return reply

    def does(self, action: Json) -> None:
        """Keeps the action first of all, then sends it: now, or when there is a line again."""
        self.crowd.history.asks(self.id, action)
        self.outbox[action["id"]] = action
        self._flush()

    def again(self, action: Json) -> None:
        """Sends an action once more that was perhaps answered before."""
        self.outbox[action["id"]] = action
        self._flush()

    async def posts(self) -> Reply | None:
        """Sends what waits by plain requests: the way of a phone whose network lets no socket through."""
        waiting = list(self.outbox.values())[:100]
        if not waiting:
            return None
        reply = await ask(self.crowd.url, "POST", "/api/v1/actions", waiting, Authorization=f"Bearer {self.token}")
        if reply.status == 200:
            for ack in reply.json()["acks"]:
                self._acked(ack)
        return reply

    def sit_down(self) -> None:
        """Opens the line and keeps it open until `leave`."""
        self._task = asyncio.get_running_loop().create_task(self._stay())

    def falls_off(self) -> None:
        """The phone loses its network for a moment."""
        if self.line is not None:
            self.line.transport.abort()

    async def leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.falls_off()

    def watch(self, now: float) -> None:
        """A line can look open and be dead: silence is asked about, and no answer ends it."""
        if self.line is None or not self.up.is_set():
            return
        oldest = min(self._flying.values(), default=now)
        if now - oldest > ACK_WITHIN or now - self._heard > QUIET + NO_ANSWER:
            self.line.transport.abort()
        elif now - self._heard > QUIET and self._asked < self._heard:
            self._asked = now
            self.line.send(b'{"pulse":1}')

    async def _stay(self) -> None:
        while True:
            try:
                self.line = await open_line(self.crowd.url, "/api/v1/live")
                await self._sit(self.line)
                self.code = self.line.code
                if self.code in (OVER, NOT_ALLOWED):
                    return
            except (OSError, TimeoutError) as error:
                self.crowd.turned_away[str(error)] += 1
            self._failures += 1
            await asyncio.sleep(self.crowd.jitter(self._failures))

    async def _sit(self, line: Line) -> None:
        self._heard = time.perf_counter()
        line.hear = self._hear
        line.send(json.dumps({"hello": self.token, "pages": self.crowd.pages}).encode())
        try:
            await line.closed.wait()
        finally:
            self.up.clear()
            self._flying.clear()
            line.transport.abort()

    def _flush(self) -> None:
        if self.line is None or not self.up.is_set():
            return
        now = time.perf_counter()
        for id, action in self.outbox.items():
            if id not in self._flying:
                self._flying[id] = now
                self.line.send(json.dumps(action, ensure_ascii=False).encode())

    def _hear(self, text: bytes) -> None:
        self._heard = time.perf_counter()
        if text.startswith(b'{"ack"'):
            self._acked(json.loads(text)["ack"])
        elif text.startswith(b'{"snapshot"'):
            self._snapshot(json.loads(text)["snapshot"])
        elif text.startswith(b'{"changed"'):
            self._changed(self.crowd.read(text)["changed"])

    def _acked(self, ack: Json) -> None:
        self._flying.pop(ack["id"], None)
        self.crowd.history.hears(self.id, ack)
        action = self.outbox.pop(ack["id"], None)
        if ack["ok"] and action is not None and action["do"] == "comment":
            self.own.setdefault("comments", []).append({"id": ack["comment"], "state": "waiting"})

    def _snapshot(self, snapshot: Json) -> None:
        """Taken as it is, whatever was known before."""
        self.snapshots += 1
        self._failures, self.back_at = 0, self._heard
        self.own = snapshot.get("own", {})
        self.face = {name: snapshot.get(name) for name in ("version", "state", "stage", "keys")}
        self.crowd.saw(self)
        self.up.set()
        self._flush()

    def _changed(self, changed: Json) -> None:
        """On one line a lower version is an older picture. A part that was missed is fetched, as the phone does it."""
        if changed["version"] < self.face["version"]:
            return
        known, keys = self.face.get("keys") or {}, changed.get("keys") or {}
        missed = any(known.get(part) != key and part not in changed["html"] for part, key in keys.items())
        in_doubt = any(said["state"] == "waiting" for said in self.own.get("comments", ()))
        self.face = {"keys": None, **{name: value for name, value in changed.items() if name != "html"}}
        if missed or in_doubt:
            self.crowd.fetch(self)
        self.crowd.saw(self)
