"""What a statement of the strategy draft is: its content, its states, what it still needs, and what two drafters made.

A statement goes from draft to review to agreed. Whoever changes what was agreed puts it back in review.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .refusals import Refusal

DRAFT, REVIEW, AGREED = "draft", "review", "agreed"
STATES = (DRAFT, REVIEW, AGREED)
NEXT = {DRAFT: (REVIEW,), REVIEW: (AGREED, DRAFT), AGREED: (REVIEW,)}
"""From each state, those that it can be put in; the usual one first."""
LONGEST_STATEMENT = 1_000
KEENER = ("citizen_keener", "ahp_keener")

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True, slots=True)
class Content:
    """Every field of a statement that can be changed. Ideas are ids, commitments codes of the framework."""

    text: str
    section: str | None = None
    ideas: tuple[str, ...] = ()
    professions: tuple[str, ...] = ()
    with_whom: str = ""
    commitments: tuple[str, ...] = ()
    works_if: str = ""
    still_open: str = ""
    next_review: str = ""
    state: str = DRAFT
    removed: bool = False

    def as_plain(self) -> dict[str, Any]:
        """The content as JSON-ready data."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


FIELDS = tuple(field.name for field in fields(Content))
WRITTEN = tuple(name for name in FIELDS if name not in ("state", "removed"))
"""What drafters write; the rest changes by deeds of its own."""
_AGREED_ON = tuple(name for name in WRITTEN if name != "section")


def content_from(plain: Mapping[str, Any]) -> Content:
    """The content that `as_plain` gave; what it does not name has its default."""
    told = ((name, plain[name]) for name in FIELDS if name in plain)
    known: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told}
    return Content(**known)


def differing(one: Content, other: Content) -> tuple[str, ...]:
    """The names of the fields in which two contents differ, in their order."""
    return tuple(name for name in FIELDS if getattr(one, name) != getattr(other, name))


def rewritten(before: Content, after: Content) -> Content:
    """What `before` becomes with the written fields of `after`: agreed is back in review where it says otherwise."""
    written = replace(before, **{name: getattr(after, name) for name in WRITTEN})
    if before.state == AGREED and set(differing(before, written)) & set(_AGREED_ON):
        return replace(written, state=REVIEW)
    return written


def needs_of(content: Content, readings: Sequence[str]) -> tuple[str, ...]:
    """What it still needs: ideas, works_if, professions, commitments. `readings` are its ideas' newest."""
    missing = [name for name in ("ideas", "professions", "commitments") if not getattr(content, name)]
    if not content.works_if and any(reading in KEENER for reading in readings):
        missing.insert(0, "works_if")
    return tuple(missing)


def put_in(content: Content, state: str, readings: Sequence[str]) -> Content:
    """The content in another state. Raises Refusal bad_field where that step is not one, or works_if is missing."""
    if state not in STATES:
        raise Refusal("bad_field", "A statement is a draft, in review, or agreed.", "state")
    if state == content.state:
        return content
    if state not in NEXT[content.state]:
        raise Refusal("bad_field", "Put it in review first. Then it can be agreed.", "state")
    if state == AGREED and "works_if" in needs_of(content, readings):
        message = "One community is keener on an idea it rests on. Say what would make it work, then agree it."
        raise Refusal("bad_field", message, "works_if")
    return replace(content, state=state)


@dataclass(frozen=True, slots=True)
class Merge:
    """Two drafters' contents as one to look at: `content` has what only one of them changed; both changed `clashes`,
    where it has mine."""

    content: Content
    clashes: tuple[str, ...]


def merged(base: Content, mine: Content, theirs: Content) -> Merge:
    """Brings together what was written from the same base. State and removal are theirs: those stand already."""
    content, clashes = theirs, []
    for name in WRITTEN:
        ours, here, there = getattr(base, name), getattr(mine, name), getattr(theirs, name)
        if here != ours:
            content = replace(content, **{name: here})
            if there not in (ours, here):
                clashes.append(name)
    return Merge(content, tuple(clashes))


def word_changes(before: str, after: str) -> list[tuple[str, str]]:
    """[(same, gone or new, words)] that lead from one text to another; blanks stay with the word before them."""
    old, new = _words(before), _words(after)
    changes: list[tuple[str, str]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            changes.append((SAME, "".join(old[a:b])))
            continue
        changes += [(kind, "".join(words)) for kind, words in ((GONE, old[a:b]), (NEW, new[c:d])) if words]
    return changes


def _words(text: str) -> list[str]:
    return re.findall(r"\w+\s*|[^\w\s]+\s*|\s+", text)
