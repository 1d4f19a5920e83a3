"""Work on a database that ends by SIGKILL at its n-th statement or commit, in a process of its own.

Each of those processes is forked from one that has everything loaded, so that every n can be tried.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Engine, event

_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.faults.dying", "app.storage.backups"])
PATIENCE = 60.0


def dies(n: int, work: Callable[..., object], *args: object) -> bool:
    """Runs work(*args) and kills it before its n-th statement or commit, counted from 1 → False if it ended before."""
    process = _PROCESSES.Process(target=_work_until, args=(n, work, args))
    process.start()
    process.join(PATIENCE)
    code = process.exitcode
    process.kill()
    assert code in (0, -signal.SIGKILL), f"It ended with {code}."
    return code != 0


def _work_until(n: int, work: Callable[..., object], args: tuple[object, ...]) -> None:
    left = n

    def counts(*_: Any) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", counts)
    event.listen(Engine, "commit", counts)
    work(*args)
