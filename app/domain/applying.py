"""Folding events into a session's state. Events come in order and were decided before: nothing is judged here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import events as e
from .late_changes import must_wait, seen_so_far, without
from .session import ALLOWED, ENDED, MERGED, RUNNING, TAKEN_BACK, WAITING, Comment, Person, Session, Suggestion
from .setting_aside import decide_about, gave_something
from .stages import CLOSED, OPEN, REVEALED, UNSAID, Stage, Table
from .translating import translated

_MOVES_FIGURES = (e.PaperEntered, e.AnswersRemoved, e.ProfileChanged, e.PeopleSetAside)
_OF_A_STAGE = (
    e.Answered, e.TablesDealt, e.PersonSeated, e.ScribeNamed, e.TableOrdered, e.TableHandedIn, e.ReasonNoted,
    e.IdeaUnsaid,
)  # fmt: skip


def apply(session: Session, recorded: e.Recorded) -> None:
    """Moves the state on by one event."""
    event = recorded.event
    rehearsing = isinstance(event, e.Joined) and session.rehearsing
    begins = isinstance(event, e.TableOrdered) and _begins_to_write(session, event)
    _APPLY[type(event)](session, event, recorded.at)
    session.version = recorded.number
    if isinstance(event, _OF_A_STAGE):
        session.stages[event.stage].touched = recorded.number
    elif isinstance(event, _MOVES_FIGURES) or (rehearsing and not session.rehearsing):
        for stage in session.stages.values():
            stage.touched = recorded.number
    if event.by_host:
        session.host_version = recorded.number
    if event.for_phones or begins:
        session.shown_version = recorded.number


def _joined(s: Session, event: e.Joined, at: float) -> None:
    s.arrivals += 1
    s.people[event.participant] = Person(
        event.participant, event.community, event.profession, event.channel,
        device=event.device, receipt=event.receipt, simulated=event.simulated, arrival=s.arrivals,
    )  # fmt: skip
    if event.device:
        s.devices[event.device] = event.participant
    if event.ticket:
        s.used_tickets.add(event.ticket)


def _profile_changed(s: Session, event: e.ProfileChanged, at: float) -> None:
    person = s.people[event.participant]
    s.people[event.participant] = replace(person, community=event.community, profession=event.profession)


def _answered(s: Session, event: e.Answered, at: float) -> None:
    _put(s.stages[event.stage], event.participant, (event.idea, event.scale), event.value)


def _put(stage: Stage, participant: str, key: tuple[str, str], value: Any) -> None:
    """One answer into a ballot; an empty one leaves it."""
    ballot = stage.ballots.get(participant)
    if ballot is None:
        ballot = stage.ballots[participant] = {}
    if value is None or value == 0 or value == ():
        ballot.pop(key, None)
        if not ballot:
            del stage.ballots[participant]
    else:
        ballot[key] = value
    if stage.has_finished(ballot):
        stage.finished.add(participant)
    else:
        stage.finished.discard(participant)


def _commented(s: Session, event: e.Commented, at: float) -> None:
    s.comments[event.comment] = Comment(
        event.comment, event.participant, event.stage, event.idea, event.text, event.state, at
    )


def _withdrawn(s: Session, event: e.Withdrawn, at: float) -> None:
    comment = s.comments[event.comment]
    comment.state, comment.spotlight, comment.text = TAKEN_BACK, False, ""


def _supported(s: Session, event: e.Supported, at: float) -> None:
    (set.add if event.on else set.discard)(s.comments[event.comment].support, event.participant)


def _suggested(s: Session, event: e.Suggested, at: float) -> None:
    s.suggestions[event.suggestion] = Suggestion(
        event.suggestion, event.participant, event.stage, event.text, event.state, at
    )


def _answers_removed(s: Session, event: e.AnswersRemoved, at: float) -> None:
    gone = event.participant
    person = s.people.pop(gone, None)
    s.aside.pop(gone, None)
    s.kept_in.discard(gone)
    if person is not None:
        if s.devices.get(person.device) == gone:
            del s.devices[person.device]
        if person.number is not None and s.numbers.get(person.number) == gone:
            del s.numbers[person.number]
    for stage in s.stages.values():
        stage.ballots.pop(gone, None)
        stage.finished.discard(gone)
        _leave_tables(stage, gone)
        stage.shown = without(stage.shown, gone) if stage.shown is not None else None
    for comment in [c for c in s.comments.values() if c.participant == gone]:
        del s.comments[comment.id]
    for comment in s.comments.values():
        comment.support.discard(gone)
    for suggestion in [x for x in s.suggestions.values() if x.participant == gone]:
        del s.suggestions[suggestion.id]
        _part(s, suggestion.id)
        _unsay(s, suggestion)


def _unsay(s: Session, gone: Suggestion) -> None:
    """An idea that a later step took from somebody who leaves stays there, for what others answered: without the words
    of its author. Other words, which an organiser gave it, stay."""
    for stage in s.stages.values():
        if gone.id in stage.idea_ids:
            stage.ideas = tuple(
                replace(idea, text=UNSAID, easy_read=None, translations=())
                if (idea.id, idea.text) == (gone.id, gone.text)
                else idea
                for idea in stage.ideas
            )


def _idea_unsaid(s: Session, event: e.IdeaUnsaid, at: float) -> None:
    stage = s.stages[event.stage]
    stage.ideas = tuple(
        replace(idea, text=event.text, name=event.name, easy_read=None, translations=())
        if idea.id == event.idea
        else idea
        for idea in stage.ideas
    )


def _leave_tables(stage: Stage, gone: str) -> None:
    """What a table agreed together stays; what one person wrote with nobody left to have agreed goes with them."""
    table = stage.table_of(gone)
    if table is None:
        return
    rest = table.without(gone)
    if rest is None:
        del stage.tables[table.number]
    else:
        stage.tables[table.number] = rest


def _stand_up(stage: Stage, table: Table, person: str) -> None:
    """Leaves a seat. A table that a phone made for itself alone is nobody's then, and counts no more."""
    if not table.dealt:
        del stage.tables[table.number]
        return
    rest = tuple(member for member in table.members if member != person)
    scribe = None if table.scribe == person else table.scribe
    stage.tables[table.number] = replace(table, members=rest, scribe=scribe)


def _paper_entered(s: Session, event: e.PaperEntered, at: float) -> None:
    s.arrivals += 1
    known = s.people.get(event.participant)
    s.people[event.participant] = Person(
        event.participant, event.community, event.profession, "paper", number=event.number,
        arrival=known.arrival if known else s.arrivals,
    )  # fmt: skip
    s.numbers[event.number] = event.participant
    for stage, idea, scale, value in event.answers:
        _put(s.stages[stage], event.participant, (idea, scale), value)
    for comment, stage, idea, text in event.comments:
        s.comments[comment] = Comment(comment, event.participant, stage, idea, text, WAITING, at)


def _session_started(s: Session, event: e.SessionStarted, at: float) -> None:
    s.phase, s.started_at = RUNNING, at


def _session_finished(s: Session, event: e.SessionFinished, at: float) -> None:
    s.phase, s.ended_at = ENDED, at
    for stage in s.stages.values():
        _show_newest(s, stage)


def _stage_opened(s: Session, event: e.StageOpened, at: float) -> None:
    stage = s.stages[event.stage]
    stage.state, stage.ideas, stage.idea_ids = OPEN, event.ideas, frozenset(i.id for i in event.ideas)
    stage.opened_at, stage.closes_at, stage.paused_left, stage.closed_at = at, event.closes_at, None, None
    for id in event.reveals:
        _show(s, s.stages[id])
    s.board = replace(s.board, page=1, view="", pointing=None, blank=False)


def _stage_closed(s: Session, event: e.StageClosed, at: float) -> None:
    stage = s.stages[event.stage]
    stage.state, stage.closed_at, stage.closes_at, stage.paused_left = CLOSED, at, None, None


def _stage_revealed(s: Session, event: e.StageRevealed, at: float) -> None:
    _show(s, s.stages[event.stage])
    s.board = replace(s.board, page=1, view="", pointing=None, blank=False)


def _show(s: Session, stage: Stage) -> None:
    """Everybody may see it now. What changed since they saw it last comes with it, unless too few people changed."""
    stage.state = REVEALED
    _show_newest(s, stage)


def _show_newest(s: Session, stage: Stage) -> None:
    if not must_wait(stage, s.community_of(aside_too=True), s.aside):
        stage.shown = None


def _stage_reopened(s: Session, event: e.StageReopened, at: float) -> None:
    stage = s.stages[event.stage]
    if stage.state == REVEALED:
        stage.shown = seen_so_far(stage, s.aside)
    stage.state, stage.closed_at, stage.closes_at, stage.opened_at = OPEN, None, event.closes_at, at
    s.board = replace(s.board, page=1, view="", pointing=None)


def _stage_skipped(s: Session, event: e.StageSkipped, at: float) -> None:
    s.stages[event.stage].skipped = event.skipped


def _clock_changed(s: Session, event: e.ClockChanged, at: float) -> None:
    stage = s.stages[event.stage]
    stage.closes_at, stage.paused_left = event.closes_at, event.paused_left


def _run_sheet_changed(s: Session, event: e.RunSheetChanged, at: float) -> None:
    known, s.stages = s.stages, {}
    for planned in event.stages:
        stage = known.get(planned.id) or Stage(planned.id, planned.kind)
        stage.kind = planned.kind
        stage.title, stage.settings, stage.plan = planned.title, planned.settings, planned.plan
        s.stages[stage.id] = stage


def _session_changed(s: Session, event: e.SessionChanged, at: float) -> None:
    s.name, s.joining = event.name, event.joining


def _board_changed(s: Session, event: e.BoardChanged, at: float) -> None:
    s.board = replace(s.board, **event.changes)


def _doors_changed(s: Session, event: e.DoorsChanged, at: float) -> None:
    s.locked, s.comments_paused = event.locked, event.comments_paused


def _comment_checked(s: Session, event: e.CommentChecked, at: float) -> None:
    if event.spotlight:
        for other in s.comments.values():
            other.spotlight = False
    comment = s.comments[event.comment]
    comment.state, comment.spotlight, comment.reason = event.state, event.spotlight, event.reason


def _suggestion_checked(s: Session, event: e.SuggestionChecked, at: float) -> None:
    known = s.suggestions[event.suggestion]
    since = at if event.state == ALLOWED != known.state else known.at
    s.suggestions[event.suggestion] = replace(
        known, state=event.state, at=since, reason=event.reason, merged_with=event.merged_with
    )


def _suggestion_withdrawn(s: Session, event: e.SuggestionWithdrawn, at: float) -> None:
    s.suggestions[event.suggestion] = replace(s.suggestions[event.suggestion], state=TAKEN_BACK, text="")
    _part(s, event.suggestion)


def _part(s: Session, gone: str) -> None:
    """What was joined with a suggestion that its author took back waits again: nothing else stands for it."""
    for other in [x for x in s.suggestions.values() if x.state == MERGED and x.merged_with == gone]:
        s.suggestions[other.id] = replace(other, state=WAITING, reason="", merged_with="")


def _tables_dealt(s: Session, event: e.TablesDealt, at: float) -> None:
    s.stages[event.stage].tables = {n: Table(n, members) for n, members in enumerate(event.tables, start=1)}


def _person_seated(s: Session, event: e.PersonSeated, at: float) -> None:
    stage = s.stages[event.stage]
    before = stage.table_of(event.participant)
    if before is not None:
        _stand_up(stage, before, event.participant)
    if event.table:
        table = stage.tables.get(event.table) or Table(event.table)
        stage.tables[event.table] = replace(table, members=(*table.members, event.participant), dealt=True)


def _scribe_named(s: Session, event: e.ScribeNamed, at: float) -> None:
    stage = s.stages[event.stage]
    stage.tables[event.table] = replace(stage.tables[event.table], scribe=event.participant)


def _table_ordered(s: Session, event: e.TableOrdered, at: float) -> None:
    stage = s.stages[event.stage]
    table = stage.tables.get(event.table) or _new_table(event)
    stage.tables[event.table] = replace(
        table, order=event.order, scribe=table.scribe or event.participant,
        handed_in=table.handed_in and bool(event.order),
    )  # fmt: skip


def _begins_to_write(session: Session, event: e.TableOrdered) -> bool:
    """Whether somebody now begins a table's list: those who sit there are told, and of no move after that."""
    table = session.stages[event.stage].tables.get(event.table)
    if table is None:
        return False
    return table.scribe is None if event.participant else not table.order


def _new_table(event: e.TableOrdered) -> Table:
    members = (event.participant,) if event.participant else ()
    return Table(event.table, members, dealt=False)


def _table_handed_in(s: Session, event: e.TableHandedIn, at: float) -> None:
    stage = s.stages[event.stage]
    stage.tables[event.table] = replace(stage.tables[event.table], handed_in=event.handed_in)


def _reason_noted(s: Session, event: e.ReasonNoted, at: float) -> None:
    stage = s.stages[event.stage]
    known = dict(stage.tables[event.table].reasons) if event.table else stage.reasons
    known = {idea: text for idea, text in (known | {event.idea: event.text}).items() if text}
    if event.table:
        stage.tables[event.table] = replace(stage.tables[event.table], reasons=tuple(known.items()))
    else:
        stage.reasons = known


def _paper_handed_out(s: Session, event: e.PaperHandedOut, at: float) -> None:
    s.handed_out = event.count


def _paper_read_back(s: Session, event: e.PaperReadBack, at: float) -> None:
    s.people[event.participant] = replace(s.people[event.participant], read_back=True)


def _person_muted(s: Session, event: e.PersonMuted, at: float) -> None:
    s.people[event.participant] = replace(s.people[event.participant], muted=event.muted)


def _people_set_aside(s: Session, event: e.PeopleSetAside, at: float) -> None:
    """What everybody has seen already stays as they saw it until the next reveal, or the outcome's next revision: what
    was revealed, and what any closed stage says in a published report."""
    moving = {person for person in event.participants if (person in s.aside) != event.aside}
    for stage in s.stages.values():
        if (stage.state == REVEALED or s.phase == ENDED) and gave_something(stage, moving):
            stage.shown = seen_so_far(stage, s.aside)
    decide_about(s, event)
    if s.phase == ENDED:
        for stage in s.stages.values():
            _show_newest(s, stage)


def _idea_translated(s: Session, event: e.IdeaTranslated, at: float) -> None:
    for stage in s.stages.values():
        stage.ideas = translated(stage, event)


def _tickets_issued(s: Session, event: e.TicketsIssued, at: float) -> None:
    s.tickets.update(event.tickets)


_APPLY: dict[type[e.Event], Callable[[Session, Any, float], None]] = {
    e.Joined: _joined, e.ProfileChanged: _profile_changed, e.Answered: _answered, e.Commented: _commented,
    e.Withdrawn: _withdrawn, e.Supported: _supported, e.Suggested: _suggested, e.AnswersRemoved: _answers_removed,
    e.PaperEntered: _paper_entered, e.SessionStarted: _session_started, e.SessionFinished: _session_finished,
    e.StageOpened: _stage_opened, e.StageClosed: _stage_closed, e.StageRevealed: _stage_revealed,
    e.StageReopened: _stage_reopened, e.StageSkipped: _stage_skipped, e.ClockChanged: _clock_changed,
    e.RunSheetChanged: _run_sheet_changed, e.BoardChanged: _board_changed, e.DoorsChanged: _doors_changed,
    e.CommentChecked: _comment_checked, e.SuggestionChecked: _suggestion_checked, e.PersonMuted: _person_muted,
    e.TicketsIssued: _tickets_issued, e.SuggestionWithdrawn: _suggestion_withdrawn, e.TablesDealt: _tables_dealt,
    e.PersonSeated: _person_seated, e.ScribeNamed: _scribe_named, e.TableOrdered: _table_ordered,
    e.TableHandedIn: _table_handed_in, e.ReasonNoted: _reason_noted, e.PaperHandedOut: _paper_handed_out,
    e.PaperReadBack: _paper_read_back, e.SessionChanged: _session_changed, e.IdeaTranslated: _idea_translated,
    e.PeopleSetAside: _people_set_aside, e.IdeaUnsaid: _idea_unsaid,
}  # fmt: skip
