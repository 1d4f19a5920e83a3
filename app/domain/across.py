"""One idea over a programme's finished sessions: each session's own reading first, a pool only where it is fair.

Sessions are not one sample: other people came, at another time, and some came twice. So nothing here blends them
before it has shown them apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .communities import COMMUNITIES, COMPARED
from .pools import SESSIONS_FOR_A_RANGE, Count, pooled
from .stages import READY

LEAST_EXPECTED = 5
"""Answers that each cell of a chi-square should be expected to hold, else it is rough (Cochran 1954)."""

Outcome = Mapping[str, Any]
_ABOVE = {
    "common_ground": (True, True),
    "citizen_keener": (True, False),
    "ahp_keener": (False, True),
    "not_there_yet": (False, False),
}
"""Whether each compared community is at or above the line."""


def across_of(outcomes: Sequence[Outcome], professions: Sequence[str]) -> dict[str, Any]:
    """Every idea that was voted on over these outcomes (newest first), exact: for organisers.

    {"sessions": [{session, name, started_at, ended_at, participants, voted}], "participants", "ideas": [row_of …],
    "professions": [{profession, sessions, people}], "missing": [profession]}. The ideas that were common ground most
    often come first. People who came to two sessions are counted twice, since nobody is known by name.
    """
    votes = [(outcome, last_votes(outcome)) for outcome in outcomes]
    found: dict[str, None] = {}
    for _, ideas in votes:
        found.update(dict.fromkeys(ideas))
    rows = [row_of(idea, [(outcome["session"], ideas[idea]) for outcome, ideas in votes if idea in ideas])
            for idea in found]  # fmt: skip
    heard = heard_from(outcomes, professions)
    return {
        "sessions": [
            {**{name: outcome[name] for name in ("session", "name", "started_at", "ended_at")},
             "participants": {c: outcome["participants"][c] for c in COMMUNITIES}, "voted": bool(ideas)}
            for outcome, ideas in votes
        ],
        "participants": {c: sum(outcome["participants"][c] for outcome in outcomes) for c in COMMUNITIES},
        "ideas": sorted(rows, key=_order),
        "professions": heard,
        "missing": [row["profession"] for row in heard if not row["sessions"]],
    }  # fmt: skip


def last_votes(outcome: Outcome) -> dict[str, dict[str, Any]]:
    """{idea: its figures in the last vote of that session which weighed it, with that stage's id and title}."""
    stages = [s for s in outcome["stages"] if s["kind"] == "vote" and s["state"] != READY]
    ideas: dict[str, dict[str, Any]] = {}
    for stage in sorted(stages, key=lambda s: str(s["opened_at"] or "")):
        for idea in stage["ideas"]:
            ideas[idea["idea"]] = {**idea, "stage": stage["id"], "title": stage["title"]}
    return ideas


def row_of(idea: str, weighed: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """One idea, given [(session, its figures there)], newest first, at least one.

    `shared_in` of `read_in` sessions with a reading it was common ground. `pool` is None where `why_no_pool` says
    few_sessions (under 4 with answers from both communities) or reworded. `differ` and `rough` are per community:
    whether sessions differ more than chance explains (None under two), and whether too few answered to be sure.
    """
    first = weighed[0][1]
    readings = [(session, figures["reading"], figures["close_call"]) for session, figures in weighed]
    wordings = wordings_of((session, figures["text"]) for session, figures in weighed)
    counts = {c: [_count(figures, c) for _, figures in weighed] for c in COMMUNITIES}
    whole = pooled(counts)
    reason = _why_no_pool(whole, reworded=len(wordings) > 1)
    return {
        "idea": idea,
        **{name: first[name] for name in ("ref", "text", "name", "theme")},
        "wordings": wordings,
        "sessions": [{"session": session, **{name: figures[name] for name in _KEPT}} for session, figures in weighed],
        "shared_in": sum(reading == "common_ground" for _, reading, _ in readings),
        "read_in": sum(reading != "too_few" for _, reading, _ in readings),
        "too_few_in": sum(reading == "too_few" for _, reading, _ in readings),
        "pattern": pattern_of(readings),
        "pool": None if reason else whole,
        "why_no_pool": reason,
        "differ": {c: whole["communities"][c]["differ"] for c in COMPARED},
        "rough": {c: is_rough(counts[c]) for c in COMPARED},
    }


_KEPT = ("stage", "title", "text", "communities", "shared", "reading", "close_call", "small_group")


def wordings_of(texts: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """[{"text", "sessions": [id]}] of [(session, text)]: texts that differ in commas or capitals only are the same."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for session, text in texts:
        known = found.setdefault(_words(text), {"text": text, "sessions": []})
        known["sessions"].append(session)
    return list(found.values())


def pattern_of(readings: Sequence[tuple[str, str, bool]]) -> dict[str, Any]:
    """What a glance along a row says, given [(session, reading, close call)], in a form whose sentence is always true.

    kind none (no reading), one, same, exception or mixed; `reading` in `times` of `of` sessions with a reading.
    An exception is one session out of three or more that reads otherwise than all others, which read alike: there
    `citizen` and `ahp` say more, fewer or None, and that holds against each other session, since the line parts them.
    """
    known = [(session, reading, close) for session, reading, close in readings if reading != "too_few"]
    counts = Counter(reading for _, reading, _ in known)
    pattern: dict[str, Any] = {"kind": "none", "of": len(known), "counts": dict(counts.most_common())}
    if not known:
        return pattern
    reading, times = counts.most_common(1)[0]
    pattern |= {"reading": reading, "times": times}
    if times == len(known):
        return pattern | {"kind": "same" if times > 1 else "one"}
    if times == len(known) - 1 and times > 1:
        session, other, close = next(row for row in known if row[1] != reading)
        return pattern | {"kind": "exception", "exception": _exception(session, other, close, reading)}
    return pattern | {"kind": "mixed"}


def is_rough(counts: Sequence[Count]) -> bool:
    """Whether chi-square over these (agree, answered) is rough: a cell expects under 5 answers (Cochran 1954)."""
    counts = [(a, n) for a, n in counts if n]
    agree, answered = sum(a for a, _ in counts), sum(n for _, n in counts)
    least = min((n for _, n in counts), default=0)
    return 0 < min(agree, answered - agree) * least < LEAST_EXPECTED * answered


def heard_from(outcomes: Sequence[Outcome], professions: Sequence[str]) -> list[dict[str, Any]]:
    """[{profession, sessions, people}]: in how many sessions each was present, the listed ones first, then others."""
    present = [outcome["participants"]["professions"] for outcome in outcomes]
    others = sorted({name for names in present for name in names} - set(professions))
    return [
        {"profession": name, "sessions": sum(bool(names.get(name)) for names in present),
         "people": sum(names.get(name, 0) for names in present)}
        for name in (*professions, *others)
    ]  # fmt: skip


def across_rows(across: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same as one flat table: a row an idea, session and community, then its pool where there is one."""
    named = {session["session"]: session for session in across["sessions"]}
    rows = []
    for idea in across["ideas"]:
        for figures in idea["sessions"]:
            session = named[figures["session"]]
            about = {"session": figures["session"], "workshop": session["name"], "ended_at": session["ended_at"]}
            rows += [_flat(idea, about, figures, c, figures["text"]) for c in COMMUNITIES]
        if idea["pool"]:
            rows += [_flat(idea, {"workshop": "pooled"}, idea["pool"], c, idea["text"]) for c in COMMUNITIES]
    return rows


COLUMNS = (
    "idea", "ref", "name", "text", "session", "workshop", "ended_at", "community", "agree", "unsure", "disagree",
    "answered", "share", "likely_low", "likely_high", "shared", "reading", "close_call", "small_group",
    "sessions_pooled", "sessions_differ",
)  # fmt: skip


def _flat(
    idea: Mapping[str, Any], about: Mapping[str, Any], figures: Mapping[str, Any], community: str, text: str
) -> dict[str, Any]:
    cell = figures["communities"][community]
    low, high = cell["likely_range"] or (None, None)
    row = {
        **{name: idea[name] for name in ("idea", "ref", "name")}, "text": text, **about, "community": community,
        **{name: cell.get(name) for name in ("agree", "unsure", "disagree", "answered", "share")},
        "likely_low": low, "likely_high": high,
        **{name: figures.get(name) for name in ("shared", "reading", "close_call", "small_group")},
        "sessions_pooled": cell.get("sessions"), "sessions_differ": cell.get("differ"),
    }  # fmt: skip
    return {name: row.get(name) for name in COLUMNS}


def _why_no_pool(whole: Mapping[str, Any], *, reworded: bool) -> str | None:
    if min(whole["communities"][c]["sessions"] for c in COMPARED) < SESSIONS_FOR_A_RANGE:
        return "few_sessions"
    return "reworded" if reworded else None


def _exception(session: str, reading: str, close: bool, usual: str) -> dict[str, Any]:
    sides = {
        c: None if here == there else "more" if here else "fewer"
        for c, here, there in zip(COMPARED, _ABOVE[reading], _ABOVE[usual], strict=True)
    }
    return {"session": session, "reading": reading, "close_call": close, **sides}


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Common ground in the largest part of its sessions first, then in more of them, then by exact shares, then ref."""
    part = Fraction(row["shared_in"], row["read_in"]) if row["read_in"] else Fraction(-1)
    shares = sorted(_share(row, c) for c in COMPARED)
    return -part, -row["read_in"], -shares[0], -shares[1], row["ref"] is None, row["ref"] or "", row["text"]


def _share(row: Mapping[str, Any], community: str) -> Fraction:
    """Over all sessions, for the order alone."""
    counts = [_count(figures, community) for figures in row["sessions"]]
    answered = sum(n for _, n in counts)
    return Fraction(sum(a for a, _ in counts), answered) if answered else Fraction(0)


def _count(figures: Mapping[str, Any], community: str) -> Count:
    cell = figures["communities"][community]
    return cell["agree"], cell["answered"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text.casefold()))
