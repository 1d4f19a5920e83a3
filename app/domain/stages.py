"""What a stage of the run sheet is: its kind, its settings, the ideas it weighs, and the state it is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .refusals import Refusal

KINDS = ("gather", "discuss", "vote", "dots", "rate", "rank", "reveal", "break")
WEIGHING = frozenset({"vote", "dots", "rate", "rank"})
WITH_IDEAS = WEIGHING | {"discuss"}

READY, OPEN, CLOSED, REVEALED = "ready", "open", "closed", "revealed"

GRACE = 2.0
"""Seconds after the close in which an answer under way still counts."""

LONGEST_IDEA = 2_000
LONGEST_COMMENT = 2_000
LONGEST_REASON = 300
LONGEST_END = 60
"""Letters of the words at an end of a scale."""
UNSAID = "Its author has taken this idea back."
"""What stands in place of an idea whose author has removed everything of theirs, where others have weighed it."""

Key = tuple[str, str]
"""(idea, scale) of one answer; ("", "order") holds a ranking and ("", "done") that the person has finished."""
ORDER: Key = ("", "order")
DONE: Key = ("", "done")


@dataclass(frozen=True, slots=True)
class Scale:
    """A named scale. `low` and `high` are the words at its ends, where the host has given any."""

    key: str
    label: str
    low: str = ""
    high: str = ""

    def as_plain(self) -> dict[str, str]:
        ends = {name: words for name, words in (("low", self.low), ("high", self.high)) if words}
        return {"key": self.key, "label": self.label} | ends


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of any stage; those of other kinds keep their defaults."""

    minutes: float | None = None
    comments: bool = True
    check_first: bool = True
    shuffle: bool = True
    budget: int = 5
    most_per_idea: int | None = None
    scales: tuple[Scale, ...] = (Scale("importance", "Importance"), Scale("ease", "Ease"))
    steps: int = 5
    places: int | None = None
    by: str = "person"
    start_from: str | None = None
    most_per_person: int | None = None
    of: tuple[str, ...] = ()
    note: str = ""
    question: str = ""

    def as_plain(self) -> dict[str, Any]:
        """The settings as JSON-ready data, all of them."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["scales"] = [scale.as_plain() for scale in self.scales]
        plain["of"] = list(self.of)
        return plain


@dataclass(frozen=True, slots=True)
class Translation:
    """An idea in another language: the same question, so answers to both are one pool."""

    language: str
    text: str
    name: str | None = None
    easy_read: str | None = None


@dataclass(frozen=True, slots=True)
class StageIdea:
    """An idea as it was worded when the stage opened."""

    id: str
    text: str
    ref: str | None = None
    name: str | None = None
    theme: str | None = None
    easy_read: str | None = None
    translations: tuple[Translation, ...] = ()
    language: str = ""
    """The language of the words here where they are a translation of them, as one reader sees them; else empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """People who order the ideas together. Without dealing, each phone that hands in an order is a table of its own."""

    number: int
    members: tuple[str, ...] = ()
    scribe: str | None = None
    """Who writes for the table; the first to do so, unless the host names somebody."""
    order: tuple[tuple[str, ...], ...] = ()
    handed_in: bool = False
    reasons: tuple[tuple[str, str], ...] = ()
    """(idea, why it moved), in the table's words."""
    dealt: bool = True

    def without(self, gone: str) -> Table | None:
        """The table when one of its members has left. One that a phone made for itself alone is nobody's then, and what
        one person wrote with nobody left to have agreed goes with them."""
        if gone not in self.members:
            return self
        if not self.dealt:
            return None
        rest = tuple(member for member in self.members if member != gone)
        scribe = None if self.scribe == gone else self.scribe
        if self.scribe == gone and not rest:
            return replace(self, members=rest, scribe=scribe, order=(), handed_in=False, reasons=())
        return replace(self, members=rest, scribe=scribe)


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody has seen of a stage that was opened again after its reveal."""

    ballots: dict[str, dict[Key, Any]]
    tables: dict[int, Table]


@dataclass(slots=True)
class Stage:
    """One step of a running session. Changed only by applying events."""

    id: str
    kind: str
    title: str = ""
    settings: Settings = field(default_factory=Settings)
    plan: Any = "all"
    """Which ideas it will weigh: "all", a list of ids, or {from, top, by}; resolved when the stage opens."""
    state: str = READY
    ideas: tuple[StageIdea, ...] = ()
    idea_ids: frozenset[str] = frozenset()
    opened_at: float | None = None
    closes_at: float | None = None
    paused_left: float | None = None
    """Seconds left on a clock that the host has stopped."""
    closed_at: float | None = None
    skipped: bool = False
    ballots: dict[str, dict[Key, Any]] = field(default_factory=dict)
    """participant → {key: standing answer}; an answer taken back is not in it."""
    finished: set[str] = field(default_factory=set)
    tables: dict[int, Table] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    """idea → why it moved between the rounds, as the host noted it."""
    touched: int = 0
    """The number of the last event that may have changed its figures: figures are kept by it."""
    shown: Shown | None = None
    """What was public before the stage was opened again; None where the public may know it as it stands."""

    def copy(self) -> Stage:
        twin = Stage(**{name: getattr(self, name) for name in self.__dataclass_fields__})
        twin.ballots = {person: dict(ballot) for person, ballot in self.ballots.items()}
        twin.finished = set(self.finished)
        twin.tables, twin.reasons = dict(self.tables), dict(self.reasons)
        return twin

    @property
    def by_table(self) -> bool:
        return self.kind == "rank" and self.settings.by == "table"

    def table_of(self, participant: str) -> Table | None:
        """Where this person sits."""
        return next((table for table in self.tables.values() if participant in table.members), None)

    def takes_answers(self, arrived: float) -> bool:
        """Whether an answer that arrived then counts: open, or closed no more than GRACE before and not sealed."""
        if self.state == OPEN:
            return True
        return self.state == CLOSED and self.closed_at is not None and arrived <= self.closed_at + GRACE

    def has_finished(self, ballot: Mapping[Key, Any]) -> bool:
        """Finished = said so, or nothing is left to answer."""
        if DONE in ballot:
            return True
        match self.kind:
            case "vote":
                return len(ballot) >= len(self.ideas) > 0
            case "rate":
                return len(ballot) >= len(self.ideas) * len(self.settings.scales) > 0
            case "dots":
                return len(ballot) >= len(self.ideas) > 0 or sum(ballot.values()) >= self.settings.budget
            case "rank":
                placed = sum(len(tier) for tier in ballot.get(ORDER, ()))
                return placed >= min(self.settings.places or len(self.ideas), len(self.ideas)) > 0
        return False


def plain_order(tiers: tuple[tuple[str, ...], ...]) -> list[Any]:
    """Tiers as they are sent: an idea alone stands alone, level ones in a list."""
    return [tier[0] if len(tier) == 1 else list(tier) for tier in tiers]


def settings_of(kind: str, given: Mapping[str, Any]) -> Settings:
    """Reads a stage's settings as a caller gave them. Raises Refusal bad_field naming the setting that is wrong."""
    known = {k: v for k, v in given.items() if k in Settings.__dataclass_fields__}
    for name, what in _WHOLE.items():
        if known.get(name) is not None and not _is_whole(known[name], *what):
            raise Refusal(
                "bad_field", "This has to be a whole number from {low} to {high}.", name, low=what[0], high=what[1]
            )
    for name in ("comments", "check_first", "shuffle"):
        if not isinstance(known.get(name, True), bool):
            raise Refusal("bad_field", "This has to be true or false.", name)
    minutes = known.get("minutes")
    if minutes is not None and (
        isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= 60 * 24 * 60
    ):
        raise Refusal("bad_field", "The minutes have to be a number above 0.", "minutes")
    if "scales" in known:
        known["scales"] = _scales_of(known["scales"])
    if known.get("by", "person") not in ("person", "table"):
        raise Refusal("bad_field", "Ranking is by person or by table.", "by")
    for name in ("note", "question"):
        if not isinstance(known.get(name, ""), str) or len(known.get(name, "")) > LONGEST_IDEA:
            raise Refusal("bad_field", "This has to be a short text.", name)
    if "of" in known:
        if not isinstance(known["of"], list | tuple):
            raise Refusal("bad_field", "This has to be a list of stages.", "of")
        known["of"] = tuple(str(s) for s in known["of"])
    if known.get("start_from") is not None:
        known["start_from"] = str(known["start_from"])
    for name in [n for n, v in known.items() if v is None and n not in _MAY_BE_NONE]:
        del known[name]
    return Settings(**known)


_WHOLE = {
    "budget": (1, 100),
    "most_per_idea": (1, 100),
    "steps": (2, 10),
    "places": (1, 1000),
    "most_per_person": (1, 1000),
}
_MAY_BE_NONE = {"minutes", "most_per_idea", "places", "start_from", "most_per_person"}


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _scales_of(given: Any) -> tuple[Scale, ...]:
    fits = isinstance(given, list | tuple) and 1 <= len(given) <= 6
    scales = tuple(
        Scale(
            str(s["key"])[:64],
            str(s.get("label") or s["key"])[:200],
            str(s.get("low") or "")[:LONGEST_END],
            str(s.get("high") or "")[:LONGEST_END],
        )  # fmt: skip
        for s in (given if fits else ())
        if isinstance(s, Mapping) and s.get("key")
    )
    if not scales or len(scales) != len(given) or len({s.key for s in scales}) != len(scales):
        raise Refusal("bad_field", "Give one to six scales, each with a key of its own and a label.", "scales")
    return scales
