"""What a participant's phone shows: what all phones share, and beside it what is this person's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from app.domain.communities import AHP
from app.domain.outcomes import rfc3339
from app.domain.session import ALLOWED, ENDED, TAKEN_BACK, Session
from app.domain.stages import CLOSED, OPEN, READY, REVEALED, WEIGHING, WITH_IDEAS, Settings, Stage

from .days import is_for_days
from .participant_results import Results, all_results, revealed_results
from .participant_table import Round, round_of, seats_of
from .shuffling import shuffled
from .snapshot import answers_of

PROFESSION_FROM = 8
"""A byline names a profession from so many of it present: fewer would single people out."""


@dataclass(frozen=True, slots=True)
class Remark:
    """An allowed comment. It tells its author's community, never who wrote it."""

    id: str
    text: str
    community: str | None
    profession: str | None
    support: int


@dataclass(frozen=True, slots=True)
class Card:
    """An idea as it was worded when its stage opened."""

    id: str
    text: str
    name: str
    remarks: tuple[Remark, ...] = ()
    easy_read: str = ""
    language: str = ""
    """Of a translation; empty where the words are the idea's own."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What every phone shows now. `view` is wait, closed, results, break, ended, or the kind of the open stage."""

    session: str
    name: str
    view: str
    coming: str = ""
    coming_kind: str = ""
    stage: str = ""
    kind: str = ""
    title: str = ""
    settings: Settings = Settings()
    cards: tuple[Card, ...] = ()
    takes_comments: bool = False
    comments_paused: bool = False
    suggestions: tuple[Remark, ...] = ()
    results: tuple[Results, ...] = ()
    closed: tuple[tuple[str, str], ...] = ()
    """(stage, when it closed as RFC 3339), for phones whose answers come too late."""
    round: Round | None = None
    """The round that tables rank now, and the one that comes next."""
    coming_round: Round | None = None
    until: float | None = None
    """When the step of now closes, where it is open for days (seconds since 1970)."""


def shared_screen(session: Session) -> Screen:
    """The same for all phones: nothing of any one person is in it, and no figure before its reveal."""
    stage, coming = session.current_stage(), session.next_stage()
    view = _view(session, stage)
    next_up = (coming.title, coming.kind) if coming is not None else ("", "")
    closed = tuple((s.id, at) for s in session.stages.values() if (at := rfc3339(s.closed_at)))
    next_round = round_of(session, coming) if session.phase != ENDED else None
    if stage is None or view in ("wait", "ended"):
        results = all_results(session) if view == "ended" else ()
        return Screen(session.id, session.name, view, *next_up, results=results, closed=closed, coming_round=next_round)
    with_ideas = stage.kind in WITH_IDEAS and stage.state != READY
    return Screen(
        session.id, session.name, view, *next_up, stage.id, stage.kind, stage.title, stage.settings,
        _cards(session, stage) if with_ideas else (),
        takes_comments=with_ideas and stage.settings.comments and view == stage.kind,
        comments_paused=session.comments_paused,
        suggestions=_suggestions(session, stage),
        results=revealed_results(session, stage) if view == "results" else (),
        closed=closed,
        round=round_of(session, stage),
        coming_round=next_round,
        until=_until(stage),
    )  # fmt: skip


def _until(stage: Stage) -> float | None:
    if stage.state != OPEN or stage.closes_at is None or stage.opened_at is None:
        return None
    return stage.closes_at if is_for_days((stage.closes_at - stage.opened_at) / 60) else None


def _view(session: Session, stage: Stage | None) -> str:
    if session.phase == ENDED:
        return "ended"
    if stage is None:
        return "wait"
    if stage.kind == "reveal":
        return "results"
    if stage.kind == "break":
        return "wait" if stage.state in (CLOSED, REVEALED) else "break"
    if stage.state == REVEALED and stage.kind in WEIGHING:
        return "results"
    return "closed" if stage.state in (CLOSED, REVEALED) else stage.kind


def _cards(session: Session, stage: Stage) -> tuple[Card, ...]:
    remarks: dict[str, list[Remark]] = {}
    many = professions_to_name(session)
    for c in sorted(session.comments.values(), key=lambda c: c.at, reverse=True):
        if c.idea in stage.idea_ids and c.state == ALLOWED and session.is_heard(c.participant):
            remarks.setdefault(c.idea, []).append(
                Remark(c.id, c.text, *_byline(session, c.participant, many), session.me_too(c))
            )
    return tuple(
        Card(i.id, i.text, i.name or i.text, tuple(remarks.get(i.id, ())), i.easy_read or "", i.language)
        for i in stage.ideas
    )


def _suggestions(session: Session, stage: Stage) -> tuple[Remark, ...]:
    if stage.kind != "gather":
        return ()
    many = professions_to_name(session)
    return tuple(
        Remark(s.id, s.text, *_byline(session, s.participant, many), 0)
        for s in sorted(session.suggestions.values(), key=lambda s: s.at, reverse=True)
        if s.stage == stage.id and s.state == ALLOWED and session.is_heard(s.participant)
    )


def professions_to_name(session: Session) -> frozenset[str]:
    """The professions with enough people present that naming one singles nobody out."""
    counts = Counter(p.profession for p in session.counted() if p.community == AHP and p.profession)
    return frozenset(name for name, n in counts.items() if name and n >= PROFESSION_FROM)


def _byline(session: Session, participant: str, many: frozenset[str]) -> tuple[str | None, str | None]:
    person = session.people.get(participant)
    if person is None:
        return None, None
    return person.community, person.profession if person.profession in many else None


@dataclass(frozen=True, slots=True)
class Own:
    """What is one person's own, for their phone alone."""

    person: str
    community: str
    answers: dict[str, dict[str, Any]]
    """stage → answers as in the snapshot of the contract."""
    done: tuple[str, ...]
    finished: tuple[str, ...]
    comments: tuple[dict[str, Any], ...]
    supported: tuple[str, ...]
    suggestions: tuple[dict[str, Any], ...]
    seats: dict[str, dict[str, Any]] = field(default_factory=dict)
    """round of tables → where this person sits, and their table's list."""

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)


def own_things(session: Session, person: str) -> Own:
    """Everything this participant gave that still stands, with what the host made of it."""
    me, taken_up = session.people[person], session.taken_up()
    stages = [s for s in session.stages.values() if person in s.ballots]
    return Own(
        me.id,
        me.community,
        {s.id: answers_of(s, person) for s in stages},
        tuple(s.id for s in stages if ("", "done") in s.ballots[person]),
        tuple(s.id for s in stages if person in s.finished),
        tuple(
            {"id": c.id, "stage": c.stage, "idea": c.idea, "text": c.text, "state": c.state, "reason": c.reason}
            for c in session.comments_of(person)
            if c.state != TAKEN_BACK
        ),
        tuple(c.id for c in session.comments.values() if person in c.support),
        tuple(
            {"id": s.id, "stage": s.stage, "text": s.text, "state": s.state, "reason": s.reason,
             "taken_up": s.id in taken_up}
            for s in session.suggestions.values()
            if s.participant == person and s.state != TAKEN_BACK
        ),
        seats_of(session, person),
    )  # fmt: skip


def in_own_order(screen: Screen, own: Own) -> tuple[Card, ...]:
    """The cards in this person's order: a vote's are shuffled unless its settings say no."""
    if screen.kind != "vote" or not screen.settings.shuffle:
        return screen.cards
    known = {card.id: card for card in screen.cards}
    return tuple(known[id] for id in shuffled(f"{own.person}|{screen.stage}", known))


@dataclass(frozen=True, slots=True)
class Given:
    """One stage of what a person gave: (idea's name, its answer as in the snapshot, the name's language) each."""

    title: str
    kind: str
    answers: tuple[tuple[str, Any, str], ...]


def given_by(session: Session, own: Own) -> tuple[Given, ...]:
    """All answers of one person in words' reach: to show them before they are taken back."""
    found = []
    for id, answers in own.answers.items():
        stage = session.stages[id]
        names = {i.id: (i.name or i.text, i.language) for i in stage.ideas}
        if stage.kind == "rank":
            tiers = answers.get("order", [])
            values = [(i, n) for n, t in enumerate(tiers, 1) for i in (t if isinstance(t, list) else [t])]
        else:
            values = list(answers.items())
        listed = [(names.get(i, (i, "")), value) for i, value in values]
        if listed:
            answered = tuple((name, value, language) for (name, language), value in listed)
            found.append(Given(stage.title, stage.kind, answered))
    return tuple(found)
