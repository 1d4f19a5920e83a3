"""What looks odd about how phones answered: faster than anyone reads, alike beyond chance, without end. No verdicts.

Nothing is asked of a phone for it: it is read off when people joined and answered, which is kept anyway. Whoever
answers at a person's pace, in their own order and not like others is not found by it, and need not be a person.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from . import events as e
from .setting_aside import BUSY, QUICK, SAME
from .stages import DONE, Key, Stage

AN_IDEA = 0.75
"""Seconds in which nobody reads an idea and taps: three words at 238 words a minute (Brysbaert 2019)."""
FEWEST_QUICK, FEWEST_IN_A_ROW, FEWEST_ALIKE, FEWEST_PHONES = 3, 5, 5, 3
SENT_AT_ONCE = 3.0
"""Seconds. A phone that was away sends what it kept in less: its answers look quick and were not."""
TOGETHER = 20.0
"""Seconds within which phones joined together."""
BY_CHANCE = 0.5
"""Phones are alike beyond chance where fewer such groups than this are expected in the whole room."""
A_MINUTE = 60.0
BUSY_FROM = 100
"""Answers in a minute. Somebody who changes their mind all the time gives 40."""
MOST_KEPT = 500
"""Answers of one phone in one step that are remembered."""


@dataclass(slots=True)
class Trail:
    """What one phone answered in one step: {key: its newest value} in the order first answered, and when that was."""

    given: dict[Key, Any] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Traces:
    """When people joined, steps opened and phones answered, read from the journal up to line `number`."""

    number: int = 0
    joined: dict[str, float] = field(default_factory=dict)
    opened: dict[str, float] = field(default_factory=dict)
    trails: dict[str, dict[str, Trail]] = field(default_factory=dict)
    """stage → participant → trail."""
    minutes: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """participant → (the last minute they answered in, answers in it, the most in any minute)."""

    def note(self, lines: Iterable[tuple[int, float, e.Event | None]]) -> None:
        """Further lines of the journal, in order: (number, seconds since 1970, event or None where it was emptied)."""
        for number, at, event in lines:
            self.number = number
            if isinstance(event, e.Answered) and (event.idea, event.scale) != DONE:
                self._answered(event, at)
            elif isinstance(event, e.Joined):
                self.joined[event.participant] = at
            elif isinstance(event, e.StageOpened):
                self.opened.setdefault(event.stage, at)

    def forget_all_but(self, people: Collection[str]) -> None:
        """Whoever has taken everything back is known no more."""
        kept: tuple[dict[str, Any], ...] = (self.joined, self.minutes, *self.trails.values())
        for known in kept:
            for gone in [person for person in known if person not in people]:
                known.pop(gone)

    def _answered(self, event: e.Answered, at: float) -> None:
        trail = self.trails.setdefault(event.stage, {}).setdefault(event.participant, Trail())
        key = (event.idea, event.scale)
        if key not in trail.given and len(trail.given) < MOST_KEPT:
            trail.times.append(at)
            trail.given[key] = event.value
        elif key in trail.given:
            trail.given[key] = event.value
        minute, count, most = self.minutes.get(event.participant, (-1, 0, 0))
        now = int(at // A_MINUTE)
        count = count + 1 if now == minute else 1
        self.minutes[event.participant] = (now, count, max(most, count))


@dataclass(frozen=True, slots=True)
class Oddity:
    """Phones that want a look. `kind` is quick, same or busy; `id` names it as long as it is about the same thing.

    `answers` is how many ideas they answered, at least, and `seconds` how long they took or how far apart they joined.
    """

    id: str
    kind: str
    people: tuple[str, ...]
    answers: int
    seconds: float
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Paces:
    """Over all phones: seconds an idea (median of each phone), and the most answers that one gave in a minute."""

    seconds: tuple[float, ...] = ()
    busiest: int = 0


def oddities_in(
    traces: Traces, stages: Sequence[Stage], phones: Collection[str], decided: Collection[str] = ()
) -> list[Oddity]:
    """What wants a look, among phones about which no host has decided. Quick ones first."""
    found: list[Oddity] = []
    for stage in stages:
        trails = {p: t for p, t in traces.trails.get(stage.id, {}).items() if p in phones}
        found += _quick(traces, stage, trails, decided)
        found += _alike(traces, stage, trails, decided)
    return sorted([*found, *_busy(traces, phones, decided)], key=lambda odd: (_ORDER.index(odd.kind), odd.id))


_ORDER = (QUICK, SAME, BUSY)


def paces_in(traces: Traces, phones: Collection[str]) -> Paces:
    """How fast phones answer, all steps that are answered idea by idea taken together."""
    gaps: dict[str, list[float]] = {}
    for trails in traces.trails.values():
        for person, trail in trails.items():
            if person in phones:
                times = _by_idea(trail)
                gaps.setdefault(person, []).extend(b - a for a, b in zip(times, times[1:], strict=False))
    busiest = max((most for person, (_, _, most) in traces.minutes.items() if person in phones), default=0)
    return Paces(tuple(sorted(median(own) for own in gaps.values() if own)), busiest)


# Faster than anyone reads


def _quick(traces: Traces, stage: Stage, trails: Mapping[str, Trail], decided: Collection[str]) -> Iterator[Oddity]:
    """All such phones of a step together: one by one there could be hundreds."""
    if stage.kind not in ("vote", "rate") or stage.id not in traces.opened:
        return
    opened = traces.opened[stage.id]
    found = {
        person: pace
        for person, trail in trails.items()
        if person not in decided
        and (pace := _pace(_by_idea(trail), max(opened, traces.joined.get(person, opened)))) is not None
    }
    if found:
        answers, seconds = min(n for n, _ in found.values()), max(took for _, took in found.values())
        yield Oddity(f"{QUICK}-{stage.id}", QUICK, tuple(sorted(found)), answers, seconds, stage.id)


def _by_idea(trail: Trail) -> list[float]:
    """When each idea was first answered, in that order."""
    first: dict[str, float] = {}
    for (idea, _), at in zip(trail.given, trail.times, strict=True):
        first.setdefault(idea, at)
    return list(first.values())


def _pace(times: Sequence[float], since: float) -> tuple[int, float] | None:
    """(ideas, seconds) where so many were answered sooner than anyone reads them: counted from when the phone could
    show them first, or from its first answer to its last."""
    soon = [k for k in range(FEWEST_QUICK, len(times) + 1) if times[k - 1] - since < AN_IDEA * k]
    if soon:
        return soon[-1], times[soon[-1] - 1] - since
    span = times[-1] - times[0] if times else 0.0
    if len(times) >= FEWEST_IN_A_ROW and SENT_AT_ONCE <= span < AN_IDEA * (len(times) - 1):
        return len(times), span
    return None


# Alike beyond chance


def _alike(traces: Traces, stage: Stage, trails: Mapping[str, Trail], decided: Collection[str]) -> Iterator[Oddity]:
    """Phones that gave the same answers in the same order. Where each phone shows the ideas in an order of its own, the
    order alone tells; elsewhere they have to have joined together."""
    signs = {person: sign for person, trail in trails.items() if len(sign := _sign(trail)) >= FEWEST_ALIKE}
    groups: dict[Sign, list[str]] = {}
    for person, sign in signs.items():
        groups.setdefault(sign, []).append(person)
    shuffled = stage.kind == "vote" and stage.settings.shuffle
    same_answers = Counter(frozenset(sign) for sign in signs.values()) if shuffled else Counter()
    everyone = sorted(traces.joined[person] for person in signs if person in traces.joined)
    for sign, group in groups.items():
        if len(group) < FEWEST_PHONES:
            continue
        if shuffled:
            expected = same_answers[frozenset(sign)] / _orders(len(stage.ideas), len(sign))
            together = [group] if _is_beyond_chance(len(group), expected, len(signs)) else []
        else:
            together = list(_joined_together(traces, group, everyone))
        members = sorted({person for people in together for person in people if person not in decided})
        if members:
            yield _same(traces, stage, sign, members)


def _orders(ideas: int, answered: int) -> int:
    """In how many orders somebody may answer so many of the ideas; more than anybody can count are enough."""
    return min(math.perm(ideas, min(answered, ideas)), 10**30)


Sign = tuple[tuple[Key, Any], ...]


def _sign(trail: Trail) -> Sign:
    return tuple((key, value) for key, value in trail.given.items() if value is not None)


def _same(traces: Traces, stage: Stage, sign: Sign, members: Sequence[str]) -> Oddity:
    joined = [traces.joined[person] for person in members if person in traces.joined]
    apart = max(joined) - min(joined) if joined else 0.0
    mark = hashlib.blake2b(repr(sign).encode(), digest_size=8).hexdigest()
    return Oddity(f"{SAME}-{stage.id}-{mark}", SAME, tuple(members), len(sign), apart, stage.id)


def _joined_together(traces: Traces, group: Sequence[str], everyone: Sequence[float]) -> Iterator[list[str]]:
    """Those of a group who joined within seconds of one another, where chance would not bring so many together.

    How common their answers are is read off those who joined at other times.
    """
    came = sorted((traces.joined[person], person) for person in group if person in traces.joined)
    times, start = [at for at, _ in came], 0
    for end in range(len(came)):
        while times[end] - times[start] > TOGETHER:
            start += 1
        count = end - start + 1
        if count < FEWEST_PHONES or (end + 1 < len(came) and times[end + 1] - times[start] <= TOGETHER):
            continue
        joined = bisect_right(everyone, times[end]) - bisect_left(everyone, times[start])
        elsewhere = (len(came) - count + 0.5) / (len(everyone) - joined + 1)
        if _is_beyond_chance(count, joined * elsewhere, len(everyone)):
            yield [person for _, person in came[start : end + 1]]


def _is_beyond_chance(count: int, expected: float, people: int) -> bool:
    """Whether fewer than BY_CHANCE groups of `count` are expected in the room, where each has `expected` people on
    average and there are people ÷ expected such groups (Poisson 1837)."""
    return _at_least(count, expected) * people / expected < BY_CHANCE


def _at_least(count: int, expected: float) -> float:
    """No less than the chance of so many, from the first term of the tail and a geometric rest."""
    if expected >= count:
        return 1.0
    first = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    return min(1.0, first / (1 - expected / (count + 1)))


# Without end


def _busy(traces: Traces, phones: Collection[str], decided: Collection[str]) -> Iterator[Oddity]:
    most = {
        person: most
        for person, (_, _, most) in traces.minutes.items()
        if most >= BUSY_FROM and person in phones and person not in decided
    }
    if most:
        yield Oddity(BUSY, BUSY, tuple(sorted(most)), min(most.values()), A_MINUTE)
