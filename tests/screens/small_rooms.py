"""Random workshops of few people, in which everything happens that could give one of them away."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from app.domain import asking
from app.domain.stages import ORDER, Stage
from tests.builders import a_stage

from .small_workshop import CHOICES, IDEAS, Ballot, Hosts, Joins, Key, Leaves, Looks, Room, Says, Step, community

KINDS = ("vote", "vote", "dots", "rate", "rank", "tables")
AHPS = ("Dietitians", "Osteopaths", "Paramedics", "Radiographers")


def a_small_room(dice: random.Random) -> Room:
    """One to twelve people in each compared community, up to six others; one or two steps that weigh ideas; up to three
    of them with the attacker, of those who rank by table at most one."""
    sizes = {"citizen": dice.randint(1, 12), "ahp": dice.randint(1, 12), "other": dice.choice((0, 0, 1, 3, 4, 5, 6))}
    people = [f"{its}-{n}" for its, size in sizes.items() for n in range(size)]
    dice.shuffle(people)
    stages = _stages(dice)
    most = 1 if any(stage.by_table for stage in stages) else 3
    friends = frozenset(dice.sample(people, min(dice.randint(0, most), len(people) - 1)))
    script: list[Step] = [Joins(p, dice.choice((None, *AHPS)) if community(p) == "ahp" else None) for p in people]
    for stage in stages:
        script += _weighed(stage, people, dice)
    script += [Hosts(asking.FinishSession()), Looks()]
    if dice.random() < 0.2:
        script += [Leaves(dice.choice(people)), Looks()]
    return Room(stages, tuple(script), friends)


def _stages(dice: random.Random) -> tuple[Stage, ...]:
    first = _a_stage(dice.choice(KINDS), "first")
    if dice.random() < 0.5:
        return (first,)
    if first.kind == "vote" and dice.random() < 0.3:
        return first, a_stage("reveal", "shown", of=["first"])
    by = "combined" if first.kind == "rank" else dice.choice(("shared", "union"))
    plan: Any = {"from": "first", "top": 2, "by": by} if first.kind != "rate" else "all"
    return first, _a_stage(dice.choice(KINDS), "second", plan, start_from=dice.choice((None, "first")))


def _a_stage(kind: str, id: str, plan: Any = "all", **settings: Any) -> Stage:
    if kind == "tables":
        return a_stage("rank", id, plan, by="table", **settings)
    more: dict[str, Any] = {"budget": 6} if kind == "dots" else {}  # so that no answer of these rooms is refused
    return a_stage(kind, id, plan, shuffle=False, **more, **settings)


def _weighed(stage: Stage, people: list[str], dice: random.Random) -> Iterator[Step]:
    yield Hosts(asking.OpenStage(stage.id))
    if stage.kind == "reveal":
        return
    if stage.by_table and dice.random() < 0.6:
        yield Hosts(asking.DealTables(stage.id, count=dice.randint(1, max(1, len(people) // 2))))
    yield from _all_answer(stage, people, dice, keen=dice.choice((0.3, 0.6, 0.9)))
    yield Hosts(asking.CloseStage(stage.id))
    if not stage.by_table:
        for n in range(dice.choice((0, 0, 1, 3))):
            paper = f"{dice.choice(('citizen', 'ahp'))}-p{stage.id}{n}"
            yield Says(paper, stage.id, _ballot(stage, dice, 0.8))
            yield Looks()
    if dice.random() < 0.15:
        yield Leaves(dice.choice(people))
    if dice.random() < 0.85:
        yield Hosts(asking.RevealStage(stage.id))
        yield Looks()
    if dice.random() < 0.35 and not stage.by_table:
        yield from _again(stage, people, dice)
    if dice.random() < 0.1:
        yield Leaves(dice.choice(people))


def _again(stage: Stage, people: list[str], dice: random.Random) -> Iterator[Step]:
    """The host opens it once more: a few think again, or many do."""
    for _ in range(dice.choice((1, 1, 2))):
        yield Hosts(asking.ReopenStage(stage.id))
        some = dice.sample(people, min(len(people), dice.choice((1, 1, 2, 4, 9, 20))))
        yield from _all_answer(stage, some, dice, keen=dice.choice((0.4, 1.0)))
        yield Hosts(asking.CloseStage(stage.id))
        if dice.random() < 0.2:
            yield Says(
                f"{dice.choice(('citizen', 'ahp'))}-pz{stage.id}{dice.randrange(10**6)}",
                stage.id,
                _ballot(stage, dice, 0.9),
            )
        if dice.random() < 0.8:
            yield Hosts(asking.RevealStage(stage.id))
            yield Looks()


def _all_answer(stage: Stage, people: list[str], dice: random.Random, keen: float) -> Iterator[Step]:
    """Everybody has a turn; some say nothing in it. Some ideas draw few answers."""
    liking = {idea.id: dice.choice((0.15, 0.4, 0.7, 1.0)) for idea in IDEAS}
    for person in dice.sample(people, len(people)):
        answers = _ballot(stage, dice, keen, liking)
        yield Says(person, stage.id, answers, done=not stage.by_table and dice.random() < 0.2)
        if dice.random() < 0.1:
            yield Looks()


def _ballot(stage: Stage, dice: random.Random, keen: float, liking: dict[str, float] | None = None) -> Ballot:
    known = liking or dict.fromkeys((idea.id for idea in IDEAS), 1.0)
    chosen = [idea for idea, likely in known.items() if dice.random() < keen * likely]
    answers: dict[Key, Any] = {}
    match stage.kind:
        case "vote":
            answers = {(idea, ""): dice.choice((*CHOICES, "agree")) for idea in chosen}
        case "dots":
            answers = {(idea, ""): dice.randint(1, 2) for idea in chosen[:2]}
        case "rate":
            scales = [scale.key for scale in stage.settings.scales]
            answers = {(i, scale): dice.randint(1, 5) for i in chosen for scale in scales if dice.random() < 0.9}
        case "rank" if chosen:
            order = dice.sample([idea.id for idea in IDEAS], len(IDEAS) if stage.by_table else len(chosen))
            answers = {ORDER: tuple((idea,) for idea in order)}
    return answers
