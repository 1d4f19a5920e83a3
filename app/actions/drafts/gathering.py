"""Everything that a file of the draft holds, as plain data, in the shape of app/data/strategy-draft.schema.json.

Small numbers are protected, nobody is named, and ids are made anew: 1, 2, 3 … in this file alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlmodel import Session as Db

from app.domain.communities import COMPARED
from app.domain.coverage import Linked, coverage_of
from app.domain.decisions import Decision
from app.domain.drafts import AGREED, needs_of
from app.domain.outcomes import rfc3339
from app.domain.weighings import Weighing, joined, weighings_of
from app.storage.evidence import QUOTED, evidence_of
from app.storage.facts import professions
from app.storage.finished import finished_outcomes, newest_decisions
from app.storage.frameworks import framework_of
from app.storage.statements import (
    Numbered,
    all_ideas,
    content_of,
    sections_of,
    stand_ins,
    standing,
    statements_of,
    versions_of,
)
from app.storage.tables import Idea

from ..planning import must_exist

Json = dict[str, Any]
FORMAT = "strategy-draft-1"
_UNSAYABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def gathered(db: Db, programme: str, now: float) -> Json:
    """The draft with its evidence. Raises Refusal unknown_code."""
    known = must_exist(db, programme)
    whole: Json = _sayable(_Gathering(db, programme).whole(known.name, now))
    return whole


class _Gathering:
    """Reads a programme once and gives every row its number in the file."""

    def __init__(self, db: Db, programme: str) -> None:
        self._db, self._programme = db, programme
        self._ideas = all_ideas(db, programme)
        self._draft, self._sections = statements_of(db, programme), sections_of(db, programme)
        self._plan, self._stand_ins = framework_of(db, programme), stand_ins(db, programme)
        outcomes = finished_outcomes(db, programme)
        self._weighed, self._decided = weighings_of(outcomes), newest_decisions(db, programme)
        self._quotes = _by_standing(evidence_of(db, programme), self._standing)
        self._parts = _by_standing({id: [id] for id in self._ideas}, self._standing)
        self._outcomes = outcomes
        self._id_of_session = {o["session"]: f"workshop-{n}" for n, o in enumerate(reversed(outcomes), start=1)}
        self._id_of_section = {s.id: f"section-{n}" for n, s in enumerate(self._sections, start=1)}
        self._id_of_idea = {id: f"idea-{n}" for n, id in enumerate(self._told_of(), start=1)}

    def whole(self, name: str, now: float) -> Json:
        statements = [self._statement(numbered) for numbered in self._draft]
        return {
            "format": FORMAT, "programme": name, "generated_at": rfc3339(now),
            "framework": {
                "name": self._plan.name,
                "commitments": [{"code": c.code, "short": c.short, "text": c.text} for c in self._plan.commitments],
            },
            "workshops": [
                {"id": self._id_of_session[o["session"]], "name": o["name"], "ended_at": o["ended_at"],
                 "participants": {c: o["participants"][c] for c in (*COMPARED, "other")}}
                for o in reversed(self._outcomes)
            ],
            "sections": [
                {"id": self._id_of_section[s.id], "title": s.title, "intro": s.intro} for s in self._sections
            ],
            "statements": statements,
            "ideas": [self._idea(id) for id in self._id_of_idea],
            "coverage": self._coverage(),
        }  # fmt: skip

    def _standing(self, id: str) -> str:
        return standing(self._ideas, id)

    def _told_of(self) -> list[str]:
        """The ideas of the file in their order: those that statements rest on, then all others that stand."""
        used = [self._standing(idea) for n in self._draft for idea in n.statement.ideas if idea in self._ideas]
        rest = [id for id, idea in self._ideas.items() if idea.merged_into is None]
        return list(dict.fromkeys([*used, *rest]))

    def _statement(self, numbered: Numbered) -> Json:
        statement, content = numbered.statement, content_of(numbered.statement)
        ideas = list(dict.fromkeys(self._standing(idea) for idea in content.ideas if idea in self._ideas))
        newest = [weighings[0].reading for idea in ideas if (weighings := self._weighings(idea))]
        stand_in = self._stand_ins.get(statement.id)
        by_code = self._plan.by_code
        return {
            "id": f"statement-{numbered.number}", "number": numbered.number,
            "section": self._id_of_section.get(numbered.section or ""), "text": content.text, "state": content.state,
            "version": statement.version, "agreed": self._agreed(statement.id) if content.state == AGREED else None,
            "ideas": [self._id_of_idea[idea] for idea in ideas], "professions": list(content.professions),
            "with_whom": content.with_whom,
            "commitments": [
                {"code": code, "short": by_code[code].short if code in by_code else None, "in_plan": code in by_code}
                for code in content.commitments
            ],
            "works_if": content.works_if, "still_open": content.still_open, "next_review": content.next_review,
            "needs": list(needs_of(content, newest)),
            "checks": [self._reading(w) for w in self._weighed.get(stand_in.id if stand_in else "", [])],
        }  # fmt: skip

    def _agreed(self, statement: str) -> Json | None:
        """When and why it was agreed."""
        agreed = None
        for version in versions_of(self._db, statement):
            if version.content["state"] != AGREED:
                break
            agreed = version
        return {"at": rfc3339(agreed.at), "why": agreed.why} if agreed else None

    def _idea(self, id: str) -> Json:
        idea: Idea = self._ideas[id]
        quotes = self._quotes.get(id, [])
        decided = self._decided.get(id)
        return {
            "id": self._id_of_idea[id], "ref": idea.ref, "name": idea.name, "text": idea.text, "wording": idea.version,
            "put_aside": idea.parked_at is not None,
            "statements": [
                f"statement-{n.number}" for n in self._draft if id in map(self._standing, n.statement.ideas)
            ],
            "readings": [self._reading(weighing) for weighing in self._weighings(id)],
            "quotes": [{"words": q.words, "byline": q.byline} for q in quotes if q.state == QUOTED],
            "quotes_kept_back": sum(q.state not in (QUOTED, "withdrawn") for q in quotes),
            "quotes_withdrawn": sum(q.state == "withdrawn" for q in quotes),
            "decision": self._decision(*decided) if decided else None,
        }  # fmt: skip

    def _weighings(self, idea: str) -> list[Weighing]:
        """The newest first."""
        parts = [w for part in self._parts.get(idea, ()) if part != idea for w in self._weighed.get(part, ())]
        return joined(self._weighed.get(idea, []), parts)

    def _reading(self, weighing: Weighing) -> Json:
        cells = {
            c: None if (cell := weighing.cells[c]) is None else {"agree": cell[0], "answered": cell[1]}
            for c in COMPARED
        }
        return {
            "workshop": self._id_of_session[weighing.session], "text": weighing.text, **cells,
            "reading": weighing.reading, "close_call": weighing.close, "small_group": weighing.small,
        }  # fmt: skip

    def _decision(self, session: str, decision: Decision) -> Json:
        other = self._ideas.get(decision.merged_with or "")
        return {
            "workshop": self._id_of_session.get(session), "verdict": decision.verdict, "reason": decision.reason,
            "merged_with": other.text if other else None, "at": rfc3339(decision.at),
        }  # fmt: skip

    def _coverage(self) -> list[Json]:
        """For each profession the numbers of the statements that name it, by commitment."""
        linked = [
            Linked(str(n.number), tuple(n.statement.professions), tuple(n.statement.commitments)) for n in self._draft
        ]
        rows = coverage_of(linked, [], professions(), self._plan.codes).professions
        return [
            {"profession": row.profession,
             "commitments": {code: [int(n) for n in ids] for code, ids in row.cells.items() if ids},
             "without_commitment": [int(n) for n in row.without]}
            for row in rows
        ]  # fmt: skip


def _by_standing(found: Mapping[str, Iterable[Any]], standing_of: Callable[[str], str]) -> dict[str, list[Any]]:
    """What belongs to an idea and to those that became part of it, together."""
    together: dict[str, list[Any]] = {}
    for idea, its in found.items():
        together.setdefault(standing_of(idea), []).extend(its)
    return together


def _sayable(value: Any) -> Any:
    """The same without the characters that no XML and no UTF-8 may hold; other control characters are never kept."""
    if isinstance(value, str):
        return _UNSAYABLE.sub("", value)
    if isinstance(value, Mapping):
        return {name: _sayable(kept) for name, kept in value.items()}
    return [_sayable(kept) for kept in value] if isinstance(value, list | tuple) else value
