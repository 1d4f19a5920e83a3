"""Long work in a process of its own that steps back for the rooms: asked in JSON, answered in one go."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from subprocess import PIPE, Popen
from typing import Any

from app.domain.refusals import N_, Refusal

log = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds that one piece of work may take."""
THREADS = ThreadPoolExecutor(16, "child")
"""Of those who wait for such a process, so that nobody else waits for a thread."""
TOO_LONG = N_("This takes too long. Please try again when less is going on.")


async def asked_of(module: str, asked: Mapping[str, Any], sorry: str) -> bytes:
    """What `python -m module` answers. It ends with whoever asked.

    Raises Refusal busy: with `sorry` where it fails, whose own words go to the log alone.
    """
    loop = asyncio.get_running_loop()
    child = await loop.run_in_executor(THREADS, started, module)
    heard = loop.run_in_executor(THREADS, child.communicate, json.dumps(asked).encode())
    try:
        async with asyncio.timeout(PATIENCE):
            answer, said = await asyncio.shield(heard)
    except BaseException as error:
        child.kill()
        with suppress(Exception):
            await heard
        if isinstance(error, TimeoutError):
            raise Refusal("busy", TOO_LONG) from None
        raise
    if child.returncode != 0:
        log.error("%s could not do its work: %s", module, said.decode("utf-8", "replace")[-2000:])
        raise Refusal("busy", sorry)
    return answer


def started(module: str, stderr: int | None = PIPE) -> Popen[bytes]:
    """`python -m module`, to be called in a thread of THREADS.

    It is begun by vfork, which copies nothing. An event loop forks: that copies the tables of all the memory that the
    server has, and every room waits for 10 to 20 ms.
    """
    return Popen([sys.executable, "-m", module], stdin=PIPE, stdout=PIPE, stderr=stderr)
