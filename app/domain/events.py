"""What happened in a session, in the past tense. The journal keeps these; state is what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from .stages import Settings, StageIdea, Translation


class Event:
    """`kind` names it in the journal. `by_host` events make an expected version stale."""

    __slots__ = ()
    kind: ClassVar[str]
    by_host: ClassVar[bool] = False
    for_phones: ClassVar[bool] = True
    """Whether what every phone shows changes with it."""

    @property
    def made(self) -> str | None:
        """The id of what came into being: part of the first answer, and of every later one."""
        return None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as saved: its number in the session, and when it happened (seconds since 1970, UTC)."""

    number: int
    at: float
    event: Event


@dataclass(frozen=True, slots=True)
class Joined(Event):
    kind = "joined"
    for_phones = False
    participant: str
    community: str
    profession: str | None = None
    channel: str = "phone"
    device: bytes = b""
    receipt: bytes = b""
    ticket: str | None = None
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class ProfileChanged(Event):
    kind = "profile_changed"
    for_phones = False
    participant: str
    community: str
    profession: str | None


@dataclass(frozen=True, slots=True)
class Answered(Event):
    """`value` is a choice, a number of dots, a score or tiers of ideas; None takes the answer back."""

    kind = "answered"
    for_phones = False
    participant: str
    stage: str
    idea: str
    scale: str
    value: Any


@dataclass(frozen=True, slots=True)
class Commented(Event):
    kind = "commented"
    for_phones = False
    comment: str
    participant: str
    stage: str
    idea: str
    text: str
    state: str

    @property
    def made(self) -> str:
        return self.comment


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    kind = "withdrawn"
    comment: str


@dataclass(frozen=True, slots=True)
class Supported(Event):
    kind = "supported"
    for_phones = False
    comment: str
    participant: str
    on: bool


@dataclass(frozen=True, slots=True)
class Suggested(Event):
    kind = "suggested"
    for_phones = False
    suggestion: str
    participant: str
    stage: str
    text: str
    state: str

    @property
    def made(self) -> str:
        return self.suggestion


@dataclass(frozen=True, slots=True)
class SuggestionWithdrawn(Event):
    kind = "suggestion_withdrawn"
    suggestion: str


@dataclass(frozen=True, slots=True)
class IdeaUnsaid(Event):
    """Somebody took back what an idea says. It keeps its place in the step, and what others answered; this is what it
    says since."""

    kind = "idea_unsaid"
    stage: str
    idea: str
    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TablesDealt(Event):
    """Who sits where, table 1 first: a list of participants each."""

    kind = "tables_dealt"
    stage: str
    tables: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PersonSeated(Event):
    """`table` is 0 for no table."""

    kind = "person_seated"
    participant: str
    stage: str
    table: int


@dataclass(frozen=True, slots=True)
class ScribeNamed(Event):
    kind = "scribe_named"
    participant: str | None
    stage: str
    table: int


@dataclass(frozen=True, slots=True)
class TableOrdered(Event):
    """`participant` is the scribe who wrote it, or None where the host did."""

    kind = "table_ordered"
    for_phones = False
    participant: str | None
    stage: str
    table: int
    order: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TableHandedIn(Event):
    kind = "table_handed_in"
    participant: str | None
    stage: str
    table: int
    handed_in: bool


@dataclass(frozen=True, slots=True)
class ReasonNoted(Event):
    """Why an idea moved: a table's own words, or the host's note where `table` is 0. No text takes it back."""

    kind = "reason_noted"
    for_phones = False
    participant: str | None
    stage: str
    table: int
    idea: str
    text: str


@dataclass(frozen=True, slots=True)
class PaperHandedOut(Event):
    """`count` is how many in all."""

    kind = "paper_handed_out"
    for_phones = False
    count: int


@dataclass(frozen=True, slots=True)
class PaperReadBack(Event):
    kind = "paper_read_back"
    for_phones = False
    participant: str


@dataclass(frozen=True, slots=True)
class AnswersRemoved(Event):
    """Everything this person gave is gone, and so are they. The saver empties their words with it."""

    kind = "answers_removed"
    participant: str


@dataclass(frozen=True, slots=True)
class PaperEntered(Event):
    """One ballot on paper: answers as (stage, idea, scale, value), comments as (id, stage, idea, text)."""

    kind = "paper_entered"
    for_phones = False
    participant: str
    number: str
    community: str
    profession: str | None
    answers: tuple[tuple[str, str, str, Any], ...] = ()
    comments: tuple[tuple[str, str, str, str], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SessionStarted(Event):
    kind = "session_started"
    by_host = True


@dataclass(frozen=True, slots=True)
class SessionFinished(Event):
    kind = "session_finished"
    by_host = True


@dataclass(frozen=True, slots=True)
class StageOpened(Event):
    kind = "stage_opened"
    by_host = True
    stage: str
    ideas: tuple[StageIdea, ...] = ()
    closes_at: float | None = None
    reveals: tuple[str, ...] = ()
    """Closed stages that a reveal stage shows, and seals, by opening."""


@dataclass(frozen=True, slots=True)
class StageClosed(Event):
    kind = "stage_closed"
    by_host = True
    stage: str


@dataclass(frozen=True, slots=True)
class StageRevealed(Event):
    kind = "stage_revealed"
    by_host = True
    stage: str


@dataclass(frozen=True, slots=True)
class StageReopened(Event):
    kind = "stage_reopened"
    by_host = True
    stage: str
    closes_at: float | None = None


@dataclass(frozen=True, slots=True)
class StageSkipped(Event):
    kind = "stage_skipped"
    by_host = True
    stage: str
    skipped: bool


@dataclass(frozen=True, slots=True)
class ClockChanged(Event):
    """Exactly one of the two is set: a running clock's end, or the seconds left on a stopped one."""

    kind = "clock_changed"
    by_host = True
    stage: str
    closes_at: float | None
    paused_left: float | None


@dataclass(frozen=True, slots=True)
class PlannedStage:
    id: str
    kind: str
    title: str
    settings: Settings
    plan: Any


@dataclass(frozen=True, slots=True)
class RunSheetChanged(Event):
    """The whole run sheet in its new order."""

    kind = "run_sheet_changed"
    by_host = True
    stages: tuple[PlannedStage, ...]


@dataclass(frozen=True, slots=True)
class SessionChanged(Event):
    kind = "session_changed"
    by_host = True
    name: str
    joining: str


@dataclass(frozen=True, slots=True)
class IdeaTranslated(Event):
    """An idea has a translation, or with an empty text none any more, in every step that opened with the words which
    it was made of (`of` marks them)."""

    kind = "idea_translated"
    idea: str
    of: str
    translation: Translation


@dataclass(frozen=True, slots=True)
class BoardChanged(Event):
    kind = "board_changed"
    by_host = True
    for_phones = False
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoorsChanged(Event):
    kind = "doors_changed"
    locked: bool
    comments_paused: bool


@dataclass(frozen=True, slots=True)
class CommentChecked(Event):
    """`state` allowed or hidden; `spotlight` whether it is the one on the board."""

    kind = "comment_checked"
    comment: str
    state: str
    spotlight: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SuggestionChecked(Event):
    kind = "suggestion_checked"
    suggestion: str
    state: str
    reason: str = ""
    merged_with: str = ""


@dataclass(frozen=True, slots=True)
class PersonMuted(Event):
    kind = "person_muted"
    for_phones = False
    participant: str
    muted: bool


@dataclass(frozen=True, slots=True)
class PeopleSetAside(Event):
    """What these people gave counts nowhere from here on; where `aside` is False, it counts again or still."""

    kind = "people_set_aside"
    participants: tuple[str, ...]
    aside: bool
    reason: str


@dataclass(frozen=True, slots=True)
class TicketsIssued(Event):
    kind = "tickets_issued"
    for_phones = False
    tickets: tuple[tuple[str, str], ...]


EVENTS: dict[str, type[Event]] = {
    event.kind: event
    for event in (
        Joined, ProfileChanged, Answered, Commented, Withdrawn, Supported, Suggested, AnswersRemoved, PaperEntered,
        SessionStarted, SessionFinished, StageOpened, StageClosed, StageRevealed, StageReopened, StageSkipped,
        ClockChanged, RunSheetChanged, BoardChanged, DoorsChanged, CommentChecked, SuggestionChecked, PersonMuted,
        TicketsIssued, SuggestionWithdrawn, TablesDealt, PersonSeated, ScribeNamed, TableOrdered, TableHandedIn,
        ReasonNoted, PaperHandedOut, PaperReadBack, SessionChanged, IdeaTranslated, PeopleSetAside, IdeaUnsaid,
    )
}  # fmt: skip
