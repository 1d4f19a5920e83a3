"""Look-alikes at hand: sought in a process of its own where there is much to compare, kept until something changed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from subprocess import Popen

from app.actions.suggesting_alike import Alike, alike, alike_in, material_of
from app.storage.shaping import Mark, mark_of

from .children import THREADS, started
from .house import House

log = logging.getLogger(__name__)

AT_ONCE = 300
"""Up to so many texts are compared while the page is made: it takes a few hundredths of a second."""
PATIENCE = 60.0
GOOD_FOR = 15 * 60.0
"""Seconds after which they are sought again, whatever changed."""
MOST_KEPT = 16
_TURN = asyncio.Semaphore(1)


@dataclass(slots=True)
class Search:
    """What is known of one programme. `part` of what goes on is done, from 0 to 1; `failed` until it is tried anew."""

    found: Alike | None = None
    mark: Mark | None = None
    at: float = float("-inf")
    doing: str = ""
    part: float = 0.0
    failed: bool = False
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    @property
    def busy(self) -> bool:
        return self.task is not None and not self.task.done()


_KNOWN: OrderedDict[tuple[int, str], Search] = OrderedDict()


async def look_alikes(house: House, programme: str, again: bool = False) -> Search:
    """What is known now; where something changed since, the search begins and the older answer is shown meanwhile."""
    key = (id(house.store), programme)
    search = _KNOWN.setdefault(key, Search())
    _KNOWN.move_to_end(key)
    while len(_KNOWN) > MOST_KEPT:
        _KNOWN.popitem(last=False)
    mark = await house.store.read(mark_of, programme)
    fresh = search.mark == mark and house.now() - search.at < GOOD_FOR and not again
    if search.busy or (fresh and (search.found is not None or search.failed)):
        return search
    material = await house.store.read(material_of, programme) if mark[0] <= AT_ONCE else None
    search.mark, search.at, search.failed = mark, house.now(), False
    if material is not None:
        search.found = await asyncio.to_thread(alike, material)
    else:
        search.doing, search.part = "waiting", 0.0
        search.task = asyncio.create_task(_seek(house, programme, search))
    return search


async def _seek(house: House, programme: str, search: Search) -> None:
    asked = {"database": house.settings.database, "programme": programme}
    try:
        async with _TURN:
            search.found = await _told(asked, search)
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        search.failed = True
        log.error("Look-alikes could not be sought: %s", error)
    finally:
        search.doing = ""


async def _told(asked: dict[str, str], search: Search) -> Alike:
    """Runs the process and listens to how far it is."""
    loop = asyncio.get_running_loop()
    seeker = await loop.run_in_executor(THREADS, started, "app.actions.suggesting_alike", None)
    heard = loop.run_in_executor(THREADS, _heard, seeker, asked, search)
    try:
        async with asyncio.timeout(PATIENCE):
            return await asyncio.shield(heard)
    except BaseException:
        seeker.kill()
        with suppress(Exception):
            await heard
        raise


def _heard(seeker: Popen[bytes], asked: dict[str, str], search: Search) -> Alike:
    """Raises RuntimeError where it ends without having found anything; its own words went to the log."""
    assert seeker.stdin is not None
    assert seeker.stdout is not None
    with seeker:
        seeker.stdin.write(json.dumps(asked).encode())
        seeker.stdin.close()
        for line in seeker.stdout:
            word = json.loads(line)
            if "found" in word:
                return alike_in(word["found"])
            search.doing, search.part = word["doing"], word["part"]
    raise RuntimeError(f"the process ended with {seeker.returncode}")
