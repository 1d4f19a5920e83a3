"""Questions about sessions: reading one back whole, finding it by code, making it, and its row after a turn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.domain.events import PeopleSetAside
from app.domain.session import Board, Comment, Person, Session, Suggestion
from app.domain.setting_aside import decide_about
from app.domain.stages import Stage, StageIdea, Table, settings_of

from . import tables as t
from .journal import came_in, of_kinds
from .replaying import restore_shown
from .translations import frozen_idea
from .values import from_text

SessionRow = t.WorkshopSession
"""A session as it is stored, without its people and answers."""


def read_session(db: Db, id: str) -> Session | None:
    """The state of a session, rebuilt from its rows alone."""
    row = db.get(t.WorkshopSession, id)
    if row is None:
        return None
    session = Session(
        row.id, row.programme, row.name, row.code, row.joining, row.rehearsal_of is not None, row.phase, row.version,
        row.host_version, row.shown_version, row.started_at, row.ended_at, row.handed_out, locked=row.locked,
        comments_paused=row.comments_paused, board=Board(**row.board),
    )  # fmt: skip
    session.stages = _stages_of(db, id)
    _read_people(db, session)
    _read_aside(db, session)
    _read_answers(db, session)
    _read_remarks(db, session)
    for ticket in db.scalars(select(t.Ticket).where(col(t.Ticket.session) == id)):
        session.tickets[ticket.hash] = ticket.community
        if ticket.used:
            session.used_tickets.add(ticket.hash)
    restore_shown(db, session)
    return session


def _stages_of(db: Db, session: str) -> dict[str, Stage]:
    stages = {}
    rows = db.scalars(select(t.StageRow).where(col(t.StageRow.session) == session).order_by(col(t.StageRow.position)))
    for row in rows:
        stages[row.id] = Stage(
            row.id, row.kind, row.title, settings_of(row.kind, row.settings), row.plan, row.state,
            opened_at=row.opened_at, closes_at=row.closes_at, paused_left=row.paused_left, closed_at=row.closed_at,
            skipped=row.skipped, reasons=dict(row.reasons),
        )  # fmt: skip
    ideas = db.scalars(
        select(t.StageIdeaRow)
        .where(col(t.StageIdeaRow.stage).in_(list(stages)))
        .order_by(col(t.StageIdeaRow.stage), col(t.StageIdeaRow.position))
    )
    found: dict[str, list[StageIdea]] = {}
    for idea in ideas:
        found.setdefault(idea.stage, []).append(frozen_idea(idea))
    for stage, its in found.items():
        stages[stage].ideas, stages[stage].idea_ids = tuple(its), frozenset(i.id for i in its)
    _read_tables(db, stages)
    return stages


def _read_tables(db: Db, stages: dict[str, Stage]) -> None:
    at = t.StageTableRow
    for row in db.scalars(select(at).where(col(at.stage).in_(list(stages))).order_by(col(at.stage), col(at.number))):
        stages[row.stage].tables[row.number] = Table(
            row.number, tuple(row.members), row.scribe, tuple(map(tuple, row.tiers)), row.handed_in,
            tuple((idea, reason) for idea, reason in row.reasons), row.dealt,
        )  # fmt: skip


def _read_people(db: Db, session: Session) -> None:
    p, arrivals = t.Participant, came_in(db, session.id)
    session.arrivals = len(arrivals)
    arrival = {person: n for n, person in reversed([*enumerate(arrivals, start=1)])}
    rows = db.execute(
        select(col(p.id), col(p.community), col(p.profession), col(p.channel), col(p.number),
               col(p.device), col(p.receipt), col(p.muted), col(p.simulated), col(p.read_back))
        .where(col(p.session) == session.id)
    )  # fmt: skip
    for id, community, profession, channel, number, device, receipt, muted, simulated, read_back in rows:
        session.people[id] = Person(
            id, community, profession, channel, number, device or b"", receipt or b"", muted, simulated, read_back,
            arrival.get(id, 0),
        )  # fmt: skip
        if device:
            session.devices[device] = id
        if number is not None:
            session.numbers[number] = id


def _read_aside(db: Db, session: Session) -> None:
    """Who is set aside, and why: that stands in the journal alone, in the order in which hosts decided."""
    for *_, event in of_kinds(db, session.id, (PeopleSetAside.kind,)):
        if isinstance(event, PeopleSetAside):
            decide_about(session, event)


def _read_answers(db: Db, session: Session) -> None:
    a = t.Answer
    keys: dict[tuple[str, str], tuple[str, str]] = {}
    rows = db.execute(
        select(col(a.stage), col(a.participant), col(a.idea), col(a.scale), col(a.value)).where(
            col(a.stage).in_(list(session.stages)), col(a.value).is_not(None)
        )
    )
    for stage_id, participant, idea, scale, value in rows:
        stage = session.stages[stage_id]
        key = keys.setdefault((idea, scale), (idea, scale))
        stage.ballots.setdefault(participant, {})[key] = from_text(stage.kind, key, value)
    for stage in session.stages.values():
        stage.finished = {person for person, ballot in stage.ballots.items() if stage.has_finished(ballot)}
        stage.touched = session.version


def _read_remarks(db: Db, session: Session) -> None:
    c, s = t.CommentRow, t.SuggestionRow
    for row in db.scalars(select(c).where(col(c.session) == session.id).order_by(col(c.number), col(c.id))):
        session.comments[row.id] = Comment(
            row.id, row.participant, row.stage, row.idea, row.text, row.state, row.at, row.spotlight, row.reason
        )
    support = t.SupportRow
    for comment, participant in db.execute(
        select(col(support.comment), col(support.participant))
        .join(c, col(c.id) == col(support.comment))
        .where(col(c.session) == session.id)
    ):
        session.comments[comment].support.add(participant)
    for suggestion in db.scalars(select(s).where(col(s.session) == session.id).order_by(col(s.number))):
        session.suggestions[suggestion.id] = Suggestion(
            suggestion.id, suggestion.participant, suggestion.stage, suggestion.text, suggestion.state,
            suggestion.at, suggestion.reason, suggestion.merged_with,
        )  # fmt: skip


def lock_session(db: Db, id: str) -> tuple[int, bytes, bytes] | None:
    """Holds the session for this transaction → (version, salt, chain). On SQLite the transaction itself is the lock."""
    row = db.connection().execute(_LOCKED, {"which": id}).first()
    return None if row is None else (row[0], row[1], row[2])


def versions_of(db: Db, ids: Collection[str]) -> dict[str, int]:
    """{session: the number of its last saved event} of those that are known."""
    s = t.WorkshopSession
    rows = db.execute(select(col(s.id), col(s.version)).where(col(s.id).in_(ids)))
    return {row.id: row.version for row in rows}


def save_session_row(db: Db, session: Session, chain: bytes) -> None:
    """The session's own row as it stands after a turn."""
    db.connection().execute(
        _SAVED,
        {"which": session.id, "chain": chain, "board": asdict(session.board)}
        | {name: getattr(session, name) for name in _KEPT},
    )


_ROW = SQLModel.metadata.tables["session"]
_KEPT = (
    "version", "host_version", "shown_version", "name", "joining", "phase", "started_at", "ended_at", "handed_out",
    "locked", "comments_paused",
)  # fmt: skip
# Statements of every turn are built once: building them anew took a quarter of a small turn's time.
_LOCKED = select(_ROW.c.version, _ROW.c.salt, _ROW.c.chain).where(_ROW.c.id == bindparam("which")).with_for_update()
_SAVED = (
    update(_ROW)
    .where(_ROW.c.id == bindparam("which"))
    .values({name: bindparam(name) for name in (*_KEPT, "board", "chain")})
)


def add_session(db: Db, row: t.WorkshopSession, stages: Sequence[Stage]) -> None:
    db.add(row)
    db.flush()
    for n, stage in enumerate(stages):
        db.add(
            t.StageRow(id=stage.id, session=row.id, position=n, kind=stage.kind, title=stage.title,
                       settings=stage.settings.as_plain(), plan=stage.plan)
        )  # fmt: skip
    db.flush()


def find_by_code(db: Db, code: str) -> t.WorkshopSession | None:
    """By its typed code, or by the secret that its QR code carries."""
    s = t.WorkshopSession
    return db.scalars(select(s).where((col(s.code) == code) | (col(s.secret) == code))).first()


def session_of_stage(db: Db, stage: str) -> str | None:
    return db.scalar(select(col(t.StageRow.session)).where(col(t.StageRow.id) == stage))


def sessions_of_stages(db: Db, stages: Collection[str]) -> dict[str, str]:
    """{stage: session} of those that are known."""
    row = t.StageRow
    found = db.execute(select(col(row.id), col(row.session)).where(col(row.id).in_(stages)))
    return {line.id: line.session for line in found}


def session_of_comment(db: Db, comment: str) -> str | None:
    return db.scalar(select(col(t.CommentRow.session)).where(col(t.CommentRow.id) == comment))


def session_of_suggestion(db: Db, suggestion: str) -> str | None:
    return db.scalar(select(col(t.SuggestionRow.session)).where(col(t.SuggestionRow.id) == suggestion))


def session_of_receipt(db: Db, receipt: bytes) -> tuple[str, str] | None:
    """(session, participant) of a receipt code's hash."""
    p = t.Participant
    row = db.execute(select(col(p.session), col(p.id)).where(col(p.receipt) == receipt)).first()
    return None if row is None else (row[0], row[1])


def session_row(db: Db, id: str) -> t.WorkshopSession | None:
    return db.get(t.WorkshopSession, id)


def sessions_of(db: Db, programme: str) -> list[t.WorkshopSession]:
    s = t.WorkshopSession
    return list(db.scalars(select(s).where(col(s.programme) == programme).order_by(col(s.created_at))))


def open_session_count(db: Db) -> int:
    """How many sessions can be joined now, planned ones too: it decides how long join codes are."""
    s = t.WorkshopSession
    return int(db.scalar(select(func.count()).select_from(s).where(col(s.phase) != "ended")) or 0)


def codes_in_use(db: Db) -> set[str]:
    return set(db.scalars(select(col(t.WorkshopSession.code))))
