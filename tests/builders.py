"""Workshops in a line, for the tests of the rules: no database, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from app.domain import asking
from app.domain.applying import apply
from app.domain.asking import Action, Actor, Deed
from app.domain.deciding import decide, due
from app.domain.events import Event, Recorded
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import GRACE, Stage, StageIdea, settings_of

HOST = Actor("host", "host:hope")
IDEAS = tuple(StageIdea(key, f"Idea {key}", ref=f"r-{key}") for key in "abcd")
EVERY_KIND = ("gather", "discuss", "vote", "dots", "rate", "rank", "reveal", "break")


def a_stage(kind: str, id: str = "", plan: Any = "all", **settings: Any) -> Stage:
    """A stage that goes by its kind, unless an id is given."""
    return Stage(id or kind, kind, f"The {kind}", settings_of(kind, settings), plan)


class Sitting:
    """A session in memory: whatever is asked is decided, folded in and kept in `recorded`."""

    def __init__(self, *stages: Stage | str, joining: str = "open", started: bool = True) -> None:
        self.now = 1_000.0
        self.session = Session("session", "programme", "Workshop", "482916", joining)
        for stage in stages:
            known = a_stage(stage) if isinstance(stage, str) else stage
            self.session.stages[known.id] = known
        self.recorded: list[Recorded] = []
        if started:
            self.host(asking.StartSession())

    def ask(self, actor: Actor, action: Action, arrived: float | None = None) -> Event | None:
        event = decide(self.session, actor, action, self.now if arrived is None else arrived, self.now)
        if event is not None:
            self.happens(event)
        return event

    def happens(self, event: Event) -> None:
        recorded = Recorded(self.session.version + 1, self.now, event)
        apply(self.session, recorded)
        self.recorded.append(recorded)

    def says(self, person: str, action: Action, arrived: float | None = None) -> Event | None:
        return self.ask(Actor("participant", person), action, arrived)

    def host(self, deed: Deed) -> Event | None:
        return self.ask(HOST, deed)

    def joins(self, *people: str, community: str = "citizen", **more: Any) -> None:
        for person in people:
            self.says(person, asking.Join(person, community, **more))

    def votes(self, person: str, idea: str, choice: str | None, stage: str = "vote") -> Event | None:
        return self.says(person, asking.Vote(stage, idea, choice))

    def comments(self, person: str, text: str, id: str, stage: str = "discuss", idea: str = "a") -> Event | None:
        return self.says(person, asking.Comment(stage, idea, text, id))

    def opens(self, stage: str, ideas: Sequence[StageIdea] = IDEAS) -> Stage:
        self.host(asking.OpenStage(stage, ideas=tuple(ideas)))
        return self.session.stages[stage]

    def closes(self, stage: str) -> None:
        self.host(asking.CloseStage(stage))

    def reveals(self, stage: str) -> None:
        """Closes, waits until no answer under way can count, and reveals."""
        self.closes(stage)
        self.waits(GRACE)
        self.host(asking.RevealStage(stage))

    def waits(self, seconds: float) -> None:
        """Time passes; what the clock brings happens."""
        self.now += seconds
        for event in due(self.session, self.now):
            self.happens(event)

    def ends(self) -> None:
        self.waits(GRACE)
        self.host(asking.FinishSession())


def open_sitting(stage: Stage | str, *people: str) -> Sitting:
    """A running session with one open stage and these people, half citizens and half AHPs in turn."""
    known = a_stage(stage) if isinstance(stage, str) else stage
    sitting = Sitting(known)
    for n, person in enumerate(people):
        sitting.joins(person, community=("citizen", "ahp")[n % 2])
    sitting.opens(known.id)
    return sitting


@contextmanager
def refused(code: str, field: str | None = None) -> Iterator[None]:
    """What is asked inside is refused with this code, and this field where one is named."""
    with pytest.raises(Refusal) as told:
        yield
    assert told.value.code == code
    assert len(str(told.value)) > 3
    if field is not None:
        assert told.value.field == field
