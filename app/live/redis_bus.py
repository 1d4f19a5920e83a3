"""The bus over Redis: one channel for all processes that share a key. Redis forgets; the journal does not."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from .bus import WHERE, Hear

log = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between words that only say that the bus works. Each process hears its own."""
SILENT_AFTER = 3.0
PATIENCE = 2.0
"""Seconds that one command to Redis may take."""
MOST_WAITING = 10_000
SLOWEST_RETRY = 5.0


class RedisBus:
    """Words wait in memory while Redis is away, of where a session is only the newest; too many, and the oldest go."""

    def __init__(self, url: str, key: bytes) -> None:
        self._channel = "common-ground:" + hashlib.blake2b(key, digest_size=12).hexdigest()
        self._url = url
        self._waiting: OrderedDict[str, str] = OrderedDict()
        self._wake = asyncio.Event()
        self._heard = float("-inf")
        self._was_alive = True
        self._tasks: list[asyncio.Task[None]] = []
        self._hear: Hear = lambda kind, what: None
        self._back: Callable[[], None] = lambda: None

    @property
    def alive(self) -> bool:
        return time.monotonic() - self._heard < SILENT_AFTER

    def start(self, hear: Hear, back: Callable[[], None]) -> None:
        self._hear, self._back = hear, back
        loop = asyncio.get_running_loop()
        self._tasks = [
            loop.create_task(self._again_and_again(work), name=f"bus {work.__name__}")
            for work in (self._listen, self._speak)
        ]
        self._tasks.append(loop.create_task(self._beat(), name="bus beat"))

    def say(self, kind: str, *what: str) -> None:
        word = " ".join((kind, *what))
        subject = f"{kind} {what[0]}" if kind == WHERE else word
        self._waiting.pop(subject, None)
        self._waiting[subject] = word
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)
        self._wake.set()

    async def close(self) -> None:
        running = set(self._tasks)
        while running:  # a cancelled wait for Redis may end as an ordinary failure, and go on: it is cancelled again
            for task in running:
                task.cancel()
            _, running = await asyncio.wait(running, timeout=0.5)

    async def _beat(self) -> None:
        while True:
            self.say("beat")
            await asyncio.sleep(BEAT)
            if self._was_alive and not self.alive:
                self._was_alive = False
                log.warning("The bus is silent: rooms look into the database every two seconds instead.")

    async def _again_and_again(self, work: Callable[[Redis], Awaitable[None]]) -> None:
        pause = 0.25
        while True:
            redis = Redis.from_url(
                self._url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry_on_timeout=False
            )
            begun = time.monotonic()
            try:
                await work(redis)
            except Exception as error:
                log.debug("The bus broke off: %s", type(error).__name__)
            finally:
                with contextlib.suppress(Exception):
                    await redis.aclose()
            pause = 0.25 if time.monotonic() - begun > SILENT_AFTER else min(SLOWEST_RETRY, pause * 2)
            await asyncio.sleep(pause)

    async def _speak(self, redis: Redis) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                _, word = self._waiting.popitem(last=False)
                await redis.publish(self._channel, word)

    async def _listen(self, redis: Redis) -> None:
        async with redis.pubsub() as channel:
            await channel.subscribe(self._channel)
            begun = time.monotonic()
            while time.monotonic() - max(begun, self._heard) < SILENT_AFTER:
                message = await channel.get_message(ignore_subscribe_messages=True, timeout=BEAT)
                if message is not None:
                    self._take(message["data"])

    def _take(self, data: bytes) -> None:
        self._heard = time.monotonic()
        if not self._was_alive:
            self._was_alive = True
            log.warning("The bus is back.")
            self._back()
        kind, *what = data.decode("utf-8", "replace").split(" ")
        if kind != "beat":
            self._hear(kind, what)
