"""The bus between processes: it only hints. A word that is lost costs some freshness, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

WHERE = "at"
"""The word that says at which number a session is: a newer one makes the older needless."""
Hear = Callable[[str, list[str]], None]
"""Called with the kind of a word and what follows it."""


class Bus(Protocol):
    """Carries words of the form `kind what …` to every other process. Saying never waits and never fails."""

    @property
    def alive(self) -> bool:
        """Whether words have been coming through lately."""

    def start(self, hear: Hear, back: Callable[[], None]) -> None:
        """Begins to listen. `back` is called when words come through again after a silence: some were missed."""

    def say(self, kind: str, *what: str) -> None: ...

    async def close(self) -> None: ...


class NoBus:
    """Where one process serves alone, or several look into the database now and then."""

    alive = True

    def start(self, hear: Hear, back: Callable[[], None]) -> None:
        """There is nobody to listen to."""

    def say(self, kind: str, *what: str) -> None:
        """There is nobody to tell."""

    async def close(self) -> None:
        """Nothing was opened."""
