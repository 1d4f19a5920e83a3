"""Tables that rank together: who sits where, who writes, what each table agreed, and why ideas moved."""

from __future__ import annotations

from collections.abc import MutableSequence
from typing import Any

from . import asking, events
from .answering import must_take_answers, order_must_fit, stage_of, was_asked
from .dealing import deal, deal_again, usual_tables
from .refusals import Refusal, moved_on
from .session import ENDED, Session
from .stages import CLOSED, LONGEST_REASON, OPEN, Stage, Table
from .wording import tidied

MOST_TABLES = 200


def order(session: Session, person: str, action: asking.Rank, arrived: float) -> events.TableOrdered:
    """What a scribe's phone sends. Where nobody was dealt, each phone that sends an order is a table of its own."""
    stage = _of(session, person, action.stage)
    must_take_answers(session, stage, arrived)
    order_must_fit(stage, action.order)
    table = stage.table_of(person) or _table_of_its_own(stage)
    _must_write_for(table, person)
    if table.handed_in:
        raise Refusal("not_allowed", "Your table has handed in its list. Take it back to change it.", "order")
    return events.TableOrdered(person, stage.id, table.number, action.order)


def hand_in(session: Session, person: str, action: asking.HandIn, arrived: float) -> events.TableHandedIn | None:
    stage, table = _written_by(session, person, action.stage)
    if action.on:
        must_take_answers(session, stage, arrived)
    elif session.phase == ENDED or stage.state not in (OPEN, CLOSED):
        raise Refusal("stage_closed", "This has closed.", "stage")
    if not table.order:
        raise Refusal("bad_field", "Put the ideas in order first.", "order")
    return events.TableHandedIn(person, stage.id, table.number, action.on) if table.handed_in != action.on else None


def note_reason(session: Session, person: str, action: asking.NoteReason, arrived: float) -> events.ReasonNoted:
    stage, table = _written_by(session, person, action.stage)
    must_take_answers(session, stage, arrived)
    if session.people[person].muted:
        raise Refusal("not_allowed", "The host has stopped comments from this phone.")
    return events.ReasonNoted(person, stage.id, table.number, _idea(stage, action.idea), _reason(action.text))


def deal_tables(session: Session, deed: asking.DealTables, now: float) -> events.TablesDealt:
    """Balanced by community; in a later round, so that as few pairs as possible meet again."""
    stage = _changeable(session, deed.stage)
    if any(table.order for table in stage.tables.values()):
        raise moved_on("A table has begun its list. Move single people instead.")
    people = session.community_of()
    count = deed.count if deed.count is not None else min(usual_tables(len(people)), MOST_TABLES)
    if not 1 <= count <= min(MOST_TABLES, max(1, len(people))):
        raise Refusal("bad_field", "There can be as many tables as people, up to {most}.", "tables", most=MOST_TABLES)
    before = _round_before(session, stage)
    dice = deed.dice or _AsTheyCame()
    return events.TablesDealt(
        stage.id, deal_again(people, before, dice, count) if before else deal(people, count, dice)
    )


class _AsTheyCame:
    """Dice that leave everybody in the order in which they joined."""

    def shuffle(self, x: MutableSequence[Any], /) -> None:
        pass


def _round_before(session: Session, stage: Stage) -> tuple[tuple[str, ...], ...]:
    """How people sat in the round that this one starts from."""
    source = session.stages.get(stage.settings.start_from or "")
    return tuple(t.members for t in source.tables.values() if t.dealt) if source is not None else ()


def seat_person(session: Session, deed: asking.SeatPerson, now: float) -> events.PersonSeated | None:
    stage = _changeable(session, deed.stage)
    if deed.participant not in session.people:
        raise Refusal("bad_field", "This person is not here.", "participant")
    _must_be_table(stage, deed.table, lowest=0)
    at = stage.table_of(deed.participant)
    return None if (at.number if at else 0) == deed.table else events.PersonSeated(
        deed.participant, stage.id, deed.table
    )  # fmt: skip


def name_scribe(session: Session, deed: asking.NameScribe, now: float) -> events.ScribeNamed | None:
    stage = _changeable(session, deed.stage)
    table = stage.tables.get(deed.table)
    if table is None:
        raise Refusal("bad_field", "This table is not there.", "table")
    if deed.participant is not None and deed.participant not in table.members:
        raise Refusal("bad_field", "This person does not sit at the table.", "participant")
    return None if table.scribe == deed.participant else events.ScribeNamed(deed.participant, stage.id, deed.table)


def order_table(session: Session, deed: asking.OrderTable, now: float) -> events.TableOrdered | None:
    """A table's order as the host enters it, until the results are shown."""
    stage = _enterable(session, deed.stage)
    _must_be_table(stage, deed.table, lowest=1)
    order_must_fit(stage, deed.order)
    known = stage.tables.get(deed.table)
    if known is not None and known.order == deed.order:
        return None
    return events.TableOrdered(None, stage.id, deed.table, deed.order)


def hand_in_table(session: Session, deed: asking.HandInTable, now: float) -> events.TableHandedIn | None:
    stage = _enterable(session, deed.stage)
    table = stage.tables.get(deed.table)
    if table is None or not table.order:
        raise Refusal("bad_field", "Put the ideas in order first.", "order")
    return None if table.handed_in == deed.on else events.TableHandedIn(None, stage.id, deed.table, deed.on)


def note_move(session: Session, deed: asking.NoteMove, now: float) -> events.ReasonNoted | None:
    """The host may note reasons at any time: they stand beside the figures and change none."""
    stage = _stage(session, deed.stage)
    idea, text = _idea(stage, deed.idea), _reason(deed.text)
    return None if stage.reasons.get(idea, "") == text else events.ReasonNoted(None, stage.id, 0, idea, text)


def _stage(session: Session, id: str) -> Stage:
    stage = stage_of(session, id)
    if not stage.by_table:
        raise Refusal("wrong_kind", "This step is not ranked by tables.", "stage")
    return stage


def _changeable(session: Session, id: str) -> Stage:
    """The stage, while people may still be seated."""
    stage = _stage(session, id)
    if session.phase == ENDED or stage.state not in ("ready", OPEN):
        raise moved_on("The tables are done with this step.")
    return stage


def _enterable(session: Session, id: str) -> Stage:
    stage = _stage(session, id)
    if session.phase == ENDED or not was_asked(stage):
        raise Refusal("stage_closed", "Lists are entered while this is open, or before its results are shown.", "stage")
    return stage


def _of(session: Session, person: str, id: str) -> Stage:
    """The stage, for somebody who is here."""
    if person not in session.people:
        raise Refusal("not_signed_in", "Please join again with the code.")
    return _stage(session, id)


def _written_by(session: Session, person: str, id: str) -> tuple[Stage, Table]:
    stage = _of(session, person, id)
    table = stage.table_of(person)
    if table is None:
        raise Refusal("not_allowed", "You are not at a table yet. Please tell the host.")
    _must_write_for(table, person)
    return stage, table


def _table_of_its_own(stage: Stage) -> Table:
    if any(table.dealt for table in stage.tables.values()):
        raise Refusal("not_allowed", "You are not at a table yet. Please tell the host.")
    return Table(max(stage.tables, default=0) + 1, dealt=False)


def _must_write_for(table: Table, person: str) -> None:
    if table.scribe not in (None, person):
        raise Refusal("not_allowed", "Another phone writes for your table.")


def _must_be_table(stage: Stage, number: int, lowest: int) -> None:
    """Raises Refusal for a table that is not there and is not the next one. Phones that rank each for themselves take
    numbers too, as many as there are people, and are not counted."""
    shared = sum(table.dealt or not table.members for table in stage.tables.values())
    most = max(stage.tables, default=0) + (shared < MOST_TABLES)
    if not lowest <= number <= most:
        raise Refusal("bad_field", "This table is not there.", "table")


def _idea(stage: Stage, idea: str) -> str:
    if idea not in stage.idea_ids:
        raise Refusal("unknown_idea", "This idea is not part of this step.", "idea")
    return idea


def _reason(text: str) -> str:
    kept = " ".join(tidied(text).split())
    if len(kept) > LONGEST_REASON:
        raise Refusal("too_long", "Please keep it under {longest} characters.", "text", longest=LONGEST_REASON)
    return kept
