"""A host's page on tables: who sits where, each table's places side by side, the totals so far, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.communities import by_community
from app.domain.dealing import fewest_repeated, repeated_pairs, usual_tables
from app.domain.seating import MOST_TABLES
from app.domain.session import ENDED, Session
from app.domain.stages import CLOSED, OPEN, READY, REVEALED, Stage, StageIdea, Table
from app.domain.table_totals import places_at

from .figures import exact_figures
from .labels import label_of
from .table_rounds import is_table, places_before, round_before, round_number, rounds_of, source_of, tables_in

NAME = 40
TOP = 10
"""What the whole room agrees on at the end of a James Lind Alliance workshop."""


@dataclass(frozen=True, slots=True)
class Seated:
    """A person as hosts know them: a citizen, the fourth who came in. `table` is 0 without one."""

    id: str
    community: str
    number: int
    table: int = 0


@dataclass(frozen=True, slots=True)
class TableCard:
    """One table. `typed`: idea → its place as it stands in a box, such as "3" or "3="."""

    number: int
    people: dict[str, int]
    members: tuple[Seated, ...]
    scribe: Seated | None
    placed: int
    handed_in: bool
    entered: bool
    """Whether the host enters its list: nobody's phone writes it, and its places can still change."""
    typed: dict[str, str]
    sum: float


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One idea. `before` is its place in the order that the round starts from; `said` are (table, reason) pairs."""

    id: str
    name: str
    text: str
    before: int | None
    total: float | None
    place: int | None
    level: bool
    reason: str
    said: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class RoundStep:
    """`kind`: round, shared or together; `state`: past, now or next."""

    kind: str
    number: int
    state: str
    stage: str


@dataclass(frozen=True, slots=True)
class Dealt:
    """`met` of `pairs` at these tables sat together in the round before; `fewest` is the fewest possible."""

    people: int
    tables: int
    each: dict[str, int] | None
    """How many of each community sit at every table, where that is the same everywhere."""
    met: int | None
    pairs: int
    fewest: int | None
    without: tuple[Seated, ...]


@dataclass(frozen=True, slots=True)
class TablesScreen:
    id: str
    name: str
    code: str
    phase: str
    version: int
    here: int
    stage: str
    title: str
    state: str
    round: int
    rounds: int
    steps: tuple[RoundStep, ...]
    tables: tuple[TableCard, ...]
    alone: int
    """Phones that rank each for themselves."""
    rows: tuple[OrderRow, ...]
    column: int
    """What the places of a whole list add to."""
    ideas: int
    places: int
    """How many ideas a list holds."""
    before: int | None
    """The round that the column before the tables shows; None where there is none, 0 for another kind of step."""
    dealt: Dealt | None
    propose: int
    new_table: int
    """The number of the next table; phones that rank each for themselves have numbers too."""
    changeable: bool
    """Whether people may still be seated."""
    begun: bool
    """Whether a table has a list: then nobody is dealt anew."""
    handed_in: int
    waiting_for: tuple[int, ...]
    people: tuple[Seated, ...]

    @property
    def is_open(self) -> bool:
        return self.state == OPEN

    @property
    def enterable(self) -> bool:
        return self.phase != ENDED and self.state in (OPEN, CLOSED)


def tables_screen(session: Session, chosen: str = "") -> TablesScreen | None:
    """The round that is chosen, else the one of now. None where no step is ranked by tables."""
    stage = _chosen(session, chosen)
    if stage is None:
        return None
    people = seated_people(session, stage)
    known = {person.id: person for person in people}
    cards = tuple(_card(session, stage, table, known) for table in tables_in(stage))
    number, rounds = round_number(session, stage)
    source = round_before(session, stage)
    waiting = tuple(card.number for card in cards if not card.handed_in)
    usual = min(usual_tables(len(people)), MOST_TABLES)
    return TablesScreen(
        id=session.id, name=session.name, code=session.code, phase=session.phase, version=session.version,
        here=sum(1 for _ in session.counted()), stage=stage.id, title=stage.title, state=stage.state,
        round=number, rounds=rounds, steps=_steps(session, stage), tables=cards,
        alone=sum(not is_table(t) for t in stage.tables.values()), rows=_rows(session, stage),
        column=len(stage.ideas) * (len(stage.ideas) + 1) // 2, ideas=len(stage.ideas),
        places=min(stage.settings.places or len(stage.ideas), len(stage.ideas)),
        before=_before(session, stage), dealt=_dealt(session, stage, people),
        propose=len(tables_in(source)) if source is not None and tables_in(source) else usual,
        changeable=session.phase != ENDED and stage.state in (READY, OPEN),
        new_table=max(stage.tables, default=0) + 1, begun=any(table.order for table in stage.tables.values()),
        handed_in=len(cards) - len(waiting), waiting_for=waiting, people=people,
    )  # fmt: skip


def seated_people(session: Session, stage: Stage | None = None) -> tuple[Seated, ...]:
    """Everybody who counts, with the number that they keep, also when others leave."""
    at = {member: table.number for table in stage.tables.values() for member in table.members} if stage else {}
    known = (Seated(p.id, p.community, p.arrival, at.get(p.id, 0)) for p in session.counted())
    return tuple(sorted(known, key=lambda person: person.number))


def _chosen(session: Session, chosen: str) -> Stage | None:
    named = session.stages.get(chosen)
    if named is not None and named.by_table:
        return named
    rounds, current = rounds_of(session), session.current_stage()
    if current in rounds:
        return current
    coming = session.next_stage()
    if coming in rounds:
        return coming
    opened = [stage for stage in rounds if stage.state != READY]
    return opened[-1] if opened else next(iter(rounds), None)


def _card(session: Session, stage: Stage, table: Table, known: Mapping[str, Seated]) -> TableCard:
    ids = [idea.id for idea in stage.ideas]
    places = places_at(table.order, ids) if table.order else {}
    written = {idea for tier in table.order for idea in tier}
    return TableCard(
        number=table.number,
        people=by_community(session.communities_among(table.members)),
        members=tuple(known[member] for member in table.members if member in known),
        scribe=known.get(table.scribe or ""),
        placed=len(written),
        handed_in=table.handed_in,
        entered=table.scribe is None and stage.state in (OPEN, CLOSED) and session.phase != ENDED,
        typed={id: f"{at['place']}{'=' if at['level'] else ''}" for id, at in places.items() if id in written},
        sum=sum(at["position"] for id, at in places.items() if id in written),
    )


def _rows(session: Session, stage: Stage) -> tuple[OrderRow, ...]:
    figures = exact_figures(session, stage)["tables"] if stage.ideas else {"order": []}
    totals = {row["idea"]: row for row in figures["order"]}
    before = _places_before(session, stage)
    begun = [table for table in stage.tables.values() if table.order]
    said = {table.number: dict(table.reasons) for table in tables_in(stage)}

    def row(idea: StageIdea) -> OrderRow:
        known = stage.state == REVEALED or all(any(idea.id in tier for tier in table.order) for table in begun)
        at: Mapping[str, Any] = totals.get(idea.id, {}) if known else {}
        return OrderRow(
            idea.id, label_of(idea, NAME), idea.text, before.get(idea.id), at.get("total"), at.get("place"),
            at.get("level", False), stage.reasons.get(idea.id, ""),
            tuple((number, reasons[idea.id]) for number, reasons in said.items() if idea.id in reasons),
        )  # fmt: skip

    return tuple(row(idea) for idea in stage.ideas)


def _before(session: Session, stage: Stage) -> int | None:
    source = round_before(session, stage)
    if source is not None:
        return round_number(session, source)[0]
    return 0 if source_of(session, stage) is not None else None


def _places_before(session: Session, stage: Stage) -> dict[str, int]:
    """The places that the ideas stood at when the round began."""
    source = round_before(session, stage)
    if source is not None and source.ideas:
        return places_before(exact_figures(session, source))
    if source_of(session, stage) is not None:
        return {idea.id: n for n, idea in enumerate(stage.ideas, start=1)}
    return {}


def _dealt(session: Session, stage: Stage, people: tuple[Seated, ...]) -> Dealt | None:
    dealt = [table for table in stage.tables.values() if table.dealt]
    if not dealt:
        return None
    here = {person.id for person in people}
    tables = [[member for member in table.members if member in here] for table in dealt]
    mixes = [by_community(session.communities_among(members)) for members in tables]
    source = round_before(session, stage)
    before = [table.members for table in source.tables.values() if table.dealt] if source is not None else []
    met, pairs = repeated_pairs(before, tables)
    sitting = {member for members in tables for member in members}
    return Dealt(
        people=sum(map(len, tables)),
        tables=len(tables),
        each=mixes[0] if all(mix == mixes[0] for mix in mixes) else None,
        met=met if before else None,
        pairs=pairs,
        fewest=fewest_repeated(before, sitting, len(tables)) if before else None,
        without=tuple(person for person in people if not person.table),
    )


def _steps(session: Session, shown: Stage) -> tuple[RoundStep, ...]:
    """Each round and what follows from it; at the end the whole room agrees."""
    rounds = rounds_of(session)
    marks: list[tuple[str, int, bool, str]] = []
    for number, stage in enumerate(rounds, start=1):
        marks.append(("round", number, stage.state in (CLOSED, REVEALED), stage.id))
        if stage is not rounds[-1] or number == 1:
            marks.append(("shared", number, stage.state == REVEALED, stage.id))
    if rounds:
        last = rounds[-1]
        count = len(last.ideas) or len(rounds[0].ideas)
        marks.append(("together", min(TOP, count) if count else TOP, last.state == REVEALED, last.id))
    at = next((n for n, mark in enumerate(marks) if not mark[2]), len(marks) - 1)
    return tuple(
        RoundStep(kind, number, "past" if n < at else "now" if n == at else "next", stage)
        for n, (kind, number, _, stage) in enumerate(marks)
    )
