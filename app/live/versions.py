"""Where several processes share a database: asking it which number each session is at, for many askers at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from app.storage.sessions import versions_of
from app.storage.store import Store


class Versions:
    """Everyone who asks while a question is under way shares the next one, so an answer is never older than its
    asking, and a thousand phones that come back cost a few queries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: set[str] = set()
        self._answer: asyncio.Future[dict[str, int]] | None = None
        self._task: asyncio.Task[None] | None = None

    async def of(self, sessions: Iterable[str]) -> dict[str, int]:
        """{session: version} as saved now or later. Raises what the store raises."""
        if self._answer is None:
            self._answer = asyncio.get_running_loop().create_future()
            self._answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._asked.update(sessions)
        answer = self._answer
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._ask(), name="versions")
        return await asyncio.shield(answer)

    async def _ask(self) -> None:
        try:
            while self._answer is not None:
                asked, answer = self._asked, self._answer
                self._asked, self._answer = set(), None
                try:
                    found = await self._store.read(versions_of, asked)
                except Exception as error:
                    answer.set_exception(error)
                else:
                    answer.set_result(found)
        finally:
            self._task = None
