"""Other rooms, in which a hidden number is another one: those an attacker can think of, to see which are shut out."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from app.domain.stages import DONE, ORDER, Stage

from .secret_numbers import Secret, value_of
from .small_workshop import (
    CHOICES,
    ENOUGH,
    WHOLE,
    Ballot,
    Key,
    Played,
    Room,
    Says,
    Step,
    community,
    fitting,
    on_paper,
)


def otherwise(room: Room, played: Played, secret: Secret, dice: random.Random) -> dict[int, Step]:
    """Another step in which this secret may be another one, in the place where it stands; nothing if there is none."""
    id, its, key = secret.cell
    stage = played.stage(id)
    if secret.table:
        return _lists_swapped(room, stage, secret.table, dice)
    mine = [
        (n, replace(step, answers=fitting(step, stage))) for n, step in enumerate(room.script)
        if isinstance(step, Says) and step.stage == id and community(step.person) == its
        and step.person not in room.friends and step.person not in played.left
    ]  # fmt: skip
    late = played.late.get(secret.cell)
    if late is not None and mine and dice.random() < 0.3:
        return _by_another(stage, mine, late, key, dice)
    if late is not None and dice.random() < 0.5:
        last = {
            step.person: n
            for n, step in mine
            if step.person in late and (key in step.answers or (key == WHOLE and step.answers))
        }
        mine = [(n, step) for n, step in mine if n == last.get(step.person)]
    dice.shuffle(mine)
    if secret.count:
        now = value_of(played, secret)
        more, swap = now == 0 or (now < ENOUGH - 1 and dice.random() < 0.5), dice.random() < 0.3
        if more and key != WHOLE and dice.random() < 0.4 and (exchanged := _exchanged(room, stage, mine, key, dice)):
            return exchanged
        if key != WHOLE:  # somebody with other answers first: the number of ballots stays as it is
            mine.sort(key=lambda at: len(at[1].answers) < 2 - more)
        others = ((n, step, _counted_otherwise(step, stage, key, more, swap, dice)) for n, step in mine)
        if not more:
            found = next(((n, step, other) for n, step, other in others if other is not None), None)
            return _left_out(room, stage, mine, found, key, dice) if found else {}
    else:
        others = ((n, step, _answered_otherwise(step, stage, key, dice)) for n, step in mine)
        if dice.random() < 0.5 and mine:  # all that one of them ever said
            one = mine[0][1].person
            all_of = {n: o for n, s in mine if s.person == one and (o := _answered_otherwise(s, stage, key, dice))}
            return _finished_alike(room, stage, one, all_of, dice)
    for n, step, other in others:
        if (
            other is not None
            and other != step
            and (whole := _finished_alike(room, stage, step.person, {n: other}, dice))
        ):
            return whole
    return {}


def _by_another(
    stage: Stage, mine: list[tuple[int, Says]], late: set[str], key: Key, dice: random.Random
) -> dict[int, Step]:
    """It was somebody else who thought again."""
    again = [(n, step) for n, step in mine if step.person in late]
    others = [step for _, step in mine if step.person not in late and not on_paper(step.person)]
    if not again or not others:
        return {}
    n, step = again[-1]
    instead = _answered_otherwise(dice.choice(others), stage, key, dice)
    return {} if instead is None or on_paper(step.person) else {n: replace(instead, done=step.done)}


def _exchanged(
    room: Room, stage: Stage, mine: list[tuple[int, Says]], key: Key, dice: random.Random
) -> dict[int, Step]:
    """Of two who each spoke once, the one who has finished gave the other's answers and this one; the other gave what
    the first did."""
    alone = [(n, s) for n, s in mine if sum(t.person == s.person for _, t in mine) == 1]
    some = [(n, s) for n, s in alone if key not in s.answers and (s.done or stage.has_finished(dict(s.answers)))]
    rest = [(n, s) for n, s in alone if key not in s.answers and s.answers and not s.done]
    if not some or not rest:
        return {}
    (n, one), (m, two) = dice.choice(some), dice.choice(rest)
    answer = dice.choice(CHOICES) if stage.kind == "vote" else dice.randint(1, stage.settings.steps)
    first = _finished_alike(room, stage, one.person, {n: replace(one, answers={**two.answers, key: answer})}, dice)
    second = _finished_alike(room, stage, two.person, {m: replace(two, answers=one.answers)}, dice)
    return {**first, **second} if first and second and n != m else {}


def _left_out(
    room: Room, stage: Stage, mine: list[tuple[int, Says]], found: tuple[int, Says, Says], key: Key, dice: random.Random
) -> dict[int, Step]:
    """Somebody's answer was never given, or taken back in the last thing they said."""
    n, step, other = found
    theirs = {m: s for m, s in mine if s.person == step.person}
    if dice.random() < 0.5:
        last = max(theirs)
        back: dict[Key, Any] = {key: None}
        if key == WHOLE:
            back = {ORDER: ()} if stage.kind == "rank" else {(idea.id, ""): 0 for idea in stage.ideas}
        return _finished_alike(
            room, stage, step.person, {last: replace(theirs[last], answers={**theirs[last].answers, **back})}, dice
        )
    gone = {m: replace(s, answers=_without(s.answers, key)) for m, s in theirs.items()} | {n: other}
    return _finished_alike(room, stage, step.person, gone, dice)


def _without(answers: Ballot, key: Key) -> Ballot:
    return {} if key == WHOLE else {k: value for k, value in answers.items() if k != key}


def _finished_alike(
    room: Room, stage: Stage, person: str, changed: dict[int, Says], dice: random.Random
) -> dict[int, Step]:
    """The changed steps, with a word of having finished wherever this person had finished before. How many have is
    public: where they would have finished and had not, somebody else who had finished did not; nothing if there is
    nobody."""
    real: dict[Key, Any] = {}
    other: dict[Key, Any] = {}
    steps: dict[int, Step] = {}
    for n, step in _said_in(room, stage, person):
        now = changed.get(n, step)
        for ballot, said in ((real, step), (other, now)):
            _lay(ballot, said, stage)
        if stage.has_finished(real) and not stage.has_finished(other):
            now = replace(now, done=True)
            other[DONE] = True
        if now != step:
            steps[n] = now
    if stage.has_finished(other) and not stage.has_finished(real):
        instead = _not_finished(room, stage, person, dice)
        return {**steps, **instead} if instead else {}
    return steps


def _not_finished(room: Room, stage: Stage, but: str, dice: random.Random) -> dict[int, Step]:
    """The steps of a stranger who has finished as somebody who has not, with one answer fewer where that takes it."""
    people = {step.person for step in room.script if isinstance(step, Says) and step.stage == stage.id}
    some = sorted(people & stage.finished - room.friends - {but})
    if not some:
        return {}
    said = _said_in(room, stage, dice.choice(some))
    gone: Key | None = None
    ballot: dict[Key, Any] = {}
    for _, step in said:
        _lay(ballot, replace(step, done=False), stage)
    if stage.has_finished(ballot):
        gone = dice.choice(sorted(key for key in ballot if key != DONE))
    answers = {n: step.answers if gone is None else _without(step.answers, gone) for n, step in said}
    return {n: replace(step, answers=answers[n], done=False) for n, step in said}


def _said_in(room: Room, stage: Stage, person: str) -> list[tuple[int, Says]]:
    return [
        (n, step) for n, step in enumerate(room.script)
        if isinstance(step, Says) and step.stage == stage.id and step.person == person
    ]  # fmt: skip


def _lay(ballot: dict[Key, Any], said: Says, stage: Stage) -> None:
    """Adds what was said to a ballot; what is empty takes back."""
    ballot.update(fitting(said, stage) | ({DONE: True} if said.done else {}))
    for key in [key for key, value in ballot.items() if not value]:
        del ballot[key]


def _answered_otherwise(step: Says, stage: Stage, key: Key, dice: random.Random) -> Says | None:
    answers = dict(step.answers)
    if stage.kind in ("vote", "rate"):
        if answers.get(key) is None:
            return None
        scale = CHOICES if stage.kind == "vote" else range(1, stage.settings.steps + 1)
        answers[key] = dice.choice([value for value in scale if value != answers[key]])
    elif stage.kind == "dots":
        ideas = [idea.id for idea in stage.ideas]
        moved = dice.choices(ideas, k=max(1, sum(answers.values()) + dice.choice((-1, 0, 0, 1)))) if answers else []
        answers = {(idea, ""): moved.count(idea) for idea in ideas if idea in moved}
    else:
        placed = dice.sample([idea.id for idea in stage.ideas], sum(map(len, answers.get(ORDER, ()))))
        answers = {ORDER: tuple((idea,) for idea in placed)} if placed else {}
    return replace(step, answers=answers)


def _counted_otherwise(step: Says, stage: Stage, key: Key, more: bool, swap: bool, dice: random.Random) -> Says | None:
    """An answer more or fewer; with `swap` another one goes for it."""
    given = {k: value for k, value in step.answers.items() if value}
    has = key in given if key != WHOLE else bool(given)
    if has == more:
        return None
    if has:
        kept = _without(step.answers, key)
        free = [(idea.id, key[1]) for idea in stage.ideas if (idea.id, key[1]) not in given and key != WHOLE]
        return replace(step, answers={**kept, dice.choice(free): given[key]} if swap and free else kept)
    idea = dice.choice([idea.id for idea in stage.ideas])
    match stage.kind:
        case "vote":
            answers: dict[Key, Any] = {**step.answers, key: dice.choice(CHOICES)}
        case "rate":
            answers = {**step.answers, key: dice.randint(1, stage.settings.steps)}
        case "dots":
            answers = {(idea, ""): 1}
        case _:
            answers = {ORDER: ((idea,),)}
    if swap and len(answers) > 1:
        answers.pop(dice.choice([k for k in answers if k != key]))
    return replace(step, answers=answers)


def _lists_swapped(room: Room, stage: Stage, number: int, dice: random.Random) -> dict[int, Step]:
    """Two hidden tables of strangers with each other's lists, or one with another list altogether."""
    scribes = {table.scribe: n for n, table in stage.tables.items()}
    wrote = {
        scribes[step.person]: n
        for n, step in enumerate(room.script)
        if isinstance(step, Says) and step.stage == stage.id and step.person in scribes
    }
    own = wrote.get(number)
    others = [n for at, n in wrote.items() if at != number and not room.friends & set(stage.tables[at].members)]
    if own is None:
        return {}
    mine = room.script[own]
    assert isinstance(mine, Says)
    if others and dice.random() < 0.8:
        place = dice.choice(others)
        theirs = room.script[place]
        assert isinstance(theirs, Says)
        return {own: replace(mine, answers=theirs.answers), place: replace(theirs, answers=mine.answers)}
    order = list(mine.answers[ORDER])
    dice.shuffle(order)
    return {own: replace(mine, answers={ORDER: tuple(order)})}
