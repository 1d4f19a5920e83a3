"""How those who asked a room hear of what became of it, and those who measure hear of its turns."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from app.domain.refusals import Refusal
from app.storage.journal import FirstAnswer

from .turn import Answer


class Unavailable(Exception):
    """Whether it was saved cannot be known: ask again with the same id."""


UNKNOWN = Refusal("unavailable", "We could not save this yet. Please try again.")
"""Not a no: it stands for Unavailable where answers are handed over by a call."""
OUR_FAULT = Refusal("busy", "Something went wrong on our side. Please try again.")
"""For an action that makes its turn fail even when it is alone: it certainly was not stored."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What is told of a turn to those who measure."""

    size: int
    """Actions that were waiting and were judged in it."""
    recorded: int
    seconds: float
    """How long it took to judge and save them."""
    waited: float
    """Seconds from the arrival of the action that waited longest to its answer; 0 where there was none."""
    saved: bool


def settle(future: asyncio.Future[FirstAnswer], answer: Answer) -> None:
    """Hands an answer to someone who waits for it."""
    if future.done():
        return
    if isinstance(answer, FirstAnswer):
        future.set_result(answer)
    else:
        future.set_exception(Unavailable() if answer is UNKNOWN else answer)
