"""Which ideas that phones weigh now have an Easy Read picture: read once a step, as the ideas' words are.

Phones wait half a second for it at most: where the database is slow they show the ideas without.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from functools import partial
from typing import TypeAlias

from app.domain.session import Session
from app.screens.easy_pictures import EasyPicture, easy_pictures, ideas_on_cards
from app.storage.failures import may_pass
from app.storage.store import Store

MOST_KEPT = 64
"""Steps whose pictures are known at once."""
LONGEST = 0.5

Pictures: TypeAlias = Mapping[str, EasyPicture]
"""By the ids of their ideas."""
_Step: TypeAlias = tuple[str, ...]


class EasyPictures:
    """Those of the steps that were drawn last. All who ask for one step share one question to the database."""

    def __init__(self) -> None:
        self._asked: OrderedDict[_Step, asyncio.Task[dict[str, EasyPicture]]] = OrderedDict()

    async def of(self, store: Store, session: Session) -> Pictures:
        """Those of the step that is shown now; none where phones show no single ideas."""
        stage, ideas = session.current_stage(), ideas_on_cards(session)
        if stage is None or not ideas:
            return {}
        asking = self._asking(store, session.programme, (stage.id, *ideas))
        try:
            async with asyncio.timeout(LONGEST):
                return asking.result() if asking.done() else await asyncio.shield(asking)
        except Exception as error:
            if not may_pass(error):
                raise
            return {}

    def _asking(self, store: Store, programme: str, step: _Step) -> asyncio.Task[dict[str, EasyPicture]]:
        asking = self._asked.pop(step, None)
        if asking is None:
            asking = asyncio.create_task(store.read(easy_pictures, programme, step[1:]))
            asking.add_done_callback(partial(self._forget_failed, step))
        self._asked[step] = asking
        while len(self._asked) > MOST_KEPT:
            self._asked.popitem(last=False)
        return asking

    def _forget_failed(self, step: _Step, asking: asyncio.Task[dict[str, EasyPicture]]) -> None:
        if asking.cancelled() or asking.exception() is not None:
            self._asked.pop(step, None)
