"""Two sides of the same ideas for organisers: two workshops, two rounds, or phone and paper. Never public."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlmodel import Session as Db

from app.domain.across import last_votes
from app.domain.comparing import Moves, as_shares, compare_places, compare_scores, compare_shares, moves_between
from app.domain.figures import figures_of
from app.domain.refusals import Refusal
from app.domain.session import Session
from app.domain.stages import READY, WEIGHING
from app.storage.finished import finished_outcomes
from app.storage.sessions import read_session

from .moments import seconds_of

WORKSHOP, STEP, PHONE, PAPER = "workshop", "step", "phone", "paper"
CHANNELS = {PHONE: frozenset({"phone", "shared"}), PAPER: frozenset({"paper"})}
"""A tablet that many share is one more phone to each of them. Those who were helped are on neither side."""

Outcome = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """What can be put beside something else. `stage` is empty but for a step; `kind` is that of its figures."""

    key: str
    what: str
    session: str
    name: str
    at: float | None
    kind: str
    stage: str = ""
    title: str = ""
    position: int = 0
    """Of a step: its place in the run sheet, from 1."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`how` is moved (the same people twice), other_people or places; `only_a`, `only_b` ideas that the other lacks."""

    a: Side
    b: Side
    kind: str
    how: str
    figures: Mapping[str, Any]
    only_a: int
    only_b: int
    helped: int
    scales: Mapping[str, str]
    """Labels of a rating's scales by key."""


def sides_of(outcomes: Sequence[Outcome]) -> list[Side]:
    """Everything that can be compared, by workshop, newest first."""
    return [side for outcome in outcomes for side in _sides(outcome)]


def comparable(db: Db, programme: str) -> list[Side]:
    """What a programme has to compare, newest workshop first."""
    return sides_of(finished_outcomes(db, programme))


def compare(db: Db, programme: str, a: str, b: str) -> Comparison:
    """The two sides with these keys. Raises Refusal bad_field naming `a` or `b`."""
    outcomes = {outcome["session"]: outcome for outcome in finished_outcomes(db, programme)}
    sides = {side.key: side for side in sides_of(list(outcomes.values()))}
    for field, key in (("a", a), ("b", b)):
        if key not in sides:
            raise Refusal("bad_field", "Choose two things from the list.", field)
    first, second = sides[a], sides[b]
    _must_match(first, second)

    @cache
    def session_of(id: str) -> Session:
        found = read_session(db, id)
        assert found is not None, id
        return found

    return _compared(first, second, outcomes, session_of)


def _sides(outcome: Outcome) -> list[Side]:
    about = (outcome["session"], outcome["name"], seconds_of(outcome["started_at"] or outcome["ended_at"]))
    found, votes = [], bool(last_votes(outcome))
    if votes:
        found.append(Side(outcome["session"], WORKSHOP, *about, "vote"))
    for position, stage in enumerate(outcome["stages"], start=1):
        if stage["kind"] in WEIGHING and stage["state"] != READY and stage["ideas"]:
            found.append(Side(stage["id"], STEP, *about, stage["kind"], stage["id"], stage["title"], position))
    channels = outcome["participants"]["by_channel"]
    if votes and channels["phone"] and channels["paper"]:
        found += [Side(f"{outcome['session']}:{what}", what, *about, "vote") for what in (PHONE, PAPER)]
    return found


def _must_match(a: Side, b: Side) -> None:
    if a.key == b.key:
        raise Refusal("bad_field", "Choose two different things to compare.", "b")
    if a.kind != b.kind:
        raise Refusal("bad_field", "Choose two of a kind: a vote with a vote, a ranking with a ranking.", "b")
    same = a.what == b.what or ({a.what, b.what} == {PHONE, PAPER} and a.session == b.session)
    if not same:
        raise Refusal("bad_field", "Choose two workshops, two steps, or phone and paper of one workshop.", "b")


def _compared(a: Side, b: Side, outcomes: Mapping[str, Outcome], session_of: Callable[[str], Session]) -> Comparison:
    before, after = (_rows(side, outcomes[side.session], session_of) for side in (a, b))
    shared = {row["idea"] for row in before} & {row["idea"] for row in after}
    if not shared:
        raise Refusal("bad_field", "These two have no idea in common.", "b")
    moves = _moves(a, b, session_of)
    if a.kind == "rate":
        figures = compare_scores(before, after, moves)
    elif a.kind == "rank":
        figures = compare_places(before, after, [_places(_stage(side, outcomes)) for side in (a, b)])
    else:
        figures = compare_shares(before, after, moves)
    how = "places" if a.kind == "rank" else "moved" if moves is not None else "other_people"
    helped = outcomes[a.session]["participants"]["by_channel"].get("helped", 0) if a.what in CHANNELS else 0
    return Comparison(a, b, a.kind, how, figures, len(before) - len(shared), len(after) - len(shared), helped,
                      _scales(outcomes, b))  # fmt: skip


def _moves(a: Side, b: Side, session_of: Callable[[str], Session]) -> Moves | None:
    """Who answered otherwise, where the same people answered two steps of one workshop; tables and orders have none."""
    if a.what != STEP or b.what != STEP or a.session != b.session or a.kind == "rank":
        return None
    session = session_of(a.session)
    before, after = (session.stages[side.stage].ballots for side in (a, b))
    return moves_between(a.kind, before, after, session.community_of())


def _rows(side: Side, outcome: Outcome, session_of: Callable[[str], Session]) -> list[dict[str, Any]]:
    if side.what == WORKSHOP:
        return list(last_votes(outcome).values())
    if side.what in CHANNELS:
        session = session_of(side.session)
        voted = last_votes(_with_paper(outcome, session)) or last_votes(outcome)
        return _by_channel(session, voted, CHANNELS[side.what])
    stage = next(s for s in outcome["stages"] if s["id"] == side.stage)
    return as_shares(stage) if side.kind == "dots" else list(stage["ideas"])


def _with_paper(outcome: Outcome, session: Session) -> Outcome:
    """With those steps alone of which paper holds ballots: a later round on phones has nothing to stand beside."""
    on_paper = {person.id for person in session.counted() if person.channel == "paper"}
    held = {stage.id for stage in session.stages.values() if on_paper & stage.ballots.keys()}
    return {**outcome, "stages": [stage for stage in outcome["stages"] if stage["id"] in held]}


def _by_channel(
    session: Session, voted: Mapping[str, Mapping[str, Any]], channels: frozenset[str]
) -> list[dict[str, Any]]:
    """The last vote on each idea by those who answered this way. Exact: such figures are never public."""
    community_of = {p.id: p.community for p in session.counted() if p.channel in channels}
    rows = []
    for id in dict.fromkeys(idea["stage"] for idea in voted.values()):
        stage = session.stages[id]
        ideas = [(idea.id, idea.ref) for idea in stage.ideas if voted[idea.id]["stage"] == id]
        counted = figures_of("vote", stage.settings.as_plain(), ideas, stage.ballots, community_of)
        rows += [{**row, **{n: voted[row["idea"]][n] for n in ("text", "name")}} for row in counted["ideas"]]
    return rows


def _stage(side: Side, outcomes: Mapping[str, Outcome]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(s for s in outcomes[side.session]["stages"] if s["id"] == side.stage)
    return found


def _scales(outcomes: Mapping[str, Outcome], side: Side) -> dict[str, str]:
    if side.kind != "rate":
        return {}
    return {scale["key"]: scale["label"] for scale in _stage(side, outcomes)["settings"]["scales"]}


def _places(stage: Mapping[str, Any]) -> dict[str, int]:
    """{idea: place} by the tables' totals, or combined over both communities."""
    listed = stage["tables"]["order"] if "tables" in stage else stage["standings"]["combined"]
    return {row["idea"]: row["place"] for row in listed or ()}
