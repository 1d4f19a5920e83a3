"""A session's votes in the shape of Polis' own exports, for the tools that read them.

Polis' export (github.com/compdemocracy/polis, "comments", "votes" and "participants-votes") writes 1 for agree, -1 for
disagree and 0 for pass. Here a person's last answer counts once, the group is the community, and times are those of
the stage's opening, so that nobody can be told by when they voted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from .session import Session
from .stages import Stage

AS_POLIS = {"agree": 1, "unsure": 0, "disagree": -1}

Row = list[Any]


def polis_tables(session: Session, voters: Mapping[str, int]) -> dict[str, list[Row]]:
    """{file name: rows, the headings first}. `voters` are participants with their new numbers."""
    stages = [stage for stage in session.stages.values() if stage.kind == "vote" and stage.ideas]
    numbers: dict[str, int] = {}
    for stage in stages:
        for idea in stage.ideas:
            numbers.setdefault(idea.id, len(numbers))
    votes = _last_votes(stages, voters, numbers)
    return {
        "comments.csv": _comments(stages, numbers, votes),
        "votes.csv": _votes(votes),
        "participants-votes.csv": _participants(session, voters, list(numbers.values()), votes),
    }


Votes = dict[tuple[int, int], tuple[Stage, int]]
"""(comment, voter) → the stage that heard the last vote, and the vote."""


def _last_votes(stages: Sequence[Stage], voters: Mapping[str, int], numbers: Mapping[str, int]) -> Votes:
    return {
        (numbers[idea], voters[person]): (stage, AS_POLIS[choice])
        for stage in sorted(stages, key=lambda stage: stage.opened_at or 0.0)
        for person, ballot in stage.ballots.items()
        if person in voters
        for (idea, _), choice in ballot.items()
        if choice in AS_POLIS
    }


def _comments(stages: Sequence[Stage], numbers: Mapping[str, int], votes: Votes) -> list[Row]:
    heads = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"]
    rows: list[Row] = [heads]
    counts = Counter((comment, vote) for (comment, _), (_, vote) in votes.items())
    seen: set[str] = set()
    for stage in stages:
        for idea in stage.ideas:
            if idea.id not in seen:
                n = numbers[idea.id]
                rows.append([*_time(stage), n, -1, counts[n, 1], counts[n, -1], 1, idea.text])
            seen.add(idea.id)
    return rows


def _votes(votes: Votes) -> list[Row]:
    rows: list[Row] = [["timestamp", "datetime", "comment-id", "voter-id", "vote"]]
    return rows + [[*_time(stage), comment, voter, vote] for (comment, voter), (stage, vote) in sorted(
        votes.items(), key=lambda item: item[0]
    )]  # fmt: skip


def _participants(session: Session, voters: Mapping[str, int], comments: Sequence[int], votes: Votes) -> list[Row]:
    heads = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
    rows: list[Row] = [[*heads, *map(str, comments)]]
    own: dict[int, dict[int, int]] = {n: {} for n in voters.values()}
    for (comment, voter), (_, vote) in votes.items():
        own[voter][comment] = vote
    for person, n in voters.items():
        said = list(own[n].values())
        cells = [own[n].get(comment) for comment in comments]
        community = session.people[person].community
        rows.append([n, community, 0, len(said), said.count(1), said.count(-1), *cells])
    return rows


def _time(stage: Stage) -> tuple[int, str]:
    """Polis' two ways of writing a time: seconds since 1970, and in words."""
    at = int(stage.opened_at or 0.0)
    return at, _date(at)


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)")
