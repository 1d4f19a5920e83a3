"""The state of one session: what its events add up to. Changed only by applying events, read by everyone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .stages import OPEN, READY, Stage

PLANNED, RUNNING, ENDED = "planned", "running", "ended"
WAITING, ALLOWED, HIDDEN, TAKEN_BACK = "waiting", "allowed", "hidden", "withdrawn"
MERGED = "merged"
"""A suggestion that was joined with another."""


@dataclass(frozen=True, slots=True)
class Person:
    """A participant. Hashes stand for the secrets only their device knows."""

    id: str
    community: str
    profession: str | None = None
    channel: str = "phone"
    number: str | None = None
    device: bytes = b""
    receipt: bytes = b""
    muted: bool = False
    simulated: bool = False
    read_back: bool = False
    """Whether somebody else has compared this paper ballot with what was typed."""
    arrival: int = 0
    """The how manyth to come in, by phone or on paper: a number that stays when others leave."""


@dataclass(slots=True)
class Comment:
    id: str
    participant: str
    stage: str
    idea: str
    text: str
    state: str
    at: float
    spotlight: bool = False
    reason: str = ""
    support: set[str] = field(default_factory=set)

    def copy(self) -> Comment:
        return replace(self, support=set(self.support))


@dataclass(frozen=True, slots=True)
class Suggestion:
    id: str
    participant: str
    stage: str
    text: str
    state: str
    at: float
    """When it was sent; once it was allowed, when the room could read it first."""
    reason: str = ""
    merged_with: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What the host lets the projected board show beside the stage itself."""

    blank: bool = False
    code: bool = True
    bigger: bool = False
    dark: bool = False
    timer: bool = True
    page: int = 1
    view: str = ""
    """"" is the stage's own first view; a revealed vote also has "map"; "lobby" shows the join code large."""
    pointing: str | None = None
    language: str = ""
    """The language that the host chose for it, else English: it stands there for everybody, not for one reader."""


@dataclass(slots=True)
class Session:
    """One sitting, whole. `version` is the number of its last event, `host_version` that of the last host's deed."""

    id: str
    programme: str
    name: str
    code: str
    joining: str = "open"
    rehearsal: bool = False
    """A copy of another session, to try it out with simulated people."""
    phase: str = PLANNED
    version: int = 0
    host_version: int = 0
    shown_version: int = 0
    """The last event that changed what every phone shows."""
    started_at: float | None = None
    ended_at: float | None = None
    handed_out: int = 0
    """How many paper ballots were handed out."""
    arrivals: int = 0
    """How often somebody came in or a ballot was entered, those who left again included."""
    locked: bool = False
    comments_paused: bool = False
    board: Board = field(default_factory=Board)
    stages: dict[str, Stage] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    devices: dict[bytes, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    suggestions: dict[str, Suggestion] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    """ticket hash → community it is for, or ""; used ones are in `used_tickets`."""
    used_tickets: set[str] = field(default_factory=set)
    aside: dict[str, str] = field(default_factory=dict)
    """participant → why a host has set aside all that they gave: it is kept, and counts nowhere."""
    kept_in: set[str] = field(default_factory=set)
    """Those of whom a host has said that they count, however odd it looks."""

    def open_stage(self) -> Stage | None:
        return next((s for s in self.stages.values() if s.state == OPEN), None)

    def current_stage(self) -> Stage | None:
        """The stage people look at: the open one, else the one opened last, else none before the first."""
        opened = [s for s in self.stages.values() if s.opened_at is not None and s.state != READY]
        return self.open_stage() or max(reversed(opened), key=lambda s: s.opened_at or 0.0, default=None)

    def next_stage(self) -> Stage | None:
        """The first ready stage after the current one that is not skipped."""
        current, found = self.current_stage(), False
        for stage in self.stages.values():
            if (current is None or found) and stage.state == READY and not stage.skipped:
                return stage
            found = found or stage is current
        return None

    @property
    def rehearsing(self) -> bool:
        """Whether all this is only tried out: in a rehearsal, or with nobody but simulated people."""
        people = self.people.values()
        return self.rehearsal or (bool(people) and all(person.simulated for person in people))

    def counted(self) -> Iterator[Person]:
        """Everybody who counts. Simulated people do so only while the session is rehearsed."""
        everyone = self.counted_or_aside()
        return (person for person in everyone if person.id not in self.aside) if self.aside else everyone

    def counted_or_aside(self) -> Iterator[Person]:
        """Everybody who counts, and those who would if a host had not set them aside."""
        rehearsing = self.rehearsing
        return (person for person in self.people.values() if rehearsing or not person.simulated)

    def communities_among(self, people: Iterable[str]) -> Iterator[str]:
        """The communities of those of them who count."""
        rehearsing, known, aside = self.rehearsing, self.people, self.aside
        found = (known[person] for person in people if person in known and person not in aside)
        return (person.community for person in found if rehearsing or not person.simulated)

    def community_of(self, aside_too: bool = False) -> dict[str, str]:
        """participant → community, everybody who counts; and, where asked, those who are set aside."""
        people = self.counted_or_aside() if aside_too else self.counted()
        return {person.id: person.community for person in people}

    def is_heard(self, participant: str) -> bool:
        """Whether others may read what this person says: they have not left, and are not set aside."""
        return participant in self.people and participant not in self.aside

    def me_too(self, comment: Comment) -> int:
        """How many say that this comment is theirs too."""
        return len(comment.support) if not self.aside else len(comment.support - self.aside.keys())

    def taken_up(self) -> frozenset[str]:
        """Suggestions that are ideas of a later stage."""
        return frozenset(id for stage in self.stages.values() for id in stage.idea_ids if id in self.suggestions)

    def comments_of(self, participant: str) -> Iterator[Comment]:
        return (c for c in self.comments.values() if c.participant == participant)

    def has_answered(self, participant: str) -> bool:
        """Whether this person has given any answer, comment or suggestion that stands."""
        return (
            any(stage.ballots.get(participant) for stage in self.stages.values())
            or any(True for _ in self.comments_of(participant))
            or any(s.participant == participant for s in self.suggestions.values())
        )

    def copy(self) -> Session:
        """A twin that shares nothing that changes."""
        twin = replace(self)
        twin.stages = {k: v.copy() for k, v in self.stages.items()}
        twin.comments = {k: v.copy() for k, v in self.comments.items()}
        for name in ("people", "devices", "numbers", "suggestions", "tickets", "used_tickets", "aside", "kept_in"):
            setattr(twin, name, getattr(self, name).copy())
        return twin
