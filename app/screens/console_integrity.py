"""What looks odd about how phones answered, as the host sees it: counted, never named, with what they may do."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.integrity import Oddity, Paces
from app.domain.session import ENDED, Session
from app.domain.setting_aside import counts_of_aside

STEPS = (0.0, 0.75, 1.5, 3.0, 6.0, 12.0, 25.0)
"""Seconds an idea, where the bars of the picture begin. The first holds what nobody reads."""
USUAL_WRONG = 5
WRONG_A_PERSON = 0.2
"""So many wrong codes in an hour are usual for a room: a few, and one for every five people."""


@dataclass(frozen=True, slots=True)
class OddLine:
    """`stage` is the step's id and `title` its name; both are empty where it is about no step. See `Oddity`."""

    id: str
    kind: str
    people: int
    answers: int
    seconds: float
    stage: str
    title: str


@dataclass(frozen=True, slots=True)
class AsideGroup:
    """How many are set aside for a reason, and do not count."""

    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class PaceBar:
    """`seconds`: where it begins; `until`: where it ends, None for the last."""

    seconds: float
    until: float | None
    phones: int


@dataclass(frozen=True, slots=True)
class IntegrityScreen:
    odd: tuple[OddLine, ...]
    aside: tuple[AsideGroup, ...]
    paces: tuple[PaceBar, ...]
    """Phones by the seconds they take for an idea; empty before any has answered two."""
    most: int
    busiest: int
    """The most answers that one phone gave in a minute."""
    wrong_codes: int
    usual: bool
    by_ticket: bool
    may_change_joining: bool
    shown: bool
    """Whether results have been shown already: what is set aside since goes from them at the next reveal."""
    up_to_date: bool
    """False while answers from before are still being looked through."""


def integrity_screen(
    session: Session, odd: Sequence[Oddity], paces: Paces, wrong_codes: int, up_to_date: bool = True
) -> IntegrityScreen:
    """The panel as it is now."""
    bars = _bars(paces.seconds)
    usual = wrong_codes <= USUAL_WRONG + WRONG_A_PERSON * len(session.people)
    return IntegrityScreen(
        odd=tuple(_line(session, one) for one in odd),
        aside=tuple(AsideGroup(reason, n) for reason, n in counts_of_aside(session)["reasons"].items()),
        paces=bars,
        most=max((bar.phones for bar in bars), default=0),
        busiest=paces.busiest,
        wrong_codes=wrong_codes,
        usual=usual,
        by_ticket=session.joining == "ticket",
        may_change_joining=session.phase != ENDED and not session.people,
        shown=any(stage.shown is not None for stage in session.stages.values()),
        up_to_date=up_to_date,
    )


def _line(session: Session, odd: Oddity) -> OddLine:
    stage = session.stages.get(odd.stage)
    title = (stage.title or stage.kind) if stage is not None else ""
    return OddLine(odd.id, odd.kind, len(odd.people), odd.answers, odd.seconds, odd.stage, title)


def _bars(seconds: Sequence[float]) -> tuple[PaceBar, ...]:
    if not seconds:
        return ()
    counts = Counter(bisect_right(STEPS, pace) - 1 for pace in seconds)
    ends: tuple[float | None, ...] = (*STEPS[1:], None)
    return tuple(PaceBar(start, end, counts[n]) for n, (start, end) in enumerate(zip(STEPS, ends, strict=True)))
