"""What hosts and helpers did about comments, ideas and people, as a list to keep. Nobody is named in it.

It holds no words of anybody's: what was hidden may have named a person. The words that stand are in the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain import events as e
from app.domain.outcomes import rfc3339
from app.domain.session import Session

KINDS = ("comment_checked", "suggestion_checked", "person_muted", "doors_changed", "people_set_aside")
HEADINGS = ("number", "time", "what", "about", "id", "step", "idea", "community", "reason", "by")

Line = tuple[int, float, str, e.Event | None]
"""(number, time, kind, event) as the journal keeps it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Somebody with a pass, in the order in which passes were made."""

    id: str
    role: str


def log_rows(
    session: Session, lines: Iterable[Line], by_pass: Mapping[int, str], passes: Sequence[Pass]
) -> list[tuple[str, ...]]:
    """A row for each line, under HEADINGS. `by_pass`: number → the pass that did it; everything else a host did."""
    called = _called(passes)
    return [
        (str(number), rfc3339(at) or "", *_told(session, event), called.get(by_pass.get(number, ""), "host"))
        for number, at, _, event in lines
        if event is not None
    ]


def _called(passes: Sequence[Pass]) -> dict[str, str]:
    """ "helper 1", "second host 1": roles are counted, since names are nobody's business afterwards."""
    words = {"host": "second host", "helper": "helper"}
    counts = dict.fromkeys(words, 0)
    called = {}
    for one in passes:
        counts[one.role] += 1
        called[one.id] = f"{words[one.role]} {counts[one.role]}"
    return called


def _told(session: Session, event: e.Event) -> tuple[str, str, str, str, str, str, str]:
    """(what, about, id, step, idea, community, reason)."""
    match event:
        case e.CommentChecked():
            comment = session.comments.get(event.comment)
            what = "spotlight" if event.spotlight else event.state
            step, idea = (comment.stage, comment.idea) if comment else ("", "")
            community = _community(session, comment.participant if comment else "")
            return what, "comment", event.comment, *_named(session, step, idea), community, event.reason
        case e.SuggestionChecked():
            known = session.suggestions.get(event.suggestion)
            community = _community(session, known.participant if known else "")
            step, _ = _named(session, known.stage if known else "", "")
            return event.state, "suggestion", event.suggestion, step, event.merged_with, community, event.reason
        case e.PersonMuted():
            what = "muted" if event.muted else "unmuted"
            return what, "person", "", "", "", _community(session, event.participant), ""
        case e.PeopleSetAside():
            what = "set aside" if event.aside else "counted"
            return what, f"people: {len(event.participants)}", "", "", "", "", event.reason
        case e.DoorsChanged():
            what = "comments paused" if event.comments_paused else "comments open"
            return f"{what}, {'room locked' if event.locked else 'room open'}", "room", "", "", "", "", ""
    return "", "", "", "", "", "", ""


def _community(session: Session, person: str) -> str:
    known = session.people.get(person)
    return known.community if known else ""


def _named(session: Session, step: str, idea: str) -> tuple[str, str]:
    stage = session.stages.get(step)
    found = next((i for i in stage.ideas if i.id == idea), None) if stage else None
    return (stage.title or stage.kind) if stage else "", (found.ref or found.name or found.id) if found else ""
