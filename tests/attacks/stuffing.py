"""A made-up hall with robots in it: who joined when and answered what, as a journal holds it, and who is real."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from app.domain import events as e
from app.domain.integrity import Traces, oddities_in
from app.domain.stages import Stage, StageIdea, settings_of
from app.screens.shuffling import shuffled

OPENED = 1_000.0
IDEAS = tuple(f"i{n}" for n in range(14))
CHOICES = ("agree", "unsure", "disagree")


@dataclass
class Hall:
    """What happened, in any order, and the labels."""

    stage: Stage
    happened: list[tuple[float, e.Event]] = field(default_factory=list)
    real: set[str] = field(default_factory=set)
    robots: set[str] = field(default_factory=set)

    def joins(self, person: str, at: float) -> None:
        self.happened.append((at, e.Joined(person, "citizen")))

    def answers(self, person: str, at: float, idea: str, choice: str) -> None:
        self.happened.append((at, e.Answered(person, self.stage.id, idea, "", choice)))

    def traces(self) -> Traces:
        whole: list[tuple[float, e.Event]] = [*self.happened, (OPENED, e.StageOpened(self.stage.id))]
        traces = Traces()
        whole.sort(key=lambda line: line[0])
        traces.note((n, at, event) for n, (at, event) in enumerate(whole, start=1))
        return traces

    def flagged(self) -> set[str]:
        found = oddities_in(self.traces(), [self.stage], self.real | self.robots)
        return {person for odd in found for person in odd.people}

    def figures(self) -> tuple[float, float]:
        """(share of the robots that are flagged, share of the real people that are)."""
        flagged = self.flagged()
        robots = len(flagged & self.robots) / max(1, len(self.robots))
        return robots, len(flagged & self.real) / max(1, len(self.real))


def a_hall(shuffle: bool = True) -> Hall:
    ideas = tuple(StageIdea(idea, f"Idea {idea}") for idea in IDEAS)
    return Hall(Stage("vote", "vote", settings=settings_of("vote", {"shuffle": shuffle}), ideas=ideas))


def own_order(hall: Hall, person: str) -> list[str]:
    """As the phone shows the ideas to this person."""
    return shuffled(f"{person}|{hall.stage.id}", list(IDEAS)) if hall.stage.settings.shuffle else list(IDEAS)


def real_people(hall: Hall, dice: Random, count: int) -> None:
    """People as they are: hurried and slow, some with lines that drop, some in families, some who agree with all."""
    liking = {idea: dice.uniform(0.3, 0.9) for idea in IDEAS}
    family: list[tuple[float, dict[str, str]]] = []
    for n in range(count):
        person = f"real-{n}"
        hall.real.add(person)
        if not family and dice.random() < 0.015:  # a family that came together and thinks alike
            came, alike, as_one = _came(dice), _opinions(dice, liking), dice.random() < 0.2
            size = dice.randint(2, 4)
            family = [(came + dice.uniform(0, 15), alike if as_one else _nearly(dice, alike)) for _ in range(size)]
        at, opinions = family.pop() if family else (_came(dice), _opinions(dice, liking))
        hall.joins(person, at)
        _answers_like_a_person(hall, dice, person, at, opinions)


def _came(dice: Random) -> float:
    return OPENED + (dice.uniform(2, 300) if dice.random() < 0.1 else -abs(dice.gauss(120, 90)))


def _opinions(dice: Random, liking: dict[str, float]) -> dict[str, str]:
    if dice.random() < 0.08:
        return dict.fromkeys(IDEAS, "agree")
    shift = dice.gauss(0, 0.15)
    return {idea: "agree" if dice.random() < liking[idea] + shift else dice.choice(CHOICES[1:]) for idea in IDEAS}


def _nearly(dice: Random, opinions: dict[str, str]) -> dict[str, str]:
    return {idea: dice.choice(CHOICES) if dice.random() < 0.2 else choice for idea, choice in opinions.items()}


def _answers_like_a_person(hall: Hall, dice: Random, person: str, joined: float, opinions: dict[str, str]) -> None:
    """Reads and answers; a few leave ideas out or jump, and every tenth line drops and sends what it kept at once."""
    order = own_order(hall, person)
    if dice.random() < 0.15:
        dice.shuffle(order)
    if dice.random() < 0.1:
        order = order[: dice.randint(1, len(order))]
    speed = {True: 1.5, False: 6.0 * dice.lognormvariate(0, 0.35)}[dice.random() < 0.03]
    now = max(OPENED, joined) + 1.5 + dice.lognormvariate(1.2, 0.5)
    drops = dice.random() < 0.1
    back = now + dice.uniform(5, 60)
    for idea in order:
        now += max(0.6, speed * dice.lognormvariate(0, 0.5))
        if drops and now > back:
            back = now + dice.uniform(5, 60)
        hall.answers(person, back + dice.uniform(0, 0.2) if drops else now, idea, opinions[idea])


def instant_robots(hall: Hall, dice: Random, count: int) -> None:
    """They vote 0.2 s after the opening, all alike, in the order of the API."""
    wanted = {idea: dice.choice(CHOICES) for idea in IDEAS}
    for n in range(count):
        robot, now = f"instant-{n}", OPENED + 0.2 + dice.uniform(0, 0.3)
        hall.robots.add(robot)
        hall.joins(robot, _came(dice))
        for idea in IDEAS:
            now += dice.uniform(0.005, 0.1)
            hall.answers(robot, max(now, OPENED + 0.2), idea, wanted[idea])


def patient_robots(hall: Hall, dice: Random, count: int) -> None:
    """They take a person's time, and copy one another. They come 25 at a time."""
    wanted = {idea: dice.choice(CHOICES) for idea in IDEAS}
    came = 0.0
    for n in range(count):
        came = _came(dice) if n % 25 == 0 else came
        robot, joined = f"patient-{n}", came + dice.uniform(0, 10)
        hall.robots.add(robot)
        hall.joins(robot, joined)
        now = max(OPENED, joined) + 4
        for idea in IDEAS:
            now += 6.0 * dice.lognormvariate(0, 0.5)
            hall.answers(robot, now, idea, wanted[idea])


def careful_robots(hall: Hall, dice: Random, count: int) -> None:
    """Each in its own order, with answers of its own; only fast."""
    for n in range(count):
        robot, now = f"careful-{n}", OPENED + 0.2
        hall.robots.add(robot)
        hall.joins(robot, _came(dice) - 300)
        for idea in own_order(hall, robot):
            now += dice.uniform(0.2, 0.5)
            hall.answers(robot, now, idea, dice.choice(CHOICES))
