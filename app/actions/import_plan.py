"""What importing a file would do, row by row, for a person to see before anything is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from app.domain.stages import Translation


@dataclass(frozen=True, slots=True)
class ExistingIdea:
    """An idea the programme already has."""

    id: str
    ref: str | None
    text: str


@dataclass(frozen=True, slots=True)
class NewIdea:
    """An idea to be created; `row` counts from 1 at the top of the file."""

    row: int
    text: str
    ref: str | None = None
    name: str | None = None
    theme: str | None = None
    detail: str | None = None
    easy_read: str | None = None
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row whose words are there already (`same`) or nearly so (`look-alike`, with its likeness from 0 to 1).

    `of` is the id of an idea (text) or the number of an earlier row (whole number); `of_text` are its words.
    """

    row: int
    text: str
    of: str | int
    of_text: str
    why: Literal["same", "look-alike"]
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that a person must mend: in which column (its heading in the file), and what to do."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Every row that is not blank is in exactly one of `created`, `duplicates` and `rejected`.

    `look_alikes` are rows of `created` that resemble another idea. `columns` gives the heading in the file for
    each column that was recognised; `unused` are the other headings.
    """

    created: list[NewIdea] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    look_alikes: list[Duplicate] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
