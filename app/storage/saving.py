"""Turning a turn's events into rows. What commutes is gathered into a few statements; the rest keeps its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlmodel import Session as Db
from sqlmodel import SQLModel, col

from app.domain import events as e
from app.domain.session import MERGED, WAITING, Session
from app.domain.stages import StageIdea
from app.domain.stages import Table as RankingTable

from . import tables as t
from .bulk import upsert_rows
from .ideas import next_position
from .translations import to_keep
from .unsaying import unsay, word_stage_idea
from .values import to_text
from .withdrawing import suggestions_of, withdraw_suggested


def save_events(db: Db, session: Session, events: Sequence[e.Recorded]) -> None:
    """Writes the rows that these events change. `session` is the state after them: it knows boards and clocks whole."""
    batch = _Batch(db, session)
    for recorded in events:
        gather = _GATHERED.get(type(recorded.event))
        if gather is not None:
            gather(batch, recorded, recorded.event)
        else:
            batch.flush()
            _IN_ORDER[type(recorded.event)](batch, recorded, recorded.event)
    batch.flush()


class _Batch:
    """The rows waiting to be written together, each key once with its last value."""

    def __init__(self, db: Db, session: Session) -> None:
        self.db, self.session, self.id = db, session, session.id
        self.people: list[dict[str, Any]] = []
        self.answers: dict[tuple[str, str, str, str], str | None] = {}
        self.comments: list[dict[str, Any]] = []
        self.suggestions: list[dict[str, Any]] = []

    def flush(self) -> None:
        for table, rows in ((_PEOPLE, self.people), (_COMMENTS, self.comments), (_SUGGESTIONS, self.suggestions)):
            if rows:
                self.db.connection().execute(insert(table), rows)
        if self.answers:
            answers = [(*key, value) for key, value in self.answers.items()]
            upsert_rows(self.db, "answer", _ANSWER[:4], _ANSWER, answers)
        self.people, self.answers, self.comments, self.suggestions = [], {}, [], []

    def run(self, statement: Any, *rows: Any) -> None:
        self.db.connection().execute(statement, *rows)


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


_PEOPLE, _ANSWERS = _table(t.Participant), _table(t.Answer)
_COMMENTS, _SUGGESTIONS, _SUPPORT = _table(t.CommentRow), _table(t.SuggestionRow), _table(t.SupportRow)
_TABLES = _table(t.StageTableRow)

_ANSWER = ("participant", "stage", "idea", "scale", "value")


def _joined(b: _Batch, r: e.Recorded, event: e.Joined) -> None:
    b.people.append(
        {"id": event.participant, "session": b.id, "community": event.community, "profession": event.profession,
         "channel": event.channel, "number": None, "device": event.device or None,
         "receipt": event.receipt or None, "muted": False, "simulated": event.simulated, "set_aside": False,
         "read_back": False, "joined_at": r.at}
    )  # fmt: skip
    if event.ticket:
        b.run(update(t.Ticket).where(col(t.Ticket.hash) == event.ticket).values(used=True))


def _answered(b: _Batch, r: e.Recorded, event: e.Answered) -> None:
    b.answers[event.participant, event.stage, event.idea, event.scale] = to_text(event.value)


def _commented(b: _Batch, r: e.Recorded, event: e.Commented) -> None:
    _comment(b, r, event.comment, event.participant, event.stage, event.idea, event.text, event.state)


def _comment(b: _Batch, r: e.Recorded, id: str, person: str, stage: str, idea: str, text: str, state: str) -> None:
    b.comments.append(
        {"id": id, "session": b.id, "stage": stage, "idea": idea, "participant": person, "text": text,
         "state": state, "spotlight": False, "reason": "", "at": r.at, "number": r.number}
    )  # fmt: skip


def _suggested(b: _Batch, r: e.Recorded, event: e.Suggested) -> None:
    b.suggestions.append(
        {"id": event.suggestion, "session": b.id, "stage": event.stage, "participant": event.participant,
         "text": event.text, "state": event.state, "reason": "", "merged_with": "", "at": r.at, "number": r.number}
    )  # fmt: skip


def _paper_entered(b: _Batch, r: e.Recorded, event: e.PaperEntered) -> None:
    b.run(delete(t.Participant).where(col(t.Participant.id) == event.participant))
    b.people.append(
        {"id": event.participant, "session": b.id, "community": event.community, "profession": event.profession,
         "channel": "paper", "number": event.number, "device": None, "receipt": None,
         "muted": False, "simulated": False, "set_aside": event.participant in b.session.aside,
         "read_back": False, "joined_at": r.at}
    )  # fmt: skip
    for stage, idea, scale, value in event.answers:
        b.answers[event.participant, stage, idea, scale] = to_text(value)
    for id, stage, idea, text in event.comments:
        _comment(b, r, id, event.participant, stage, idea, text, WAITING)


def _supported(b: _Batch, r: e.Recorded, event: e.Supported) -> None:
    row = {"comment": event.comment, "participant": event.participant}
    b.run(delete(_SUPPORT).where(_SUPPORT.c.comment == event.comment, _SUPPORT.c.participant == event.participant))
    if event.on:
        b.run(insert(_SUPPORT), row)


def _withdrawn(b: _Batch, r: e.Recorded, event: e.Withdrawn) -> None:
    b.run(
        update(t.CommentRow)
        .where(col(t.CommentRow.id) == event.comment)
        .values(state="withdrawn", spotlight=False, text="")
    )
    _empty_contents(b, e.Commented.kind, event.comment)


def _empty_contents(b: _Batch, kind: str, made: str) -> None:
    """Takes the words out of the journal content of what that event made."""
    numbers = t.JournalLine
    line = (
        b.db.connection()
        .execute(
            _table(numbers)
            .select()
            .with_only_columns(col(numbers.number))
            .where(col(numbers.session) == b.id, col(numbers.kind) == kind, col(numbers.made) == made)
        )
        .scalar()
    )
    if line is not None:
        b.run(
            update(t.JournalContent)
            .where(col(t.JournalContent.session) == b.id, col(t.JournalContent.number) == line)
            .values(content=None, salt=None)
        )


def _answers_removed(b: _Batch, r: e.Recorded, event: e.AnswersRemoved) -> None:
    gone = event.participant
    unsay(b.db, b.id, gone, r.at)
    withdraw_suggested(b.db, b.session.programme, suggestions_of(b.db, b.id, gone), r.at)
    b.run(delete(_SUPPORT).where(_SUPPORT.c.participant == gone))
    _part(b, select(_SUGGESTIONS.c.id).where(_SUGGESTIONS.c.participant == gone))
    for table in (_ANSWERS, _COMMENTS, _SUGGESTIONS):
        b.run(delete(table).where(table.c.participant == gone))
    b.run(delete(_PEOPLE).where(_PEOPLE.c.id == gone))
    for stage in b.session.stages.values():
        if stage.tables:
            _tables_of(b, r, _OfStage(stage.id))
    b.run(
        update(t.JournalContent)
        .where(col(t.JournalContent.session) == b.id, col(t.JournalContent.participant) == gone)
        .values(content=None, salt=None, participant=None)
    )


class _OfStage:
    def __init__(self, stage: str) -> None:
        self.stage = stage


def _profile_changed(b: _Batch, r: e.Recorded, event: e.ProfileChanged) -> None:
    b.run(
        update(t.Participant)
        .where(col(t.Participant.id) == event.participant)
        .values(community=event.community, profession=event.profession)
    )


def _person_muted(b: _Batch, r: e.Recorded, event: e.PersonMuted) -> None:
    b.run(update(t.Participant).where(col(t.Participant.id) == event.participant).values(muted=event.muted))


def _people_set_aside(b: _Batch, r: e.Recorded, event: e.PeopleSetAside) -> None:
    person: Any = bindparam("person")
    rows = [{"person": id} for id in event.participants]
    b.run(update(_PEOPLE).where(_PEOPLE.c.id == person).values(set_aside=event.aside), rows)


def _stage_opened(b: _Batch, r: e.Recorded, event: e.StageOpened) -> None:
    rows = [_idea_row(i) | {"stage": event.stage, "position": n} for n, i in enumerate(event.ideas)]
    if rows:
        b.run(insert(_table(t.StageIdeaRow)), rows)
    if not b.session.rehearsal:
        _keep_suggested(b, r, [i for i in event.ideas if i.id in b.session.suggestions])
    _stages(b, r, event)


def _idea_row(idea: StageIdea) -> dict[str, Any]:
    return {
        "idea": idea.id, "ref": idea.ref, "text": idea.text, "name": idea.name, "theme": idea.theme,
        "easy_read": idea.easy_read, "translations": to_keep(idea.translations),
    }  # fmt: skip


def _keep_suggested(b: _Batch, r: e.Recorded, ideas: Sequence[StageIdea]) -> None:
    """What people suggested and now weigh is an idea of the programme from here on, under the same id."""
    if not ideas:
        return
    idea_rows = _table(t.Idea)
    known = set(b.db.scalars(select(idea_rows.c.id).where(idea_rows.c.id.in_([idea.id for idea in ideas]))))
    start, new = next_position(b.db, b.session.programme), [idea for idea in ideas if idea.id not in known]
    rows = [
        {"id": idea.id, "programme": b.session.programme, "position": start + n, "text": idea.text, "created_at": r.at}
        for n, idea in enumerate(new)
    ]
    if rows:
        b.run(insert(idea_rows), rows)
        words = [{"idea": row["id"], "number": 1, "text": row["text"], "at": r.at} for row in rows]
        b.run(insert(_table(t.IdeaWording)), [row | {"why": "", "how": "made", "who": ""} for row in words])


def _run_sheet_changed(b: _Batch, r: e.Recorded, event: e.RunSheetChanged) -> None:
    kept = [p.id for p in event.stages]
    b.run(delete(t.StageRow).where(col(t.StageRow.session) == b.id, col(t.StageRow.id).not_in(kept)))
    known = {row.id for row in b.db.execute(_table(t.StageRow).select().where(col(t.StageRow.session) == b.id))}
    rows = [
        {"id": p.id, "session": b.id, "position": n, "kind": p.kind, "title": p.title,
         "settings": p.settings.as_plain(), "plan": p.plan}
        for n, p in enumerate(event.stages)
    ]  # fmt: skip
    if new := [row | {"state": "ready", "skipped": False} for row in rows if row["id"] not in known]:
        b.run(insert(_table(t.StageRow)), new)
    stage = _table(t.StageRow)
    for row in rows:
        if row["id"] in known:
            b.run(update(stage).where(stage.c.id == row["id"]).values(**{k: v for k, v in row.items() if k != "id"}))


def _stages(b: _Batch, r: e.Recorded, event: e.Event) -> None:
    """The states and clocks of all stages, as they stand after the turn."""
    stage = _table(t.StageRow)
    rows = [
        {"which": s.id, "state": s.state, "skipped": s.skipped, "opened_at": s.opened_at, "closes_at": s.closes_at,
         "paused_left": s.paused_left, "closed_at": s.closed_at}
        for s in b.session.stages.values()
    ]  # fmt: skip
    if rows:
        b.run(update(stage).where(stage.c.id == bindparam("which")), rows)


def _nothing_more(b: _Batch, r: e.Recorded, event: e.Event) -> None:
    """What the session's own row says is written once a turn, with its version."""


def _comment_checked(b: _Batch, r: e.Recorded, event: e.CommentChecked) -> None:
    if event.spotlight:
        b.run(update(t.CommentRow).where(col(t.CommentRow.session) == b.id).values(spotlight=False))
    b.run(
        update(t.CommentRow)
        .where(col(t.CommentRow.id) == event.comment)
        .values(state=event.state, spotlight=event.spotlight, reason=event.reason)
    )


def _suggestion_checked(b: _Batch, r: e.Recorded, event: e.SuggestionChecked) -> None:
    b.run(
        update(t.SuggestionRow)
        .where(col(t.SuggestionRow.id) == event.suggestion)
        .values(**_since(b, event.suggestion), state=event.state, reason=event.reason, merged_with=event.merged_with)
    )


def _since(b: _Batch, id: str) -> dict[str, float]:
    """Since when the room can read a suggestion that was allowed, as it stands after the turn."""
    known = b.session.suggestions.get(id)
    return {} if known is None else {"at": known.at}


def _suggestion_withdrawn(b: _Batch, r: e.Recorded, event: e.SuggestionWithdrawn) -> None:
    b.run(
        update(t.SuggestionRow)
        .where(col(t.SuggestionRow.id) == event.suggestion)
        .values(state="withdrawn", text="")
    )  # fmt: skip
    _empty_contents(b, e.Suggested.kind, event.suggestion)
    _part(b, [event.suggestion])
    withdraw_suggested(b.db, b.session.programme, [event.suggestion], r.at)


def _part(b: _Batch, gone: Any) -> None:
    """What was joined with one of these suggestions waits again."""
    b.run(
        update(_SUGGESTIONS)
        .where(_SUGGESTIONS.c.session == b.id, _SUGGESTIONS.c.state == MERGED, _SUGGESTIONS.c.merged_with.in_(gone))
        .values(state=WAITING, reason="", merged_with="")
    )


def _tables_of(b: _Batch, r: e.Recorded, event: Any) -> None:
    """The tables of a stage, as they stand after the turn."""
    b.run(delete(_TABLES).where(_TABLES.c.stage == event.stage))
    stage = b.session.stages.get(event.stage)
    rows = [_table_row(event.stage, at) for at in (stage.tables.values() if stage else ())]
    if rows:
        b.run(insert(_TABLES), rows)


def _table_of(
    b: _Batch, r: e.Recorded, event: e.ScribeNamed | e.TableOrdered | e.TableHandedIn | e.ReasonNoted
) -> None:
    """One table, as it stands after the turn: where phones rank each for themselves a step may have thousands."""
    b.run(delete(_TABLES).where(_TABLES.c.stage == event.stage, _TABLES.c.number == event.table))
    stage = b.session.stages.get(event.stage)
    table = stage.tables.get(event.table) if stage else None
    if table is not None:
        b.run(insert(_TABLES), [_table_row(event.stage, table)])


def _table_row(stage: str, at: RankingTable) -> dict[str, Any]:
    return {
        "stage": stage, "number": at.number, "members": list(at.members), "scribe": at.scribe,
        "tiers": [list(tier) for tier in at.order], "handed_in": at.handed_in,
        "reasons": [list(reason) for reason in at.reasons], "dealt": at.dealt,
    }  # fmt: skip


def _reason_noted(b: _Batch, r: e.Recorded, event: e.ReasonNoted) -> None:
    if event.table:
        _table_of(b, r, event)
    else:
        reasons = b.session.stages[event.stage].reasons
        b.run(update(t.StageRow).where(col(t.StageRow.id) == event.stage).values(reasons=reasons))


def _paper_read_back(b: _Batch, r: e.Recorded, event: e.PaperReadBack) -> None:
    b.run(update(t.Participant).where(col(t.Participant.id) == event.participant).values(read_back=True))


def _idea_unsaid(b: _Batch, r: e.Recorded, event: e.IdeaUnsaid) -> None:
    word_stage_idea(b.db, b.id, event.stage, event.idea, event.text, event.name, r.number)


def _idea_translated(b: _Batch, r: e.Recorded, event: e.IdeaTranslated) -> None:
    rows = _table(t.StageIdeaRow)
    for stage in b.session.stages.values():
        for idea in (idea for idea in stage.ideas if idea.id == event.idea):
            here = (rows.c.stage == stage.id) & (rows.c.idea == idea.id)
            b.run(update(rows).where(here).values(translations=to_keep(idea.translations)))


def _tickets_issued(b: _Batch, r: e.Recorded, event: e.TicketsIssued) -> None:
    rows = [{"hash": hash, "session": b.id, "community": community, "used": False} for hash, community in event.tickets]
    if rows:
        b.run(insert(_table(t.Ticket)), rows)


Saver = Callable[[_Batch, e.Recorded, Any], None]

_GATHERED: dict[type[e.Event], Saver] = {
    e.Joined: _joined, e.Answered: _answered, e.Commented: _commented, e.Suggested: _suggested,
}  # fmt: skip

_IN_ORDER: dict[type[e.Event], Saver] = {
    e.PaperEntered: _paper_entered, e.Supported: _supported, e.Withdrawn: _withdrawn,
    e.AnswersRemoved: _answers_removed, e.ProfileChanged: _profile_changed, e.PersonMuted: _person_muted,
    e.StageOpened: _stage_opened, e.StageClosed: _stages, e.StageRevealed: _stages, e.StageReopened: _stages,
    e.StageSkipped: _stages, e.ClockChanged: _stages, e.RunSheetChanged: _run_sheet_changed,
    e.SessionStarted: _nothing_more, e.SessionFinished: _nothing_more, e.BoardChanged: _nothing_more,
    e.DoorsChanged: _nothing_more, e.CommentChecked: _comment_checked, e.SuggestionChecked: _suggestion_checked,
    e.TicketsIssued: _tickets_issued, e.SuggestionWithdrawn: _suggestion_withdrawn, e.TablesDealt: _tables_of,
    e.PersonSeated: _tables_of, e.ScribeNamed: _table_of, e.TableOrdered: _table_of, e.TableHandedIn: _table_of,
    e.ReasonNoted: _reason_noted, e.PaperHandedOut: _nothing_more, e.PaperReadBack: _paper_read_back,
    e.SessionChanged: _nothing_more, e.IdeaTranslated: _idea_translated, e.PeopleSetAside: _people_set_aside,
    e.IdeaUnsaid: _idea_unsaid,
}  # fmt: skip
