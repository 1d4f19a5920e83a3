"""What everyone tried and was told, as Jepsen writes it down: each action is ok, refused, or nobody knows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.people import Json

OK, REFUSED, UNKNOWN = "ok", "refused", "unknown"


@dataclass(slots=True)
class Attempt:
    """One action of one person. `took` is seconds from the tap to the first answer, resending included."""

    person: str
    action: Json
    begun: float
    outcome: str = UNKNOWN
    version: int | None = None
    made: str | None = None
    code: str | None = None
    took: float | None = None
    answers: int = 0


@dataclass(slots=True)
class History:
    """All attempts by (person, action id). `changed`: those whose answer was another one the next time."""

    attempts: dict[tuple[str, str], Attempt] = field(default_factory=dict)
    changed: list[Attempt] = field(default_factory=list)
    strange: list[Json] = field(default_factory=list)
    """Acks to something that nobody here asked."""

    def asks(self, person: str, action: Json) -> None:
        """Before the action is sent for the first time."""
        self.attempts[person, action["id"]] = Attempt(person, action, time.perf_counter())

    def hears(self, person: str, ack: Json) -> None:
        """A no may become a yes, since it is judged anew; a yes stays as it is for ever."""
        attempt = self.attempts.get((person, ack["id"]))
        if attempt is None:
            self.strange.append(ack)
            return
        attempt.answers += 1
        if attempt.took is None:
            attempt.took = time.perf_counter() - attempt.begun
        made = ack.get("comment") or ack.get("suggestion")
        if attempt.outcome == OK and (not ack["ok"] or (ack["version"], made) != (attempt.version, attempt.made)):
            self.changed.append(attempt)
        elif ack["ok"]:
            attempt.outcome, attempt.version, attempt.made, attempt.code = OK, ack["version"], made, None
        else:
            attempt.outcome, attempt.code = REFUSED, ack["error"]["code"]

    def of(self, outcome: str) -> Iterator[Attempt]:
        return (attempt for attempt in self.attempts.values() if attempt.outcome == outcome)

    def waits(self) -> list[float]:
        """Seconds from tap to yes, of all that were saved."""
        return [attempt.took for attempt in self.of(OK) if attempt.took is not None]

    def counts(self) -> dict[str, int]:
        return {outcome: sum(1 for _ in self.of(outcome)) for outcome in (OK, REFUSED, UNKNOWN)}
