"""What people ask of a running session: the actions of participants and the deeds of hosts, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from .dealing import Dice
from .stages import Stage, StageIdea, Translation


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `kind` is participant, host (also organisers) or clock; `id` is theirs."""

    kind: str
    id: str


CLOCK = Actor("clock", "clock")


class Action:
    """Anything that can be asked of a session; `stage` is empty where none is meant."""

    __slots__ = ()
    stage: str
    from_anybody: ClassVar[bool] = False
    """Whether the same id is the same action, whoever sends it."""


# What participants do


@dataclass(frozen=True, slots=True)
class Vote(Action):
    stage: str
    idea: str
    choice: str | None


@dataclass(frozen=True, slots=True)
class PlaceDots(Action):
    stage: str
    idea: str
    dots: Any


@dataclass(frozen=True, slots=True)
class Rate(Action):
    stage: str
    idea: str
    scale: str
    score: Any


@dataclass(frozen=True, slots=True)
class Rank(Action):
    stage: str
    order: tuple[tuple[str, ...], ...]
    """Tiers, best first; ideas held level stand in one tier."""


@dataclass(frozen=True, slots=True)
class Finish(Action):
    """ "I have finished this stage"."""

    stage: str


@dataclass(frozen=True, slots=True)
class Comment(Action):
    stage: str
    idea: str
    text: str
    comment: str
    """The id it will have, made at the door."""
    most_a_minute: int = 0
    """How many comments of one person this door takes in a minute; 0 for any number."""


@dataclass(frozen=True, slots=True)
class Withdraw(Action):
    stage: str
    comment: str


@dataclass(frozen=True, slots=True)
class Support(Action):
    stage: str
    comment: str
    on: bool


@dataclass(frozen=True, slots=True)
class Suggest(Action):
    stage: str
    text: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class TakeBackSuggestion(Action):
    stage: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class HandIn(Action):
    """A scribe's word that the table's order is ready; `on=False` takes it back."""

    stage: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class NoteReason(Action):
    """Why the table moved an idea."""

    stage: str
    idea: str
    text: str


@dataclass(frozen=True, slots=True)
class Join(Action):
    """A new person. Hashes stand for what only their device knows."""

    participant: str
    community: str
    profession: str | None = None
    device: bytes = b""
    receipt: bytes = b""
    channel: str = "phone"
    ticket: str | None = None
    simulated: bool = False
    stage: str = ""


@dataclass(frozen=True, slots=True)
class ChangeProfile(Action):
    participant: str
    community: str
    profession: str | None
    stage: str = ""


@dataclass(frozen=True, slots=True)
class RemoveAnswers(Action):
    """Takes back everything one person gave."""

    participant: str
    stage: str = ""


# What hosts do


@dataclass(frozen=True, slots=True)
class Deed(Action):
    """A host's deed; `expected` is the version the host looked at, when they said so."""

    stage: str = ""
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class StartSession(Deed):
    pass


@dataclass(frozen=True, slots=True)
class FinishSession(Deed):
    pass


@dataclass(frozen=True, slots=True)
class OpenStage(Deed):
    ideas: tuple[StageIdea, ...] = ()
    """The ideas of the plan as they are worded now; empty where the plan takes them from an earlier stage."""


@dataclass(frozen=True, slots=True)
class CloseStage(Deed):
    pass


@dataclass(frozen=True, slots=True)
class RevealStage(Deed):
    pass


@dataclass(frozen=True, slots=True)
class ReopenStage(Deed):
    pass


@dataclass(frozen=True, slots=True)
class SkipStage(Deed):
    skip: bool = True


@dataclass(frozen=True, slots=True)
class PauseClock(Deed):
    pass


@dataclass(frozen=True, slots=True)
class ResumeClock(Deed):
    pass


@dataclass(frozen=True, slots=True)
class ExtendClock(Deed):
    seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class ChangeRunSheet(Deed):
    """The run sheet as it shall be: known stages by id, new ones whole. Stages that were answered stay."""

    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSession(Deed):
    """Another name, or another way of joining before anybody has; None leaves it as it is."""

    name: str | None = None
    joining: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeBoard(Deed):
    """What the board shows beside the stage: blank, page, view, pointing, code, bigger, dark, timer."""

    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SetDoors(Deed):
    """Locks the room to newcomers, or stops comments for a while; None leaves a door as it is."""

    locked: bool | None = None
    comments_paused: bool | None = None


@dataclass(frozen=True, slots=True)
class CheckComment(Deed):
    """Allows, hides or spotlights a comment; a hidden one can be allowed again."""

    comment: str = ""
    verdict: str = "allowed"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckSuggestion(Deed):
    """Allows, hides, or joins it with another one (`verdict` "merged", `into`)."""

    suggestion: str = ""
    verdict: str = "allowed"
    reason: str = ""
    into: str = ""


@dataclass(frozen=True, slots=True)
class TranslateIdea(Deed):
    """An idea in another language. `of` marks the words that the translation was made of (`translating.made_of`)."""

    idea: str = ""
    of: str = ""
    translation: Translation = Translation("", "")


@dataclass(frozen=True, slots=True)
class MutePerson(Deed):
    participant: str = ""
    muted: bool = True


@dataclass(frozen=True, slots=True)
class SetPeopleAside(Deed):
    """Leaves all that these people gave out of every count, for a reason of `setting_aside.REASONS`. With `aside`
    False they count: again, or still, although something looked odd."""

    participants: tuple[str, ...] = ()
    aside: bool = True
    reason: str = "host"


@dataclass(frozen=True, slots=True)
class EnterPaper(Deed):
    """One person on paper, whole or nothing. Two hosts who enter the same sheet enter one."""

    from_anybody: ClassVar[bool] = True
    number: str | None = None
    participant: str = ""
    community: str = ""
    profession: str | None = None
    answers: tuple[Action, ...] = ()
    replace: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class IssueTickets(Deed):
    """`tickets` are (hash, community or "") pairs, one voter each."""

    tickets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HandOutPaper(Deed):
    """`count` is how many ballots were handed out in all; `first`, where numbers were given out, the first of them."""

    count: int = 0
    first: int | None = None


@dataclass(frozen=True, slots=True)
class ReadPaperBack(Deed):
    """Somebody else has compared the ballot of this number with what was typed."""

    number: str = ""


@dataclass(frozen=True, slots=True)
class DealTables(Deed):
    """Deals everybody to so many tables, None for as many as usual. `dice` brings the chance."""

    count: int | None = None
    dice: Dice | None = None


@dataclass(frozen=True, slots=True)
class SeatPerson(Deed):
    """`table` is 0 for no table, or one more than there are for a new one."""

    participant: str = ""
    table: int = 0


@dataclass(frozen=True, slots=True)
class NameScribe(Deed):
    """`participant` None: the host enters the table's order."""

    table: int = 0
    participant: str | None = None


@dataclass(frozen=True, slots=True)
class OrderTable(Deed):
    """A table's order as the host enters it. A table that was never dealt is made."""

    table: int = 0
    order: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class HandInTable(Deed):
    """The host's word that a table's order is ready; `on=False` takes it back."""

    table: int = 0
    on: bool = True


@dataclass(frozen=True, slots=True)
class NoteMove(Deed):
    """The host's note why an idea moved between the rounds; an empty one takes it back."""

    idea: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class UnsayIdea(Deed):
    """What somebody took back is said no more: `text` and `name` are what is left of an idea of this step."""

    idea: str = ""
    text: str = ""
    name: str | None = None
